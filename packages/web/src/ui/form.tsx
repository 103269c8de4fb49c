import { type ReactNode, useId } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './form.module.css'
import { ErrorState } from './states.tsx'
import { useSubmit } from './use-submit.ts'

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
  const { submit, busy, error } = useSubmit(() => onSubmit().then(onClose))
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
      <form id={id} className={styles.form} onSubmit={submit}>
        {children}
        {error !== undefined && <ErrorState error={error} />}
      </form>
    </Dialog>
  )
}
