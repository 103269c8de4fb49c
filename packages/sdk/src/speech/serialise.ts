import { isWords } from '@tallystick/core'
import { REDACTED, type Scrubber } from '../scrub/index.ts'
import { describe, nameOf, threw } from './describe.ts'
import type { Limits } from './limits.ts'
import { quote } from './quote.ts'

/** Stands in place of a value whose key says that it is a secret. */
const REDACTED_JSON = quote(REDACTED)
const OVER_LIMIT = quote('[left out: record too large]')
/** Names are few in a program; a map of attacker-chosen ones must not grow. */
const KEY_CACHE = 4_096
const MAX_KEY = 256
/** Scrubbed beyond the cut, so that a secret that straddles it is seen whole. */
const SCRUB_MARGIN = 8_192

/** Digits of the shortest number of a payment card. */
const MIN_CARD = 13
/** Longest item of a list that may be the name of the next. */
const MAX_NAME = 64

/** A member's name, judged once. */
export type Key = {
  /** `"name":` */
  readonly json: string
  readonly secret: boolean
}

/**
 * Writes any value as JSON text, scrubbed, in one pass, whatever it is: nothing that is handed in makes it throw. It holds the counters of
 * one record at a time; `begin` starts the next.
 */
export type Serialiser = {
  readonly limits: Limits
  readonly begin: () => void
  /** JSON text of a value; undefined for undefined. */
  readonly value: (value: unknown) => string | undefined
  /** JSON text of what stands under a key. */
  readonly member: (key: Key, value: unknown) => string | undefined
  readonly key: (name: string) => Key
  /** The text scrubbed and cut, not quoted. */
  readonly text: (value: string, max?: number) => string
  /** `value[name]`, or a text that says that it threw. */
  readonly read: (value: object, name: string) => unknown
}

