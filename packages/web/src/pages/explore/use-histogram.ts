import { useMemo } from 'react'
import { useAggregate } from '../../api/figures.ts'
import { LEVELS } from '../../api/types.ts'
import { bucketsOf } from '../../query/buckets.ts'
import { piped } from '../../query/refine.ts'
import { binSeconds, durationText, type Span } from '../../time/range.ts'
import { useLast } from './use-last.ts'

/** Counts a filter's events over time, by level. */
export const histogramOf = (filter: string, seconds: number): string =>
  piped(filter, `count() by level, bin(${durationText(seconds)})`)

/** How many events there are over time, by level, and all together. Without a filter nothing is asked. */
export function useHistogram(
  filter: string | undefined,
  span: Span,
  range: { readonly from: string; readonly to: string },
) {
  const seconds = binSeconds(span)
  const answer = useAggregate(histogramOf(filter ?? '*', seconds), range, { enabled: filter !== undefined })
  const { data, old } = useLast(filter ?? '*', answer)
  const buckets = useMemo(() => (data === undefined ? [] : bucketsOf(data, 'level', LEVELS)), [data])
  const total = useMemo(
    () =>
      data === undefined
        ? undefined
        : buckets.reduce((sum, { values }) => sum + values.reduce((part, value) => part + value, 0), 0),
    [data, buckets],
  )
  return { answer, seconds, buckets, total, old }
}
