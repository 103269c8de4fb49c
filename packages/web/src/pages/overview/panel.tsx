import { type ReactNode, useId } from 'react'
import styles from './overview.module.css'

/** Figures that belong together, three in a row, under one name. */
export function Panel({
  title,
  note,
  children,
  below,
}: {
  readonly title: string
  readonly note?: string
  readonly children: ReactNode
  readonly below?: ReactNode
}) {
  const id = useId()
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span>{note}</span>}
      </header>
      <dl className={styles.figures}>{children}</dl>
      {below}
    </section>
  )
}

/** One figure: its name, how much, and small print. `tone` colours it, and the small print says why. */
export function Figure({
  name,
  value,
  unit,
  note,
  tone,
  children,
}: {
  readonly name: string
  readonly value: ReactNode
  readonly unit?: string
  readonly note?: ReactNode
  readonly tone?: 'good' | 'warn' | 'bad' | undefined
  readonly children?: ReactNode
}) {
  return (
    <div className={styles.figure} data-tone={tone}>
      <dt>{name}</dt>
      <dd className={styles.value}>
        {value}
        {unit !== undefined && <small>{unit}</small>}
      </dd>
      {children}
      {note !== undefined && <dd className={styles.small}>{note}</dd>}
    </div>
  )
}
