import { plural } from '../ui/numbers.ts'
import type { IndexLag } from './types.ts'

/** What has no end lacks what is newer than this at any moment, if only that somebody reads it. */
const NOW_MS = 2_000
const AGAIN_MS = 1_500
const AGAIN_MOST_MS = 30_000

/** What an answer lacks because it is not searchable yet; undefined when all of that came in after the end of what was asked for. */
export function missing(
  lag: IndexLag | undefined,
  /** Epoch ms; absent where what was asked for has no end. */
  end: number | undefined,
  /** When the answer was there. */
  answered: number,
): IndexLag | undefined {
  if (lag === undefined) return undefined
  return answered - lag.seconds * 1_000 < (end ?? answered - NOW_MS) ? lag : undefined
}

/** The same of an answer up to `to`, as it stands in a request. */
export function missingIn(
  answer: { readonly index_lag?: IndexLag } | undefined,
  to: unknown,
  answered: number,
): IndexLag | undefined {
  const end = Date.parse(String(to))
  return missing(answer?.index_lag, Number.isNaN(end) ? undefined : end, answered)
}

/** Milliseconds after which to ask again for what was missing; never when nothing was. */
export function againAfter(lag: IndexLag | undefined): number | false {
  return lag === undefined ? false : Math.min(Math.max(AGAIN_MS, lag.seconds * 500), AGAIN_MOST_MS)
}

/** `newest event is`, `newest 2 events are` */
export function newest({ events }: IndexLag): string {
  return events === 1 ? 'newest event is' : `newest ${plural(events, 'event')} are`
}
