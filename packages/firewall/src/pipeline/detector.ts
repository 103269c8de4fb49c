import { createHmac } from 'node:crypto'
import {
  type Finding,
  MAX_HOLD,
  type Match,
  type ScanFailure,
  type Scanner,
  type Stage,
  type TypeInfo,
} from '../types.ts'
import { type Layer, plainView, settledView, viewsOf } from '../view/index.ts'
import { resolveOverlaps } from './overlaps.ts'
import { mustBeKnown, type ScanPolicy } from './policy.ts'

export type DetectOptions = {
  readonly stage: Stage
  /** Of the file, relative with forward slashes. */
  readonly path?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export type Detection = {
  /** In the original text, by (start, end), without those that lie within a surer one. */
  readonly findings: readonly Finding[]
  readonly failures: readonly ScanFailure[]
}

/** Runs scanners over texts, and says what they found and which of them gave no answer. */
export type Detector = {
  readonly scanners: readonly Scanner[]
  /** Never rejects, but with the reason of `signal` when that is aborted. */
  detect(text: string, options: DetectOptions): Promise<Detection>
  /** The same by those scanners alone that can say when a match is final (`hold`), which a stream asks while it runs. */
  detectLive(text: string, options: DetectOptions): Promise<Detection>
  /** The same by the others, which a stream asks at its end. */
  detectLate(text: string, options: DetectOptions): Promise<Detection>
  /** Scanners that `detectLate` asks. */
  readonly late: readonly Scanner[]
  /**
   * For a text that goes on: the offset before which `detectLive` finds the same however it does. Of what a reader sees at most MAX_HOLD
   * characters are behind it, unless they are a word or an encoded piece that is longer. A scanner that cannot tell holds everything.
   */
  hold(text: string, stage: Stage): number
  /** Keyed HMAC-SHA-256 of a text, hex. */
  hash(text: string): string
}

const MAX_HMAC_DIGITS = 32

/**
 * `key` is the secret behind every hash. The policy says which scanners and types are off, how sure a match must be, and how long a scanner
 * may take. Throws TypeError when two scanners share an id or a type, TALLY_CONFIG_INVALID for a policy about types or scanners that are none.
 */
export function createDetector(
  scanners: readonly Scanner[],
  policy: ScanPolicy,
  key: Uint8Array | string,
): Detector {
  const types = typesOf(scanners)
  mustBeKnown(policy, scanners)
  const active = scanners.filter(({ id }) => policy.scanners[id]?.off !== true)
  const live = active.filter(({ hold }) => hold !== undefined)
  const late = active.filter(({ hold }) => hold === undefined)
  const allowed = new Set(policy.allow)
  const hash = (text: string): string => createHmac('sha256', key).update(text).digest('hex')

  const place = (scanner: Scanner, layer: Layer, match: Match, text: string): Finding | undefined => {
    const info = types.get(match.type)!
    const rule = policy.types[match.type]
    if (rule?.off === true || match.score < (rule?.min_score ?? policy.min_score)) return undefined
    const found = layer.view.text.slice(match.start, match.end)
    if (allowed.has(found)) return undefined
    const [start, end] = layer.place(match.start, match.end)
    if (allowed.size > 0 && allowed.has(text.slice(start, end))) return undefined
    return {
      scanner: scanner.id,
      type: match.type,
      family: info.family,
      rule: match.rule,
      start,
      end,
      encoding: layer.view.encoding,
      score: match.score,
      severity: match.severity ?? info.severity,
      reason: match.reason,
      ...(match.validator === undefined ? {} : { validator: match.validator }),
      hmac: hash(found).slice(0, MAX_HMAC_DIGITS),
    }
  }

  const run = async (
    chosen: readonly Scanner[],
    text: string,
    { stage, path, signal }: DetectOptions,
  ): Promise<Detection> => {
    signal?.throwIfAborted()
    const { layers, isWhole } = viewsOf(text)
    const findings: Finding[] = []
    const failures: ScanFailure[] = isWhole
      ? []
      : [{ scanner: 'views', stage, kind: 'unreadable', message: 'holds more encoded text than is decoded' }]
    const ask = async (scanner: Scanner): Promise<void> => {
      const deadlineMs = policy.scanners[scanner.id]?.deadline_ms ?? policy.deadline_ms
      const fail = (kind: ScanFailure['kind'], message: string) =>
        failures.push({ scanner: scanner.id, stage, kind, message })
      using deadline = new Deadline(deadlineMs, signal)
      try {
        for (const layer of layers) {
          const context = { stage, ...(path === undefined ? {} : { path }), signal: deadline.signal }
          const answer = scanner.scan(layer.view, context)
          const matches = answer instanceof Promise ? await deadline.race(answer) : answer
          let bad = 0
          for (const match of matches) {
            if (!isMatch(match, scanner, layer.view.text.length)) bad++
            else {
              const finding = place(scanner, layer, match, text)
              if (finding !== undefined) findings.push(finding)
            }
          }
          if (bad > 0) fail('bad_match', `${bad} matches have no place in the text or no known type`)
        }
        // Nobody can interrupt a function that does not return; its answer counts, and that it was late is told.
        if (deadline.isOver()) fail('deadline', `gave its answer after its ${deadlineMs} ms`)
      } catch (error) {
        signal?.throwIfAborted()
        if (deadline.signal.aborted) fail('deadline', `gave no answer within ${deadlineMs} ms`)
        // The message of an error may quote the text.
        else fail('threw', `threw ${error instanceof Error ? error.name : typeof error}`)
      }
    }
    await Promise.all(chosen.filter(({ stages }) => stages.includes(stage)).map(ask))
    return { findings: resolveOverlaps(findings), failures }
  }

  return {
    scanners: active,
    detect: (text, options) => run(active, text, options),
    detectLive: (text, options) => run(live, text, options),
    detectLate: (text, options) => run(late, text, options),
    late,
    hold(text, stage) {
      const whole = plainView(text)
      let at = settledView(text)
      for (const scanner of live)
        if (at > 0 && scanner.stages.includes(stage))
          at = Math.min(at, whole.placeStart(holdOf(scanner, whole.view.text)))
      return at
    },
    hash,
  }
}

function holdOf(scanner: Scanner, text: string): number {
  try {
    const at = scanner.hold?.(text) ?? 0
    return Number.isInteger(at) ? Math.min(Math.max(at, text.length - MAX_HOLD, 0), text.length) : 0
  } catch {
    // Its `scan` will tell what ails it.
    return 0
  }
}

function typesOf(scanners: readonly Scanner[]): ReadonlyMap<string, TypeInfo> {
  const types = new Map<string, TypeInfo>()
  const ids = new Set<string>()
  for (const scanner of scanners) {
    if (ids.has(scanner.id)) throw new TypeError(`two scanners have the id ${scanner.id}`)
    ids.add(scanner.id)
    for (const info of scanner.types) {
      if (types.has(info.type)) throw new TypeError(`two scanners have the type ${info.type}`)
      types.set(info.type, info)
    }
  }
  return types
}

/** Scanners are other people's code: what they answer is looked at before anybody cuts a text by it. */
function isMatch(match: Match, { types }: Scanner, length: number): boolean {
  const { type, start, end, score } = match
  return (
    Number.isInteger(start) &&
    Number.isInteger(end) &&
    start >= 0 &&
    start < end &&
    end <= length &&
    score >= 0 &&
    score <= 1 &&
    typeof match.reason === 'string' &&
    types.some(info => info.type === type)
  )
}

/** Ends a scanner's time: at its deadline, or when the caller gives up. */
class Deadline implements Disposable {
  readonly #controller = new AbortController()
  readonly #until: number
  readonly #timer: NodeJS.Timeout
  readonly #outer: AbortSignal | undefined
  readonly #giveUp = () => this.#controller.abort(this.#outer?.reason)

  constructor(milliseconds: number, outer: AbortSignal | undefined) {
    this.#until = performance.now() + milliseconds
    this.#timer = setTimeout(() => this.#controller.abort(), milliseconds)
    this.#outer = outer
    outer?.addEventListener('abort', this.#giveUp)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  isOver(): boolean {
    return performance.now() > this.#until
  }

  async race<T>(answer: Promise<T>): Promise<T> {
    const { signal } = this
    return await new Promise<T>((resolve, reject) => {
      const late = () => reject(signal.reason)
      signal.addEventListener('abort', late, { once: true })
      if (signal.aborted) late()
      answer.then(resolve, reject)
    })
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#giveUp)
  }
}
