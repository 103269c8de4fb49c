import type { ReactNode } from 'react'
import { count } from '../ui/numbers.ts'
import styles from './chart.module.css'
import { namesShown, valuesShown } from './labels.ts'
import { useWidth } from './size.ts'

export type Bar = {
  readonly name: string
  readonly value: number
  readonly color?: string
  readonly note?: ReactNode
}

/** Height of a column that has anything, px: however small beside the others, it is seen. */
const LEAST = 2

/** Names with how much of each, longest first as given. With `onPick` each is a button. */
export function BarList({
  label,
  bars,
  format = count,
  onPick,
}: {
  readonly label: string
  readonly bars: readonly Bar[]
  readonly format?: (value: number) => string
  readonly onPick?: (bar: Bar) => void
}) {
  const most = Math.max(...bars.map(({ value }) => value), 0) || 1
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map(bar => {
        const inside = (
          <>
            <span
              className={styles.fill}
              style={{
                width: `${(bar.value / most) * 100}%`,
                ...(bar.color === undefined ? {} : { background: bar.color }),
              }}
            />
            <span className={styles.barName}>{bar.name}</span>
            {bar.note !== undefined && <span className={styles.barNote}>{bar.note}</span>}
            <span className={styles.barValue}>{format(bar.value)}</span>
          </>
        )
        return (
          <li key={bar.name}>
            {onPick === undefined ? (
              <div className={styles.bar}>{inside}</div>
            ) : (
              <button type="button" className={styles.bar} onClick={() => onPick(bar)}>
                {inside}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** Upright bars over numbers: a histogram of scores or of latencies. With `onPick` each is a button. */
export function Columns({
  label,
  bars,
  height = 150,
  onPick,
}: {
  readonly label: string
  readonly bars: readonly Bar[]
  readonly height?: number
  readonly onPick?: (bar: Bar) => void
}) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const most = Math.max(...bars.map(({ value }) => value), 0) || 1
  const names = namesShown(
    bars.map(({ name }) => name),
    width,
  )
  const values = valuesShown(
    bars.map(({ value }) => value),
    width,
  )
  const columns = bars.map((bar, i) => {
    const { name, value, color } = bar
    const inside = (
      <>
        <span className={styles.columnValue}>{values[i]}</span>
        <span
          className={styles.columnFill}
          style={{
            height: `calc((100% - 32px) * ${value / most})`,
            minHeight: value > 0 ? LEAST : 0,
            ...(color === undefined ? {} : { background: color }),
          }}
        />
        <span className={styles.columnName}>{names[i] && name}</span>
      </>
    )
    const title = `${name}: ${count(value)}`
    return onPick === undefined ? (
      <div key={name} className={styles.column} title={title}>
        {inside}
      </div>
    ) : (
      <button key={name} type="button" className={styles.column} title={title} onClick={() => onPick(bar)}>
        {inside}
      </button>
    )
  })
  const sparse = names.includes(false)
  return (
    <div ref={ref}>
      {onPick === undefined ? (
        <div
          className={styles.columns}
          data-sparse={sparse}
          role="img"
          aria-label={`${label}: ${describe(bars)}`}
          style={{ height }}
        >
          {columns}
        </div>
      ) : (
        <fieldset className={styles.columns} data-sparse={sparse} aria-label={label} style={{ height }}>
          {columns}
        </fieldset>
      )}
    </div>
  )
}

/** Shares of a whole, as a ring with its legend. */
export function Donut({
  label,
  bars,
  onPick,
}: {
  readonly label: string
  readonly bars: readonly Bar[]
  readonly onPick?: (bar: Bar) => void
}) {
  const total = bars.reduce((sum, { value }) => sum + value, 0)
  const turn = 2 * Math.PI * 40
  let before = 0
  return (
    <div className={styles.donut}>
      <svg viewBox="0 0 100 100" role="img" aria-label={`${label}: ${describe(bars)}`}>
        {bars.map(({ name, value, color }, i) => {
          const size = total === 0 ? 0 : (value / total) * turn
          const offset = -before
          before += size
          return (
            <circle
              key={name}
              cx="50"
              cy="50"
              r="40"
              fill="none"
              strokeWidth="15"
              strokeDasharray={`${Math.max(size - 1, 0.001)} ${turn}`}
              strokeDashoffset={offset}
              transform="rotate(-90 50 50)"
              style={{ stroke: color ?? `var(--series-${(i % 8) + 1})` }}
            />
          )
        })}
        <text x="50" y="49" textAnchor="middle" className={styles.donutTotal}>
          {count(total)}
        </text>
        <text x="50" y="61" textAnchor="middle" className={styles.donutLabel}>
          total
        </text>
      </svg>
      <BarList
        label={label}
        bars={bars.map((bar, i) => ({ ...bar, color: bar.color ?? `var(--series-${(i % 8) + 1})` }))}
        {...(onPick === undefined ? {} : { onPick })}
      />
    </div>
  )
}

/** A line without axes, for beside a figure. */
export function Sparkline({
  values,
  color = 'var(--accent)',
}: {
  values: readonly number[]
  color?: string
}) {
  const most = Math.max(...values, 0) || 1
  const points = values.map(
    (value, i) => `${(i / Math.max(values.length - 1, 1)) * 100},${27 - (value / most) * 25}`,
  )
  return (
    <svg className={styles.spark} viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">
      {values.length > 1 && (
        <>
          <polygon points={`0,28 ${points.join(' ')} 100,28`} style={{ fill: color, opacity: 0.14 }} />
          <polyline points={points.join(' ')} style={{ stroke: color }} vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  )
}

function describe(bars: readonly Bar[]): string {
  return bars.map(({ name, value }) => `${name} ${count(value)}`).join(', ')
}
