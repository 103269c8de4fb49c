import { LOGGED_ERRORS, REQUESTS, THREATS, timeFromMs } from '@tallystick/core'
import type { Reader, TimeRange } from '@tallystick/engine'
import { SCAN_EVENT } from '@tallystick/firewall'
import { scanAccuracy } from '../scans/accuracy.ts'

/** Seconds over which "per second" is told. */
export const RATE_WINDOW = 60

/** What is told while the store cannot be asked. */
export const UNKNOWN = {
  requests_per_second: null,
  errors_per_second: null,
  threats_per_second: null,
  requests: null,
  response_time_ms: { p50: null, p95: null },
  errors: null,
  scans: null,
  threats_blocked: null,
  false_positives: null,
  false_positive_rate: null,
  detection_accuracy: null,
  allowed: null,
  blocked: null,
}

type Asking = Pick<Reader, 'aggregate' | 'export'>

export type Totals = Awaited<ReturnType<typeof totals>>
export type Rates = Awaited<ReturnType<typeof rates>>

/** What a range of the record comes to. */
export async function totals(reader: Asking, range: TimeRange, signal: AbortSignal) {
  const asked = { ...range, signal }
  const [requests, errors, scans, threats, decisions, accuracy] = await Promise.all([
    reader.aggregate(`(${REQUESTS}) | count(), p50(duration_ms), p95(duration_ms)`, asked),
    count(reader, LOGGED_ERRORS, asked),
    count(reader, `stream:scan name:${SCAN_EVENT}`, asked),
    // What was blocked because it could not be scanned was no threat that anybody knows of.
    count(reader, `stream:scan name:${SCAN_EVENT} action:block score>0`, asked),
    reader.aggregate('stream:decision | count() by allowed', asked),
    scanAccuracy(reader, asked),
  ])
  const [answered = 0, p50 = null, p95 = null] = requests.rows[0] ?? []
  const byAllowed = new Map(decisions.rows.map(([allowed, n]) => [String(allowed), Number(n)]))
  return {
    requests: Number(answered),
    response_time_ms: { p50: numberOrNull(p50), p95: numberOrNull(p95) },
    errors,
    scans,
    threats_blocked: threats,
    false_positives: accuracy.false_positives,
    false_positive_rate: accuracy.false_positive_rate,
    detection_accuracy: accuracy.detection_accuracy,
    allowed: byAllowed.get('true') ?? 0,
    blocked: byAllowed.get('false') ?? 0,
  }
}

/** How much happens now: over the last minute, by when it happened. */
export async function rates(reader: Asking, now: number, signal: AbortSignal) {
  const asked = { from: timeFromMs(Math.max(0, now - RATE_WINDOW * 1_000)), to: timeFromMs(now), signal }
  const [requests, errors, threats] = await Promise.all(
    [REQUESTS, LOGGED_ERRORS, THREATS].map(query => count(reader, `(${query})`, asked)),
  )
  return {
    requests_per_second: requests! / RATE_WINDOW,
    errors_per_second: errors! / RATE_WINDOW,
    threats_per_second: threats! / RATE_WINDOW,
  }
}

async function count(
  reader: Asking,
  query: string,
  asked: TimeRange & { readonly signal: AbortSignal },
): Promise<number> {
  const { rows } = await reader.aggregate(`${query} | count()`, asked)
  return Number(rows[0]?.[0] ?? 0)
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value)
}
