/** Where a log call stands. */
export type CallSite = { readonly function: string | undefined; readonly line: number | undefined }

const FRAME = /^\s*at (?:(?:async )?(.+?) \()?.*?:(\d+):\d+\)?$/
const MAX_FUNCTION = 256

/**
 * The function and line that called `method`, from a stack of one frame: a few microseconds, so only where a person asked for it.
 * Undefined when the engine does not tell.
 */
export function callSite(method: (...args: never[]) => unknown): CallSite | undefined {
  const limit = Error.stackTraceLimit
  const holder: { stack?: unknown } = {}
  try {
    Error.stackTraceLimit = 1
    Error.captureStackTrace(holder, method)
    // Formatted on reading; an application may have set Error.prepareStackTrace to anything.
    const stack: unknown = holder.stack
    const frame = typeof stack === 'string' ? FRAME.exec(stack.slice(stack.indexOf('\n') + 1)) : null
    return frame === null ? undefined : { function: frame[1]?.slice(0, MAX_FUNCTION), line: Number(frame[2]) }
  } finally {
    Error.stackTraceLimit = limit
  }
}
