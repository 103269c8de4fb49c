import { type ErrorCode, TallyError } from '../errors.ts'
import { parseTime } from '../event/time.ts'

/** `gauge`: a value as it is. `counter`: a running total that only grows, and may start again at 0. */
export const POINT_TYPES = ['gauge', 'counter'] as const
export type PointType = (typeof POINT_TYPES)[number]

/** A stored point: what its canonical line parses to (docs/design/008-metrics.md). */
export type MetricPoint = {
  readonly metric: string
  /** Canonical time. */
  readonly received: string
  readonly seq: number
  /** Absent when there are none. */
  readonly tags?: Readonly<Record<string, string>>
  readonly tenant: string
  /** Canonical time. */
  readonly time: string
  readonly type: PointType
  /** A word like `s`, `By`, `1`, `%` (UCUM); absent when not told. */
  readonly unit?: string
  /** Finite. */
  readonly value: number
}

/** UTF-16 code units and numbers; what is beyond is refused, never cut. */
export const POINT_LIMITS = { metric: 256, unit: 64, tags: 32, tagName: 128, tagValue: 512 } as const

/** A point that is ready but for its number: its canonical line is `head`, the number, `tail`. */
export type NormalizedPoint = { readonly head: string; readonly tail: string }

/** Every line of a point starts so, and no event or tombstone does. */
export const POINT_PREFIX = '{"metric":'

const FIELDS: ReadonlySet<string> = new Set(['metric', 'name', 'value', 'unit', 'time', 'tags', 'type'])
const CONTROL = /[\x00-\x1f\x7f-\x9f]/

const refuse = (code: ErrorCode, message: string): never => {
  throw new TallyError(code, message)
}

/**
 * Turns `{metric|name, value, unit?, time?, tags?, type?}` into a point. Normalisations: `type` is `gauge` unless told; null and empty texts are
 * absent; numbers and booleans as tags become text; lone surrogates become U+FFFD; `time` is any that an event may have, and else the time of
 * receipt. Everything else that does not fit throws TALLY_METRIC_* or TALLY_EVENT_TIME_*.
 */
export function normalizePoint(
  value: unknown,
  { tenant, received }: { readonly tenant: string; readonly received: string },
): NormalizedPoint {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('TALLY_METRIC_NOT_OBJECT', 'a point must be an object with metric and value')
  const input = value as Readonly<Record<string, unknown>>
  for (const key in input)
    if (!FIELDS.has(key) && input[key] !== undefined)
      refuse(
        'TALLY_METRIC_FIELD',
        `${JSON.stringify(key.slice(0, 64))} is not known here; labels go into tags`,
      )
  const metric = JSON.stringify(metricName(input))
  const type = pointType(input.type)
  const number = pointValue(input.value, type)
  const unit = unitOf(input.unit)
  const tags = tagsText(input.tags)
  const { time } = input
  const at = time === undefined || time === null || time === '' ? received : parseTime(time)
  return {
    head: `${POINT_PREFIX}${metric},"received":"${received}","seq":`,
    // A number as a template prints it is its RFC 8785 form, -0 included.
    tail: `${tags === '{}' ? '' : `,"tags":${tags}`},"tenant":"${tenant}","time":"${at}","type":"${type}"${unit === undefined ? '' : `,"unit":${JSON.stringify(unit)}`},"value":${number}}`,
  }
}

/** The canonical line (RFC 8785, without line feed) of a point that has its number. */
export function pointLine({ head, tail }: NormalizedPoint, seq: number): string {
  return head + seq + tail
}

/** Tags as canonical JSON (RFC 8785): equal texts are equal tags. */
export function printTags(tags: Readonly<Record<string, string>>): string {
  return printEntries(Object.entries(tags))
}

function printEntries(entries: [string, string][]): string {
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${JSON.stringify(text)}`).join(',')}}`
}

function metricName({ metric, name }: Readonly<Record<string, unknown>>): string {
  if (metric !== undefined && name !== undefined && metric !== name)
    refuse('TALLY_METRIC_NAME', 'metric and name are two words for one thing; send one of them')
  const given = metric ?? name
  if (typeof given !== 'string' || given === '')
    return refuse('TALLY_METRIC_NAME', 'metric must be a text of at least one character')
  if (given.length > POINT_LIMITS.metric)
    refuse(
      'TALLY_METRIC_NAME',
      `the name has ${given.length} characters; at most ${POINT_LIMITS.metric} are allowed`,
    )
  if (CONTROL.test(given)) refuse('TALLY_METRIC_NAME', 'a name holds no control characters')
  return given.toWellFormed()
}

function pointType(type: unknown): PointType {
  if (type === undefined || type === null || type === '' || type === 'gauge') return 'gauge'
  if (type === 'counter') return 'counter'
  return refuse('TALLY_METRIC_FIELD', `type must be one of ${POINT_TYPES.join(', ')}`)
}

function pointValue(value: unknown, type: PointType): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse('TALLY_METRIC_VALUE', 'value must be a finite number')
  if (type === 'counter' && value < 0)
    refuse('TALLY_METRIC_VALUE', `a counter only grows from 0, and this is ${value}`)
  return value
}

function unitOf(unit: unknown): string | undefined {
  if (unit === undefined || unit === null || unit === '') return undefined
  if (typeof unit !== 'string') return refuse('TALLY_METRIC_FIELD', 'unit must be a text like s, ms, By or %')
  if (unit.length > POINT_LIMITS.unit || CONTROL.test(unit))
    refuse('TALLY_METRIC_FIELD', `unit has at most ${POINT_LIMITS.unit} characters and no control characters`)
  return unit.toWellFormed()
}

function tagsText(tags: unknown): string {
  if (tags === undefined || tags === null) return '{}'
  if (typeof tags !== 'object' || Array.isArray(tags))
    return refuse('TALLY_METRIC_TAGS', 'tags must be an object of texts')
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(tags as object)) {
    if (name === '' || name.length > POINT_LIMITS.tagName || CONTROL.test(name))
      refuse(
        'TALLY_METRIC_TAGS',
        `the name of a tag has 1 to ${POINT_LIMITS.tagName} characters and no control characters`,
      )
    const text = tagText(name, value)
    if (text !== '') texts.set(name.toWellFormed(), text)
  }
  if (texts.size > POINT_LIMITS.tags)
    refuse('TALLY_METRIC_TAGS', `a point has at most ${POINT_LIMITS.tags} tags, and this one ${texts.size}`)
  return printEntries([...texts])
}

function tagText(name: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  const text =
    typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
      ? String(value)
      : value
  if (typeof text !== 'string')
    return refuse(
      'TALLY_METRIC_TAGS',
      `the tag ${JSON.stringify(name)} must be a text, a number or a boolean`,
    )
  if (text.length > POINT_LIMITS.tagValue)
    refuse(
      'TALLY_METRIC_TAGS',
      `the tag ${JSON.stringify(name)} has ${text.length} characters; at most ${POINT_LIMITS.tagValue} are allowed`,
    )
  return text.toWellFormed()
}
