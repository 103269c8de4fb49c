import { Button } from './button.tsx'
import { CopyButton } from './copy.tsx'
import { Dialog } from './dialog.tsx'
import styles from './secret.module.css'

/** Something that is shown once and stored nowhere: a key, a password. */
export function SecretOnce({
  title,
  secrets,
  onClose,
}: {
  readonly title: string
  readonly secrets: readonly string[]
  readonly onClose: () => void
}) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          I have kept it
        </Button>
      }
    >
      <p>It is shown this once and stored nowhere. Keep it in a password manager.</p>
      <div className={styles.secret}>
        <code>{secrets.join('\n')}</code>
        <CopyButton text={secrets.join('\n')} />
      </div>
    </Dialog>
  )
}
