import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api/client.ts'
import { Button } from './button.tsx'
import { Command } from './command.tsx'
import styles from './states.module.css'

/** While something is fetched for the first time. Later fetches leave what is there in its place. */
export function Loading({ what = 'Loading' }: { readonly what?: string }) {
  return (
    <div className={styles.loading} role="status">
      <span className={styles.bar} aria-hidden="true" />
      <span className="hidden-visually">{what} …</span>
    </div>
  )
}

/** Nothing there: why, and what to do about it. */
export function Empty({
  title,
  children,
  command,
  action,
}: {
  readonly title: string
  readonly children?: ReactNode
  /** A command that would change it, to copy. */
  readonly command?: string
  readonly action?: ReactNode
}) {
  return (
    <div className={styles.state}>
      <Notches />
      <h2>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {command !== undefined && <Command text={command} />}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  )
}

/** What went wrong, in the words of whoever refused, and what to do about it. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <div className={styles.error} role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <div>
        <p className={styles.errorTitle}>{known?.message ?? (error as Error).message}</p>
        {known?.help !== undefined && <p className={styles.text}>{known.help}</p>}
        {known?.retryAfter !== undefined && <p className={styles.text}>Try again in {known.retryAfter} s.</p>}
        {known !== undefined && <code className={styles.code}>{known.code}</code>}
      </div>
      {onRetry !== undefined && (
        <Button small onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** Tally marks: the sign of a record that has nothing in it yet. */
function Notches() {
  return (
    <svg className={styles.notches} viewBox="0 0 72 40" aria-hidden="true">
      <path d="M12 6v28M26 6v28M40 6v28M54 6v28" />
      <path d="M4 30 64 10" />
    </svg>
  )
}
