import type { TallyEvent } from '@tallystick/core'
import type { Reader, TimeRange } from '@tallystick/engine'
import { countOf } from './counts.ts'

export const DEFAULT_LIMIT = 100

export type PageRequest = TimeRange & {
  readonly limit: number
  readonly offset: number
  readonly signal: AbortSignal
}

/** A page of what matches, newest first, and how many match at all. */
export async function pageOf(
  reader: Reader,
  query: string,
  { limit, offset, ...asked }: PageRequest,
): Promise<{ readonly events: readonly TallyEvent[]; readonly total: number }> {
  const [{ events }, total] = await Promise.all([
    reader.search(query, { ...asked, limit, offset }),
    countOf(reader, query, asked),
  ])
  return { events, total }
}

/** What matches, newest first, from `offset` on and at most `limit`. */
export function streamOf(
  reader: Reader,
  query: string,
  { limit, ...asked }: Omit<PageRequest, 'limit'> & { readonly limit?: number | undefined },
): AsyncIterable<TallyEvent> {
  return reader.export(`${query} | sort -time`, { ...asked, ...(limit === undefined ? {} : { limit }) })
}
