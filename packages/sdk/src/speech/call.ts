import { format } from 'node:util'
import type { LogContext } from './ambient.ts'
import type { Category } from './category.ts'
import { isError, messageOf } from './describe.ts'

/** What a call may say beside its message. Every other member is a field of your own: it is kept as such, whatever its name. */
export type LogExtra = {
  readonly category?: Category | undefined
  /** Event name: `order.update`, `login.failure`, … */
  readonly name?: string | undefined
  readonly context?: LogContext | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  readonly performance_data?: Readonly<Record<string, unknown>> | undefined
  readonly error?: unknown
  readonly [field: string]: unknown
}

/** One call, whatever its shape was. */
export type Call = {
  readonly message: string
  /** An object whose members are the extra; undefined when there is none. */
  readonly extra: object | undefined
  readonly error: unknown
  /** What was passed and has no place: kept, so that nothing is lost. */
  readonly args: readonly unknown[] | undefined
}

const NO_REST: readonly unknown[] = []

const safeIsError = (value: unknown): boolean => {
  try {
    return isError(value)
  } catch {
    return false
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A message out of anything: texts as they are, other primitives as their text. */
const messageFrom = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : messageOf(value)

/**
 * Reads the shapes of a call: `(message, extra?)`, `(message, error)`, `(error, extra?)`, pino's `(error, message)` and `(fields, message)`,
 * and printf's `(format, …values)` for values that are no objects.
 */
export function readCall(first: unknown, second: unknown, rest: readonly unknown[] = NO_REST): Call {
  if (!isObject(first)) {
    const message = messageFrom(first)
    if (second === undefined && rest.length === 0)
      return { message, extra: undefined, error: undefined, args: undefined }
    if (isObject(second))
      return safeIsError(second)
        ? withRest(message, isObject(rest[0]) ? rest[0] : undefined, second, rest, isObject(rest[0]) ? 1 : 0)
        : withRest(message, second, undefined, rest, 0)
    return printf(message, undefined, undefined, [second, ...rest])
  }
  const error = safeIsError(first) ? first : undefined
  const extra = error === undefined ? first : undefined
  if (typeof second === 'string')
    return rest.length === 0
      ? { message: second, extra, error, args: undefined }
      : printf(second, extra, error, rest)
  const message = error === undefined ? '' : messageOf(error)
  if (second === undefined || second === null) return { message, extra, error, args: undefined }
  return error !== undefined && isObject(second)
    ? withRest(message, second, error, rest, 0)
    : { message, extra, error, args: [second, ...rest] }
}

function withRest(
  message: string,
  extra: object | undefined,
  error: unknown,
  rest: readonly unknown[],
  used: number,
): Call {
  return { message, extra, error, args: rest.length > used ? rest.slice(used) : undefined }
}

/** Objects are left to our serialiser, which scrubs them; `util.format` sees only what has no members. */
function printf(
  message: string,
  extra: object | undefined,
  error: unknown,
  values: readonly unknown[],
): Call {
  const plain = values.every(value => !isObject(value) && typeof value !== 'function')
  return plain && message.includes('%')
    ? { message: format(message, ...values), extra, error, args: undefined }
    : { message, extra, error, args: values }
}
