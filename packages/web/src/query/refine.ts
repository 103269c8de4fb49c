import {
  andFilter,
  type Filter,
  fieldName,
  parseQuery,
  printFilter,
  printQuery,
  type Query,
  resolveField,
} from '@tallystick/core'
import { and, not, term } from './terms.ts'

/** Whether a query asks for a value (`in`), leaves it out (`out`), or says nothing of it by itself. */
export type Standing = 'in' | 'out' | undefined

/** Longer values make no term: the query could not hold it, and nobody could read it. */
export const MAX_TERM_VALUE = 2_000

/** Finds a value of a field: one more alternative where the query asks for others of the field, else one more condition. */
export function include(query: string, field: string, value: string): string {
  return changed(query, term(field, value), terms => {
    const others = terms.filter(one => !says(one, field, value, 'out'))
    const place = others.findIndex(one => valuesOf(one, field) !== undefined)
    if (place < 0) return [...others, equals(field, value)]
    const values = valuesOf(others[place]!, field)!
    return values.includes(value)
      ? others
      : others.with(place, anyOf([...values, value].map(one => equals(field, one))))
  })
}

/** Leaves a value of a field out. */
export function exclude(query: string, field: string, value: string): string {
  return changed(query, not(term(field, value)), terms => [
    ...withoutValue(terms, field, value),
    { kind: 'not', term: equals(field, value) },
  ])
}

/** Finds a value of a field, whatever the query said of the field before. */
export function only(query: string, field: string, value: string): string {
  return changed(query, term(field, value), terms => [
    ...terms.filter(one => !concerns(one, field)),
    equals(field, value),
  ])
}

/** Says nothing of a value any more. */
export function forget(query: string, field: string, value: string): string {
  return changed(query, '', terms => withoutValue(terms, field, value))
}

/** What the query says of everything but a field: what its other values would find. */
export function withoutField(query: string, field: string): string {
  return changed(query, '', terms => terms.filter(one => !concerns(one, field)))
}

export function standingOf(query: string, field: string, value: string): Standing {
  const terms = termsOf(query)
  if (terms?.some(one => says(one, field, value, 'in'))) return 'in'
  return terms?.some(one => says(one, field, value, 'out')) ? 'out' : undefined
}

/** A value of a field that a query asks for (`in`) or leaves out by itself. */
export type Said = { readonly field: string; readonly value: string; readonly standing: 'in' | 'out' }

/** All of them, in the order of the query, with the names of fields as the API gives them. */
export function valuesSaid(query: string): Said[] {
  return (termsOf(query) ?? []).flatMap(one => {
    const [filter, standing] = one.kind === 'not' ? [one.term, 'out' as const] : [one, 'in' as const]
    const first = filter.kind === 'or' ? filter.terms[0] : filter
    if (first?.kind !== 'equals') return []
    const field = fieldName(first.field)
    return (valuesOf(filter, field) ?? []).map(value => ({ field, value, standing }))
  })
}

/** The conditions of a query, each with what the query is without it; for a query that finds nothing. */
export function withoutEach(query: string): { readonly term: string; readonly rest: string }[] {
  const parsed = parsedOf(query)
  if (parsed === undefined) return []
  const terms = conjuncts(parsed.filter)
  return terms.map((one, i) => ({
    term: printFilter(one),
    rest: printQuery({ filter: allOf(terms.toSpliced(i, 1)), pipes: parsed.pipes }),
  }))
}

/** The filter of a query, without what is done with its events; undefined when it does not parse. */
export function filterOf(query: string): string | undefined {
  const parsed = parsedOf(query)
  return parsed === undefined ? undefined : printFilter(parsed.filter)
}

/** Whether a query gives a table rather than events. */
export function givesTable(query: string): boolean {
  return parsedOf(query)?.pipes.some(({ kind }) => kind === 'aggregate' || kind === 'top') ?? false
}

/** Whether a query says how many rows it wants. */
export function limitsItself(query: string): boolean {
  return parsedOf(query)?.pipes.some(({ kind }) => kind === 'limit' || kind === 'top') ?? false
}

/** A filter with what is done with its events. */
export function piped(filter: string, pipes: string): string {
  return `${filter} | ${pipes}`.trim()
}

function changed(query: string, fallback: string, change: (terms: readonly Filter[]) => Filter[]): string {
  const parsed = parsedOf(query)
  // What cannot be read is not rewritten.
  if (parsed === undefined) return fallback === '' ? query : and(query, fallback)
  return printQuery({ filter: allOf(change(conjuncts(parsed.filter))), pipes: parsed.pipes })
}

function parsedOf(query: string): Query | undefined {
  try {
    return parseQuery(query)
  } catch {
    return undefined
  }
}

const termsOf = (query: string) => {
  const parsed = parsedOf(query)
  return parsed === undefined ? undefined : conjuncts(parsed.filter)
}

function conjuncts(filter: Filter): readonly Filter[] {
  if (filter.kind === 'all') return []
  return filter.kind === 'and' ? filter.terms : [filter]
}

function allOf(terms: readonly Filter[]): Filter {
  return terms.reduce<Filter>(andFilter, { kind: 'all' })
}

function anyOf(terms: readonly Filter[]): Filter {
  return terms.length === 1 ? terms[0]! : { kind: 'or', terms }
}

function equals(field: string, value: string): Filter {
  return { kind: 'equals', field: resolveField(field), value }
}

/** The values that a condition allows of a field, when that is all it says. */
function valuesOf(filter: Filter, field: string): string[] | undefined {
  const alternatives = filter.kind === 'or' ? filter.terms : [filter]
  const values: string[] = []
  for (const one of alternatives) {
    if (one.kind !== 'equals' || fieldName(one.field) !== nameOf(field)) return undefined
    values.push(one.value)
  }
  return values
}

function says(filter: Filter, field: string, value: string, standing: 'in' | 'out'): boolean {
  if (standing === 'in') return valuesOf(filter, field)?.includes(value) ?? false
  return filter.kind === 'not' && (valuesOf(filter.term, field)?.includes(value) ?? false)
}

function concerns(filter: Filter, field: string): boolean {
  switch (filter.kind) {
    case 'not':
      return concerns(filter.term, field)
    case 'or':
      return filter.terms.every(one => concerns(one, field))
    case 'all':
    case 'and':
      return false
    default:
      return fieldName(filter.field) === nameOf(field)
  }
}

function withoutValue(terms: readonly Filter[], field: string, value: string): Filter[] {
  return terms.flatMap(one => {
    if (says(one, field, value, 'out')) {
      const left = valuesOf((one as Extract<Filter, { kind: 'not' }>).term, field)!.filter(v => v !== value)
      return left.length === 0 ? [] : [{ kind: 'not', term: anyOf(left.map(v => equals(field, v))) } as const]
    }
    if (!says(one, field, value, 'in')) return [one]
    const left = valuesOf(one, field)!.filter(v => v !== value)
    return left.length === 0 ? [] : [anyOf(left.map(v => equals(field, v)))]
  })
}

function nameOf(field: string): string {
  return fieldName(resolveField(field))
}
