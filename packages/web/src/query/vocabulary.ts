import type { QueryClient } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { AggregateAnswer, FieldsAnswer } from '../api/types.ts'
import { numberOf } from './rows.ts'
import { apiName, type Vocabulary } from './suggestions.ts'
import { problemOf } from './terms.ts'

const FRESH_MS = 60_000
const VALUES = 20

/** The fields and values of a range of time, each asked for once a minute at most. What fails offers nothing. */
export function vocabularyOf(
  client: QueryClient,
  params: () => { readonly from: string; readonly to: string },
): Vocabulary {
  const fetched = <T>(key: readonly unknown[], ask: () => Promise<T>) =>
    client.fetchQuery({ queryKey: ['vocabulary', ...key], queryFn: ask, staleTime: FRESH_MS, retry: false })
  return {
    fields: async () => {
      const range = params()
      const answer = await fetched(['fields', range], () =>
        api.get<FieldsAnswer>('/api/v1/fields', { ...range, top: 0 }),
      ).catch(() => undefined)
      return answer?.fields ?? []
    },
    values: async (written, typed) => {
      const names = apiName(written)
      if (names === undefined) return []
      const range = params()
      const answer = await fetched(['values', names, range], () =>
        api.get<FieldsAnswer>('/api/v1/fields', { ...range, names, top: VALUES }),
      ).catch(() => undefined)
      const top = answer?.fields[0]?.top ?? []
      if (typed === '' || top.length < VALUES) return top
      // Beyond the most frequent there may be more that begin so.
      const q = `${written}:${typed.replace(/[^\w.@/-]/g, '')}* | top ${VALUES} ${written}`
      if (problemOf(q) !== undefined) return top
      const more = await fetched(['begin', q, range], () =>
        api.get<AggregateAnswer>('/api/v1/aggregate', { ...range, q }),
      ).catch(() => undefined)
      const known = new Set(top.map(({ value }) => value))
      return [
        ...top,
        ...(more?.rows ?? [])
          .map(([value, count]) => ({ value: String(value), count: numberOf(count) }))
          .filter(({ value }) => !known.has(value)),
      ]
    },
  }
}
