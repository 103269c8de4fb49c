import { TallyError } from '../errors.ts'

/** Deepest nesting that has a canonical form here; beyond it a cycle is more likely than data. */
const MAX_DEPTH = 1000

/**
 * Canonical JSON of a value (RFC 8785, JCS): no white space, keys in order of their UTF-16 code units, numbers and
 * strings as ECMAScript prints them. Encode the result as UTF-8 to get the canonical bytes.
 *
 * Throws TALLY_CANONICAL_VALUE for what is not JSON: undefined, functions, symbols, bigints, NaN, infinities, lone
 * surrogates, objects other than plain ones and arrays, cycles, and nesting deeper than 1,000 levels.
 */
export function canonicalize(value: unknown): string {
  return isCanonicalOrder(value, 0) ? JSON.stringify(value) : write(value, 0)
}

/**
 * Whether JSON.stringify prints the value canonically as it stands. This is the hot path of ingest: the check and the
 * native printer together cost less than `write`. False means "not known", so that `write` decides and names the fault.
 */
function isCanonicalOrder(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'boolean') return true
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return false
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isCanonicalOrder(value[i], depth + 1)) return false
    return true
  }
  if (!isPlain(value)) return false
  let previous: string | undefined
  for (const key in value) {
    // Strings compare by UTF-16 code units, as RFC 8785 §3.2.3 asks. Integer-like keys, which JavaScript lists first
    // and by number, fail here unless that happens to be their order as text.
    if ((previous !== undefined && previous >= key) || !key.isWellFormed()) return false
    if (!isCanonicalOrder((value as Record<string, unknown>)[key], depth + 1)) return false
    previous = key
  }
  return true
}

function write(value: unknown, depth: number): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      if (!Number.isFinite(value)) throw notJson(`${value} is not a JSON number`)
      // ECMAScript's Number::toString is the number format of RFC 8785 §3.2.2.3; it prints -0 as 0.
      return `${value}`
    case 'object':
      if (depth >= MAX_DEPTH) throw notJson(`nested deeper than ${MAX_DEPTH} levels, or cyclic`)
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value as object, depth)
    default:
      throw notJson(`${typeof value} is not a JSON value`)
  }
}

function writeArray(array: readonly unknown[], depth: number): string {
  let out = '['
  for (let i = 0; i < array.length; i++) {
    if (i > 0) out += ','
    out += write(array[i], depth + 1)
  }
  return `${out}]`
}

function writeObject(object: object, depth: number): string {
  if (!isPlain(object)) throw notJson(`${object.constructor?.name ?? 'this object'} is not a JSON object`)
  const keys = Object.keys(object).sort()
  let out = '{'
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    if (i > 0) out += ','
    out += `${quote(key)}:${write((object as Record<string, unknown>)[key], depth + 1)}`
  }
  return `${out}}`
}

const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/

function quote(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw notJson('text holds a lone surrogate, which has no UTF-8 form')
  return JSON.stringify(text)
}

function isPlain(object: object): boolean {
  const prototype = Object.getPrototypeOf(object) as unknown
  return prototype === Object.prototype || prototype === null
}

function notJson(message: string): TallyError {
  return new TallyError('TALLY_CANONICAL_VALUE', message)
}
