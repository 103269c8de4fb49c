import { type ReactNode, useMemo } from 'react'
import { LEVELS } from '../../api/types.ts'
import { StackedBars } from '../../chart/stacked-bars.tsx'
import type { Counts } from '../../query/buckets.ts'
import type { Standing } from '../../query/refine.ts'
import type { Span } from '../../time/range.ts'
import { levelColor } from '../../ui/badge.tsx'
import { classes } from '../../ui/classes.ts'
import { count, short } from '../../ui/numbers.ts'
import styles from './histogram.module.css'

const LAYERS = LEVELS.map(level => ({ name: level, color: levelColor(level) }))

/** Events over time by level; dragging narrows the range, a level of the legend the query. */
export function Histogram({
  buckets,
  span,
  seconds,
  stale,
  busy,
  standing,
  onBrush,
  onLevel,
  children,
}: {
  readonly buckets: readonly Counts[]
  readonly span: Span
  readonly seconds: number
  /** Shows the answer to the question before. */
  readonly stale: boolean
  /** The answer is on its way. */
  readonly busy: boolean
  readonly standing: (level: string) => Standing
  readonly onBrush: (span: Span) => void
  readonly onLevel: (level: string) => void
  /** How much it is, before the legend. */
  readonly children: ReactNode
}) {
  const totals = useMemo(
    () => LEVELS.map((_, i) => buckets.reduce((sum, { values }) => sum + values[i]!, 0)),
    [buckets],
  )
  const total = totals.reduce((sum, value) => sum + value, 0)
  return (
    <section
      className={classes(styles.histogram, stale && styles.stale)}
      aria-label="Events over time"
      aria-busy={busy}
    >
      <StackedBars
        label={`${count(total)} events over time by level: ${LEVELS.map((level, i) => `${level} ${count(totals[i]!)}`).join(', ')}`}
        layers={LAYERS}
        buckets={buckets}
        span={span}
        seconds={seconds}
        height={84}
        onBrush={onBrush}
      />
      <div className={styles.below}>
        {children}
        <ul className={styles.legend} aria-label="Levels">
          {LEVELS.map((level, i) =>
            totals[i] === 0 ? null : (
              <li key={level}>
                <button
                  type="button"
                  className={styles.level}
                  aria-pressed={standing(level) === 'in'}
                  title={standing(level) === 'in' ? `No longer only ${level}` : `Only ${level}`}
                  onClick={() => onLevel(level)}
                >
                  <i style={{ background: levelColor(level) }} />
                  {level} <b>{short(totals[i]!)}</b>
                </button>
              </li>
            ),
          )}
        </ul>
      </div>
    </section>
  )
}
