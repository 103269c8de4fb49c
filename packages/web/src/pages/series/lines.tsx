import { useMemo } from 'react'
import type { SeriesAnswer } from '../../api/types.ts'
import { LineChart } from '../../chart/line-chart.tsx'
import type { Span } from '../../time/range.ts'
import { clip } from '../../ui/text.ts'
import { colorOf } from './colors.ts'

/** The series as lines; dragging chooses a span. */
export function Lines({
  answer,
  labels,
  hidden,
  format,
  onBrush,
}: {
  readonly answer: SeriesAnswer
  readonly labels: readonly string[]
  readonly hidden: readonly string[]
  readonly format: (value: number) => string
  readonly onBrush: (span: Span) => void
}) {
  const lines = useMemo(
    () =>
      answer.series.flatMap(({ points }, i) =>
        hidden.includes(labels[i]!)
          ? []
          : [
              {
                name: clip(labels[i]!, 60),
                color: colorOf(i),
                points: points.map(([time, value]) => [Date.parse(time), value] as const),
              },
            ],
      ),
    [answer, labels, hidden],
  )
  return (
    <LineChart
      label={`${answer.expr} from ${answer.from} to ${answer.to}; its figures are in the table below`}
      lines={lines}
      height={300}
      format={format}
      onBrush={onBrush}
      area={answer.series.length === 1}
    />
  )
}
