import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import {
  canonicalize,
  EVENT_FIELDS,
  type EventField,
  type FieldSpec,
  type JsonObject,
  LEVELS,
  STREAMS,
  type TallyEvent,
  timeFromMs,
  timeFromNanos,
  timeToNanos,
} from '@tallystick/core'
import type { TenantRows } from './tenants.ts'

/** Envelope fields that have a column of their own name; `seq` and `tenant` are in `n`. */
type Column = Exclude<EventField, 'seq' | 'tenant'>

const COLUMNS = (Object.keys(EVENT_FIELDS) as EventField[]).filter(
  (name): name is Column => name !== 'seq' && name !== 'tenant',
)

export const INSERT_EVENT = `INSERT INTO event (n, tenant, ${COLUMNS.join(', ')})
  VALUES (?, ?${', ?'.repeat(COLUMNS.length)}) ON CONFLICT DO NOTHING`

/** Values of INSERT_EVENT. */
export function encodeRow(event: TallyEvent, { id, base }: TenantRows): SQLInputValue[] {
  return [base + event.seq, id, ...COLUMNS.map(name => encode(event, name))]
}

function encode(event: TallyEvent, name: Column): SQLInputValue {
  const value = event[name]
  if (value === undefined) return null
  switch (kindOf(name)) {
    case 'time':
      return timeToNanos(value as string)
    case 'level':
      return LEVELS.indexOf(event.level)
    case 'stream':
      return STREAMS.indexOf(event.stream)
    case 'uuid':
      return uuidBytes(value as string) ?? null
    case 'object':
      return canonicalize(value)
    default:
      return value as string | number
  }
}

/** Of a lower-case UUID its 16 bytes. */
export function uuidBytes(uuid: string): Uint8Array | undefined {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)
    ? Buffer.from(uuid.replaceAll('-', ''), 'hex')
    : undefined
}

/** Envelope names in canonical order, which an event read back has. */
const CANONICAL = (Object.keys(EVENT_FIELDS) as EventField[]).sort()

/** What to select for `decodeRow`: in canonical order, a time as milliseconds and the nanoseconds below. */
export const ROW_COLUMNS = CANONICAL.filter(name => name !== 'tenant')
  .map(name =>
    name === 'seq' ? 'n' : kindOf(name) === 'time' ? `${name} / 1000000, ${name} % 1000000` : name,
  )
  .join(', ')

/** An event from a row of ROW_COLUMNS. */
export function decodeRow(row: readonly SQLOutputValue[], tenant: TenantRows): TallyEvent {
  const event: Record<string, unknown> = {}
  let at = 0
  for (const name of CANONICAL) {
    if (name === 'tenant') event.tenant = tenant.name
    else {
      const value = row[at++]
      const kind = kindOf(name)
      if (kind === 'time') event[name] = timeText(Number(value), Number(row[at++]))
      else if (value !== null && value !== undefined) event[name] = decode(name, kind, value, tenant)
    }
  }
  return event as TallyEvent
}

function decode(
  name: EventField,
  kind: FieldSpec['kind'],
  value: Exclude<SQLOutputValue, null>,
  tenant: TenantRows,
) {
  if (name === 'seq') return Number(value) - tenant.base
  switch (kind) {
    case 'level':
      return LEVELS[Number(value)]
    case 'stream':
      return STREAMS[Number(value)]
    case 'uuid':
      return uuidText(value as Uint8Array)
    case 'object':
      return JSON.parse(value as string) as JsonObject
    default:
      return value
  }
}

/** Canonical time of epoch milliseconds and the nanoseconds below. */
export function timeText(ms: number, nanos: number): string {
  return nanos === 0 ? timeFromMs(ms) : timeFromNanos(BigInt(ms) * 1_000_000n + BigInt(nanos))
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export function kindOf(name: EventField): FieldSpec['kind'] {
  return EVENT_FIELDS[name].kind
}
