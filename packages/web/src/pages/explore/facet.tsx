import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { ChevronRight, Columns3, Minus, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { api } from '../../api/client.ts'
import type { FieldInfo, FieldsAnswer } from '../../api/types.ts'
import { shortName } from '../../events/flatten.ts'
import { MAX_TERM_VALUE, type Said, withoutField } from '../../query/refine.ts'
import { count, percent, short } from '../../ui/numbers.ts'
import { clip, seen } from '../../ui/text.ts'
import styles from './facets.module.css'
import type { FacetActions } from './facets.tsx'

/** Values that an open facet shows at first. */
export const FEW = 6
const MANY = 50

type Values = Pick<UseQueryResult<FieldsAnswer>, 'data' | 'error' | 'isPlaceholderData'>

/** One field: its name and how many of the events have it; when open, its most frequent values with their shares. */
export function Facet({
  field,
  filter,
  range,
  actions,
  idle,
  open: openAtFirst,
  given,
}: {
  readonly field: FieldInfo
  readonly filter: string
  readonly range: { readonly from: string; readonly to: string }
  readonly actions: FacetActions
  /** Whether nothing more urgent is on its way. */
  readonly idle: boolean
  readonly open: boolean
  /** What is asked for this and other facets together. */
  readonly given: Values | undefined
}) {
  const [open, setOpen] = useState(openAtFirst)
  const [all, setAll] = useState(false)
  const name = seen(shortName(field.name))
  // Names with a comma cannot be asked for by themselves.
  const askable = !field.name.includes(',')
  // The values that the query leaves out stand beside those that it asks for, so that they can be chosen as well.
  const others = useMemo(() => withoutField(filter, field.name), [filter, field.name])
  const shared = all ? undefined : given
  const own = useQuery({
    queryKey: ['facet', field.name, others, range, all],
    queryFn: ({ signal }) =>
      api.get<FieldsAnswer>(
        '/api/v1/fields',
        { q: others, ...range, names: field.name, top: all ? MANY : FEW },
        signal,
      ),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    enabled: idle && open && askable && shared === undefined,
  })
  const answer: Values = shared ?? own
  const answered = answer.data !== undefined && !answer.isPlaceholderData
  const told = answer.data?.fields.find(({ name }) => name === field.name)
  // Until there are others, those of the question before stay, whoever asked it.
  const [kept, setKept] = useState(told)
  if (told !== undefined && told !== kept) setKept(told)
  const found = told ?? (answered ? undefined : kept)
  const values = found?.top ?? []
  // What the query says of others than the most frequent ones stands before these, so that it can be given up.
  const rare = found === undefined && !answered ? [] : besides(values, field.name, actions.said)
  const column = actions.columns.includes(field.name)
  return (
    <div className={styles.facet}>
      <div className={styles.head}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          title={`${seen(field.name)}: ${count(field.count)} events have it`}
        >
          <ChevronRight size={12} aria-hidden="true" className={styles.chevron} />
          <span className={styles.name}>{name}</span>
        </button>
        <button
          type="button"
          className={styles.column}
          aria-label={column ? `Remove column ${name}` : `Show ${name} as a column`}
          title={column ? 'Remove the column' : 'Show as a column'}
          aria-pressed={column}
          onClick={() => actions.toggleColumn(field.name)}
        >
          <Columns3 size={12} />
        </button>
        <small>{short(field.count)}</small>
      </div>
      {open && (
        <ul className={styles.values}>
          {rare.map(value => (
            <Value key={`said ${value}`} field={field.name} value={value} actions={actions} />
          ))}
          {values.map(({ value, count: n }) => (
            <Value
              key={value}
              field={field.name}
              value={value}
              count={n}
              share={n / Math.max(found?.count ?? n, 1)}
              actions={actions}
            />
          ))}
          {answer.error !== null && <li className={styles.none}>{answer.error.message}</li>}
          {answered && values.length === 0 && rare.length === 0 && (
            <li className={styles.none}>Every event has a value of its own.</li>
          )}
          {!askable && <li className={styles.none}>Its name holds a comma; ask for it in a query.</li>}
          {!all && values.length === FEW && (
            <li>
              <button type="button" className={styles.more} onClick={() => setAll(true)}>
                More values
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  )
}

/** Those values of a field that a query speaks of and that are not among the ones shown. */
function besides(shown: FieldInfo['top'], field: string, said: readonly Said[]): string[] {
  const values = said.flatMap(one =>
    one.field === field && !shown.some(({ value }) => value === one.value) ? [one.value] : [],
  )
  return [...new Set(values)]
}

function Value({
  field,
  value,
  count: n,
  share,
  actions,
}: {
  readonly field: string
  readonly value: string
  /** Events that have it, and their share of those that have the field; absent where that was not asked. */
  readonly count?: number
  readonly share?: number
  readonly actions: FacetActions
}) {
  const standing = actions.standing(field, value)
  const text = value === '' ? '""' : clip(value, 80)
  const usable = value.length <= MAX_TERM_VALUE
  const toggle = (wanted: 'in' | 'out') => {
    if (standing === wanted) actions.forget(field, value)
    else if (wanted === 'in') actions.include(field, value)
    else actions.exclude(field, value)
  }
  return (
    <li className={styles.value} data-standing={standing}>
      <span className={styles.share} style={{ width: `${Math.min(share ?? 0, 1) * 100}%` }} />
      <button
        type="button"
        className={styles.pick}
        disabled={!usable}
        title={`Only ${text}${n === undefined ? '' : ` · ${count(n)} events, ${percent(share)}`}`}
        onClick={() => (standing === 'in' ? actions.forget(field, value) : actions.only(field, value))}
      >
        <span className={styles.text}>{text}</span>
        {n !== undefined && <small>{short(n)}</small>}
      </button>
      {usable && (
        <span className={styles.actions}>
          <button
            type="button"
            title="Include"
            aria-label={`Include ${text}`}
            aria-pressed={standing === 'in'}
            onClick={() => toggle('in')}
          >
            <Plus size={12} />
          </button>
          <button
            type="button"
            title="Exclude"
            aria-label={`Exclude ${text}`}
            aria-pressed={standing === 'out'}
            onClick={() => toggle('out')}
          >
            <Minus size={12} />
          </button>
        </span>
      )}
    </li>
  )
}
