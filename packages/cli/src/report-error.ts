import type { ErrorBody, TallyError } from '@tallystick/core'
import { type ExitCode, exitCodeOf, UNABLE } from './exit-codes.ts'
import { jsonLine, sanitizeLine, sanitizeLines } from './output/sanitize.ts'

export type ReportOptions = {
  readonly json: boolean
  /** Print the stack too. */
  readonly debug: boolean
  write(text: string): void
}

/** By its shape: the class comes with all of core, which a mistyped option should not wait for. */
function isTallyError(error: unknown): error is TallyError {
  return error instanceof Error && error.name === 'TallyError' && 'code' in error
}

/** The query with a mark under the column at fault. */
function pointInto(query: string, position: number): string[] {
  const before = sanitizeLine(query.slice(0, position))
  return [`    ${sanitizeLine(query)}`, `    ${' '.repeat(before.length)}^`]
}

/** Prints why a command failed: what happened, its stable code, and what to do. Returns the exit code. */
export function reportError(thrown: unknown, { json, debug, write }: ReportOptions): ExitCode {
  // When closing failed as well, what failed first is the reason.
  const error = thrown instanceof SuppressedError ? thrown.suppressed : thrown
  if (debug && error instanceof Error) write(`${error.stack}\n`)
  if (!isTallyError(error)) {
    const message = sanitizeLine(error instanceof Error ? error.message : String(error))
    const body = {
      code: 'TALLY_INTERNAL',
      message,
      help: 'Run it again with TALLYSTICK_DEBUG=1 to see where, and report it.',
    }
    write(json ? jsonLine({ error: body }) : `tally: ${body.message} (${body.code})\n  ${body.help}\n`)
    return UNABLE
  }
  if (json) {
    const body: ErrorBody = error.toJSON()
    write(jsonLine({ error: body }))
  } else {
    const { query, request_id: requestId } = (error.details ?? {}) as {
      query?: unknown
      request_id?: unknown
    }
    const lines = [`tally: ${sanitizeLines(error.message).join('\n  ')} (${error.code})`]
    if (typeof query === 'string' && error.position !== undefined)
      lines.push(...pointInto(query, error.position))
    lines.push(`  ${error.help}`)
    if (typeof requestId === 'string') lines.push(`  request id: ${sanitizeLine(requestId)}`)
    write(`${lines.join('\n')}\n`)
  }
  return exitCodeOf(error.code)
}