export function createSerialiser(scrubber: Scrubber, limits: Limits): Serialiser {
  let nodes = 0
  let size = 0
  /** Objects on the way from the root to here: what a cycle comes back to. */
  const path: object[] = []
  const keys = new Map<string, Key>()

  const text = (value: string, max = limits.text): string => {
    if (value.length <= max) {
      const clean = scrubber.text(value)
      return clean.length <= max ? clean : cut(clean, max, clean.length)
    }
    return cut(scrubber.text(value.slice(0, max + SCRUB_MARGIN)), max, value.length)
  }

  const string = (value: string): string => {
    if (size >= limits.record) return OVER_LIMIT
    const clean = text(value)
    size += clean.length
    return quote(clean)
  }

  const key = (name: string): Key => {
    const known = keys.get(name)
    if (known !== undefined) return known
    const made = {
      json: `${quote(text(name, MAX_KEY))}:`,
      secret: scrubber.key(name),
    }
    if (name.length <= MAX_KEY) {
      if (keys.size >= KEY_CACHE) keys.clear()
      keys.set(name, made)
    }
    return made
  }

  const read = (value: object, name: string): unknown => {
    try {
      return (value as Record<string, unknown>)[name]
    } catch (error) {
      return threw('getter', error)
    }
  }

  /** A card number is a number. */
  const number = (value: number): string => {
    const digits = `${value}`
    const clean = digits.length < MIN_CARD ? digits : scrubber.text(digits)
    return clean === digits ? digits : quote(clean)
  }

  const write = (value: unknown): string | undefined => {
    switch (typeof value) {
      case 'string':
        return string(value)
      case 'number':
        // JSON has no NaN and no infinities; their names say more than null.
        return Number.isFinite(value) ? number(value) : `"${value}"`
      case 'boolean':
        return value ? 'true' : 'false'
      case 'undefined':
        return undefined
      case 'bigint':
        // As text, for most readers of JSON would round it.
        return string(`${value}`)
      case 'symbol':
        return string(String(value))
      case 'function':
        return string(nameOf(value, 'Function'))
      default:
        return value === null ? 'null' : guarded(value as object)
    }
  }

  const member = (name: Key, value: unknown): string | undefined =>
    name.secret && value !== undefined && value !== null && typeof value !== 'boolean'
      ? REDACTED_JSON
      : write(value)

  const guarded = (value: object): string => {
    const depth = path.length
    if (depth >= limits.depth) return string(nameOf(value, 'Object', 'nested too deep'))
    if (path.includes(value)) return '"[Circular]"'
    path.push(value)
    try {
      return object(value)
    } catch (error) {
      // Revoked proxies, traps that throw, an exhausted stack.
      return string(threw('object', error))
    } finally {
      path.length = depth
    }
  }

  const object = (value: object): string => {
    if (Array.isArray(value)) return array(value, value.length)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) {
      // Only an own method can make a plain object speak for itself.
      return typeof (value as { toJSON?: unknown }).toJSON === 'function' ? own(value) : members(value)
    }
    const other = describe(value)
    switch (other?.kind) {
      case 'text':
        return string(other.text)
      case 'value':
        return write(other.value) ?? 'null'
      case 'items':
        return array(other.items, other.size)
      case 'entries':
        return entries(other.entries, other.size)
      case 'error':
        return members(other.error)
      default:
        return typeof (value as { toJSON?: unknown }).toJSON === 'function' ? own(value) : members(value)
    }
  }

  const own = (value: object): string => {
    let given: unknown
    try {
      given = (value as { toJSON(): unknown }).toJSON()
    } catch (error) {
      return string(threw('toJSON', error))
    }
    return given === value ? members(value) : (write(given) ?? 'null')
  }

  const members = (value: object): string => {
    const names = Object.keys(value)
    let json = ''
    let written = 0
    for (const name of names) {
      if (written >= limits.members || nodes >= limits.nodes) {
        json += `,"…":"[${names.length - written} more]"`
        break
      }
      written++
      nodes++
      const known = key(name)
      const part = member(known, read(value, name))
      if (part !== undefined) json += `,${known.json}${part}`
    }
    return json === '' ? '{}' : `{${json.slice(1)}}`
  }

  const array = (items: Iterable<unknown>, count: number): string => {
    let json = ''
    let written = 0
    /** The item before names a secret: raw headers and entries are lists of names and values. Lists of names (`['password', 'email']`) hide nothing. */
    let named = false
    for (const item of items) {
      if (written >= limits.members || nodes >= limits.nodes) {
        json += `,"[${count > written ? `${count - written} ` : ''}more]"`
        break
      }
      written++
      nodes++
      json += `,${named && typeof item === 'string' && !isWords(item) ? REDACTED_JSON : (write(item) ?? 'null')}`
      named = typeof item === 'string' && item.length <= MAX_NAME && scrubber.key(item)
    }
    return json === '' ? '[]' : `[${json.slice(1)}]`
  }

  /** A Map, or what is like one: an object when all keys are texts that differ, else pairs. */
  const entries = (pairs: Iterable<readonly [unknown, unknown]>, count: number): string => {
    const taken: (readonly [unknown, unknown])[] = []
    for (const pair of pairs) {
      if (taken.length >= limits.members) break
      taken.push(pair)
    }
    const texts =
      taken.every(([name]) => typeof name === 'string') &&
      new Set(taken.map(([name]) => name)).size === taken.length
    const more = count > taken.length ? `"[${count - taken.length} more]"` : undefined
    let json = ''
    for (const [name, value] of taken) {
      if (nodes >= limits.nodes) break
      nodes++
      const known = typeof name === 'string' ? key(name) : undefined
      const part = (known === undefined ? write(value) : member(known, value)) ?? 'null'
      json += texts ? `,${known!.json}${part}` : `,[${write(name) ?? 'null'},${part}]`
    }
    if (more !== undefined) json += texts ? `,"…":${more}` : `,${more}`
    return texts ? `{${json.slice(1)}}` : `[${json.slice(1)}]`
  }

  return {
    limits,
    begin: () => {
      nodes = 0
      size = 0
      path.length = 0
    },
    value: write,
    member,
    key,
    text,
    read,
  }
}

/** Never in the middle of a surrogate pair. */
function cut(value: string, max: number, length: number): string {
  const marker = `…[+${length - max} characters]`
  return `${value.slice(0, Math.max(0, max - marker.length)).toWellFormed()}${marker}`
}
