import {
  compareText,
  EVENT_FIELDS,
  type EventField,
  type FieldSpec,
  type FieldValue,
  flattenAttributes,
  numberOf,
  type TallyEvent,
  textOf,
} from '@tallystick/core'
import type { FieldSummary } from '../../ports/event-store.ts'

type FieldType = FieldSummary['type']
type Tally = { count: number; readonly values: Map<string, number> }

const ENVELOPE = (Object.keys(EVENT_FIELDS) as EventField[]).filter(
  (name): name is Exclude<EventField, 'attributes' | 'nonce'> => name !== 'attributes' && name !== 'nonce',
)
/** Fields whose values hardly repeat have no top values. */
const UNIQUE: ReadonlySet<string> = new Set(['id', 'seq', 'time', 'received'])
const PREFIX = 'attributes.'

/** The fields of events, as docs/design/002-query-language.md ("Fields that exist") has them. */
export function summarizeFields(
  events: readonly TallyEvent[],
  names: readonly string[] | undefined,
  top: number,
): FieldSummary[] {
  const wanted = names && new Set(names)
  const tallies = new Map<string, Tally>()
  const add = (name: string, value: FieldValue) => {
    if (wanted && !wanted.has(name)) return
    const tally = tallies.get(name) ?? { count: 0, values: new Map() }
    tallies.set(name, tally)
    const text = textOf(value)
    tally.count++
    tally.values.set(text, (tally.values.get(text) ?? 0) + 1)
  }
  for (const event of events) {
    for (const name of ENVELOPE) {
      const value = event[name]
      if (value !== undefined) add(name, value)
    }
    for (const [path, value] of flattenAttributes(event.attributes)) add(PREFIX + path, value)
  }
  const paths = [...tallies.keys()].filter(name => name.startsWith(PREFIX)).sort(compareText)
  return [...ENVELOPE.filter(name => tallies.has(name)), ...paths].map(name => {
    const { count, values } = tallies.get(name)!
    return { name, type: typeOf(name, values.keys()), count, top: UNIQUE.has(name) ? [] : topOf(values, top) }
  })
}

function topOf(values: ReadonlyMap<string, number>, limit: number): FieldSummary['top'] {
  return [...values]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareText(a.value, b.value))
    .slice(0, limit)
}

function typeOf(name: string, texts: Iterable<string>): FieldType {
  if (!name.startsWith(PREFIX)) {
    const { kind }: FieldSpec = EVENT_FIELDS[name as EventField]
    return kind === 'integer' ? 'number' : kind === 'time' ? 'time' : 'string'
  }
  const types = new Set<FieldType>()
  for (const text of texts) types.add(typeOfText(text))
  const [only, ...others] = types
  return only !== undefined && others.length === 0 ? only : 'mixed'
}

function typeOfText(text: string): FieldType {
  return numberOf(text) !== undefined ? 'number' : text === 'true' || text === 'false' ? 'boolean' : 'string'
}
