import { useMemo } from 'react'
import { exclude, forget, include, only, standingOf, valuesSaid } from '../../query/refine.ts'
import { printColumns, toggleColumn } from './columns.ts'
import type { FacetActions } from './facets.tsx'
import type { Explore } from './state.ts'

/** What a click on a value does to the query. The stream has tabs of its own, so that one is chosen there. */
export function useActions({ q, stream, columns, change }: Explore): FacetActions {
  return useMemo(() => {
    const ask = (query: string) => change({ q: query || undefined })
    const chooses = (field: string) => field === 'stream'
    return {
      standing: (field, value) => (chooses(field) && stream === value ? 'in' : standingOf(q, field, value)),
      include: (field, value) => (chooses(field) ? change({ stream: value }) : ask(include(q, field, value))),
      only: (field, value) => (chooses(field) ? change({ stream: value }) : ask(only(q, field, value))),
      exclude: (field, value) =>
        chooses(field)
          ? change({ stream: undefined, q: exclude(q, field, value) })
          : ask(exclude(q, field, value)),
      forget: (field, value) =>
        chooses(field) && stream === value ? change({ stream: undefined }) : ask(forget(q, field, value)),
      said: [
        ...(stream === undefined ? [] : [{ field: 'stream', value: stream, standing: 'in' as const }]),
        ...valuesSaid(q),
      ],
      columns,
      toggleColumn: field => change({ columns: printColumns(toggleColumn(columns, field)) }),
    }
  }, [q, stream, columns, change])
}
