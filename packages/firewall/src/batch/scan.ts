import { createHmac, randomFillSync } from 'node:crypto'
import { createIdGenerator } from '@tallystick/core'
import { assess, type Detector, type ScanPolicy } from '../pipeline/index.ts'
import {
  type Finding,
  type ScanFailure,
  type ScanResult,
  SEVERITIES,
  type Severity,
  type Stage,
} from '../types.ts'
import { decodeText } from './decode.ts'
import { createExcerpts } from './excerpt.ts'
import { Lines } from './lines.ts'
import { Reading } from './reading.ts'
import type { FileFinding, FileReport, SourceFile } from './types.ts'
import { type Window, windowsOf } from './windows.ts'

export type BatchOptions = {
  readonly detector: Detector
  readonly policy: ScanPolicy
  /** Default: `file`, in which personal data is one step less severe than in a prompt: it does not leave the house by lying there. */
  readonly stage?: Stage
  /** Findings that are less severe are counted and weighed, and not kept: a log may hold an address in every line. */
  readonly minSeverity?: Severity
  /** Findings carry the value that was found. */
  readonly values?: boolean
  /** Findings carry a fingerprint of their value under this key. */
  readonly fingerprintKey?: string
  readonly signal?: AbortSignal
  /** Hears of bytes as they are read. */
  readonly progress?: (bytes: number) => void
}

/** How long files are scanned before signals and timers get a turn. */
const TURN_MS = 25

const newId = createIdGenerator(randomFillSync)

/** Scans files one after the other. Ends early, without an error, when `signal` is aborted: the last report may be of a part of its file. */
export async function* scanFiles(
  files: Iterable<SourceFile>,
  options: BatchOptions,
): AsyncGenerator<FileReport> {
  for (const file of files) {
    if (options.signal?.aborted) return
    const report = await scanFile(file, options)
    if (report === undefined) return
    yield report
  }
}

/**
 * Scans one file, however large, in windows. When `signal` is aborted before its end, the report is of what was scanned until then, and
 * undefined where that is nothing.
 */
export async function scanFile(file: SourceFile, options: BatchOptions): Promise<FileReport | undefined> {
  const started = performance.now()
  const reading = new Reading(file, options.progress)
  const scan = new FileScan(file, options)
  let error: string | undefined
  try {
    for await (const window of windowsOf(decodeText(reading.pieces()))) await scan.window(window)
  } catch (thrown) {
    const isStopped = options.signal?.aborted === true
    if (isStopped && !scan.hasBegun) return undefined
    if (!isStopped && !reading.hasFailed) throw thrown
    error = isStopped ? INTERRUPTED : reasonOf(thrown)
  }
  return scan.report(reading, error, performance.now() - started)
}

const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? ((thrown as NodeJS.ErrnoException).code ?? thrown.message) : String(thrown)

const INTERRUPTED = 'the scan was interrupted'

let lastTurn = 0

/** What is known of a file while its windows go by. */
class FileScan {
  readonly #file: SourceFile
  readonly #options: BatchOptions
  readonly #lines = new Lines()
  readonly #found: FileFinding[] = []
  /** Of each type what is not kept. */
  readonly #quiet = new Map<string, { surest: Finding; count: number }>()
  readonly #failures = new Map<string, ScanFailure>()
  readonly #hashes: string[] = []
  /** What the window before answered for and its successor may see the end of. */
  #reaching: readonly FileFinding[] = []

  constructor(file: SourceFile, options: BatchOptions) {
    this.#file = file
    this.#options = options
  }

  /** Something of it was scanned. */
  get hasBegun(): boolean {
    return this.#hashes.length > 0
  }

