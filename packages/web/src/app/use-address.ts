import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Changes = Readonly<Record<string, string | undefined>>

export type Address = {
  /** What stands in the address now. */
  readonly params: Changes
  /** Changes some parameters (undefined takes one away). The way back is the address before. */
  readonly go: (changes: Changes) => void
  /** The same for what is typed: the way back is not every letter. */
  readonly replace: (changes: Changes) => void
}

/** The parameters of the page, which hold its state. */
export function useAddress(): Address {
  const params = useSearch({ strict: false }) as Changes
  const navigate = useNavigate()
  const change = useCallback(
    (changes: Changes, replace: boolean) =>
      void navigate({
        to: '.',
        replace,
        resetScroll: false,
        search: (before: object) => ({ ...before, ...changes }),
      } as never),
    [navigate],
  )
  const go = useCallback((changes: Changes) => change(changes, false), [change])
  const replace = useCallback((changes: Changes) => change(changes, true), [change])
  return { params, go, replace }
}
