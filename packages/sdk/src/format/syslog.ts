import { hostname } from 'node:os'
import type { Level } from '@tallystick/core'
import type { Format } from '../speech/index.ts'
import { onOneLine } from './plain.ts'
import { utcTime } from './time.ts'

/** RFC 5424 §6.2.1, table 1. */
export const FACILITIES = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  authpriv: 10,
  ftp: 11,
  ntp: 12,
  audit: 13,
  alert: 14,
  clock: 15,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const

export type Facility = keyof typeof FACILITIES

/** RFC 5424 §6.2.1, table 2. */
const SEVERITY: Readonly<Record<Level, number>> = {
  TRACE: 7,
  DEBUG: 7,
  INFO: 6,
  AUDIT: 5,
  WARNING: 4,
  SECURITY: 4,
  ERROR: 3,
  CRITICAL: 2,
}

export type SyslogFormatOptions = {
  /** APP-NAME. Default `node`. */
  readonly appName?: string | undefined
  /** Default `user`. */
  readonly facility?: Facility
  /** HOSTNAME. Default that of the machine. */
  readonly host?: string
  /** Private enterprise number behind the structured data's name. Default 32473, which RFC 5612 sets aside for examples. */
  readonly enterprise?: number
  /** Bytes a message may have; beyond it structured data is left out first, then the text is cut. Default 8192, which common receivers take. */
  readonly maxBytes?: number
}

/** Byte order mark: MSG is UTF-8 (RFC 5424 §6.4). */
const BOM = '\ufeff'

/** A header field: printable ASCII without spaces, so long at most, `-` when there is nothing (RFC 5424 §6). */
const headerField = (value: string | undefined, max: number): string =>
  (value ?? '').replace(/[^!-~]+/g, '_').slice(0, max) || '-'

/** §6.3.3: within PARAM-VALUE, `"`, `\` and `]` are escaped by a backslash. */
const paramValue = (value: string): string => onOneLine(value).replace(/["\\\]]/g, '\\$&')

/** One RFC 5424 message per record: context by its names and the other parts as JSON in the structured data, the text in UTF-8. */
export function syslogFormat(options: SyslogFormatOptions = {}): Format {
  const { facility = 'user', host = hostname(), enterprise = 32473, maxBytes = 8192 } = options
  const header = `${headerField(host, 255)} ${headerField(options.appName ?? 'node', 48)} ${process.pid}`
  return record => {
    const params: string[] = []
    const param = (name: string, value: string): void => {
      if (value !== '') params.push(` ${name}="${paramValue(value)}"`)
    }
    param('level', record.level)
    param('module', record.module)
    param('category', record.category ?? '')
    if (record.knownMembers !== '' || record.ipJson !== '') {
      const known = `${record.knownMembers}${record.ipJson === '' ? '' : `,"ip_address":${record.ipJson}`}`
      for (const [name, value] of Object.entries(
        JSON.parse(`{${known.slice(1)}}`) as Record<string, unknown>,
      ))
        param(name, String(value))
    }
    if (record.restMembers !== '') param('context', `{${record.restMembers.slice(1)}}`)
    param('metadata', record.metadataJson)
    param('performance_data', record.performanceJson)
    param('error', record.errorJson)
    if (record.fieldMembers !== '') param('fields', `{${record.fieldMembers.slice(1)}}`)

    const start = `<${FACILITIES[facility] * 8 + SEVERITY[record.level]}>1 ${utcTime(record.time)} ${header} ${headerField(record.name, 32)} `
    const text = BOM + onOneLine(record.message)
    // The parts that say who and where come first, and so survive a cut longest.
    for (let count = params.length; ; count--) {
      const data = count === 0 ? '-' : `[tallystick@${enterprise}${params.slice(0, count).join('')}]`
      const line = `${start}${data} ${text}`
      if (Buffer.byteLength(line) <= maxBytes) return line
      if (count === 0) return cut(line, maxBytes)
    }
  }
}

/** The longest beginning of a text that has so many bytes of UTF-8 at most. */
function cut(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  let end = maxBytes
  // Never within a character: continuation bytes are 10xxxxxx.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
