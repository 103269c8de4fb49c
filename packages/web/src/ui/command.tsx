import styles from './command.module.css'
import { CopyButton } from './copy.tsx'

/** What is to be run, or put into a program: whole, and to copy. */
export function Command({
  text,
  label = 'Copy command',
}: {
  readonly text: string
  readonly label?: string
}) {
  return (
    <div className={styles.command}>
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  )
}
