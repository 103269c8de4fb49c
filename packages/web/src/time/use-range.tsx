import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import {
  DEFAULT_RANGE,
  isLive,
  problemOf,
  type Range,
  type RangeSearch,
  rangeIn,
  rangeOfSpan,
  type Span,
  shiftSpan,
  spanOf,
} from './range.ts'

export type RangeState = {
  /** As it stands in the address; the last hour when that says nothing, or nothing that can be read. */
  readonly range: Range
  /** Why the address gives no range; undefined when it does, or says nothing. */
  readonly problem: string | undefined
  /** The same since the last refresh, in epoch ms: everything on a page asks for the same moment. */
  readonly span: Span
  /** For the API. */
  readonly params: { readonly from: string; readonly to: string }
  readonly set: (range: Range) => void
  readonly setSpan: (span: Span) => void
  readonly shift: (by: -1 | 1) => void
  /** Moves `now` to now. */
  readonly refresh: () => void
  /** The same for somebody who asks for it, again and again perhaps: what was asked a moment ago is waited for. */
  readonly again: () => void
  /** Seconds between refreshes by itself; 0 is never. */
  readonly every: number
  readonly setEvery: (seconds: number) => void
}

/** Milliseconds for which what was asked is new enough to be waited for. */
const NEW_MS = 2_000

const RangeContext = createContext<RangeState | undefined>(undefined)

/** The range of time of the page, kept in its address and handed from page to page. */
export function RangeProvider({ children }: { readonly children: ReactNode }) {
  const search = useSearch({ strict: false }) as RangeSearch
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [now, setNow] = useState(Date.now)
  const [every, setEvery] = useState(0)
  const refresh = useCallback(() => setNow(Date.now()), [])
  const found = problemOf(search, now)
  // A link may begin after the last refresh.
  const isOld = found !== undefined && problemOf(search, Date.now()) === undefined
  useEffect(() => {
    if (isOld) refresh()
  }, [isOld, refresh])
  const problem = isOld ? undefined : found
  const { from, to } = found === undefined ? rangeIn(search, now) : DEFAULT_RANGE

  const set = useCallback(
    (range: Range) => {
      setNow(Date.now())
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, from: range.from, to: range.to, last: undefined }),
      } as never)
    },
    [navigate],
  )
  useEffect(() => {
    if (every === 0 || !isLive({ from, to })) return
    const timer = setInterval(() => {
      // What is asked anew before it was answered is never answered where answers take longer than this.
      if (!document.hidden && queries.isFetching() === 0) refresh()
    }, every * 1_000)
    return () => clearInterval(timer)
  }, [every, from, to, refresh, queries])

  const state = useMemo(() => {
    const range = { from, to }
    const span = spanOf(range, now)
    return {
      range,
      problem,
      span,
      params: rangeOfSpan(span),
      set,
      setSpan: (chosen: Span) => set(rangeOfSpan(chosen)),
      shift: (by: -1 | 1) => set(rangeOfSpan(shiftSpan(span, by, Date.now()))),
      refresh,
      again: () => {
        if (queries.isFetching() === 0 || Date.now() - now >= NEW_MS) refresh()
      },
      every,
      setEvery,
    }
  }, [from, to, problem, now, set, refresh, every, queries])
  return <RangeContext value={state}>{children}</RangeContext>
}

export function useRange(): RangeState {
  const state = useContext(RangeContext)
  if (state === undefined) throw new Error('useRange stands outside of the shell')
  return state
}
