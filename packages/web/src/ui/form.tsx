import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './form.module.css'
import { ErrorState } from './states.tsx'

/** A dialog with fields that are sent together. What the server refuses is said inside; when it took them, the dialog closes. */
export function FormDialog({
  title,
  action,
  children,
  onSubmit,
  onClose,
}: {
  readonly title: string
  readonly action: string
  readonly children: ReactNode
  readonly onSubmit: () => Promise<unknown>
  readonly onClose: () => void
}) {
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await onSubmit()
      onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary" busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={event => void submit(event)}>
        {children}
        {error !== undefined && <ErrorState error={error} />}
      </form>
    </Dialog>
  )
}
