import { TallyError } from '@tallystick/core'
import {
  type Accuracy,
  RETENTION_DAYS,
  type RecordStats,
  SCAN_EVENT,
  type ScanRecord,
  type Severity,
  scanOfEvent,
} from '@tallystick/firewall'
import type { TallyClient } from '../client/types.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { formatBytes, formatCount, plural } from '../output/numbers.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import { displayTime } from '../output/time.ts'
import { type RecordsOptions, withScanRecords } from '../scan/records.ts'
import { WORST_FIRST } from '../scan/severity.ts'
import type { Terminal } from '../terminal.ts'
import { noteNamesake } from './scan.ts'

export type ScanRecordsOptions = RecordsOptions & { readonly json?: boolean }

const SCANS = `stream:scan name:${SCAN_EVENT}`

/** What is asked of the records of scans, wherever they are. */
type Reader = {
  readonly target: string
  recent(limit: number): Promise<readonly ScanRecord[]>
  stats(): Promise<Omit<RecordStats, 'queued' | 'dropped'>>
  accuracy(): Promise<Accuracy>
}

function clientReader(client: TallyClient): Reader {
  const row = async (query: string) => (await client.aggregate(query, {})).rows
  return {
    target: client.target,
    recent: async limit =>
      (await client.search(SCANS, { limit })).events.map(scanOfEvent).filter(record => record !== undefined),
    async stats() {
      const [totals] = await row(
        `${SCANS} | count(), avg(latency_ms), uniq(session_id), min(time), max(time)`,
      )
      const [risky] = await row(`${SCANS} score>=0.7 | count()`)
      const severities = await row(`${SCANS} | count() by attributes.severity`)
      const environments = await row(`${SCANS} | count() by environment`)
      const [records, latency, sessions, oldest, newest] = totals ?? []
      return {
        records: Number(records ?? 0),
        high_risk: Number(risky?.[0] ?? 0),
        average_latency_ms: typeof latency === 'number' ? latency : null,
        sessions: Number(sessions ?? 0),
        ...(typeof oldest === 'string' && typeof newest === 'string' ? { oldest, newest } : {}),
        by_severity: countsOf(severities) as Partial<Record<Severity, number>>,
        by_environment: countsOf(environments),
      }
    },
    accuracy: () => client.scanAccuracy(),
  }
}

const countsOf = (rows: readonly (readonly unknown[])[]): Record<string, number> =>
  Object.fromEntries(rows.map(([name, count]) => [String(name), Number(count)]))

async function withReader<T>(
  options: ScanRecordsOptions,
  terminal: Terminal,
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  return withScanRecords(options, terminal, records =>
    work('aggregate' in records ? clientReader(records) : records),
  )
}

/** `tally scan recent`: the newest at the bottom. */
export async function runScanRecent(
  options: ScanRecordsOptions & { readonly limit: number; readonly utc?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  noteNamesake('recent', terminal)
  return withReader(options, terminal, async reader => {
    const { target } = reader
    const records = [...(await reader.recent(options.limit))].reverse()
    if (options.json) await terminal.print(records.map(jsonLine).join(''))
    else if (records.length === 0) terminal.note(`No scans are recorded in ${sanitizeLine(target)}.`)
    else {
      const rows = records.map(record => [
        displayTime(record.created_at, options.utc ?? false),
        record.severity,
        record.outcome === 'failed' ? null : record.score,
        record.file_path ?? record.stage,
        record.error ?? (record.flags.join(', ') || record.outcome),
        record.id,
      ])
      const columns = ['time', 'severity', 'score', 'what', 'found', 'id']
      await terminal.print(formatTable(columns, rows, terminal.style, { maxCell: 60 }))
    }
    return OK
  })
}

/** `tally scan stats` */
export async function runScanStats(options: ScanRecordsOptions, terminal: Terminal): Promise<ExitCode> {
  noteNamesake('stats', terminal)
  return withReader(options, terminal, async reader => {
    const figures = await figuresOf(reader)
    await terminal.print(options.json ? jsonLine(figures) : describeFigures(figures, terminal))
    return OK
  })
}

type Figures = Awaited<ReturnType<typeof figuresOf>>

const figuresOf = async (reader: Reader) => ({
  target: reader.target,
  ...(await reader.stats()),
  accuracy: await reader.accuracy(),
})

function describeFigures(figures: Figures, terminal: Terminal): string {
  const {
    records,
    high_risk,
    average_latency_ms: latency,
    sessions,
    oldest,
    newest,
    bytes,
    accuracy,
  } = figures
  const lines = [
    `${plural(records, 'scan')} recorded in ${sanitizeLine(figures.target)}${bytes === undefined ? '' : `, ${formatBytes(bytes)}`}\n`,
  ]
  if (oldest !== undefined && newest !== undefined)
    lines.push(`from ${displayTime(oldest, true)} to ${displayTime(newest, true)}\n`)
  if (records > 0) {
    lines.push(
      `${formatCount(high_risk)} of high risk (score 0.7 or more), ${plural(sessions, 'session')}, mean latency ${latency === null ? '–' : `${latency.toFixed(1)} ms`}\n\n`,
    )
    const severities = WORST_FIRST.filter(name => figures.by_severity[name] !== undefined)
    lines.push(
      formatTable(
        ['severity', 'scans'],
        severities.map(name => [name, figures.by_severity[name]!]),
        terminal.style,
      ),
      '\n',
      formatTable(['environment', 'scans'], Object.entries(figures.by_environment), terminal.style),
    )
  }
  if (accuracy.reviewed > 0)
    lines.push(
      `\n${plural(accuracy.reviewed, 'scan')} with feedback: false-positive rate ${share(accuracy.false_positive_rate)}, accuracy ${share(accuracy.detection_accuracy)}\n`,
    )
  return lines.join('')
}

const share = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(1)} %`)

/** `tally scan cleanup`: forgets old records of the local file, or with `stats` only tells what is there and what that would be. */
export async function runScanCleanup(
  options: ScanRecordsOptions & {
    readonly days?: number
    readonly dryRun?: boolean
    readonly stats?: boolean
  },
  terminal: Terminal,
): Promise<ExitCode> {
  noteNamesake('cleanup', terminal)
  const { days = RETENTION_DAYS, stats = false } = options
  const dryRun = stats || options.dryRun === true
  return withScanRecords(options, terminal, async records => {
    const { target } = records
    const isClient = 'aggregate' in records
    if (isClient && !stats)
      throw new TallyError(
        'TALLY_RECORD_UNSUPPORTED',
        `${target} keeps what it records: it is evidence, and nothing removes it yet; --db names a local file of scans, which can be shortened`,
      )
    if (isClient) {
      const figures = await figuresOf(clientReader(records))
      await terminal.print(
        options.json
          ? jsonLine({ ...figures, days, dry_run: dryRun, count: 0 })
          : `${describeFigures(figures, terminal)}\nNone of them would be forgotten: they are evidence, and kept.\n`,
      )
      return OK
    }
    const figures = stats ? await figuresOf(records) : undefined
    const count = await records.cleanup(days, { dryRun })
    await terminal.print(
      options.json
        ? jsonLine({ target, ...figures, days, dry_run: dryRun, count })
        : `${figures === undefined ? '' : `${describeFigures(figures, terminal)}\n`}${plural(count, 'scan')} older than ${plural(days, 'day')} ${dryRun ? 'would be' : count === 1 ? 'was' : 'were'} forgotten in ${sanitizeLine(target)}.\n`,
    )
    return OK
  })
}
