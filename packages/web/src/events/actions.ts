import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { exclude, include } from '../query/refine.ts'

/** What can be done with a value of an event. Fields are named as in the API. */
export type ValueActions = {
  readonly include: (field: string, value: string) => void
  readonly exclude: (field: string, value: string) => void
  /** A list that can show the field as a column. */
  readonly columns?: {
    readonly shown: readonly string[]
    readonly toggle: (field: string) => void
    /** Shows the time and this field alone. */
    readonly alone: (field: string) => void
  }
}

/** On pages that have no query: the value is looked for in Explore. */
export function useExploreActions(): ValueActions {
  const navigate = useNavigate()
  return useMemo(() => {
    const go = (q: string) => void navigate({ to: '/explore', search: { q } as never })
    return {
      include: (field, value) => go(include('', field, value)),
      exclude: (field, value) => go(exclude('', field, value)),
    }
  }, [navigate])
}
