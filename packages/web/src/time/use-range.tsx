import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import {
  DEFAULT_RANGE,
  isLive,
  isRange,
  type Range,
  rangeOfSpan,
  type Span,
  shiftSpan,
  spanOf,
} from './range.ts'

export type RangeState = {
  /** As it stands in the address. */
  readonly range: Range
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
  const search = useSearch({ strict: false }) as { from?: string; to?: string }
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [now, setNow] = useState(Date.now)
  const [every, setEvery] = useState(0)
  const given = { from: search.from ?? DEFAULT_RANGE.from, to: search.to ?? DEFAULT_RANGE.to }
  const { from, to } = isRange(given, now) ? given : DEFAULT_RANGE

  const refresh = useCallback(() => setNow(Date.now()), [])
  const set = useCallback(
    (range: Range) => {
      setNow(Date.now())
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, from: range.from, to: range.to }),
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
  }, [from, to, now, set, refresh, every, queries])
  return <RangeContext value={state}>{children}</RangeContext>
}

export function useRange(): RangeState {
  const state = useContext(RangeContext)
  if (state === undefined) throw new Error('useRange stands outside of the shell')
  return state
}
