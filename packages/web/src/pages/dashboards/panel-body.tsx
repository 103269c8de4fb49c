import type { Panel } from '@tallystick/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { newest } from '../../api/lag.ts'
import type { SearchAnswer } from '../../api/types.ts'
import { BarList, Columns, Sparkline } from '../../chart/bars.tsx'
import { type Line, LineChart } from '../../chart/line-chart.tsx'
import { formatOf } from '../../chart/series.ts'
import { useTimes } from '../../time/format.ts'
import type { Span } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { LevelBadge, levelColor, severityColor } from '../../ui/badge.tsx'
import { plural, short } from '../../ui/numbers.ts'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import styles from './dashboards.module.css'
import { isLimited } from './question.ts'
import {
  barsOf,
  columnsOf,
  type Figure,
  figureOf,
  linesOf,
  metricBars,
  metricFigure,
  metricLines,
} from './shape.ts'
import { LISTED, type PanelAnswer, usePanel } from './use-panel.ts'

/** Pixels inside of a panel by its height. */
export const INSIDE = [0, 84, 216, 348, 480] as const
const MOST_ROWS = 200

/** What a panel shows, in whatever state it is. */
export function PanelBody({ panel }: { readonly panel: Panel }) {
  const { data, error, isError, refetch, problem, span, isPlaceholderData } = usePanel(panel)
  if (problem !== undefined)
    return (
      <p className={styles.problem} role="alert">
        {problem.position !== undefined && `Column ${problem.position + 1}: `}
        {problem.message}
      </p>
    )
  if (isError) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Loading what={`Loading ${panel.title}`} />
  return (
    <div className={styles.inside} data-old={isPlaceholderData}>
      <Shown panel={panel} data={data} span={span} />
    </div>
  )
}

function Shown({
  panel,
  data,
  span,
}: {
  readonly panel: Panel
  readonly data: PanelAnswer
  readonly span: Span
}) {
  const format = formatOf(panel.unit)
  const height = INSIDE[panel.height]!
  if (data.from === 'search') return <EventTable answer={data.answer} caption={`${panel.title}, events`} />
  const notes = notesOf(panel, data)
  switch (panel.kind) {
    case 'number':
      return (
        <FigureText
          figure={data.from === 'metrics' ? metricFigure(data.answer, data.steps) : figureOf(data.answer)}
          format={format}
        />
      )
    case 'series':
      return (
        <Lines panel={panel} data={data} span={span} format={format} height={height - 30} notes={notes} />
      )
    case 'bars': {
      const bars = data.from === 'metrics' ? metricBars(data.answer) : barsOf(data.answer)
      return bars.length === 0 ? (
        <Nothing />
      ) : (
        <Scrolling label={`${panel.title}, bars`} notes={notes}>
          <BarList label={panel.title} bars={bars.slice(0, MOST_ROWS)} format={format} />
        </Scrolling>
      )
    }
    case 'histogram': {
      const bars = data.from === 'metrics' ? [] : columnsOf(data.answer)
      return bars.length === 0 ? <Nothing /> : <Columns label={panel.title} bars={bars} height={height} />
    }
    case 'table':
      return <DataTable panel={panel} data={data} format={format} notes={notes} />
  }
}

/** Seconds that the index may be behind without a word. */
const QUIET_LAG = 5

function notesOf(panel: Panel, { answer }: Exclude<PanelAnswer, { from: 'search' }>): string[] {
  const lag = 'index_lag' in answer ? answer.index_lag : undefined
  return [
    ...(answer.truncated && !isLimited(panel) ? ['rows beyond the limit are left out'] : []),
    ...(lag !== undefined && lag.seconds >= QUIET_LAG ? [`the ${newest(lag)} not counted yet`] : []),
  ]
}

/** Levels and severities have colours of their own. */
function coloured({ lines, by }: ReturnType<typeof linesOf>): readonly Line[] {
  const colorOf = by === 'level' ? levelColor : by === 'severity' ? severityColor : undefined
  return colorOf === undefined ? lines : lines.map(line => ({ ...line, color: colorOf(line.name) }))
}

