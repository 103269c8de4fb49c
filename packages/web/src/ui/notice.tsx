import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './notice.module.css'

/** A line about what is shown: what is missing of it, and why. */
export function Notice({
  tone = 'note',
  action,
  children,
}: {
  readonly tone?: 'note' | 'warn'
  readonly action?: ReactNode
  readonly children: ReactNode
}) {
  const Icon = tone === 'warn' ? TriangleAlert : Info
  return (
    <div className={styles.notice} data-tone={tone} role="status">
      <Icon size={14} aria-hidden="true" />
      <div>{children}</div>
      {action}
    </div>
  )
}
