import { useMemo } from 'react'
import { LineChart } from '../../chart/line-chart.tsx'
import { Card } from '../../ui/card.tsx'
import { count } from '../../ui/numbers.ts'
import { Loading } from '../../ui/states.tsx'
import styles from './analytics.module.css'
import { Change } from './change.tsx'
import { type Hours, sum } from './data.ts'
import { slotMs, slotsOf } from './period.ts'
import type { Shared } from './shared.ts'

/** A figure of both periods over time: this one as a line, the one before dashed, laid over it. */
export function Trend({
  title,
  of,
  unit,
  more,
  days,
  periods,
  current,
  before,
  comparable,
}: Shared & {
  readonly title: string
  readonly of: 'events' | 'errors' | 'requests'
  readonly unit: string
  /** What more of it means, if anything. */
  readonly more?: 'good' | 'bad'
}) {
  const [now, past] = [current[of], before[of]]
  const lines = useMemo(() => {
    const width = slotMs(days)
    const { from } = periods.current
    const line = (hours: Hours | undefined, span: typeof periods.current) =>
      slotsOf(hours ?? [], span, width).map((value, i) => [from + i * width, value] as const)
    return [
      {
        name: 'These days',
        color: more === 'bad' ? 'var(--level-error)' : 'var(--series-1)',
        points: line(now, periods.current),
      },
      { name: 'Before', color: 'var(--ink-3)', dashed: true, points: line(past, periods.before) },
    ]
    // The spans follow from days and the data.
  }, [now, past, days, more, periods.current, periods.before])
  const pair = now && past && { now: sum(now), before: sum(past) }
  return (
    <Card title={title} note={unit}>
      {pair === undefined ? (
        <Loading what={title} />
      ) : (
        <p className={styles.total}>
          {count(pair.now)} <Change pair={pair} comparable={comparable} more={more} days={days} />
        </p>
      )}
      <LineChart
        label={`${title} over ${days} days${pair === undefined ? '' : `: ${count(pair.now)}, and ${count(pair.before)} in the days before`}`}
        lines={lines}
        height={150}
        area
      />
    </Card>
  )
}
