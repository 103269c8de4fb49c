import type { MetricPoint } from './point.ts'

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'ne'

/** Fires once when a metric has violated its threshold for a while, and again only after it recovered. */
export type PerformanceAlert = {
  readonly metricName: string
  readonly threshold: number
  /** How a value compares to the threshold when it violates it. */
  readonly comparison: Comparison
  /** Seconds for which every value must violate it; 0 (the default) fires at the first. */
  readonly duration?: number
  /** Only points that carry these tags. */
  readonly tags?: Readonly<Record<string, string>>
  readonly callback?: (metric: MetricPoint, alert: PerformanceAlert) => unknown
}

/** What an alert did with a point. */
export type AlertEvent = {
  readonly state: 'firing' | 'resolved'
  readonly alert: PerformanceAlert
  readonly point: MetricPoint
  /** Epoch milliseconds of the first value of this violation. */
  readonly since: number
}

const VIOLATES: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  gt: (value, threshold) => value > threshold,
  gte: (value, threshold) => value >= threshold,
  lt: (value, threshold) => value < threshold,
  lte: (value, threshold) => value <= threshold,
  eq: (value, threshold) => value === threshold,
  ne: (value, threshold) => value !== threshold,
}

/** Series remembered per alert: enough for the tags of one service, bounded for those of a careless one. */
const SERIES_LIMIT = 1_000

type Violation = { readonly since: number; fired: boolean }

/**
 * Performance alerts over the points as they are recorded. Every series (metric and tags) is watched by itself, so that a fast endpoint does
 * not hide a slow one. Time is that of the points.
 */
export class PerformanceAlerts {
  readonly #alerts = new Map<string, Map<PerformanceAlert, Map<string, Violation>>>()
  readonly #notify: (event: AlertEvent) => void

  /** `notify` hears every firing and every recovery; the alert's own callback hears firings. */
  constructor(notify: (event: AlertEvent) => void) {
    this.#notify = notify
  }

  /** Returns a function that removes it. Throws TypeError for an alert that could never work. */
  add(alert: PerformanceAlert): () => void {
    if (typeof alert.metricName !== 'string' || alert.metricName === '')
      throw new TypeError('a performance alert names its metric: metricName')
    if (!Number.isFinite(alert.threshold))
      throw new TypeError('the threshold of a performance alert is a finite number')
    if (!Object.hasOwn(VIOLATES, alert.comparison))
      throw new TypeError(
        `comparison is one of ${Object.keys(VIOLATES).join(', ')}, not ${String(alert.comparison)}`,
      )
    if (alert.duration !== undefined && !(alert.duration >= 0))
      throw new TypeError('the duration of a performance alert is a number of seconds of 0 or more')
    const alerts = this.#alerts.get(alert.metricName) ?? new Map<PerformanceAlert, Map<string, Violation>>()
    this.#alerts.set(alert.metricName, alerts)
    alerts.set(alert, new Map())
    return () => {
      alerts.delete(alert)
    }
  }

  observe(point: MetricPoint): void {
    const alerts = this.#alerts.get(point.metric)
    if (alerts === undefined) return
    for (const [alert, violations] of alerts)
      if (carries(point, alert.tags)) this.#judge(alert, violations, point)
  }

  #judge(alert: PerformanceAlert, violations: Map<string, Violation>, point: MetricPoint): void {
    const series = JSON.stringify(Object.entries(point.tags).sort(([a], [b]) => (a < b ? -1 : 1)))
    const violation = violations.get(series)
    if (!VIOLATES[alert.comparison](point.value, alert.threshold)) {
      violations.delete(series)
      if (violation?.fired) this.#notify({ state: 'resolved', alert, point, since: violation.since })
      return
    }
    const now = violation ?? { since: point.time, fired: false }
    if (violation === undefined) {
      if (violations.size >= SERIES_LIMIT) violations.delete(violations.keys().next().value!)
      violations.set(series, now)
    }
    if (now.fired || point.time - now.since < (alert.duration ?? 0) * 1000) return
    now.fired = true
    this.#notify({ state: 'firing', alert, point, since: now.since })
  }
}

function carries(point: MetricPoint, tags: PerformanceAlert['tags']): boolean {
  if (tags === undefined) return true
  for (const key of Object.keys(tags)) if (point.tags[key] !== tags[key]) return false
  return true
}
