import type { PointType, Tags } from './point.ts'

/** Shares at which detection itself is worth an alert (source 001). */
export type ThreatThresholds = {
  /** Threats per request. */
  readonly high_threat_rate: number
  /** Accuracy of the model below which it is too low. */
  readonly low_detection_accuracy: number
  /** Detections that were none. */
  readonly high_false_positive_rate: number
}

export const THREAT_THRESHOLDS: ThreatThresholds = {
  high_threat_rate: 0.1,
  low_detection_accuracy: 0.85,
  high_false_positive_rate: 0.05,
}

export type ThresholdCrossing = {
  readonly name: keyof ThreatThresholds
  readonly value: number
  readonly threshold: number
  readonly state: 'firing' | 'resolved'
}

/** A rate is told from this many requests (or detections) in the window on: one of one is no trend. */
const FEWEST = 20
const WINDOW_MS = 5 * 60_000
const SLICE_MS = 10_000

/** Counts of the last five minutes, in slices of ten seconds. */
class Window {
  readonly #slices = new Map<number, number>()

  add(now: number): void {
    const slice = Math.floor(now / SLICE_MS)
    this.#slices.set(slice, (this.#slices.get(slice) ?? 0) + 1)
  }

  total(now: number): number {
    const oldest = Math.floor((now - WINDOW_MS) / SLICE_MS)
    let total = 0
    for (const [slice, count] of this.#slices)
      if (slice <= oldest) this.#slices.delete(slice)
      else total += count
    return total
  }
}

type Record = (metric: string, value: number, unit: string, tags: Tags, type: PointType) => void

/**
 * What was detected, how sure, how often wrongly (B2). Gives `threats_detected_total{threat_type,blocked}`, `threat_confidence{threat_type}`,
 * `false_positives_total{threat_type}`, `detection_accuracy` and `pattern_diversity`, and tells once when a rate over five minutes crosses its threshold.
 */
export class ThreatTracker {
  readonly #record: Record
  readonly #now: () => number
  readonly #thresholds: ThreatThresholds
  readonly #notify: (crossing: ThresholdCrossing) => void
  readonly #totals = new Map<string, number>()
  readonly #firing = new Set<keyof ThreatThresholds>()
  readonly #requests = new Window()
  readonly #threats = new Window()
  readonly #wrong = new Window()

  constructor(options: {
    readonly record: Record
    readonly now: () => number
    readonly thresholds?: Partial<ThreatThresholds> | undefined
    readonly notify: (crossing: ThresholdCrossing) => void
  }) {
    this.#record = options.record
    this.#now = options.now
    this.#thresholds = { ...THREAT_THRESHOLDS, ...options.thresholds }
    this.#notify = options.notify
  }

  /** One request was served: the denominator of the threat rate. */
  request(): void {
    this.#requests.add(this.#now())
  }

  /** `confidence` 0..1. */
  detected(type: string, confidence: number, blocked: boolean): void {
    const now = this.#now()
    this.#threats.add(now)
    this.#count('threats_detected_total', { threat_type: type, blocked })
    this.#record('threat_confidence', confidence, '1', { threat_type: type }, 'gauge')
    this.#rates(now)
  }

  /** A detection turned out to be none. */
  falsePositive(type: string): void {
    const now = this.#now()
    this.#wrong.add(now)
    this.#count('false_positives_total', { threat_type: type })
    this.#rates(now)
  }

  /** Both 0..1. */
  learning(modelAccuracy: number, patternDiversity: number): void {
    this.#record('detection_accuracy', modelAccuracy, '1', {}, 'gauge')
    this.#record('pattern_diversity', patternDiversity, '1', {}, 'gauge')
    this.#judge(
      'low_detection_accuracy',
      modelAccuracy,
      modelAccuracy < this.#thresholds.low_detection_accuracy,
    )
  }

  #count(metric: string, tags: Tags): void {
    const series = `${metric}\n${JSON.stringify(tags)}`
    const total = (this.#totals.get(series) ?? 0) + 1
    this.#totals.set(series, total)
    this.#record(metric, total, '1', tags, 'counter')
  }

  #rates(now: number): void {
    const threats = this.#threats.total(now)
    const requests = Math.max(this.#requests.total(now), threats)
    const wrong = this.#wrong.total(now)
    const { high_threat_rate, high_false_positive_rate } = this.#thresholds
    if (requests >= FEWEST)
      this.#judge('high_threat_rate', threats / requests, threats / requests > high_threat_rate)
    if (threats >= FEWEST)
      this.#judge('high_false_positive_rate', wrong / threats, wrong / threats > high_false_positive_rate)
  }

  #judge(name: keyof ThreatThresholds, value: number, violated: boolean): void {
    if (violated === this.#firing.has(name)) return
    if (violated) this.#firing.add(name)
    else this.#firing.delete(name)
    this.#notify({ name, value, threshold: this.#thresholds[name], state: violated ? 'firing' : 'resolved' })
  }
}
