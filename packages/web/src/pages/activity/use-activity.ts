import { useMemo } from 'react'
import { useMay } from '../../api/session.tsx'
import { useAddress } from '../../app/use-address.ts'
import { useRange } from '../../time/use-range.tsx'
import { filterOf, queryOf, subjectOf } from './filter.ts'

/** The activity that the address means: which, of what time, in which order. */
export function useActivity() {
  const { params, go, replace } = useAddress()
  const { params: range } = useRange()
  const payload = useMay('payload')
  return useMemo(() => {
    const filter = filterOf(params)
    const subject = subjectOf(filter)
    const everything = subject !== undefined && params.streams === 'all'
    // What ever happened has no range, unless one is asked for.
    const allTime = subject !== undefined && params.time !== 'range'
    return {
      filter,
      subject,
      everything,
      allTime,
      payload,
      live: params.live === '1',
      order: params.order === 'asc' ? ('asc' as const) : ('desc' as const),
      query: queryOf(filter, { payload, everything }),
      between: allTime ? {} : range,
      go,
      replace,
    }
  }, [params, range, payload, go, replace])
}
export type Activity = ReturnType<typeof useActivity>
