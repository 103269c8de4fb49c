/** Flat labels of a point. Values are text; numbers and booleans become their text form. */
export type Tags = Readonly<Record<string, string | number | boolean | null | undefined>>

/** `gauge`: a value as it is. `counter`: a running total that may restart at 0 with the process. */
export type PointType = 'gauge' | 'counter'

/** One measured value, as alerts see it and the wire carries it (docs/design/008-metrics.md). */
export type MetricPoint = {
  readonly metric: string
  readonly value: number
  readonly unit: string | undefined
  readonly type: PointType
  /** Epoch milliseconds. */
  readonly time: number
  readonly tags: Readonly<Record<string, string>>
}

/** Tags as text. What is absent, or throws when it is read, is left out: measuring never throws. */
export function textTags(tags: Tags | undefined): Record<string, string> {
  const texts: Record<string, string> = {}
  if (tags === undefined || tags === null) return texts
  try {
    for (const key of Object.keys(tags)) {
      const value = tags[key]
      if (value !== undefined && value !== null) texts[key] = String(value)
    }
  } catch {
    // A getter or a proxy of the caller's; the point itself still counts.
  }
  return texts
}

/** The point as one line of `POST /api/v1/metrics`. */
export function pointLine(point: MetricPoint): string {
  return JSON.stringify({
    metric: point.metric,
    value: point.value,
    unit: point.unit,
    type: point.type,
    time: new Date(point.time).toISOString(),
    tags: point.tags,
  })
}
