import { type Json, TallyError } from '@tallystick/core'
import type { Scrubber } from '../scrub/index.ts'

const REDACTED = '[REDACTED]'
/** Deeper than any event may be; a cycle ends here too. */
const MAX_DEPTH = 100

/**
 * The same value as plain JSON, scrubbed: a copy, so that what the caller changes later is not what was promised. `undefined`, functions and symbols
 * are left out of objects as JSON.stringify does; big integers, NaN and infinities become their text; Errors, Maps and Sets their
 * content. Nothing is cut: what is too deep throws TALLY_EVENT_TOO_DEEP. What a getter or toJSON throws goes to the caller.
 */
export function plain(value: unknown, scrubber: Scrubber, depth = 0): Json | undefined {
  switch (typeof value) {
    case 'string':
      return scrubber.text(value)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'boolean':
      return value
    case 'bigint':
      return String(value)
    case 'object':
      break
    default:
      return undefined
  }
  if (value === null) return null
  if (depth > MAX_DEPTH)
    throw new TallyError('TALLY_EVENT_TOO_DEEP', 'attributes are nested too deeply, or in a circle')
  if (Array.isArray(value)) return list(value, scrubber, depth)
  if (value instanceof Map) return members(value, scrubber, depth)
  if (value instanceof Set) return list(value, scrubber, depth)
  if (value instanceof Error) return members(membersOfError(value), scrubber, depth)
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function')
    return plain((value as { toJSON(): unknown }).toJSON(), scrubber, depth + 1)
  return members(Object.entries(value), scrubber, depth)
}

function list(items: Iterable<unknown>, scrubber: Scrubber, depth: number): Json[] {
  return Array.from(items, item => plain(item, scrubber, depth + 1) ?? null)
}

function members(entries: Iterable<[unknown, unknown]>, scrubber: Scrubber, depth: number): Json {
  const copy: { [key: string]: Json } = {}
  for (const [key, value] of entries) {
    const name = scrubber.text(String(key))
    const secret = scrubber.key(name) && value !== undefined && value !== null && value !== ''
    const clean = secret ? REDACTED : plain(value, scrubber, depth + 1)
    if (clean === undefined) continue
    // An own property, also for `__proto__`.
    if (name === '__proto__')
      Object.defineProperty(copy, name, {
        value: clean,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    else copy[name] = clean
  }
  return copy
}

function* membersOfError(error: Error): Generator<[string, unknown]> {
  yield ['type', error.name]
  yield ['message', error.message]
  yield ['stack', error.stack]
  if (error.cause !== undefined) yield ['cause', error.cause]
  for (const [name, value] of Object.entries(error)) if (name !== 'cause') yield [name, value]
}
