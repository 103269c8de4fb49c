/** First and longest wait between attempts, in milliseconds. */
const BASE_MS = 250
const CAP_MS = 30_000
/** A server that asks for more patience than this is asked again all the same. */
const LONGEST_RETRY_AFTER_MS = 300_000

/**
 * Milliseconds to wait after failed attempt number `attempt` (from 0): exponential with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that clients of a server that comes back do not come
 * at once. What the server asked for (Retry-After) is the least; jitter of up to a quarter of it is added.
 */
export function backoff(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) * (1 + random() / 4)
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 20))
}

/** Milliseconds that a Retry-After header asks for (RFC 9110 §10.2.3): seconds, or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
