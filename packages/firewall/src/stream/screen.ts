import {
  actionFor,
  assess,
  type Detection,
  type Detector,
  resolveOverlaps,
  type ScanPolicy,
} from '../pipeline/index.ts'
import { mergeSpans, type RedactionSession } from '../redact/index.ts'
import type { Finding, ScanFailure, Stage } from '../types.ts'
import { LiveText, type Settled } from './live.ts'

export type StreamOptions = {
  readonly detector: Detector
  /** The one that the detector was made with. */
  readonly policy: ScanPolicy
  /** Gives what stands in place of values. */
  readonly redaction: RedactionSession
  /** Default `output`. */
  readonly stage?: Stage
  readonly signal?: AbortSignal
  /** Is a value to stay though it is found? For what redaction itself put into a prompt, and a model says again. */
  readonly isKnown?: (value: string) => boolean
}

/** A part of the text that may go out: as it came, or replaced. */
export type Piece = { readonly text: string; readonly replaced: boolean; readonly length: number }

export type Screened = {
  readonly pieces: readonly Piece[]
  readonly detection: Detection
  /** The text as it came. */
  readonly original: string
}

/** Units of one text that are kept for its end, where its hash is made and late scanners are asked. */
export const MAX_STREAM = 16 * 1024 * 1024
/** Units that are looked at together: far fewer than may wait, so that the size of a piece says nothing about what waits. */
const SLICE = 64 * 1024
/** Who is to blame in the result when a text cannot be scanned as it comes. */
const STREAM = 'stream'

/**
 * Decides what of a text that arrives piece by piece may go out, and as what. Scanners that cannot say when a match is final are asked at the end; where
 * one of them finds values that are to be redacted, all waits until then. Where nothing is ever done about findings, nothing waits.
 */
export class Screen {
  readonly #options: StreamOptions & { readonly stage: Stage }
  readonly #live: LiveText
  readonly #mode: 'live' | 'late' | 'open'
  readonly #chunks: string[] = []
  #length = 0
  readonly #findings: Finding[] = []
  readonly #failures = new Map<string, ScanFailure>()
  #isStopped = false

  constructor(options: StreamOptions) {
    this.#options = { ...options, stage: options.stage ?? 'output' }
    const { detector, stage, signal } = this.#options
    this.#live = new LiveText(detector, stage, signal)
    this.#mode = modeOf(this.#options)
  }

  /** The policy blocks what was found, or that a scanner failed: nothing more goes out. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  async push(chunk: string): Promise<readonly Piece[]> {
    if (this.#isStopped || chunk === '') return []
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length > MAX_STREAM) {
      this.#fail()
      return []
    }
    if (this.#mode === 'open') return [{ text: chunk, replaced: false, length: chunk.length }]
    if (this.#mode === 'late') return []
    const pieces: Piece[] = []
    for (let at = 0; at < chunk.length && !this.#isStopped; at += SLICE) {
      const settled = await this.#live.push(chunk.slice(at, at + SLICE))
      if (this.#live.isOver) this.#fail()
      else if (settled !== undefined) pieces.push(...this.#release(settled))
    }
    return pieces
  }

  async end(): Promise<Screened> {
    const { detector, stage, signal } = this.#options
    const original = this.#chunks.join('')
    let pieces: readonly Piece[] = []
    if (!this.#isStopped) {
      if (this.#mode === 'live') pieces = this.#release(await this.#live.end())
      const late =
        this.#mode === 'live'
          ? await this.#late(original)
          : await detector.detect(original, { stage, signal })
      const settled = {
        start: 0,
        text: original,
        findings: this.#unknown(late.findings, original),
        failures: late.failures,
      }
      if (this.#mode === 'late') pieces = this.#release(settled)
      else this.#note(settled)
    }
    const findings = resolveOverlaps(this.#findings)
    return { pieces, original, detection: { findings, failures: [...this.#failures.values()] } }
  }

  async #late(original: string): Promise<Detection> {
    const { detector, stage, signal } = this.#options
    return detector.late.some(({ stages }) => stages.includes(stage))
      ? detector.detectLate(original, { stage, signal })
      : { findings: [], failures: [] }
  }

  /** What may go out of a part that is final. */
  #release(settled: Settled): readonly Piece[] {
    const { policy, redaction } = this.#options
    const { start: at, text } = settled
    const findings = this.#unknown(settled.findings, text, at)
    this.#note({ ...settled, findings })
    if (this.#isStopped) return []
    const pieces: Piece[] = []
    let from = 0
    const keep = (to: number) => {
      if (to > from) pieces.push({ text: text.slice(from, to), replaced: false, length: to - from })
    }
    for (const { start, end, finding } of mergeSpans(
      findings.filter(one => actionFor(one, policy) !== 'observe'),
    )) {
      keep(start - at)
      const value = text.slice(start - at, end - at)
      pieces.push({ text: redaction.replacement(value, finding), replaced: true, length: value.length })
      from = end - at
    }
    keep(text.length)
    return pieces
  }

  #unknown(findings: readonly Finding[], text: string, at = 0): readonly Finding[] {
    const { isKnown } = this.#options
    return isKnown === undefined
      ? findings
      : findings.filter(({ start, end }) => !isKnown(text.slice(start - at, end - at)))
  }

  #note({ findings, failures }: Detection): void {
    this.#findings.push(...findings)
    for (const failure of failures) this.#failures.set(`${failure.scanner} ${failure.kind}`, failure)
    if (assess({ findings, failures }, this.#options.policy).action === 'block') this.#isStopped = true
  }

  /** What cannot be scanned does not go out, whatever the policy says of failures. */
  #fail(): void {
    const { stage } = this.#options
    const message = 'waited for more of a word or an encoded piece than a stream may hold back'
    this.#failures.set(STREAM, { scanner: STREAM, stage, kind: 'unsettled', message })
    this.#isStopped = true
  }
}

function modeOf({
  detector,
  policy,
  stage,
}: StreamOptions & { readonly stage: Stage }): 'live' | 'late' | 'open' {
  const acting = ({ id, types }: Detector['scanners'][number]): boolean =>
    (policy.scanners[id]?.on_failure ?? policy.on_failure) === 'closed' ||
    types.some(info => actionFor(info, policy) !== 'observe')
  const here = detector.scanners.filter(({ stages }) => stages.includes(stage))
  if (!here.some(acting)) return 'open'
  // A passage that has gone out cannot be taken back; a value must not go out.
  const holdsValues = ({ types }: Detector['scanners'][number]): boolean =>
    types.some(info => info.family !== 'attack' && actionFor(info, policy) !== 'observe')
  return detector.late.some(scanner => scanner.stages.includes(stage) && holdsValues(scanner))
    ? 'late'
    : 'live'
}
