import { Button } from './button.tsx'
import styles from './more.module.css'

/** The end of a list of which there is more to ask for, or no more. */
export function More({
  shown,
  onMore,
  loading,
  what,
}: {
  /** How many are in the list. */
  readonly shown: string
  readonly onMore: (() => void) | undefined
  readonly loading: boolean
  /** What comes: `Show earlier`. */
  readonly what: string
}) {
  return (
    <div className={styles.more}>
      <span aria-live="polite">{onMore === undefined ? `${shown}, that is all` : `${shown} so far`}</span>
      {onMore !== undefined && (
        <Button small busy={loading} onClick={onMore}>
          {what}
        </Button>
      )}
    </div>
  )
}
