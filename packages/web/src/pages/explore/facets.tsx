import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { memo, useDeferredValue, useMemo, useState } from 'react'
import { api } from '../../api/client.ts'
import type { FieldInfo, FieldsAnswer } from '../../api/types.ts'
import { shortName } from '../../events/flatten.ts'
import { type Said, type Standing, withoutField } from '../../query/refine.ts'
import { TextField } from '../../ui/field.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { Facet, FEW } from './facet.tsx'
import styles from './facets.module.css'
import { useLast } from './use-last.ts'

/** Those that are looked at most, in this order and open. */
const FIRST = ['level', 'service', 'category', 'name', 'environment', 'user_id']
const OPEN = ['level', 'service', 'name']
/** Of no use to choose by: each event has its own, or all have the same. */
const LEFT_OUT = new Set(['id', 'seq', 'nonce', 'time', 'received', 'message', 'severity_number', 'tenant'])

export type FacetActions = {
  readonly standing: (field: string, value: string) => Standing
  readonly include: (field: string, value: string) => void
  readonly exclude: (field: string, value: string) => void
  readonly only: (field: string, value: string) => void
  readonly forget: (field: string, value: string) => void
  /** What the query says of values by itself. */
  readonly said: readonly Said[]
  readonly columns: readonly string[]
  readonly toggleColumn: (field: string) => void
}

/** What the found events have, how many of them, and with which values. Much to draw: not for each page of events that comes. */
export const Facets = memo(function Facets({
  filter,
  range,
  idle,
  actions,
}: {
  readonly filter: string
  readonly range: { readonly from: string; readonly to: string }
  /** Whether nothing more urgent is on its way. */
  readonly idle: boolean
  readonly actions: FacetActions
}) {
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search.trim().toLowerCase())
  const answer = useQuery({
    queryKey: ['facets', filter, range],
    queryFn: ({ signal }) => api.get<FieldsAnswer>('/api/v1/fields', { q: filter, ...range, top: 0 }, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    enabled: idle,
  })
  // Drawn piece by piece: it is much, and nobody waits for it who scrolls or types.
  const last = useLast(filter, answer)
  const data = useDeferredValue(last.data)
  // Those that are open at first are asked for together, as far as the query says nothing of them.
  const together = useMemo(() => OPEN.filter(name => withoutField(filter, name) === filter), [filter])
  const values = useQuery({
    queryKey: ['facet-values', filter, range],
    queryFn: ({ signal }) =>
      api.get<FieldsAnswer>(
        '/api/v1/fields',
        { q: filter, ...range, names: together.join(), top: FEW },
        signal,
      ),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    enabled: idle && together.length > 0,
  })
  if (answer.error !== null && data === undefined)
    return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
  if (data === undefined) return <Loading what="Loading fields" />
  const fields = ordered(withSaid(data.fields, actions.said)).filter(
    ({ name }) => wanted === '' || name.toLowerCase().includes(wanted),
  )
  return (
    <div className={styles.facets}>
      <TextField
        label="Search fields"
        hideLabel
        placeholder="Search fields"
        value={search}
        onChange={event => setSearch(event.target.value)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.scroller} aria-label="Fields" tabIndex={0}>
        {fields.length === 0 && (
          <p className={styles.none}>{wanted === '' ? 'No event, no fields.' : 'No field has that name.'}</p>
        )}
        {fields.slice(0, MOST).map(field => (
          <Facet
            key={field.name}
            field={field}
            filter={filter}
            range={range}
            actions={actions}
            idle={idle}
            open={OPEN.includes(field.name) || field.count === 0}
            given={together.includes(field.name) ? values : undefined}
          />
        ))}
        {fields.length > MOST && (
          <p className={styles.none}>{fields.length - MOST} more; search for their names.</p>
        )}
      </section>
    </div>
  )
})

/** Facets that are made at once; there may be ten thousand names. */
const MOST = 200

/** Of what is asked for and not there at all the field stands there as well, so that it can be given up. */
function withSaid(fields: readonly FieldInfo[], said: readonly Said[]): FieldInfo[] {
  const found = fields.filter(({ count }) => count > 0)
  const names = new Set(said.map(({ field }) => field))
  for (const { name } of found) names.delete(name)
  return [...found, ...[...names].map(name => ({ name, type: 'string' as const, count: 0, top: [] }))]
}

function ordered(fields: readonly FieldInfo[]): FieldInfo[] {
  const place = ({ name }: FieldInfo) => {
    const first = FIRST.indexOf(name)
    return first >= 0 ? first : name.startsWith('attributes.') ? FIRST.length + 1 : FIRST.length
  }
  return fields
    .filter(({ name }) => !LEFT_OUT.has(name))
    .sort((a, b) => place(a) - place(b) || (shortName(a.name) < shortName(b.name) ? -1 : 1))
}
