import { useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { usePreferences } from '../app/preferences.tsx'
import { useTimes } from '../time/format.ts'
import type { Span } from '../time/range.ts'
import { short } from '../ui/numbers.ts'
import styles from './chart.module.css'
import { useWidth } from './size.ts'

export type Line = {
  readonly name: string
  /** Default: the next colour of the scale. */
  readonly color?: string
  /** Drawn thin and dashed: the period before, a threshold. */
  readonly dashed?: boolean
  /** [epoch ms, value or null for a gap], by time. All lines of a chart have the same times. */
  readonly points: readonly (readonly [time: number, value: number | null])[]
}

const HALF_HOUR_S = 1_800
/** A single point has no span of its own, and uPlot would give it a thousand days. */
const around = (time: number): uPlot.Range.MinMax => [time - HALF_HOUR_S, time + HALF_HOUR_S]

/** Values over time. Dragging chooses a span (`onBrush`); the legend shows the values under the pointer. */
export function LineChart({
  label,
  lines,
  height = 180,
  format = short,
  onBrush,
  area,
  top,
}: {
  readonly label: string
  readonly lines: readonly Line[]
  readonly height?: number
  readonly format?: (value: number) => string
  readonly onBrush?: (span: Span) => void
  /** Fills below the lines. */
  readonly area?: boolean
  /** Least value that the axis reaches. */
  readonly top?: number
}) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const plot = useRef<uPlot>(undefined)
  const times = useTimes()
  const { theme } = usePreferences()
  const brush = useRef(onBrush)
  brush.current = onBrush
  const data = useMemo(
    () =>
      [
        (lines[0]?.points ?? []).map(([time]) => time / 1_000),
        ...lines.map(({ points }) => points.map(([, value]) => value)),
      ] as uPlot.AlignedData,
    [lines],
  )
  const shape = JSON.stringify(lines.map(({ name, color, dashed }) => [name, color, dashed]))

  // Made anew when its series or the theme change; new data and widths go into the one that is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: data and width are set by the effects below.
  useEffect(() => {
    if (width === 0) return
    const style = getComputedStyle(document.documentElement)
    const color = (name: string) => style.getPropertyValue(name).trim()
    const paint = (value: string) => value.replace(/var\((--[\w-]+).*\)/, (_, name: string) => color(name))
    const axis = { stroke: color('--ink-3'), font: '11px Inter Variable', ticks: { show: false }, gap: 6 }
    const chart = new uPlot(
      {
        width,
        height,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { drag: { x: brush.current !== undefined, y: false, setScale: false }, points: { size: 7 } },
        scales: {
          x: { range: ({ data: [at] }, from, to) => (at.length === 1 ? around(at[0]!) : [from, to]) },
          y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(high ?? 1, top ?? 0) * 1.08 || 1] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 26,
            space: 80,
            values: ({ scales: { x } }, splits) =>
              times.ticks(
                splits.map(split => split * 1_000),
                (splits[1] ?? splits[0]! + 60) - splits[0]!,
                { from: x!.min! * 1_000, to: x!.max! * 1_000 },
              ),
          },
          {
            ...axis,
            grid: { stroke: color('--line'), width: 1 },
            size: (_, values) => 14 + 6.4 * Math.max(2, ...(values ?? []).map(value => value.length)),
            space: 36,
            values: (_, splits) => splits.map(format),
          },
        ],
        series: [
          {},
          ...lines.map(({ color: own, dashed }, i) => {
            const stroke = paint(own ?? `var(--series-${(i % 8) + 1})`)
            return {
              stroke,
              width: dashed ? 1.2 : 1.8,
              ...(dashed ? { dash: [5, 4] } : {}),
              ...(area && !dashed ? { fill: `color-mix(in srgb, ${stroke} 14%, transparent)` } : {}),
              // A value between two gaps has no line: it is a dot.
              points: { show: true, size: 4, width: 0, fill: stroke, filter: alone },
            }
          }),
        ],
        hooks: {
          setSelect: [
            u => {
              const { left, width: size } = u.select
              if (size >= 4)
                brush.current?.({
                  from: u.posToVal(left, 'x') * 1_000,
                  to: u.posToVal(left + size, 'x') * 1_000,
                })
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
            },
          ],
          setCursor: [
            u => {
              const { idx } = u.cursor
              const legend = ref.current?.parentElement?.querySelector('[data-legend]')
              legend?.querySelectorAll('[data-value]').forEach((cell, i) => {
                const value = idx == null ? undefined : u.data[i + 1]?.[idx]
                cell.textContent = value == null ? '' : format(value)
              })
              const at = legend?.querySelector('[data-time]')
              if (at) at.textContent = idx == null ? '' : times.short(u.data[0][idx]! * 1_000)
            },
          ],
        },
      },
      data,
      ref.current!,
    )
    plot.current = chart
    return () => chart.destroy()
  }, [shape, theme, height, width === 0, times])

  useEffect(() => plot.current?.setData(data), [data])
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height })
  }, [width, height])

  return (
    <div>
      <div ref={ref} className={styles.chart} style={{ height }} role="img" aria-label={label} />
      <div className={styles.legend} data-legend="">
        {lines.map(({ name, color, dashed }, i) => (
          <span key={name}>
            <i data-dashed={dashed} style={{ background: color ?? `var(--series-${(i % 8) + 1})` }} />
            {name} <em data-value="" />
          </span>
        ))}
        <span data-time="" />
      </div>
    </div>
  )
}

/** Indices of the values that have none on either side. */
function alone(chart: uPlot, series: number): number[] {
  const values = chart.data[series]!
  const found: number[] = []
  for (let i = 0; i < values.length; i++)
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) found.push(i)
  return found
}
