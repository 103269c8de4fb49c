import { TallyError } from '@tallystick/core'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a number has that a double may write otherwise, or lose. Quick to look for. */
const INEXACT = /\d{16}|\d[.eE]|-0/

/**
 * Parses JSON so that `JSON.stringify` writes every number as it stood: what no double holds stays a raw piece of JSON (V8's `JSON.rawJSON`).
 * Throws SyntaxError, and RangeError for what is nested deeper than the stack.
 */
export function parseFaithfully(text: string): Json {
  if (!INEXACT.test(text)) return JSON.parse(text) as Json
  return JSON.parse(text, (_, value: Json, { source } = {}) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJson(source) : value,
  ) as Json
}

/** Of the body of a request. Throws TALLY_PROXY_BODY. */
export function parseBody(bytes: Buffer): JsonObject {
  try {
    const value = parseFaithfully(bytes.toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // The message of the parser quotes what was sent.
  }
  throw new TallyError('TALLY_PROXY_BODY', 'the body is not a JSON object')
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
