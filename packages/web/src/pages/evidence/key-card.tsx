import { type FormEvent, useState } from 'react'
import { useTimes } from '../../time/format.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { TextField } from '../../ui/field.tsx'
import { clip } from '../../ui/text.ts'
import styles from './evidence.module.css'
import type { Pin } from './pin.ts'
import type { Evidence } from './use-evidence.ts'

const FORM = /^[^+\s]+\+[0-9a-f]{8}\+\S{40,}$/

/** The key that checkpoints are signed with, as the server gives it and as this browser remembers it. */
export function KeyCard({
  evidence: { verifier_key: served },
  pin,
  onPin,
}: {
  readonly evidence: Evidence
  readonly pin: Pin
  readonly onPin: (key: string, typed: boolean) => void
}) {
  const times = useTimes()
  const [editing, setEditing] = useState(false)
  const differs = pin.key !== served
  const command = `tally verify --data DIRECTORY --pin '${served}'`
  return (
    <Card title="The key that must be known elsewhere">
      <div className={styles.stack}>
        {differs && (
          <div className={styles.alarm} role="alert">
            <strong>The server’s key is not the one this browser remembers.</strong> If nobody set the
            instance up anew, its record may have been replaced by another one. Ask whoever runs it before you
            believe anything on this page.
            <dl className={styles.keys}>
              <dt>remembered</dt>
              <dd>{clip(pin.key, 200)}</dd>
              <dt>server</dt>
              <dd>{clip(served, 200)}</dd>
            </dl>
            <Button small look="danger" onClick={() => onPin(served, false)}>
              Trust the server’s key from now on
            </Button>
          </div>
        )}
        <p className={styles.words}>
          Whoever holds the disk could write a different record and sign that. What they cannot do is sign it
          with this key’s other half unless they hold that too, nor change the key you noted down. So keep
          this line where the operators of the server do not: a password manager, a repository, a printed
          page.
        </p>
        <div className={styles.key}>
          <code>{clip(served, 200)}</code>
          <CopyButton text={served} label="Copy verifier key" />
        </div>
        <p className={styles.words}>
          Then anyone can check the files, a backup or an export without this server:
        </p>
        <div className={styles.key}>
          <code>{command}</code>
          <CopyButton text={command} label="Copy command" />
        </div>
        <p className={styles.small}>
          {differs
            ? 'Events are proven below against the remembered key.'
            : pin.typed
              ? `You gave this browser the key on ${times.short(pin.since)}; proofs below are checked against it.`
              : `This browser has remembered it since ${times.short(pin.since)}, and warns when it changes.`}{' '}
          {!editing && (
            <button type="button" className={styles.inline} onClick={() => setEditing(true)}>
              Give it a key that you noted down
            </button>
          )}
        </p>
        {editing && (
          <PinForm
            onDone={key => {
              if (key !== undefined) onPin(key, true)
              setEditing(false)
            }}
          />
        )}
      </div>
    </Card>
  )
}

function PinForm({ onDone }: { readonly onDone: (key: string | undefined) => void }) {
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const valid = FORM.test(text.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (valid) onDone(text.trim())
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label="Verifier key"
        placeholder="name+1a2b3c4d+AQ…"
        value={text}
        onChange={event => setText(event.target.value)}
        problem={
          tried && !valid ? 'A verifier key has the form name+id+key, with 8 hex digits as id' : undefined
        }
      />
      <span className={styles.buttons}>
        <Button type="submit" look="primary">
          Check against it
        </Button>
        <Button onClick={() => onDone(undefined)}>Cancel</Button>
      </span>
    </form>
  )
}
