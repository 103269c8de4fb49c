import type { IncomingMessage } from 'node:http'
import { types } from 'node:util'
import { http } from '../node-http.ts'

/** How an object that is no plain one is written. */
export type Description =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'items'; readonly items: Iterable<unknown>; readonly size: number }
  | {
      readonly kind: 'entries'
      readonly entries: Iterable<readonly [unknown, unknown]>
      readonly size: number
    }
  | { readonly kind: 'error'; readonly error: object }

/** Errors of other realms too. Throws for a revoked proxy. */
export const isError = (value: unknown): value is Error =>
  types.isNativeError(value) || value instanceof Error

/** The text of what was thrown, whatever it is. */
export function messageOf(error: unknown): string {
  try {
    return isError(error) ? String(error.message) : String(error)
  } catch {
    return 'unknown'
  }
}

export const threw = (what: string, error: unknown): string => `[${what} threw: ${messageOf(error)}]`

/** `[Function: name]`, `[Matrix: nested too deep]`. */
export function nameOf(value: object, kind: string, note?: string): string {
  try {
    if (typeof value === 'function') return `[${kind}${value.name === '' ? '' : `: ${String(value.name)}`}]`
    const name: unknown = Array.isArray(value) ? 'Array' : value.constructor?.name
    return `[${typeof name === 'string' && name !== '' ? name : kind}${note === undefined ? '' : `: ${note}`}]`
  } catch {
    return `[${kind}]`
  }
}

const text = (value: string): Description => ({ kind: 'text', text: value })

/** Undefined for an instance of a class that is nothing special. May throw what the object's traps throw. */
export function describe(value: object): Description | undefined {
  if (isError(value)) return { kind: 'error', error: errorMembers(value) }
  if (types.isDate(value)) return text(Number.isNaN(Number(value)) ? 'Invalid Date' : value.toISOString())
  if (types.isMap(value)) return { kind: 'entries', entries: value.entries(), size: value.size }
  if (types.isSet(value)) return { kind: 'items', items: value.values(), size: value.size }
  // The content of bytes is nobody's log: it may be anything, and large.
  if (ArrayBuffer.isView(value))
    return text(`${nameOf(value, 'Bytes').slice(0, -1)}: ${value.byteLength} bytes]`)
  if (types.isAnyArrayBuffer(value)) return text(`[ArrayBuffer: ${value.byteLength} bytes]`)
  if (types.isRegExp(value)) return text(String(value))
  if (types.isBoxedPrimitive(value)) return { kind: 'value', value: value.valueOf() }
  if (types.isPromise(value)) return text('[Promise]')
  if (types.isWeakMap(value) || types.isWeakSet(value) || value instanceof WeakRef)
    return text(nameOf(value, 'Weak'))
  if (types.isGeneratorObject(value)) return text('[Generator]')
  if (value instanceof URL) return text(value.href)
  if (value instanceof URLSearchParams || value instanceof Headers)
    return { kind: 'entries', entries: value.entries(), size: 0 }
  if (value instanceof http.IncomingMessage) return { kind: 'value', value: requestOf(value) }
  if (value instanceof http.ServerResponse)
    return { kind: 'value', value: { status_code: value.statusCode, headers: value.getHeaders() } }
  return undefined
}

/** A request as it is logged: the sockets and buffers behind it are not. */
const requestOf = (request: IncomingMessage): object => ({
  method: request.method,
  url: request.url,
  status_code: request.statusCode ?? undefined,
  headers: request.headers,
  remote_address: request.socket?.remoteAddress,
})

/** `type`, `message`, `stack`, then what the error has of its own, `cause` and `errors` last; every read on its own, for any may throw. */
function errorMembers(error: Error): object {
  const read = (name: string): unknown => {
    try {
      return (error as unknown as Record<string, unknown>)[name]
    } catch (thrown) {
      return threw('getter', thrown)
    }
  }
  const members: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  const type = read('name')
  members.type = typeof type === 'string' && type !== '' ? type : 'Error'
  members.message = read('message')
  members.stack = read('stack')
  for (const name of Object.keys(error)) {
    if (name === 'cause' || name === 'errors' || name === 'name') continue
    // An own `type` stands beside ours, not in its place.
    members[name === 'type' ? 'type_' : name] = read(name)
  }
  if (Object.hasOwn(error, 'cause')) members.cause = read('cause')
  if (Object.hasOwn(error, 'errors')) members.errors = read('errors')
  return members
}
