import {
  type FileReport,
  mergeSpans,
  recordOf,
  type Severity,
  type SourceFile,
  scanFile,
} from '@tallystick/firewall'
import { type ExitCode, FAILED, OK, stoppedCode, UNABLE } from '../exit-codes.ts'
import { jsonLine, sanitizeLine, sanitizeLines } from '../output/sanitize.ts'
import type { Style } from '../output/style.ts'
import { formatTable } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'
import { VERSION } from '../version.ts'
import type { FileScanOptions } from './files.ts'
import { fileOf } from './json.ts'
import { destinationOf } from './output.ts'
import { prepareScan } from './prepare.ts'
import { formatFinding, paintSeverity } from './readable.ts'
import { openSink } from './records.ts'
import { sarifPrinter } from './sarif.ts'
import { isAtLeast, toldFrom } from './severity.ts'
import type { Subject } from './subject.ts'
import { Totals } from './summary.ts'

/** Characters of a text that is printed whole with what was found marked; of a longer one, the places. */
const PRINTED_WHOLE = 2_000

/** A text as a prompt to a model: `tally scan "text"`, `--text`, and standard input. */
export async function scanText(
  subject: Extract<Subject, { kind: 'text' | 'stdin' }>,
  options: FileScanOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const signal = terminal.interrupted()
  const minSeverity = toldFrom(options, 'Info')
  const { failOn = minSeverity } = options
  const prepared = await prepareScan(
    {
      stage: 'input',
      recorded: options.record,
      ...(options.rules === undefined ? {} : { rules: options.rules }),
    },
    terminal,
  )
  const { detector, policy, about, types } = prepared
  const report = await scanFile(sourceOf(subject, signal), {
    detector,
    policy,
    stage: 'input',
    signal,
    values: options.show ?? false,
  })
  if (report === undefined) {
    terminal.note('Stopped before the end; nothing is told of what was read.')
    return stoppedCode(signal)
  }
  if (report.outcome === 'binary') {
    terminal.note('This is no text: it has NUL bytes. Nothing was scanned.')
    return UNABLE
  }
  const shown = report.findings.filter(({ severity }) => isAtLeast(severity, minSeverity))
  const reported = { ...report, shown }
  const destination = await destinationOf(options.out, terminal)
  if (options.format === 'text') {
    if (subject.kind === 'text' && subject.guessed)
      terminal.note(terminal.noteStyle.dim('There is no file of this name: scanned as a text.'))
    await destination.write(describe(reported, subject, options.show ?? false, destination.style))
  } else if (options.format === 'sarif') {
    const totals = new Totals()
    totals.add(reported)
    const printer = sarifPrinter(destination.write, VERSION, types)
    await printer.file(reported)
    const walk = { files: [], roots: [], leftOut: [], failures: [], withoutGit: [], close: () => {} }
    await printer.end(totals.summary(walk, { tookMs: 0, stale: 0, stopped: false }))
  } else await destination.write(jsonLine(fileOf(reported)))
  await destination.finish()

  const kept =
    !options.record || report.result === undefined || (await record(report, about, options, terminal))
  if (signal.aborted) {
    terminal.note('Stopped before the end: what was found until then is told.')
    return stoppedCode(signal)
  }
  if (shown.some(({ severity }) => isAtLeast(severity, failOn))) return FAILED
  return report.error !== undefined || !kept ? UNABLE : OK
}

async function record(
  { result }: FileReport,
  about: Parameters<typeof recordOf>[1],
  options: FileScanOptions,
  terminal: Terminal,
): Promise<boolean> {
  const sink = await openSink(options, terminal)
  try {
    const kept = (await sink.append(recordOf(result!, about))) === 'kept'
    const line = kept
      ? terminal.noteStyle.dim(`Recorded as ${result!.id} in ${sanitizeLine(sink.target)}, without the text.`)
      : terminal.noteStyle.yellow(`Scanned and not recorded: ${sanitizeLine(sink.problem() ?? 'no room')}`)
    if (options.format === 'text' || !kept) terminal.note(line)
    return kept
  } finally {
    await sink.close()
  }
}

function sourceOf(subject: Extract<Subject, { kind: 'text' | 'stdin' }>, signal: AbortSignal): SourceFile {
  const name = subject.kind === 'text' ? 'text' : 'stdin'
  return {
    path: name,
    relative: name,
    uri: name,
    size: 0,
    read: async function* () {
      if (subject.kind === 'text') yield Buffer.from(subject.text)
      else {
        signal.addEventListener('abort', () => process.stdin.destroy(), { once: true })
        yield* process.stdin as AsyncIterable<Buffer>
      }
    },
  }
}

type Reported = FileReport & { readonly shown: FileReport['findings'] }

function describe(
  { result, shown, findings, error }: Reported,
  subject: Extract<Subject, { kind: 'text' | 'stdin' }>,
  show: boolean,
  style: Style,
): string {
  const lines: string[] = []
  if (result === undefined)
    return error === undefined
      ? 'Nothing to scan.\n'
      : `${style.yellow(`Not scanned: ${sanitizeLine(error)}`)}\n`
  const { severity, score, latency_ms, outcome, action, reasons } = result
  const head = paintSeverity(severity as Severity, severity, style)
  const says =
    outcome === 'clean' ? style.green('nothing found') : `${findings.length} found, policy: ${action}`
  lines.push(`${style.bold(head)}  score ${score.toFixed(2)}  ${says}  ${latency_ms.toFixed(1)} ms\n`)
  if (error !== undefined) lines.push(`${style.yellow(`Not scanned to its end: ${sanitizeLine(error)}`)}\n`)
  if (reasons.length > 0) {
    const rows = reasons.map(reason => [
      reason.type,
      reason.severity,
      reason.count,
      reason.score,
      reason.weight,
      reason.reason,
    ])
    lines.push(
      '\n',
      formatTable(['flag', 'severity', 'count', 'score', 'weight', 'reason'], rows, style),
      '\n',
    )
  }
  if (shown.length === 0) return lines.join('')
  if (subject.kind === 'text' && subject.text.length <= PRINTED_WHOLE) {
    const marked = mark(subject.text, findings, show, style)
    lines.push(`  ${marked}\n`)
  } else lines.push(...shown.map(finding => formatFinding(finding, style)))
  return lines.join('')
}

/** The text with what was found marked, and hidden behind its type unless it is to be shown. */
function mark(text: string, findings: FileReport['findings'], show: boolean, style: Style): string {
  const clean = (part: string): string => sanitizeLines(part).join('\n  ')
  let marked = ''
  let at = 0
  for (const { start, end, finding } of mergeSpans(findings)) {
    const inside = show ? clean(text.slice(start, end)) : `[${finding.type.toUpperCase()}]`
    marked += clean(text.slice(at, start)) + style.mark(inside)
    at = end
  }
  return marked + clean(text.slice(at))
}
