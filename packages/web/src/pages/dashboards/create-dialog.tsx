import { DASHBOARD_TEMPLATES } from '@tallystick/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Checkbox, TextField } from '../../ui/field.tsx'
import { FormDialog } from '../../ui/form.tsx'
import { useDashboardChanges } from './api.ts'
import styles from './dashboards.module.css'
import { EMPTY_DOCUMENT } from './document.ts'

const CHOICES = [
  { name: 'Empty', about: 'Add panels one by one', document: EMPTY_DOCUMENT },
  ...DASHBOARD_TEMPLATES,
] as const

/** Asks for a name and what to begin with. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const { create } = useDashboardChanges()
  const [chosen, setChosen] = useState(1)
  const [name, setName] = useState<string>()
  const [shared, setShared] = useState(false)
  const { name: suggested, document } = CHOICES[chosen]!
  const shown = name ?? (chosen === 0 ? '' : suggested)
  return (
    <FormDialog
      title="New dashboard"
      action="Create"
      onClose={onClose}
      onSubmit={async () => {
        const { id } = await create({ name: shown.trim(), shared, document })
        await navigate({
          to: '/dashboards/$id',
          params: { id },
          search: chosen === 0 ? { edit: '1' } : {},
        })
      }}
    >
      <fieldset className={styles.choices}>
        <legend>Begin with</legend>
        {CHOICES.map((choice, i) => (
          <label key={choice.name} className={styles.choice}>
            <input type="radio" name="template" checked={i === chosen} onChange={() => setChosen(i)} />
            <span>
              <b>{choice.name}</b>
              <small>{choice.about}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <TextField
        label="Name"
        required
        maxLength={128}
        value={shown}
        onChange={event => setName(event.target.value)}
      />
      <Checkbox
        label="Share it with everybody in the tenant"
        checked={shared}
        onChange={event => setShared(event.target.checked)}
      />
    </FormDialog>
  )
}
