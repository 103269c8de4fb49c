import type { SQLOutputValue } from 'node:sqlite'
import {
  compareText,
  EVENT_FIELDS,
  type EventField,
  type Field,
  fieldName,
  flattenAttributes,
  type JsonObject,
  LEVELS,
  printField,
  STREAMS,
  TallyError,
  textOf,
} from '@tallystick/core'
import type { FieldSummary, FieldsRequest } from '../../ports/event-store.ts'
import type { Connection } from './connection.ts'
import { textOfField } from './field-sql.ts'
import { kindOf } from './row.ts'
import { select } from './selection.ts'
import { aggregate } from './tables.ts'
import { Tallies, type Tally, topOf } from './tally.ts'

type Request = Omit<FieldsRequest, 'signal'>

/** Something to select of every event, and what to do with it. */
type Reader = { readonly sql: string; readonly read: (value: SQLOutputValue | undefined) => void }

const PREFIX = 'attributes.'
/** SQLite allows 2,000 columns in a result. */
const MAX_NAMES = 1_000

const ENVELOPE = (Object.keys(EVENT_FIELDS) as EventField[]).filter(
  name => name !== 'attributes' && name !== 'nonce',
)
/** Fields whose values hardly repeat: they have no top values. */
const UNIQUE: ReadonlySet<EventField> = new Set(['id', 'seq', 'time', 'received'])

/** The fields of a request's events, counted in one pass; a field with too many values for memory is counted once more in SQL. */
export function fields(connection: Connection, request: Request): FieldSummary[] {
  const names = request.names && new Set(request.names)
  if (names && names.size > MAX_NAMES)
    throw new TallyError('TALLY_REQUEST_INVALID', `at most ${MAX_NAMES} fields can be named`)
  const { sql, bindings } = select(connection, request)
  const tallies = new Tallies()

  const envelope = new Map<EventField, Tally>()
  const readers: Reader[] = []
  const onEveryEvent: EventField[] = []
  for (const name of ENVELOPE.filter(name => names?.has(name) ?? true)) {
    const tally = tallies.newTally()
    envelope.set(name, tally)
    if (UNIQUE.has(name) || name === 'tenant') onEveryEvent.push(name)
    else readers.push(columnReader(name, tally, tallies))
  }
  const paths = new Map<string, Tally>()
  if (names) {
    for (const name of names) {
      if (!name.startsWith(PREFIX)) continue
      const path = name.slice(PREFIX.length)
      const tally = tallies.newTally({ withTypes: true })
      paths.set(path, tally)
      readers.push(textReader(textOfField({ kind: 'attribute', path }, bindings), tally, tallies))
    }
  } else readers.push(attributesReader(paths, tallies))

  let events = 0
  const columns = readers.length > 0 ? readers.map(reader => reader.sql).join(', ') : 'NULL'
  for (const row of connection.iterate(`SELECT ${columns} ${sql}`, bindings)) {
    events++
    for (let i = 0; i < readers.length; i++) readers[i]!.read(row[i])
  }
  for (const name of onEveryEvent) {
    const tally = envelope.get(name)!
    tally.count = events
    if (name === 'tenant') tally.values?.set(bindings.tenant.name, { count: events })
  }

  const summaries = (found: Iterable<readonly [Field, Tally]>) =>
    [...found]
      .filter(([, tally]) => tally.count > 0)
      .map(([field, tally]) => summary(connection, request, field, tally))
  return [
    ...summaries([...envelope].map(([name, tally]) => [{ kind: 'envelope', name }, tally] as const)),
    ...summaries(
      [...paths]
        .sort(([a], [b]) => compareText(a, b))
        .map(([path, tally]) => [{ kind: 'attribute', path }, tally] as const),
    ),
  ]
}

/** Counts the text forms of what a column of the envelope holds. */
function columnReader(name: EventField, tally: Tally, tallies: Tallies): Reader {
  const kind = kindOf(name)
  const names: readonly string[] | undefined =
    kind === 'level' ? LEVELS : kind === 'stream' ? STREAMS : undefined
  return {
    sql: name,
    read: value => {
      if (value !== null) tallies.add(tally, names ? names[Number(value)]! : String(value))
    },
  }
}

function textReader(sql: string, tally: Tally, tallies: Tallies): Reader {
  return {
    sql,
    read: text => {
      if (typeof text === 'string') tallies.add(tally, text)
    },
  }
}

/** Counts every path that there is. */
function attributesReader(paths: Map<string, Tally>, tallies: Tallies): Reader {
  return {
    sql: 'attributes',
    read: json => {
      if (typeof json !== 'string') return
      for (const [path, value] of flattenAttributes(JSON.parse(json) as JsonObject)) {
        let tally = paths.get(path)
        if (!tally) {
          tally = tallies.newTally({ withTypes: true })
          paths.set(path, tally)
        }
        tallies.add(tally, textOf(value))
      }
    },
  }
}

function summary(connection: Connection, request: Request, field: Field, tally: Tally): FieldSummary {
  const hasTop = field.kind === 'attribute' || !UNIQUE.has(field.name)
  return {
    name: fieldName(field),
    type: typeOf(field, tally),
    count: tally.count,
    top: !hasTop
      ? []
      : tally.values
        ? topOf(tally.values, request.top)
        : topInSql(connection, request, field),
  }
}

function typeOf(field: Field, { types }: Tally): FieldSummary['type'] {
  if (field.kind === 'envelope') {
    const kind = kindOf(field.name)
    return kind === 'integer' ? 'number' : kind === 'time' ? 'time' : 'string'
  }
  const [only, ...others] = types ?? []
  return only !== undefined && others.length === 0 ? only : 'mixed'
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
