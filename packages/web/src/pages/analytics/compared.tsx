import { useTimes } from '../../time/format.ts'
import type { Span } from '../../time/range.ts'
import styles from './analytics.module.css'
import type { Coverage } from './period.ts'

/** Says so where there is too little of the period before to compare with. */
export function Compared({
  coverage,
  before,
  days,
}: {
  readonly coverage: Coverage | undefined
  readonly before: Span
  readonly days: number
}) {
  const times = useTimes()
  if (coverage === undefined || coverage.kind === 'all') return null
  return (
    <p className={styles.said} role="status">
      {coverage.kind === 'none'
        ? coverage.since === undefined
          ? `Nothing is recorded of the ${days} days before: changes cannot be told.`
          : `The record begins ${times.short(coverage.since)}: there are no ${days} days before to compare with, so changes are not told.`
        : `The record begins ${times.short(coverage.since)}, after ${times.short(before.from)}: the ${days} days before are there in part only, so changes are not told.`}
    </p>
  )
}
