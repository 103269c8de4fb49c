import { AUDITED_STREAMS, type Json, type JsonObject, type Level, STREAMS } from '../../event/fields.ts'
import { levelFromPino, levelFromPython, levelFromSyslog, levelFromText } from '../../event/severity.ts'
import { parseTime } from '../../event/time.ts'
import { firstAddress, isAddress } from '../addresses.ts'
import { putAttribute, putText } from '../assign.ts'
import { eventOf, isStructuredEntry } from '../structured.ts'
import { severityText } from '../text/level-words.ts'
import { canonicalTime } from '../time/civil.ts'
import { stampAt } from '../time/finder.ts'
import type { StampReader } from '../time/reader.ts'
import type { EventInput } from '../types.ts'
import { LEVEL_NAMES, LINE_NAMES, MESSAGE_NAMES, TEXT_NAMES, TIME_NAMES } from './names.ts'
import { isObject } from './object.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const MAX_MESSAGE = 1_048_576

/** A record on its way to an event: what is taken is removed; the rest becomes attributes. */
type Source = {
  get(name: string): Json | undefined
  take(name: string): void
}

/** Paths of the names with a dot, split once. */
const PATHS: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...TIME_NAMES,
    ...LEVEL_NAMES,
    ...MESSAGE_NAMES,
    ...LINE_NAMES,
    ...TEXT_NAMES.flatMap(([, names]) => names),
  ]
    .filter(name => name.includes('.'))
    .map(name => [name, name.split('.')]),
)

/** `log.level` as a flat key or as a path. Only objects on the way to something taken are copied. */
function source(record: JsonObject): Source {
  const copied = new Set<JsonObject>()
  return {
    get(name) {
      if (Object.hasOwn(record, name)) return record[name]
      const path = PATHS.get(name)
      if (path === undefined) return undefined
      let value: Json | undefined = record
      for (const part of path) {
        if (!isObject(value) || !Object.hasOwn(value, part)) return undefined
        value = value[part]
      }
      return value
    },
    take(name) {
      if (Object.hasOwn(record, name)) {
        delete record[name]
        return
      }
      const path = PATHS.get(name)!
      let holder = record
      for (const part of path.slice(0, -1)) {
        const next = holder[part] as JsonObject
        const own = copied.has(next) ? next : { ...next }
        copied.add(own)
        holder[part] = own
        holder = own
      }
      delete holder[path.at(-1)!]
      if (path.length === 2 && Object.keys(holder).length === 0) delete record[path[0]!]
    },
  }
}

/** Canonical time of what a JSON record gives: RFC 3339, any timestamp the text formats know, epoch numbers by magnitude. */
export function timeOfValue(value: unknown, reader: StampReader): string | undefined {
  if (typeof value === 'number') return epochTime(value)
  if (typeof value !== 'string' || value.length > 64) return undefined
  const text = value.trim()
  const found = stampAt(reader, text, 0, 0)
  if (
    found !== undefined &&
    found.stamp.partial !== 'day' &&
    found.stamp.end + found.opener.length >= text.length
  )
    return reader.resolve(found.stamp)
  if (/^\d{9,19}(?:\.\d+)?$/.test(text)) return epochTime(Number(text))
  return undefined
}

/** Epoch seconds, milliseconds, microseconds or nanoseconds. Seconds with a fraction keep microseconds, which a double holds. */
function epochTime(value: number): string | undefined {
  if (!Number.isFinite(value) || value < 100_000_000) return undefined
  const seconds = value < 1e11 ? value : value < 1e14 ? value / 1e3 : value < 1e17 ? value / 1e6 : value / 1e9
  const whole = Math.floor(seconds)
  const scale = value < 1e11 ? 1 : value < 1e14 ? 1e3 : value < 1e17 ? 1e6 : 1e9
  const rest = value - whole * scale
  const fraction =
    scale === 1
      ? Math.round(rest * 1e6)
          .toString()
          .padStart(6, '0')
      : Math.floor(rest).toString().padStart(Math.log10(scale), '0')
  return fraction.length > 6 && scale === 1
    ? canonicalTime((whole + 1) * 1000, '')
    : canonicalTime(whole * 1000, fraction)
}

type LevelFound = { readonly level: Level; readonly severity: string | undefined }

/** Level of a number, by who counts so: syslog and GELF 0–7, Python 10–50 beside its other fields, pino and bunyan 10–60. */
function levelOfNumber(value: number, name: string, from: Source): Level | undefined {
  if (name === 'priority' || name === 'PRIORITY')
    return value >= 0 && value <= 7 ? levelFromSyslog(value) : undefined
  if (value >= 0 && value <= 7) return levelFromSyslog(value)
  if (value < 10 || value > 100) return undefined
  return from.get('levelname') !== undefined || from.get('asctime') !== undefined
    ? levelFromPython(value)
    : levelFromPino(value)
}

function levelOfValue(value: Json | undefined, name: string, from: Source): LevelFound | undefined {
  if (typeof value === 'number') {
    const level = levelOfNumber(value, name, from)
    return level && { level, severity: undefined }
  }
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const level =
    levelFromText(text) ?? (/^\d{1,2}$/.test(text) ? levelOfNumber(Number(text), name, from) : undefined)
  return level && { level, severity: /^\d/.test(text) ? undefined : severityText(text, level) }
}

