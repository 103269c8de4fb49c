import { describe, threw } from './describe.ts'

/** What is to be read of an object whose members are looked at one by one. */
export type Members = {
  readonly keys: readonly string[]
  readonly from: object
  /** Members beyond the limit. */
  readonly more: number
}

/** The members of an extra or a context, at most `limit`; of a thing that has none in this sense (a Map, an array, a Date, a broken proxy) itself, as `value`. */
export function membersOf(extra: unknown, limit: number): Members {
  try {
    if (typeof extra !== 'object' || extra === null)
      return { keys: ['value'], from: { value: extra }, more: 0 }
    const prototype: unknown = Object.getPrototypeOf(extra)
    const plain = prototype === Object.prototype || prototype === null
    if (!plain && (Array.isArray(extra) || describe(extra) !== undefined))
      return { keys: ['value'], from: { value: extra }, more: 0 }
    const keys = Object.keys(extra)
    return keys.length <= limit
      ? { keys, from: extra, more: 0 }
      : { keys: keys.slice(0, limit), from: extra, more: keys.length - limit }
  } catch (error) {
    return { keys: ['value'], from: { value: threw('object', error) }, more: 0 }
  }
}
