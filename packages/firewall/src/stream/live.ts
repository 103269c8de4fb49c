import type { Detector } from '../pipeline/index.ts'
import { type Finding, MAX_CONTEXT, type ScanFailure, type Stage } from '../types.ts'
import { settledView } from '../view/index.ts'

/** Units that wait at most: an encoded piece or a word that is longer is not scanned, and the stream stops. */
export const MAX_PENDING = 256 * 1024

/** A span of the text that is final, with what was found in it. */
export type Settled = {
  readonly start: number
  readonly text: string
  /** In the whole text. Each lies within the span. */
  readonly findings: readonly Finding[]
  readonly failures: readonly ScanFailure[]
}

/**
 * Scans a text that arrives piece by piece, and gives each part when nothing that is still to come can change what is found in it. It keeps
 * what waits and MAX_CONTEXT in front of it, so that the work is linear in the text.
 */
export class LiveText {
  readonly #detector: Detector
  readonly #stage: Stage
  readonly #signal: AbortSignal | undefined
  /** The text from `#base` on; what is before `#settled` in it is context. */
  #window = ''
  #base = 0
  #settled = 0
  /** Length that is worth the next try. */
  #tryAt = 0
  /** What was found in the context: no window may begin within it. */
  #found: readonly Finding[] = []

  constructor(detector: Detector, stage: Stage, signal: AbortSignal | undefined) {
    this.#detector = detector
    this.#stage = stage
    this.#signal = signal
  }

  get #length(): number {
    return this.#base + this.#window.length
  }

  /** More waits than MAX_PENDING: nothing more will settle. */
  get isOver(): boolean {
    return this.#length - this.#settled > MAX_PENDING
  }

  /** Takes what came next; gives what is final now. */
  async push(chunk: string): Promise<Settled | undefined> {
    this.#window += chunk
    if (this.#length < this.#tryAt || this.isOver) return undefined
    const settled = await this.#try()
    // What did not settle is looked at again when it has grown by a sixteenth, not for every character.
    if (settled === undefined) this.#tryAt = this.#length + ((this.#length - this.#settled) >> 4) + 1
    return settled
  }

  /** Gives the rest. */
  async end(): Promise<Settled> {
    const { findings, failures } = await this.#detect()
    return this.#take(this.#window.length, findings, failures)
  }

  async #try(): Promise<Settled | undefined> {
    const from = this.#settled - this.#base
    if (settledView(this.#window) <= from) return undefined
    let to = this.#detector.hold(this.#window, this.#stage)
    if (to <= from) return undefined
    const { findings, failures } = await this.#detect()
    // What one scanner has settled may reach into what another holds.
    for (const { start, end } of findings.toReversed()) if (start < to && end > to) to = start
    return to <= from ? undefined : this.#take(to, findings, failures)
  }

  #detect() {
    return this.#detector.detectLive(this.#window, { stage: this.#stage, signal: this.#signal })
  }

  /** The window up to `to` is final. */
  #take(to: number, found: readonly Finding[], failures: readonly ScanFailure[]): Settled {
    const base = this.#base
    const from = this.#settled - base
    const findings: Finding[] = []
    for (const finding of found) {
      if (finding.end <= from || finding.start >= to) continue
      // One that begins before what is new was not there when that was settled: a scanner broke its word. Nothing more of it goes out.
      findings.push({ ...finding, start: base + Math.max(finding.start, from), end: base + finding.end })
    }
    const text = this.#window.slice(from, to)
    const start = this.#settled
    this.#settled = base + to
    this.#found = [...this.#found, ...findings].filter(({ end }) => end > base)
    this.#trim()
    return { start, text, findings, failures }
  }

  /** Forgets context beyond MAX_CONTEXT, up to a place where nothing can be that a cut would tear. */
  #trim(): void {
    const spare = this.#settled - this.#base - MAX_CONTEXT
    if (spare < MAX_CONTEXT) return
    let cut = 0
    for (let at = spare, tries = 0; at > 0 && tries < MAX_TRIES; at--, tries++) {
      at = settledView(this.#window.slice(0, at))
      if (this.#isQuiet(at)) {
        cut = at
        break
      }
    }
    if (cut === 0) {
      if (spare < MAX_CONTEXT * 8) return
      cut = spare
    }
    this.#window = this.#window.slice(cut)
    this.#base += cut
  }

  /** Neither within what was found nor among digits, which read otherwise without the ones before them. */
  #isQuiet(at: number): boolean {
    const near = this.#window.slice(Math.max(0, at - NEAR), at + NEAR)
    const place = this.#base + at
    return (
      at > 0 && !DIGIT.test(near) && this.#found.every(({ start, end }) => place <= start || place >= end)
    )
  }
}

const MAX_TRIES = 64
const NEAR = 16
const DIGIT = /\p{N}/u
