import { useMemo } from 'react'
import { useAggregate } from '../../api/figures.ts'
import { LineChart } from '../../chart/line-chart.tsx'
import { useTimes } from '../../time/format.ts'
import { binSeconds, durationText } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { Card, Grid } from '../../ui/card.tsx'
import { count, duration, short } from '../../ui/numbers.ts'
import { Shown } from '../../ui/shown.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { clip } from '../../ui/text.ts'
import { pointsOf, TIMINGS, type Timing, timingsOf } from './figures.ts'
import { useScanStats } from './use-figures.ts'
import type { Scans } from './use-scans.ts'

/** Rows of the table at most. */
const ROWS = 24

type Row = Timing & { readonly group: string | null }

/** How long scans take, and how many there are: over time, and where they ran. */
export function Performance({ scans }: { readonly scans: Scans }) {
  if (!scans.payload) return <EnvironmentsOnly />
  return (
    <>
      <Grid>
        <Latency scans={scans} />
        <Throughput scans={scans} />
      </Grid>
      <Grid>
        <Environments scans={scans} />
        <Steps scans={scans} />
      </Grid>
    </>
  )
}

/** One answer for both charts: they share its query. */
function useTimings({ query }: Scans) {
  const { params, span } = useRange()
  const seconds = binSeconds(span)
  const answer = useAggregate(`${query} | ${TIMINGS} by bin(${durationText(seconds)})`, params)
  const timings = useMemo(() => answer.data && timingsOf(answer.data), [answer.data])
  return { answer, timings, span, seconds }
}

function Latency({ scans }: { readonly scans: Scans }) {
  const { answer, timings, span, seconds } = useTimings(scans)
  const { setSpan } = useRange()
  const lines = useMemo(
    () =>
      (
        [
          ['p50', '--series-3'],
          ['p95', '--series-4'],
          ['p99', '--series-2'],
        ] as const
      ).map(([name, color]) => ({
        name,
        color: `var(${color})`,
        points: pointsOf(timings ?? [], timing => timing[name], span, seconds),
      })),
    [timings, span, seconds],
  )
  return (
    <Card title="Latency percentiles" note={`per ${durationText(seconds)}`}>
      <Shown query={answer}>
        {() => (
          <LineChart
            label="Latency of scans over time: median, 95th and 99th percentile"
            lines={lines}
            format={duration}
            onBrush={setSpan}
          />
        )}
      </Shown>
    </Card>
  )
}

function Throughput({ scans }: { readonly scans: Scans }) {
  const { answer, timings, span, seconds } = useTimings(scans)
  const { setSpan } = useRange()
  const lines = useMemo(
    () => [
      {
        name: 'scans per minute',
        points: pointsOf(timings ?? [], ({ count: scans }) => (scans / seconds) * 60, span, seconds).map(
          ([time, value]) => [time, value ?? 0] as const,
        ),
      },
    ],
    [timings, span, seconds],
  )
  return (
    <Card title="Throughput" note={`per ${durationText(seconds)}`}>
      <Shown query={answer}>
        {() => <LineChart label="Scans per minute over time" lines={lines} area onBrush={setSpan} />}
      </Shown>
    </Card>
  )
}

const figures: readonly Column<Row>[] = [
  { name: 'Scans', number: true, cell: row => count(row.count) },
  { name: 'Average', number: true, cell: ({ average }) => shown(average) },
  { name: 'p50', number: true, cell: ({ p50 }) => shown(p50) },
  { name: 'p95', number: true, cell: ({ p95 }) => shown(p95) },
  { name: 'p99', number: true, cell: ({ p99 }) => shown(p99) },
]
const shown = (ms: number | null) => (ms === null ? '–' : duration(ms))

function Environments({ scans }: { readonly scans: Scans }) {
  const { params } = useRange()
  const answer = useAggregate(`${scans.query} | ${TIMINGS} by environment | limit 100`, params)
  return (
    <Card title="By environment" note="click to narrow" flush>
      <Shown query={answer}>
        {data => (
          <Table<Row>
            caption="Latency by environment"
            columns={[
              {
                name: 'Environment',
                grow: true,
                cell: ({ group }) => (group === null ? '–' : clip(group, 80)),
              },
              ...figures,
            ]}
            rows={timingsOf(data)}
            keyOf={({ group }, index) => `${index} ${group}`}
            onOpen={({ group }) => {
              if (group !== null) scans.narrow({ environment: group })
            }}
            empty={<Empty title="No scans in this range" />}
          />
        )}
      </Shown>
    </Card>
  )
}

function Steps({ scans }: { readonly scans: Scans }) {
  const { params, span, setSpan } = useRange()
  const times = useTimes()
  const seconds = binSeconds(span, ROWS)
  const answer = useAggregate(`${scans.query} | ${TIMINGS} by bin(${durationText(seconds)})`, params)
  return (
    <Card title="Latency and throughput" note={`per ${durationText(seconds)}, newest first`} flush>
      <Shown query={answer}>
        {data => (
          <Table<Row>
            caption="Latency and throughput over time"
            columns={[
              { name: 'From', grow: true, cell: ({ group }) => times.short(group ?? '') },
              ...figures.slice(0, 1),
              {
                name: 'Per minute',
                number: true,
                cell: row => short((row.count / seconds) * 60),
              },
              ...figures.slice(1),
            ]}
            rows={timingsOf(data).reverse()}
            keyOf={({ group }) => String(group)}
            onOpen={({ group }) => {
              const from = Date.parse(group ?? '')
              if (!Number.isNaN(from)) setSpan({ from, to: from + seconds * 1_000 })
            }}
            empty={<Empty title="No scans in this range" />}
          />
        )}
      </Shown>
    </Card>
  )
}

/** Without `payload` latencies cannot be seen, but where scans ran can. */
function EnvironmentsOnly() {
  const stats = useScanStats()
  return (
    <Card title="By environment" flush>
      <Shown query={stats}>
        {data => (
          <Table<[string, number]>
            caption="Scans by environment"
            columns={[
              { name: 'Environment', grow: true, cell: ([name]) => clip(name, 80) },
              { name: 'Scans', number: true, cell: ([, value]) => count(value) },
            ]}
            rows={Object.entries(data.by_environment)}
            keyOf={([name]) => name}
            empty={<Empty title="No scans in this range" />}
          />
        )}
      </Shown>
    </Card>
  )
}
