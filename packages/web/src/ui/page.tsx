import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { classes } from './classes.ts'
import styles from './page.module.css'

/** A page: its name, what can be done with all of it, and its parts. `fill` gives it the height of the window, so that its parts scroll. */
export function Page({
  title,
  lead,
  actions,
  children,
  fill,
}: {
  readonly title: string
  readonly lead?: ReactNode
  /** Range picker, buttons. */
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly fill?: boolean
}) {
  useEffect(() => {
    document.title = `${title} · Tallystick`
  }, [title])
  return (
    <main className={classes(styles.page, fill && styles.fill)} id="main" tabIndex={-1}>
      <header className={styles.head}>
        <div className={styles.names}>
          <h1>{title}</h1>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  )
}
