import { type PointerEvent, useState } from 'react'
import { useWidth } from '../../chart/size.ts'
import { Tip } from '../../chart/stacked-bars.tsx'
import { useTimes } from '../../time/format.ts'
import type { Span } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { duration, plural } from '../../ui/numbers.ts'
import { clip } from '../../ui/text.ts'
import styles from './list.module.css'
import type { Summary } from './summaries.ts'

const HEIGHT = 176
const AXIS = 18
const LEFT = 66
/** Pixels from a dot within which it is meant. */
const NEAR = 14

type Dot = { readonly x: number; readonly y: number; readonly summary: Summary }

/** Traces by start and duration, the latter by powers of ten. The table beneath has the same by keyboard. */
export function DurationScatter({
  summaries,
  onOpen,
  onBrush,
}: {
  readonly summaries: readonly Summary[]
  readonly onOpen: (trace: string) => void
  readonly onBrush: (span: Span) => void
}) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const times = useTimes()
  const { span } = useRange()
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number }>()
  const [start, setStart] = useState<number>()

  const timed = summaries.filter(summary => summary.duration !== undefined)
  const logs = timed.map(summary => Math.log10(Math.max(summary.duration!, 0.001)))
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs, Math.min(...logs) + 0.01))]
  const plot = HEIGHT - AXIS
  const inner = Math.max(width - LEFT - 8, 1)
  const y = (log: number) => plot - 6 - ((log - low) / Math.max(high - low, 1)) * (plot - 16)
  // The range may be far longer than what is listed of it.
  const from = Math.min(...timed.map(summary => summary.start))
  const to = Math.max(...timed.map(summary => summary.start), from + 1_000)
  const dense = (to - from) * 4 < span.to - span.from
  const shown = dense ? { from, to } : span
  const x = (time: number) => LEFT + ((time - shown.from) / (shown.to - shown.from)) * inner
  const timeAt = (at: number) => shown.from + ((at - LEFT) / inner) * (shown.to - shown.from)
  const dots: Dot[] = timed.map((summary, i) => ({ x: x(summary.start), y: y(logs[i]!), summary }))

  const place = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    return {
      x: Math.min(Math.max(event.clientX - box.left, LEFT), LEFT + inner),
      y: event.clientY - box.top,
    }
  }
  const hovered = pointer === undefined || start !== undefined ? undefined : nearest(dots, pointer)
  const isOfThisYear = times.isOfThisYear(shown.from) && times.isOfThisYear(shown.to)
  const ticks = (isOfThisYear ? [0.1, 0.3, 0.5, 0.7, 0.9] : [0.15, 0.5, 0.85]).map(
    part => shown.from + (shown.to - shown.from) * part,
  )
  const names = times.ticks(ticks, (shown.to - shown.from) / 1_000 / 6, shown)
  const failed = timed.some(({ errors }) => errors > 0)
  return (
    <div className={styles.scatter} ref={ref}>
      <svg
        role="img"
        aria-label={`${plural(timed.length, 'trace')} by start and duration; the table below lists them`}
        width={width}
        height={HEIGHT}
        onPointerMove={event => setPointer(place(event))}
        onPointerLeave={() => setPointer(undefined)}
        onPointerDown={event => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setStart(place(event).x)
        }}
        onPointerUp={event => {
          const end = place(event)
          if (start !== undefined && Math.abs(end.x - start) >= 6)
            onBrush({ from: timeAt(Math.min(start, end.x)), to: timeAt(Math.max(start, end.x)) })
          else {
            const chosen = nearest(dots, end)
            if (chosen !== undefined) onOpen(chosen.summary.id)
          }
          setStart(undefined)
        }}
      >
        {Array.from({ length: high - low + 1 }, (_, i) => low + i).map(power => (
          <g key={power}>
            <line className={styles.grid} x1={LEFT} x2={width} y1={y(power)} y2={y(power)} />
            <text className={styles.tick} x={LEFT - 6} y={y(power) + 3} textAnchor="end">
              {duration(10 ** power)}
            </text>
          </g>
        ))}
        <line className={styles.axis} x1={LEFT} x2={width} y1={plot + 0.5} y2={plot + 0.5} />
        {ticks.map((time, i) => (
          <text key={time} className={styles.tick} x={x(time)} y={HEIGHT - 4} textAnchor="middle">
            {names[i]}
          </text>
        ))}
        {dots.map(dot => (
          <Shape key={dot.summary.id} dot={dot} near={hovered === dot} />
        ))}
        {start !== undefined && pointer !== undefined && (
          <rect
            className={styles.brush}
            x={Math.min(start, pointer.x)}
            width={Math.abs(pointer.x - start)}
            y={0}
            height={plot}
          />
        )}
      </svg>
      {hovered !== undefined && (
        <Tip x={hovered.x} width={width}>
          <b>{clip(hovered.summary.name ?? hovered.summary.id, 60)}</b>
          <span>{times.row(hovered.summary.start)}</span>
          <span>{duration(hovered.summary.duration!)}</span>
          {hovered.summary.errors > 0 && <span>{plural(hovered.summary.errors, 'error')}</span>}
        </Tip>
      )}
      {failed && (
        <div className={styles.legend}>
          <span>
            <svg width="10" height="10" aria-hidden="true">
              <circle className={styles.dot} cx="5" cy="5" r="3.5" />
            </svg>
            without errors
          </span>
          <span>
            <svg width="10" height="10" aria-hidden="true">
              <path className={styles.dot} data-failed="true" d="M5 0.5 9.5 5 5 9.5 0.5 5Z" />
            </svg>
            with errors
          </span>
        </div>
      )}
    </div>
  )
}

/** A circle; a diamond where there were errors. */
function Shape({ dot: { x, y, summary }, near }: { readonly dot: Dot; readonly near: boolean }) {
  const size = near ? 6 : 4
  return summary.errors > 0 ? (
    <path
      className={styles.dot}
      data-failed="true"
      d={`M${x} ${y - size - 1}l${size + 1} ${size + 1}l${-size - 1} ${size + 1}l${-size - 1} ${-size - 1}Z`}
    />
  ) : (
    <circle className={styles.dot} cx={x} cy={y} r={size} />
  )
}

function nearest(dots: readonly Dot[], at: { readonly x: number; readonly y: number }): Dot | undefined {
  let best: Dot | undefined
  let least = NEAR
  for (const dot of dots) {
    const distance = Math.hypot(dot.x - at.x, dot.y - at.y)
    if (distance < least) {
      best = dot
      least = distance
    }
  }
  return best
}