function FigureText({
  figure: { value, line },
  format,
}: {
  readonly figure: Figure
  readonly format: (n: number) => string
}) {
  return (
    <div className={styles.number}>
      <span className={styles.value}>{value === null ? '–' : format(value)}</span>
      {line.length > 1 && <Sparkline values={line} />}
    </div>
  )
}

function Lines({
  panel,
  data,
  span,
  format,
  height,
  notes,
}: {
  readonly panel: Panel
  readonly data: Exclude<PanelAnswer, { from: 'search' }>
  readonly span: Span
  readonly format: (value: number) => string
  readonly height: number
  readonly notes: readonly string[]
}) {
  const { setSpan } = useRange()
  const found = data.from === 'metrics' ? metricLines(data.answer) : linesOf(data.answer, span)
  const lines = coloured(found)
  if (lines.length === 0) return <Nothing />
  return (
    <>
      <LineChart
        label={`${panel.title} over time`}
        lines={lines}
        height={Math.max(height - (lines.length > 4 ? 20 : 0), 60)}
        format={format}
        onBrush={setSpan}
        area={lines.length === 1}
      />
      <Notes
        notes={[...(found.left > 0 ? [`${plural(found.left, 'smaller line')} not drawn`] : []), ...notes]}
      />
    </>
  )
}

function DataTable({
  panel,
  data,
  format,
  notes,
}: {
  readonly panel: Panel
  readonly data: Exclude<PanelAnswer, { from: 'search' }>
  readonly format: (value: number) => string
  readonly notes: readonly string[]
}) {
  const times = useTimes()
  const { columns, rows } =
    data.from === 'metrics'
      ? {
          columns: ['series', 'value'],
          rows: metricBars(data.answer).map(({ name, value }) => [name, value] as const),
        }
      : data.answer
  if (rows.length === 0) return <Nothing />
  return (
    <>
      <Table
        caption={`${panel.title}, rows`}
        keyOf={(_, i) => String(i)}
        rows={rows.slice(0, MOST_ROWS)}
        columns={columns.map((name, i) => {
          const isTime = /^bin\(\d+[smhdw]\)$/.test(name)
          const isNumber = !isTime && rows.every(row => typeof row[i] === 'number' || row[i] === null)
          return {
            name,
            number: isNumber,
            grow: i === 0 && !isTime,
            cell: (row: (typeof rows)[number]) => {
              const cell = row[i]
              if (cell === null || cell === undefined) return '–'
              if (isTime) return times.short(cell)
              if (typeof cell !== 'number') return clip(cell, 200)
              return name.startsWith('count(') || name.startsWith('uniq(') ? short(cell) : format(cell)
            },
          }
        })}
      />
      <Notes
        notes={[
          ...(rows.length > MOST_ROWS ? [`the first ${MOST_ROWS} of ${plural(rows.length, 'row')}`] : []),
          ...notes,
        ]}
      />
    </>
  )
}

function EventTable({
  answer: { events, cursor },
  caption,
}: {
  readonly answer: SearchAnswer
  readonly caption: string
}) {
  const times = useTimes()
  if (events.length === 0) return <Nothing />
  return (
    <>
      <Table
        caption={caption}
        rows={events}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'Time',
            cell: ({ time, id }) => (
              <Link to="/explore" search={{ q: `id:${id}`, open: id }} className={styles.time}>
                {times.row(time)}
              </Link>
            ),
          },
          { name: 'Level', cell: ({ level }) => <LevelBadge level={level} /> },
          { name: 'Service', cell: ({ service }) => clip(service ?? '', 40) },
          { name: 'Message', grow: 'text', cell: ({ message, name }) => clip(message ?? name ?? '', 240) },
        ]}
      />
      <Notes notes={cursor === undefined ? [] : [`the newest ${LISTED}`]} />
    </>
  )
}

function Scrolling({
  label,
  notes,
  children,
}: {
  readonly label: string
  readonly notes: readonly string[]
  readonly children: ReactNode
}) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.scrolling} aria-label={label} tabIndex={0}>
        {children}
      </section>
      <Notes notes={notes} />
    </>
  )
}

function Nothing() {
  return <p className={styles.nothing}>Nothing in this range</p>
}

function Notes({ notes }: { readonly notes: readonly string[] }) {
  return notes.length === 0 ? null : <p className={styles.notes}>{notes.join('; ')}</p>
}
