import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { TextArea, TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { plural } from '../../ui/numbers.ts'
import { clip } from '../../ui/text.ts'
import { useDashboardChanges } from './api.ts'
import styles from './dashboards.module.css'
import { readFile } from './document.ts'

/** Larger files are no dashboards. */
const MOST_BYTES = 262_144
const TOLD = 8

/** Takes a dashboard from a file, or pasted; says everything that is wrong with it. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const { create } = useDashboardChanges()
  const [text, setText] = useState('')
  const [name, setName] = useState<string>()
  const [tooLarge, setTooLarge] = useState(false)
  const read = text.trim() === '' ? undefined : readFile(text)
  const problems = tooLarge
    ? ['This file is larger than any dashboard (256 KiB)']
    : read === undefined || read.ok
      ? []
      : read.problems
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    setTooLarge(file.size > MOST_BYTES)
    setText(file.size > MOST_BYTES ? '' : await file.text())
  }
  return (
    <FormDialog
      title="Import a dashboard"
      action="Import"
      onClose={onClose}
      onSubmit={async () => {
        if (read === undefined || !read.ok)
          throw new Error(
            read === undefined ? 'Choose a file, or paste one' : 'This cannot be imported as it is',
          )
        const { name: given, document } = read.value
        const { id } = await create({ name: (name ?? given).trim(), shared: false, document })
        await navigate({ to: '/dashboards/$id', params: { id } })
      }}
    >
      <label className={styles.file}>
        <span>File</span>
        <input
          type="file"
          accept="application/json,.json"
          onChange={event => void take(event.target.files?.[0])}
        />
      </label>
      <TextArea
        label="Or paste it"
        rows={8}
        className={styles.code}
        value={text}
        onChange={event => {
          setTooLarge(false)
          setText(event.target.value)
        }}
      />
      {read?.ok && (
        <>
          <TextField
            label="Name"
            required
            maxLength={128}
            value={name ?? read.value.name}
            onChange={event => setName(event.target.value)}
          />
          <p role="status">
            “{clip(read.value.name, 128)}” with {plural(read.value.document.panels.length, 'panel')}. Only you
            will see it until you share it.
          </p>
        </>
      )}
      {problems.length > 0 && (
        <ul className={styles.problems} role="alert">
          {problems.slice(0, TOLD).map(problem => (
            <li key={problem}>{problem}</li>
          ))}
          {problems.length > TOLD && <li>and {problems.length - TOLD} more</li>}
        </ul>
      )}
    </FormDialog>
  )
}
