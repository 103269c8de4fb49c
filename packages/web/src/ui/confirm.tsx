import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorState } from './states.tsx'
import { useSubmit } from './use-submit.ts'

/** Asks before something that cannot be undone; says so when it fails, and closes when it is done. */
export function Confirm({
  title,
  action,
  children,
  onConfirm,
  onClose,
}: {
  readonly title: string
  /** The verb on the button: `Revoke`. */
  readonly action: string
  readonly children: ReactNode
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}) {
  const { submit, busy, error } = useSubmit(() => onConfirm().then(onClose))
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" busy={busy} onClick={() => submit()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {error !== undefined && <ErrorState error={error} />}
    </Dialog>
  )
}
