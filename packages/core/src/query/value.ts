import type { Json } from '../event/fields.ts'
import { canonicalize } from '../integrity/canonical.ts'

/** What stands at a path: an object only has paths below it, and null is absent. */
export type FieldValue = string | number | boolean | Json[]

/** Whether something stands at a path, rather than nothing or more paths. */
export function isFieldValue(value: Json | undefined): value is FieldValue {
  return value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value))
}

/** The text form of a value, which is all that filters see (docs/design/002-query-language.md). */
export function textOf(value: FieldValue): string {
  if (typeof value === 'string') return value
  // ECMAScript's Number::toString is the number format of RFC 8785 §3.2.2.3.
  return typeof value === 'object' ? canonicalize(value) : String(value)
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** The number a text form stands for: exactly a JSON number (RFC 8259 §6) within the range of a double; -0 is 0. */
export function numberOf(text: string): number | undefined {
  if (!JSON_NUMBER.test(text)) return undefined
  const value = Number(text) + 0
  return Number.isFinite(value) ? value : undefined
}

/** The number a value is, in the sense of `numberOf` of its text form. */
export function numberOfValue(value: FieldValue): number | undefined {
  return typeof value === 'number' ? value + 0 : typeof value === 'string' ? numberOf(value) : undefined
}

/** Order of two texts by Unicode code point, which is also the order of their UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codePointRank(x) - codePointRank(y)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above U+FFFF, yet their units lie below U+E000. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
