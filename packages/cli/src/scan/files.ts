import { resolve } from 'node:path'
import {
  BatchRecorder,
  type FileReport,
  type Severity,
  scanFiles,
  type Walk,
  walkFiles,
  walkStaged,
} from '@tallystick/firewall'
import { type ExitCode, FAILED, OK, stoppedCode, UNABLE } from '../exit-codes.ts'
import { formatCount, plural } from '../output/numbers.ts'
import { sanitizeLine } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'
import { VERSION } from '../version.ts'
import { BaselineCheck, newBaseline, readBaseline, writeBaseline } from './baseline.ts'
import { jsonPrinter, ndjsonPrinter } from './json.ts'
import { createMeter } from './meter.ts'
import { type Destination, destinationOf } from './output.ts'
import { type Prepared, prepareScan } from './prepare.ts'
import { readablePrinter } from './readable.ts'
import { openSink, type RecordsOptions, type Sink } from './records.ts'
import { sarifPrinter } from './sarif.ts'
import { isAtLeast, toldFrom } from './severity.ts'
import type { Subject } from './subject.ts'
import { Totals } from './summary.ts'
import type { Format, Printer, Reported, Summary } from './types.ts'

export type FileScanOptions = RecordsOptions & {
  readonly exclude?: readonly string[]
  readonly rules?: readonly string[]
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly minSeverity?: Severity
  readonly failOn?: Severity
  readonly format: Format
  readonly out?: string
  readonly show?: boolean
  readonly record: boolean
}

/** What is told of files unless more or less is asked for: not every e-mail address is a finding to most. */
const LEAST: Severity = 'Medium'

/** `tally scan PATH…` and `--staged`. 0 nothing found, 1 something, 2 something could not be scanned, 130 stopped. */
export async function scanPaths(
  subject: Extract<Subject, { kind: 'paths' | 'staged' }>,
  options: FileScanOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const signal = terminal.interrupted()
  const minSeverity = toldFrom(options, LEAST)
  const baseline = await openBaseline(options, terminal)
  const prepared = await prepareScan(
    {
      stage: 'file',
      recorded: options.record,
      ...(options.rules === undefined ? {} : { rules: options.rules }),
    },
    terminal,
  )
  const walk = await walkOf(subject, options, signal)
  if (walk === undefined) {
    terminal.note('Stopped before anything was scanned.')
    return stoppedCode(signal)
  }
  // After the walk, which would meet the file.
  const destination = await destinationOf(options.out, terminal)
  let sink: Sink | undefined
  try {
    sink = options.record ? await openSink(options, terminal) : undefined
    const scan = new Scan({ options, minSeverity, terminal, prepared, walk, baseline, sink, destination })
    return await scan.run(signal)
  } catch (error) {
    await destination.abandon()
    throw error
  } finally {
    walk.close()
    await sink?.close()
  }
}

/** What there is to scan, but for the baseline itself; undefined when it was stopped. */
async function walkOf(
  subject: Extract<Subject, { kind: 'paths' | 'staged' }>,
  { exclude, baseline }: FileScanOptions,
  signal: AbortSignal,
): Promise<Walk | undefined> {
  const options = { ...(exclude === undefined ? {} : { exclude }), signal }
  try {
    const walk = await (subject.kind === 'staged'
      ? walkStaged(subject.folders, options)
      : walkFiles(subject.paths, options))
    if (baseline === undefined) return walk
    const own = resolve(baseline)
    const { leftOut, failures, withoutGit, roots } = walk
    const files = walk.files.filter(({ path }) => resolve(path) !== own)
    return { files, leftOut, failures, withoutGit, roots, close: () => walk.close() }
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  }
}

async function openBaseline(
  { baseline, updateBaseline }: FileScanOptions,
  { note, noteStyle }: Terminal,
): Promise<BaselineCheck | undefined> {
  if (baseline === undefined) return undefined
  const found = await readBaseline(baseline)
  if (found !== undefined || updateBaseline) return new BaselineCheck(found ?? newBaseline())
  note(noteStyle.yellow(`There is no baseline ${sanitizeLine(baseline)} yet; --update-baseline makes it.`))
  return undefined
}

