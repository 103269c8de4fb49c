import {
  compareText,
  EVENT_FIELDS,
  type EventField,
  type Field,
  type FieldValue,
  flattenAttributes,
  type JsonObject,
  LEVELS,
  numberOf,
  printField,
  resolveField,
  STREAMS,
  TallyError,
  textOf,
} from '@tallystick/core'
import type { FieldSummary, FieldsRequest } from '../../ports/event-store.ts'
import type { Connection } from './connection.ts'
import { kindOf } from './row.ts'
import { select } from './selection.ts'
import { aggregate } from './tables.ts'

type FieldType = FieldSummary['type']
type Request = Omit<FieldsRequest, 'signal'>

/** Fields whose values hardly repeat have no top values. */
const UNIQUE: ReadonlySet<string> = new Set(['id', 'seq', 'time', 'received'])
const ENVELOPE = (Object.keys(EVENT_FIELDS) as EventField[]).filter(
  name => name !== 'attributes' && name !== 'nonce',
)
const PREFIX = 'attributes.'

/** Memory for the values being counted, in characters and CHARACTERS_PER_VALUE; beyond it the widest field is counted in SQL. */
const BUDGET = 64 * 2 ** 20
const CHARACTERS_PER_VALUE = 64
/** When even the widest field holds less than this part of the budget, there are too many fields. */
const WORTH_DROPPING = BUDGET / 1_024

/** What is known of a field while the rows go by. */
type Tally = {
  count: number
  /** How often each value came; undefined once they were too many to hold. */
  values: Map<string, number> | undefined
  /** Their cost in the budget. */
  cost: number
  /** Of paths: the types of their values. */
  readonly types: Set<FieldType>
}

/** The fields of the events of a request, counted in one pass; a field with too many values for memory is counted in SQL after it. */
export function fields(connection: Connection, request: Request): FieldSummary[] {
  const tallies = new Tallies()
  countRows(connection, request, tallies)
  const paths = tallies.names().filter(name => name.startsWith(PREFIX))
  return [...ENVELOPE.filter(name => tallies.has(name)), ...paths.sort(compareText)].map(name =>
    summary(connection, request, name, tallies.get(name)),
  )
}

function countRows(connection: Connection, request: Request, tallies: Tallies): void {
  const names = request.names && new Set(request.names)
  const isWanted = (name: string) => names?.has(name) ?? true
  const always = ENVELOPE.filter(name => isWanted(name) && (UNIQUE.has(name) || name === 'tenant'))
  const counted = ENVELOPE.filter(name => isWanted(name) && !UNIQUE.has(name) && name !== 'tenant')
  const wantsPaths = request.names?.some(name => name.startsWith(PREFIX)) ?? true

  const { sql, bindings } = select(connection, request)
  const columns = [...counted, wantsPaths ? 'attributes' : 'NULL']
  let rows = 0
  for (const row of connection.iterate(`SELECT ${columns.join(', ')} ${sql}`, bindings)) {
    rows++
    for (let i = 0; i < counted.length; i++) {
      const value = row[i]
      if (value === null || value === undefined) continue
      const name = counted[i]!
      tallies.add(name, storedText(name, value as string | number))
    }
    const attributes = row[counted.length]
    if (typeof attributes !== 'string') continue
    for (const [path, value] of flattenAttributes(JSON.parse(attributes) as JsonObject)) {
      const name = PREFIX + path
      if (isWanted(name)) tallies.addPath(name, value)
    }
  }
  for (const name of always) tallies.addMany(name, rows, name === 'tenant' ? bindings.tenant.name : undefined)
}

/** Text form of what a column holds. */
function storedText(name: EventField, value: string | number): string {
  switch (kindOf(name)) {
    case 'level':
      return LEVELS[value as number]!
    case 'stream':
      return STREAMS[value as number]!
    default:
      return String(value)
  }
}

class Tallies {
  readonly #tallies = new Map<string, Tally>()
  #spent = 0

  has(name: string): boolean {
    return this.#tallies.has(name)
  }

  get(name: string): Tally {
    const found = this.#tallies.get(name)
    if (found) return found
    const made: Tally = { count: 0, values: new Map(), cost: 0, types: new Set() }
    this.#tallies.set(name, made)
    this.#spend(name.length + CHARACTERS_PER_VALUE)
    return made
  }

  names(): string[] {
    return [...this.#tallies.keys()]
  }

  add(name: string, text: string): void {
    this.#count(this.get(name), text)
  }

  addPath(name: string, value: FieldValue): void {
    const tally = this.get(name)
    const text = textOf(value)
    if (this.#count(tally, text)) tally.types.add(typeOfText(text))
  }

  /** The same value, or values that nobody asks for, in `count` events. */
  addMany(name: string, count: number, text: string | undefined): void {
    if (count === 0) return
    const tally = this.get(name)
    tally.count = count
    if (text !== undefined) tally.values?.set(text, count)
  }

  /** Returns whether the value may be new to the field. */
  #count(tally: Tally, text: string): boolean {
    tally.count++
    const before = tally.values?.get(text)
    if (tally.values === undefined) return true
    tally.values.set(text, (before ?? 0) + 1)
    if (before !== undefined) return false
    const cost = text.length + CHARACTERS_PER_VALUE
    tally.cost += cost
    this.#spend(cost)
    return true
  }

  #spend(cost: number): void {
    this.#spent += cost
    if (this.#spent <= BUDGET) return
    const widest = [...this.#tallies.values()].reduce((a, b) => (b.cost > a.cost ? b : a))
    if (widest.cost < WORTH_DROPPING)
      throw new TallyError(
        'TALLY_QUERY_MEMORY',
        `the events have ${this.#tallies.size} fields, too many to count; name those you want`,
      )
    this.#spent -= widest.cost
    widest.cost = 0
    widest.values = undefined
  }
}

function summary(connection: Connection, request: Request, name: string, tally: Tally): FieldSummary {
  return {
    name,
    type: typeOf(name, tally.types),
    count: tally.count,
    top: UNIQUE.has(name)
      ? []
      : tally.values
        ? topOf(tally.values, request.top)
        : topInSql(connection, request, resolveField(name)),
  }
}

function topOf(values: ReadonlyMap<string, number>, limit: number): FieldSummary['top'] {
  return [...values]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareText(a.value, b.value))
    .slice(0, limit)
}

function topInSql(connection: Connection, request: Request, field: Field): FieldSummary['top'] {
  if (request.top === 0) return []
  const { rows } = aggregate(connection, {
    tenant: request.tenant,
    range: request.range,
    filter: { kind: 'and', terms: [request.filter, { kind: 'exists', field }] },
    aggregation: {
      aggregates: [{ fn: 'count' }],
      by: [{ kind: 'field', field }],
      sort: [
        { column: 'count()', descending: true },
        { column: printField(field), descending: false },
      ],
      limit: request.top,
    },
  })
  return rows.map(([value, count]) => ({ value: String(value), count: Number(count) }))
}

function typeOf(name: string, types: ReadonlySet<FieldType>): FieldType {
  if (!name.startsWith(PREFIX)) {
    const kind = kindOf(name as EventField)
    return kind === 'integer' ? 'number' : kind === 'time' ? 'time' : 'string'
  }
  const [only, ...others] = types
  return only !== undefined && others.length === 0 ? only : 'mixed'
}

function typeOfText(text: string): FieldType {
  return numberOf(text) !== undefined ? 'number' : text === 'true' || text === 'false' ? 'boolean' : 'string'
}
