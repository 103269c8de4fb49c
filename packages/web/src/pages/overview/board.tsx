import { LOGGED_ERRORS } from '@tallystick/core'
import { useSeries } from '../../api/figures.ts'
import { Sparkline } from '../../chart/bars.tsx'
import { useRange } from '../../time/use-range.tsx'
import { bytes, count, duration, percent, short } from '../../ui/numbers.ts'
import type { Overview } from './data.ts'
import { Feedback } from './feedback.tsx'
import { Meter, toneOf } from './meter.tsx'
import styles from './overview.module.css'
import { Figure, Panel } from './panel.tsx'

const STATUS = {
  ok: ['Healthy', 'good'],
  degraded: ['Degraded', 'warn'],
  unavailable: ['Unavailable', 'bad'],
} as const

/** How the instance does and what it runs on, how much happens, and how safe that is. */
export function Board({
  overview,
  seconds,
}: {
  readonly overview: Overview
  /** Between two points of a line. */
  readonly seconds: number
}) {
  return (
    <div className={styles.board}>
      <HealthPanel overview={overview} />
      <Resources overview={overview} />
      <Traffic overview={overview} seconds={seconds} />
      <Security overview={overview} />
    </div>
  )
}

function HealthPanel({ overview }: { readonly overview: Overview }) {
  const [status, tone] = STATUS[overview.status]
  const requests = overview.response_time_ms
  const own = requests.p95 === null
  const { p50, p95 } = own ? (overview.api?.response_time_ms ?? requests) : requests
  return (
    <Panel title="Health">
      <Figure
        name="Status"
        value={status}
        tone={tone}
        note={
          overview.problems.length === 0
            ? 'no problem is known'
            : `${count(overview.problems.length)} ${overview.problems.length === 1 ? 'problem' : 'problems'}, see above`
        }
      />
      <Figure
        name="Uptime"
        value={duration(overview.uptime_seconds * 1_000)}
        note={`version ${overview.version}`}
      />
      <Figure
        name="Response time"
        value={p95 === null ? '–' : duration(p95)}
        note={
          p95 === null
            ? 'no request in this range'
            : `p95; p50 ${duration(p50 ?? 0)} · ${own ? 'of this server itself' : `${short(overview.requests)} requests`}`
        }
      />
    </Panel>
  )
}

function Traffic({ overview, seconds }: { readonly overview: Overview; readonly seconds: number }) {
  const { params, span } = useRange()
  const requests = useSeries('request_rate', params, String(seconds))
  const threats = useSeries('threats_per_second', params, String(seconds))
  const errors = useSeries(`rate(events("${LOGGED_ERRORS}"))`, params, String(seconds))
  const rangeSeconds = (span.to - span.from) / 1_000
  const valuesOf = (answer: typeof requests.data) =>
    answer?.series[0]?.points.map(([, value]) => value ?? 0) ?? []
  const average = (values: readonly number[]) =>
    values.length === 0
      ? ''
      : `avg ${rate(values.reduce((sum, value) => sum + value, 0) / values.length)} over the range`
  return (
    <Panel title="Traffic" note="per second, over the last minute">
      <Figure
        name="Requests"
        value={rate(overview.requests_per_second)}
        unit="/s"
        note={`avg ${rate(overview.requests / rangeSeconds)} over the range`}
      >
        <dd aria-hidden="true">
          <Sparkline values={valuesOf(requests.data)} />
        </dd>
      </Figure>
      <Figure
        name="Errors"
        value={rate(overview.errors_per_second)}
        unit="/s"
        tone={overview.errors_per_second > 0 ? 'warn' : undefined}
        note={`avg ${rate(overview.errors / rangeSeconds)} over the range`}
      >
        <dd aria-hidden="true">
          <Sparkline values={valuesOf(errors.data)} color="var(--level-error)" />
        </dd>
      </Figure>
      <Figure
        name="Threats"
        value={rate(overview.threats_per_second)}
        unit="/s"
        tone={overview.threats_per_second > 0 ? 'bad' : undefined}
        note={average(valuesOf(threats.data))}
      >
        <dd aria-hidden="true">
          <Sparkline values={valuesOf(threats.data)} color="var(--level-critical)" />
        </dd>
      </Figure>
    </Panel>
  )
}