type Parts = {
  readonly options: FileScanOptions
  readonly minSeverity: Severity
  readonly terminal: Terminal
  readonly prepared: Prepared
  readonly walk: Walk
  readonly baseline: BaselineCheck | undefined
  readonly sink: Sink | undefined
  readonly destination: Destination
}

class Scan {
  readonly #parts: Parts
  readonly #printer: Printer
  readonly #totals = new Totals()
  #fails = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#printer = printerOf(parts)
  }

  async run(signal: AbortSignal): Promise<ExitCode> {
    const { options, minSeverity, terminal, prepared, walk, baseline, sink, destination } = this.#parts
    const started = terminal.now()
    const meter = createMeter(terminal, walk, this.#totals)
    const recorder = sink && new BatchRecorder(sink, prepared.about)
    const { detector, policy } = prepared
    const reports = scanFiles(walk.files, {
      detector,
      policy,
      signal,
      progress: meter.advance,
      minSeverity,
      ...(options.show ? { values: true } : {}),
      ...(baseline === undefined ? {} : { fingerprintKey: baseline.salt }),
    })
    try {
      for await (const report of reports) {
        const reported = this.#choose(report)
        if (reported.shown.length > 0) meter.clear()
        await this.#printer.file(reported)
        await recorder?.add(report)
      }
      await recorder?.flush()
    } finally {
      meter.clear()
    }
    const stale = signal.aborted
      ? []
      : (baseline?.stale(walk.roots, new Set(walk.files.map(file => file.relative))) ?? [])
    const summary = this.#totals.summary(walk, {
      tookMs: terminal.now() - started,
      stale: stale.length,
      stopped: signal.aborted,
    })
    await this.#printer.end(summary)
    await destination.finish()
    if (options.out !== undefined) terminal.note(`Written to ${sanitizeLine(options.out)}.`)
    for (const { path, rule } of stale)
      terminal.note(
        terminal.noteStyle.dim(
          `No longer there, though in the baseline: ${sanitizeLine(rule)} in ${sanitizeLine(path)}`,
        ),
      )
    if (
      options.updateBaseline &&
      baseline !== undefined &&
      options.baseline !== undefined &&
      !signal.aborted
    ) {
      const next = baseline.next(stale)
      await writeBaseline(options.baseline, next)
      terminal.note(
        `${formatCount(next.findings.length)} known findings written to ${sanitizeLine(options.baseline)}.`,
      )
    }
    if (signal.aborted) {
      terminal.note(
        'Stopped: the scan was interrupted. What was found until then is told and recorded; the rest was not scanned.',
      )
      return stoppedCode(signal)
    }
    return this.#exitCode(summary, recorder?.dropped ?? 0)
  }

  /** What of a file's findings is told. */
  #choose(report: FileReport): Reported {
    const { failOn, updateBaseline } = this.#parts.options
    const { baseline } = this.#parts
    const path = report.file.relative
    // What goes into the baseline now is known from now on.
    const shown = report.findings.filter(
      finding => baseline === undefined || !(baseline.knows(path, finding) || updateBaseline),
    )
    if (report.outcome === 'clean' || report.outcome === 'flagged') baseline?.scanned(path)
    if (shown.some(({ severity }) => failOn === undefined || isAtLeast(severity, failOn))) this.#fails = true
    const reported = { ...report, shown }
    this.#totals.add(reported)
    return reported
  }

  #exitCode({ unreadable, failed }: Summary, dropped: number): ExitCode {
    const { terminal, sink } = this.#parts
    const problem = sink?.problem()
    if (dropped > 0 || problem !== undefined)
      terminal.note(
        terminal.noteStyle.yellow(
          `${plural(dropped, 'file')} scanned and not recorded${problem === undefined ? '' : `: ${sanitizeLine(problem)}`}`,
        ),
      )
    if (this.#fails) return FAILED
    return unreadable + failed + dropped > 0 ? UNABLE : OK
  }
}

function printerOf({ options: { format }, destination: { write, style }, prepared }: Parts): Printer {
  switch (format) {
    case 'text':
      return readablePrinter(write, style)
    case 'json':
      return jsonPrinter(write)
    case 'ndjson':
      return ndjsonPrinter(write)
    case 'sarif':
      return sarifPrinter(write, VERSION, prepared.types)
  }
}