  async window(window: Window): Promise<void> {
    const { detector, stage = 'file', signal } = this.#options
    if (performance.now() - lastTurn > TURN_MS) {
      await new Promise(resolve => setImmediate(resolve))
      lastTurn = performance.now()
    }
    signal?.throwIfAborted()
    const { text, from, to, base } = window
    const { findings, failures } = await detector.detect(text, { stage, path: this.#file.relative, signal })
    this.#lines.enter(window)
    this.#hashes.push(detector.hash(text))
    for (const failure of failures) this.#failures.set(`${failure.scanner} ${failure.kind}`, failure)
    const all = stage === 'file' ? findings.map(lowered) : findings
    const excerpt = createExcerpts(text, all)
    const mine = all.filter(
      finding =>
        finding.start < to &&
        finding.end > from &&
        (finding.start >= from || (finding.encoding !== 'plain' && !this.#isKnown(finding, base))),
    )
    const placed: FileFinding[] = []
    for (const finding of mine)
      if (this.#isQuiet(finding)) this.#hush(finding)
      else
        placed.push(
          this.#place(finding, window, excerpt(finding, this.#lines.lineAround(finding.start, text))),
        )
    // One at a time: a call with 100,000 arguments is refused.
    for (const finding of placed) this.#found.push(finding)
    this.#reaching = placed.filter(({ end }) => end > base + to)
  }

  #isQuiet({ severity }: Finding): boolean {
    const { minSeverity = 'Info' } = this.#options
    return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(minSeverity)
  }

  #hush(finding: Finding): void {
    const known = this.#quiet.get(finding.type)
    if (known === undefined) this.#quiet.set(finding.type, { surest: finding, count: 1 })
    else {
      known.count++
      if (finding.score > known.surest.score) known.surest = finding
    }
  }

  /** Whether the window before has told of something that reaches into this one. Of a long encoded piece it may have seen only the beginning. */
  #isKnown({ rule, start, end }: Finding, base: number): boolean {
    return this.#reaching.some(
      known => known.rule === rule && known.start < base + end && known.end > base + start,
    )
  }

  #place(finding: Finding, { text, base }: Window, excerpt: string): FileFinding {
    const from = this.#lines.position(finding.start)
    const to = this.#lines.position(finding.end)
    const { values, fingerprintKey } = this.#options
    const value = text.slice(finding.start, finding.end)
    return {
      ...finding,
      start: base + finding.start,
      end: base + finding.end,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      excerpt,
      ...(values ? { value } : {}),
      ...(fingerprintKey === undefined ? {} : { fingerprint: fingerprintOf(value, fingerprintKey) }),
    }
  }

  report(reading: Reading, unread: string | undefined, latencyMs: number): FileReport {
    const common = {
      file: this.#file,
      findings: this.#found,
      quiet: this.#quietCount(),
      lines: this.#lines.statistics(),
      bytes: reading.bytes,
    }
    if (reading.binary) return { ...common, outcome: 'binary' }
    const failures = [...this.#failures.values()]
    const error =
      unread ?? (failures.map(({ scanner, message }) => `${scanner} ${message}`).join('; ') || undefined)
    return {
      ...common,
      outcome:
        unread !== undefined
          ? 'unreadable'
          : error !== undefined
            ? 'failed'
            : this.#found.length + this.#quiet.size > 0
              ? 'flagged'
              : 'clean',
      ...(unread !== undefined && this.#hashes.length === 0
        ? {}
        : { result: this.#result(failures, latencyMs) }),
      ...(error === undefined ? {} : { error }),
    }
  }

  #quietCount(): number {
    return [...this.#quiet.values()].reduce((sum, { count }) => sum + count, 0)
  }

  #result(failures: readonly ScanFailure[], latencyMs: number): ScanResult {
    const { detector, policy, stage = 'file' } = this.#options
    const hashes = this.#hashes
    const quiet = [...this.#quiet.values()]
    const assessment = assess(
      { findings: [...this.#found, ...quiet.map(({ surest }) => surest)], failures },
      policy,
    )
    const more = (type: string): number => Math.max(0, (this.#quiet.get(type)?.count ?? 0) - 1)
    return {
      id: newId(Date.now()),
      stage,
      ...assessment,
      reasons: assessment.reasons.map(reason => ({ ...reason, count: reason.count + more(reason.type) })),
      findings: this.#found,
      failures,
      // Of a file in several windows: of the windows' hashes, so that no file is held in memory whole.
      input_hash: hashes.length === 1 ? hashes[0]! : detector.hash(hashes.join('\n')),
      latency_ms: Math.round(latencyMs * 100) / 100,
    }
  }
}

const fingerprintOf = (value: string, key: string): string =>
  createHmac('sha256', key).update(value).digest('hex').slice(0, 32)

/** Personal data that lies in a file: one step less severe. */
function lowered(finding: Finding): Finding {
  if (finding.family !== 'personal') return finding
  const severity = SEVERITIES[Math.max(0, SEVERITIES.indexOf(finding.severity) - 1)]!
  return { ...finding, severity }
}