/**
 * An event from the object of a JSON log: our own structured entries, pino, bunyan, winston, zap, logrus, Python, ECS, GELF, Serilog, log4j, MongoDB, journald, our own
 * events, and whatever uses the customary names. Fields of the envelope keep their names; what has no place there goes to attributes.
 */
export function eventFromObject(object: JsonObject, reader: StampReader): EventInput {
  if (isStructuredEntry(object)) return { ...eventOf(object), time: parseTime(object.timestamp) }
  const record: JsonObject = { ...object }
  const from = source(record)
  const event: EventInput = {}
  const attributes: JsonObject = {}

  takeOwn(event, record)
  takeInstant(event, record)
  takeDateAndTime(event, record, reader)
  for (const name of TIME_NAMES) {
    if (event.time !== undefined) break
    const time = timeOfValue(from.get(name), reader)
    if (time === undefined) continue
    event.time = time
    from.take(name)
  }
  for (const name of LEVEL_NAMES) {
    const value = from.get(name)
    // MongoDB's one-letter keys stand together.
    if (value === undefined || (name === 's' && from.get('c') === undefined)) continue
    const found = levelOfValue(value, name, from)
    if (found === undefined) continue
    event.level = found.level
    if (found.severity !== undefined) attributes.severity = found.severity
    from.take(name)
    break
  }
  for (const name of MESSAGE_NAMES) {
    const value = from.get(name)
    if (typeof value !== 'string' || value === '' || value.length > MAX_MESSAGE) continue
    event.message = value.trimEnd()
    from.take(name)
    break
  }
  takeName(event, from, typeof object.level === 'number')
  for (const [field, names] of TEXT_NAMES)
    for (const name of names) {
      const value = from.get(name)
      if (value === undefined || (field === 'ip' && !(typeof value === 'string' && isAddress(value))))
        continue
      if (name === 'c' && from.get('ctx') === undefined) continue
      if (!putText(event, field, value)) continue
      from.take(name)
      break
    }
  for (const name of LINE_NAMES) {
    const value = from.get(name)
    const line = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
    if (!Number.isSafeInteger(line) || (line as number) < 0) continue
    event.line = line as number
    from.take(name)
    break
  }
  if (event.ip === undefined && event.message !== undefined) {
    const address = firstAddress(event.message)
    if (address !== undefined) event.ip = address
  }
  gather(attributes, record)
  if (Object.keys(attributes).length > 0) event.attributes = attributes
  return event
}

/** Fields only our own events have. */
function takeOwn(event: EventInput, record: JsonObject): void {
  if (typeof record.id === 'string' && UUID.test(record.id)) {
    event.id = record.id.toLowerCase()
    delete record.id
  }
  if (typeof record.stream === 'string' && (STREAMS as readonly string[]).includes(record.stream)) {
    event.stream = record.stream as NonNullable<EventInput['stream']>
    delete record.stream
  }
  for (const name of ['severity_number', 'SeverityNumber', 'severityNumber']) {
    const severity = record[name]
    if (!Number.isInteger(severity) || (severity as number) < 1 || (severity as number) > 24) continue
    event.severity_number = severity as number
    delete record[name]
  }
  // The nonce of an exported audited record is made anew.
  if (event.stream !== undefined && AUDITED_STREAMS.has(event.stream)) delete record.nonce
}

/** A date and a time of day in two fields, as CSV and W3C extended logs have them. */
function takeDateAndTime(event: EventInput, record: JsonObject, reader: StampReader): void {
  const { date, time } = record
  if (typeof date !== 'string' || typeof time !== 'string') return
  const both = timeOfValue(`${date} ${time}`, reader)
  if (both === undefined) return
  event.time = both
  delete record.date
  delete record.time
}

/** log4j's JsonLayout: {"instant":{"epochSecond":…,"nanoOfSecond":…}} */
function takeInstant(event: EventInput, record: JsonObject): void {
  const instant = record.instant
  if (!isObject(instant) || typeof instant.epochSecond !== 'number') return
  const nanos = typeof instant.nanoOfSecond === 'number' ? instant.nanoOfSecond : 0
  const time = canonicalTime(instant.epochSecond * 1000, String(nanos).padStart(9, '0'))
  if (time === undefined) return
  event.time = time
  delete record.instant
}

/** `name` is the service in pino and bunyan (whose levels are numbers), the logger in Python, an event's name elsewhere. */
function takeName(event: EventInput, from: Source, numeric: boolean): void {
  const name = from.get('name')
  if (name === undefined) return
  if (
    from.get('lineno') !== undefined ||
    from.get('funcName') !== undefined ||
    from.get('asctime') !== undefined
  ) {
    if (putText(event, 'module', name)) from.take('name')
  } else if (numeric && from.get('service') === undefined && putText(event, 'service', name)) {
    from.take('name')
  }
}

/** The rest of the record, and what its own `attributes` hold. GELF marks additional fields with an underscore. */
function gather(attributes: JsonObject, record: JsonObject): void {
  const own = record.attributes
  if (isObject(own)) {
    for (const key of Object.keys(own)) putAttribute(attributes, key, own[key]!)
    delete record.attributes
  }
  const gelf = typeof record.version === 'string' && Object.hasOwn(record, 'host')
  for (const key of Object.keys(record)) {
    const name = gelf && key.startsWith('_') ? key.slice(1) : key
    putAttribute(attributes, Object.hasOwn(attributes, name) ? `${name}_` : name, record[key]!)
  }
}