function Resources({
  overview: { cpu_percent: cpu, process_cpu_percent: own, memory, disk },
}: {
  readonly overview: Overview
}) {
  if (cpu === null && memory === null && disk === null)
    return (
      <section className={styles.panel}>
        <header>
          <h2>Resources</h2>
        </header>
        <p className={styles.hint}>
          What the machine does is told to those who run it: users of the tenant “default”.
        </p>
      </section>
    )
  // Processors that are busy are no fault yet, unlike what is full.
  const busy = toneOf(cpu) === undefined ? undefined : ('warn' as const)
  const usedMemory = memory === null ? null : (100 * (memory.total - memory.free)) / memory.total
  const usedDisk = disk === null || disk.total === 0 ? null : (100 * (disk.total - disk.free)) / disk.total
  const io =
    disk?.read_bytes_per_second == null || disk.write_bytes_per_second === null
      ? ''
      : ` · reads ${bytes(Math.round(disk.read_bytes_per_second))}/s, writes ${bytes(Math.round(disk.write_bytes_per_second))}/s`
  return (
    <Panel title="Resources" note="of the machine it runs on">
      <Figure
        name="CPU"
        value={cpu === null ? '–' : Math.round(cpu)}
        unit="%"
        tone={busy}
        note={own === null ? 'measured in a moment' : `this process ${Math.round(own)} % of one core`}
      >
        <Meter name="CPU" percent={cpu} tone={busy} />
      </Figure>
      <Figure
        name="Memory"
        value={usedMemory === null ? '–' : Math.round(usedMemory)}
        unit="%"
        tone={toneOf(usedMemory)}
        note={memory === null ? undefined : `this process ${bytes(memory.rss)} of ${bytes(memory.total)}`}
      >
        <Meter name="Memory" percent={usedMemory} tone={toneOf(usedMemory)} />
      </Figure>
      <Figure
        name="Disk"
        value={usedDisk === null ? '–' : Math.round(usedDisk)}
        unit="%"
        tone={toneOf(usedDisk)}
        note={disk === null ? undefined : `${bytes(disk.free)} free${io}`}
      >
        <Meter name="Disk" percent={usedDisk} tone={toneOf(usedDisk)} />
      </Figure>
    </Panel>
  )
}

function Security({ overview }: { readonly overview: Overview }) {
  const { scans, threats_blocked: blocked, false_positives: wrong, false_positive_rate: rateOf } = overview
  const accuracy = overview.detection_accuracy
  return (
    <Panel title="Security" below={accuracy === null ? <Feedback scans={scans} /> : undefined}>
      <Figure
        name="Threats blocked"
        value={short(blocked)}
        note={scans === 0 ? 'nothing was scanned in this range' : `of ${short(scans)} scans`}
      />
      <Figure
        name="False positives"
        value={accuracy === null ? '–' : short(wrong)}
        tone={(rateOf ?? 0) > 0.05 ? 'warn' : undefined}
        note={rateOf === null ? 'no detection was judged' : `${percent(rateOf)} of detections judged`}
      />
      <Figure
        name="Detection accuracy"
        value={percent(accuracy)}
        tone={accuracy !== null && accuracy < 0.85 ? 'warn' : undefined}
        note={accuracy === null ? 'no feedback in this range' : 'by feedback in this range'}
      />
    </Panel>
  )
}

/** Per second, as fine as small rates need. */
function rate(value: number): string {
  return value > 0 && value < 0.001
    ? '<0.001'
    : value < 1
      ? String(Number(value.toPrecision(2)))
      : short(value)
}
