import type { Level } from '@tallystick/core'
import type { Format, LogRecord } from '../speech/index.ts'
import { onOneLine } from './plain.ts'
import { localTime, utcTime } from './time.ts'

/** Context, metadata and the rest as `name={json}`, for people who want all of it on the line. JSON has no raw control characters. */
export function detailsOf(record: LogRecord): string {
  const { knownMembers, ipJson, restMembers, metadataJson, performanceJson, fieldMembers } = record
  const context =
    ipJson === '' ? knownMembers + restMembers : `${knownMembers},"ip_address":${ipJson}${restMembers}`
  let details = ''
  if (record.category !== undefined) details += ` category=${onOneLine(record.category)}`
  if (record.name !== undefined) details += ` name=${onOneLine(record.name)}`
  if (context !== '') details += ` context={${context.slice(1)}}`
  if (metadataJson !== '') details += ` metadata=${metadataJson}`
  if (performanceJson !== '') details += ` performance_data=${performanceJson}`
  if (fieldMembers !== '') details += ` fields={${fieldMembers.slice(1)}}`
  return onOneLine(details)
}

/** `TypeError: boom`, of the error's JSON text; its stack beside it. */
export function errorOf({ errorJson, message }: LogRecord): {
  readonly summary: string
  readonly stack: string
} {
  const error: unknown = JSON.parse(errorJson)
  if (typeof error !== 'object' || error === null) return { summary: String(error), stack: '' }
  const { type, message: said, stack } = error as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || typeof said !== 'string') return { summary: errorJson, stack: '' }
  return {
    // `log.error(error)` has said it already.
    summary: said === message ? type : `${type}: ${said}`,
    stack: typeof stack === 'string' ? stack.slice(stack.search(/^\s+at /m)) : '',
  }
}

/** `2024-01-15T10:30:45.123Z INFO auth_service: message category=api context={"user_id":"user_789"}`: one line, everything on it. */
export const textFormat: Format = record => {
  const error = record.errorJson === '' ? '' : ` error=${record.errorJson}`
  return `${utcTime(record.time)} ${record.level} ${onOneLine(record.module)}: ${onOneLine(record.message)}${detailsOf(record)}${onOneLine(error)}`
}

export type ConsoleFormatOptions = {
  /** Colour the level. Default false. */
  readonly colours?: boolean
  /** Also context, metadata and the rest. Default false. */
  readonly details?: boolean
  /** Also the stacks of errors, on indented lines of their own. Default false: one line per record. */
  readonly stacks?: boolean
}

/** SGR codes (ECMA-48 §8.3.117). */
const COLOUR: Readonly<Record<Level, string>> = {
  TRACE: '\x1b[90m',
  DEBUG: '\x1b[36m',
  INFO: '\x1b[32m',
  AUDIT: '\x1b[34m',
  WARNING: '\x1b[33m',
  SECURITY: '\x1b[35m',
  ERROR: '\x1b[31m',
  CRITICAL: '\x1b[97;41m',
}
const DIM = '\x1b[2m'
const RESET = '\x1b[0m'

/**
 * `[2024-01-15 10:30:45] [INFO    ] auth_service: message`, in local time. Whatever a message holds, it cannot begin a line of its own: control
 * characters are shown as escapes.
 */
export function consoleFormat({
  colours = false,
  details = false,
  stacks = false,
}: ConsoleFormatOptions = {}): Format {
  const dim = colours
    ? (text: string) => (text === '' ? '' : `${DIM}${text}${RESET}`)
    : (text: string) => text
  return record => {
    const level = record.level.padEnd(8)
    const shown = colours ? `${COLOUR[record.level]}${level}${RESET}` : level
    let line = `[${localTime(Math.floor(record.time / 1000))}] [${shown}] ${onOneLine(record.module)}: ${onOneLine(record.message)}`
    let stack = ''
    if (record.errorJson !== '') {
      const error = errorOf(record)
      line += ` (${onOneLine(error.summary)})`
      if (stacks && error.stack !== '')
        stack = error.stack
          .split('\n')
          .map(frame => `\n    ${onOneLine(frame.trim())}`)
          .join('')
    }
    return `${line}${details ? dim(detailsOf(record)) : ''}${dim(stack)}`
  }
}
