import { isBareName, LEVELS, resolveField, STREAMS } from '@tallystick/core'
import type { Place } from './completion.ts'
import { term } from './terms.ts'

/** What a place of a query could be filled with. */
export type Suggestion = {
  /** As it is shown, and matched with what was typed. */
  readonly label: string
  /** As it is written. */
  readonly insert: string
  readonly detail?: string
  readonly kind: 'field' | 'value' | 'keyword' | 'function'
}

/** What the record offers, asked for when it is needed. */
export type Vocabulary = {
  readonly fields: () => Promise<readonly { readonly name: string; readonly count: number }[]>
  readonly values: (
    field: string,
    typed: string,
  ) => Promise<readonly { readonly value: string; readonly count: number }[]>
}

const FUNCTIONS: readonly (readonly [name: string, what: string])[] = [
  ['count()', 'how many'],
  ['sum(', 'of a number'],
  ['avg(', 'mean'],
  ['min(', 'least'],
  ['max(', 'greatest'],
  ['p50(', 'median'],
  ['p95(', '95th percentile'],
  ['p99(', '99th percentile'],
  ['uniq(', 'distinct values'],
]
const PIPES: readonly (readonly [name: string, what: string])[] = [
  ['count() by ', 'how many of each'],
  ['top ', 'most frequent values of a field'],
  ['sort ', 'order'],
  ['limit ', 'at most so many'],
]
const BINS = ['bin(1m)', 'bin(5m)', 'bin(1h)', 'bin(1d)']

export async function suggestionsAt(
  place: Place,
  vocabulary: Vocabulary,
  typed: string,
): Promise<Suggestion[]> {
  switch (place.kind) {
    case 'nothing':
      return []
    case 'term':
      return [
        ...(await fieldsOf(vocabulary, ':')),
        ...['AND', 'OR', 'NOT'].map(word => ({ label: word, insert: `${word} `, kind: 'keyword' }) as const),
      ]
    case 'field':
      return fieldsOf(vocabulary, '')
    case 'group':
      return [
        ...BINS.map(bin => ({ label: bin, insert: bin, detail: 'of time', kind: 'function' }) as const),
        ...(await fieldsOf(vocabulary, '')),
      ]
    case 'column':
      return place.columns.flatMap(column => [
        { label: `-${column}`, insert: `-${column}`, detail: 'largest first', kind: 'field' } as const,
        { label: column, insert: column, detail: 'smallest first', kind: 'field' } as const,
      ])
    case 'pipe':
      return [...PIPES, ...FUNCTIONS].map(([name, detail]) => ({
        label: name.trim(),
        insert: name,
        detail,
        kind: 'function',
      }))
    case 'value':
      return valuesOf(place.field, vocabulary, typed)
  }
}

async function fieldsOf(vocabulary: Vocabulary, after: string): Promise<Suggestion[]> {
  const fields = await vocabulary.fields()
  return fields.flatMap(({ name, count }) => {
    const written = writtenName(name)
    return written === undefined
      ? []
      : [{ label: written, insert: written + after, detail: String(count), kind: 'field' }]
  })
}

async function valuesOf(field: string, vocabulary: Vocabulary, typed: string): Promise<Suggestion[]> {
  const known: readonly string[] = field === 'level' ? LEVELS : field === 'stream' ? STREAMS : []
  const found = await vocabulary.values(field, typed)
  const counts = new Map(found.map(({ value, count }) => [value, count]))
  for (const value of known) if (!counts.has(value)) counts.set(value, 0)
  return [...counts].map(([value, count]) => ({
    label: value,
    insert: writtenValue(field, value),
    ...(count > 0 ? { detail: String(count) } : {}),
    kind: 'value',
  }))
}

/** A field's name in a query: the shortest that means it. */
export function writtenName(name: string): string | undefined {
  try {
    const printed = term(name, 'x')
    return printed.slice(0, printed.lastIndexOf(name === 'message' ? '=' : ':'))
  } catch {
    return undefined
  }
}

function writtenValue(field: string, value: string): string {
  const printed = term(isBareName(field) ? field : 'attributes.x', value)
  const name = writtenName(isBareName(field) ? field : 'attributes.x') ?? ''
  return printed.slice(name.length + 1)
}

/** The name in the API of a field as it is written in a query. */
export function apiName(written: string): string | undefined {
  try {
    const field = resolveField(written.replaceAll('"', ''))
    return field.kind === 'envelope' ? field.name : `attributes.${field.path}`
  } catch {
    return undefined
  }
}
