import { isUtf8 } from 'node:buffer'
import { TallyError } from '@tallystick/core'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value)

/** What a number has that a double may write otherwise, or lose. Quick to look for. */
const INEXACT = /\d{16}|\d[.eE]|-0/

/** Levels of lists and objects. Bodies of the API have a dozen, and schemas of tools some more. */
const MAX_DEPTH = 64

/**
 * Parses JSON so that `JSON.stringify` writes every number as it stood: what no double holds stays a raw piece of JSON (V8's `JSON.rawJSON`).
 * Of keys that stand twice the last counts, so that only what was parsed may be sent on. Throws SyntaxError, and RangeError for what is nested deeper
 * than 64 levels.
 */
export function parseFaithfully(text: string): Json {
  if (isDeep(text)) throw new RangeError(`nested deeper than ${MAX_DEPTH} levels`)
  if (!INEXACT.test(text)) return JSON.parse(text) as Json
  return JSON.parse(text, (_, value: Json, { source } = {}) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJson(source) : value,
  ) as Json
}

/** In one pass, before a parser takes the text: it and all that walk through its result call themselves for each level. */
function isDeep(text: string): boolean {
  let depth = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isString) {
      if (code === BACKSLASH) at++
      else if (code === QUOTE) isString = false
    } else if (code === QUOTE) isString = true
    else if (code === BRACE || code === BRACKET) {
      if (++depth > MAX_DEPTH) return true
    } else if (code === BRACE + 2 || code === BRACKET + 2) depth--
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** `{` and `[`; two behind them are the closing ones. */
const BRACE = 0x7b
const BRACKET = 0x5b

/** The object that bytes are the JSON of. Undefined for what is none, also where it is not UTF-8: others could read it otherwise than we do. */
export function objectOf(bytes: Buffer): JsonObject | undefined {
  if (!isUtf8(bytes)) return undefined
  try {
    const value = parseFaithfully(bytes.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    // The message of the parser quotes the text.
    return undefined
  }
}

/** Of the body of a request. Throws TALLY_PROXY_BODY. */
export function parseBody(bytes: Buffer): JsonObject {
  const body = objectOf(bytes)
  if (body === undefined) throw new TallyError('TALLY_PROXY_BODY', 'the body is not a JSON object')
  return body
}

/** A number as it was written; undefined for anything else. */
export const writtenNumber = (value: unknown): string | undefined =>
  isRaw(value) ? value.rawJSON : typeof value === 'number' ? String(value) : undefined

/** Gives an entry of an object another name. */
export function rename(holder: JsonObject, name: string, wanted: string): void {
  let free = wanted
  while (Object.hasOwn(holder, free)) free += '_'
  const value = holder[name]!
  delete holder[name]
  // Not by assignment: `__proto__` is a name as any other.
  Object.defineProperty(holder, free, { value, enumerable: true, configurable: true, writable: true })
}

/** The number of a raw piece, or of a number. */
export function numberOf(value: unknown): number | undefined {
  const number = isRaw(value) ? Number(value.rawJSON) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

type Raw = { readonly rawJSON: string }
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: Json, context?: { source?: string }) => unknown,
    ): unknown
    rawJSON(text: string): Raw
    isRawJSON(value: unknown): value is Raw
  }
}
const rawJson = (source: string): Raw => JSON.rawJSON(source)
const isRaw = (value: unknown): value is Raw => JSON.isRawJSON(value)
