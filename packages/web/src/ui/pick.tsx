import styles from './pick.module.css'
import { clip } from './text.ts'

/** A value in a list that narrows the page to itself. */
export function Pick({
  value,
  label,
  onPick,
  most = 80,
}: {
  readonly value: string
  /** What it does: `Only session …`. */
  readonly label: string
  readonly onPick: () => void
  /** Characters that are shown. */
  readonly most?: number
}) {
  return (
    <button
      type="button"
      className={styles.pick}
      title={`${label} ${clip(value, 200)}`}
      onClick={event => {
        // The row it stands in may be opened by a click as well.
        event.stopPropagation()
        onPick()
      }}
    >
      {clip(value, most)}
    </button>
  )
}
