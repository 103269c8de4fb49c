import { memo, type PointerEvent, useMemo, useState } from 'react'
import { useTimes } from '../time/format.ts'
import type { Span } from '../time/range.ts'
import { count, short } from '../ui/numbers.ts'
import styles from './chart.module.css'
import { CHARACTER } from './labels.ts'
import { useWidth } from './size.ts'

/** One kind of what is counted, from the bottom up. */
export type Layer = { readonly name: string; readonly color: string }

/** Counts of one bucket of time, as many as there are layers. */
export type Bucket = { readonly time: number; readonly values: readonly number[] }

const AXIS = 18

/**
 * Counts over time, stacked. Buckets that are missing are empty. Dragging over it chooses a span (`onBrush`); the same is done by keyboard with
 * the range picker.
 */
export const StackedBars = memo(function StackedBars({
  label,
  layers,
  buckets,
  span,
  seconds,
  height = 96,
  onBrush,
  unit = 'events',
}: {
  /** What is shown, for those who do not see it. */
  readonly label: string
  readonly layers: readonly Layer[]
  readonly buckets: readonly Bucket[]
  readonly span: Span
  /** Width of a bucket. */
  readonly seconds: number
  readonly height?: number
  readonly onBrush?: (span: Span) => void
  readonly unit?: string
}) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const times = useTimes()
  const [pointer, setPointer] = useState<number>()
  const [start, setStart] = useState<number>()

  const step = seconds * 1_000
  const first = Math.floor(span.from / step) * step
  const slots = Math.max(1, Math.ceil((span.to - first) / step))
  const totals = useMemo(
    () => buckets.map(({ values }) => values.reduce((sum, value) => sum + value, 0)),
    [buckets],
  )
  const top = niceTop(Math.max(0, ...totals))
  const plot = height - AXIS
  const slot = width / slots
  const timeAt = (x: number) => first + (x / Math.max(width, 1)) * slots * step

  const place = (event: PointerEvent) =>
    Math.min(Math.max(event.clientX - event.currentTarget.getBoundingClientRect().left, 0), width)
  const hovered =
    pointer === undefined
      ? undefined
      : buckets.find(({ time }) => time === Math.floor(timeAt(pointer) / step) * step)
  // Beyond a day, an hour by itself does not say of which.
  const long = seconds < 86_400 && step * slots > 129_600_000
  const wide = long || !times.isOfThisYear(first) || !times.isOfThisYear(span.to)
  const ticks = ticksOf(first, step, slots, width, wide ? 120 : 90)
  const names = times.ticks(
    ticks.map(({ time }) => time),
    seconds,
    { from: first, to: span.to },
    long,
  )

  return (
    <div ref={ref} className={styles.chart} style={{ height }}>
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={height}
        className={onBrush === undefined ? undefined : styles.brushable}
        onPointerMove={event => setPointer(place(event))}
        onPointerLeave={() => setPointer(undefined)}
        onPointerDown={event => {
          if (onBrush === undefined || event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setStart(place(event))
        }}
        onPointerUp={event => {
          const end = place(event)
          if (start !== undefined && Math.abs(end - start) >= 4)
            onBrush?.({ from: timeAt(Math.min(start, end)), to: timeAt(Math.max(start, end)) })
          setStart(undefined)
        }}
      >
        {[0.5, 1]
          .filter(part => Number.isInteger(top * part))
          .map(part => (
            <g key={part}>
              <line
                className={styles.grid}
                x1={0}
                x2={width}
                y1={plot - plot * 0.92 * part}
                y2={plot - plot * 0.92 * part}
              />
              <text className={styles.tick} x={2} y={Math.max(plot - plot * 0.92 * part - 2, 9)}>
                {short(top * part)}
              </text>
            </g>
          ))}
        {buckets.map(({ time, values }) => {
          const x = ((time - first) / step) * slot
          let y = plot
          return (
            <g key={time}>
              {values.map((value, i) => {
                if (value === 0) return null
                const size = Math.max((value / top) * plot * 0.92, 1)
                y -= size
                return (
                  <rect
                    key={layers[i]!.name}
                    x={x + Math.min(1, slot * 0.1)}
                    y={y}
                    width={Math.max(slot - Math.min(2, slot * 0.2), 0.5)}
                    height={size}
                    style={{ fill: layers[i]!.color }}
                  />
                )
              })}
            </g>
          )
        })}
        <line className={styles.axis} x1={0} x2={width} y1={plot + 0.5} y2={plot + 0.5} />
        {ticks.map(({ x, time }, i) => (
          <text
            key={time}
            className={styles.tick}
            x={within(x, names[i]!, width)}
            y={height - 4}
            textAnchor="middle"
          >
            {names[i]}
          </text>
        ))}
        {start !== undefined && pointer !== undefined && (
          <rect
            className={styles.brush}
            x={Math.min(start, pointer)}
            width={Math.abs(pointer - start)}
            y={0}
            height={plot}
          />
        )}
        {pointer !== undefined && start === undefined && (
          <line className={styles.cursor} x1={pointer} x2={pointer} y1={0} y2={plot} />
        )}
      </svg>
      {pointer !== undefined && start === undefined && (
        <Tip x={pointer} width={width}>
          <b>{times.short(Math.floor(timeAt(pointer) / step) * step)}</b>
          {hovered === undefined ? (
            <span>no {unit}</span>
          ) : (
            layers
              .map((layer, i) => ({ layer, value: hovered.values[i] ?? 0 }))
              .filter(({ value }) => value > 0)
              .reverse()
              .map(({ layer, value }) => (
                <span key={layer.name}>
                  <i style={{ background: layer.color }} /> {layer.name} <em>{count(value)}</em>
                </span>
              ))
          )}
        </Tip>
      )}
    </div>
  )
})

export function Tip({ x, width, children }: { x: number; width: number; children: React.ReactNode }) {
  const right = x > width / 2
  return (
    <div
      className={styles.tip}
      style={right ? { right: width - x + 10 } : { left: x + 10 }}
      aria-hidden="true"
    >
      {children}
    </div>
  )
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. */
function niceTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find(factor => factor * power >= value) ?? 10)
}

/** Where the middle of a name stands so that none of it is beyond the edges, px. */
function within(x: number, name: string, width: number): number {
  const half = (name.length * CHARACTER) / 2
  return Math.max(half, Math.min(x, width - half))
}

function ticksOf(
  first: number,
  step: number,
  slots: number,
  width: number,
  room: number,
): { x: number; time: number }[] {
  if (width === 0) return []
  const every = Math.max(1, Math.ceil(slots / Math.max(2, Math.floor(width / room))))
  return Array.from({ length: slots }, (_, i) => i)
    .filter(i => i % every === 0 && (i / slots) * width > room / 3 && (i / slots) * width < width - room / 3)
    .map(i => ({ x: (i / slots) * width, time: first + i * step }))
}
