import type { ReactNode } from 'react'
import { useId } from 'react'
import styles from './card.module.css'
import { classes } from './classes.ts'

/** A part of a page with a name. */
export function Card({
  title,
  note,
  actions,
  children,
  flush,
  className,
}: {
  readonly title?: string
  /** Small print beside the title: unit, range, what is counted. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Without padding, for tables and lists that reach the edges. */
  readonly flush?: boolean
  readonly className?: string | undefined
}) {
  const id = useId()
  return (
    <section
      className={classes(styles.card, className)}
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
    >
      {title !== undefined && (
        <header className={styles.head}>
          <h2 id={id}>{title}</h2>
          {note !== undefined && <span className={styles.note}>{note}</span>}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  )
}

/** One figure: what it is, how much, and how that compares. `tone` says whether it is well. */
export function Stat({
  label,
  value,
  unit,
  note,
  tone,
  children,
}: {
  readonly label: string
  readonly value: ReactNode
  readonly unit?: string
  readonly note?: ReactNode
  readonly tone?: 'good' | 'warn' | 'bad' | undefined
  /** A sparkline, a bar. */
  readonly children?: ReactNode
}) {
  return (
    <div className={styles.stat} data-tone={tone}>
      <div className={styles.statLabel}>{label}</div>
      <div className={styles.statValue}>
        {value}
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </div>
      {note !== undefined && <div className={styles.statNote}>{note}</div>}
      {children}
    </div>
  )
}

/** Figures side by side, as many as there is room for. */
export function Stats({ children }: { readonly children: ReactNode }) {
  return <div className={styles.stats}>{children}</div>
}

/** Cards side by side. */
export function Grid({
  children,
  columns = 2,
}: {
  readonly children: ReactNode
  readonly columns?: 1 | 2 | 3
}) {
  return (
    <div className={styles.grid} data-columns={columns}>
      {children}
    </div>
  )
}
