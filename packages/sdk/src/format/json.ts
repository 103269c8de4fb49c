import type { Format, LogRecord } from '../speech/index.ts'
import { quote } from '../speech/index.ts'
import { utcTime } from './time.ts'

/** What every line of a process has. */
export type Identity = { readonly service?: string | undefined; readonly environment?: string | undefined }

const memberOf = (name: string, value: string | undefined): string =>
  value === undefined || value === '' ? '' : `,"${name}":${quote(value)}`

const siteOf = ({ site }: LogRecord): string =>
  site === undefined
    ? ''
    : `${memberOf('function', site.function)}${site.line === undefined ? '' : `,"line":${site.line}`}`

/** The structured JSON format (docs/design/007-sdk.md, "The file format"): one object per line; `tally import` reads it without loss. */
export function jsonFormat({ service, environment }: Identity = {}): Format {
  const end = `${memberOf('service', service)}${memberOf('environment', environment)}`
  return record => {
    const { knownMembers, ipJson, restMembers, metadataJson, performanceJson, errorJson, fieldMembers } =
      record
    let line = `{"timestamp":"${utcTime(record.time)}","level":"${record.level}"`
    if (record.category !== undefined) line += `,"category":${quote(record.category)}`
    line += `,"message":${record.messageJson},"module":${record.moduleJson}`
    if (record.site !== undefined) line += siteOf(record)
    const context =
      ipJson === '' ? knownMembers + restMembers : `${knownMembers},"ip_address":${ipJson}${restMembers}`
    if (context !== '') line += `,"context":{${context.slice(1)}}`
    if (metadataJson !== '') line += `,"metadata":${metadataJson}`
    if (performanceJson !== '') line += `,"performance_data":${performanceJson}`
    if (errorJson !== '') line += `,"error":${errorJson}`
    if (fieldMembers !== '') line += `,"fields":{${fieldMembers.slice(1)}}`
    if (record.name !== undefined) line += `,"name":${quote(record.name)}`
    return `${line}${end}}`
  }
}

/** The native event, as the server takes it in (docs/design/007-sdk.md, "The wire format"). */
export function wireFormat({ service, environment }: Identity = {}): Format {
  const identity = `${memberOf('service', service)}${memberOf('environment', environment)}`
  return record => {
    const { ipJson, restMembers, metadataJson, performanceJson, errorJson, fieldMembers } = record
    let line = `{"time":"${utcTime(record.time)}","level":"${record.level}"`
    if (record.category !== undefined) line += `,"category":${quote(record.category)}`
    line += `${identity},"module":${record.moduleJson}`
    if (record.site !== undefined) line += siteOf(record)
    if (record.name !== undefined) line += `,"name":${quote(record.name)}`
    line += `,"message":${record.messageJson}${record.knownMembers}`
    if (ipJson !== '') line += `,"ip":${ipJson}`
    let attributes = ''
    if (restMembers !== '') attributes += `,"context":{${restMembers.slice(1)}}`
    if (metadataJson !== '') attributes += `,"metadata":${metadataJson}`
    if (performanceJson !== '') attributes += `,"performance_data":${performanceJson}`
    if (errorJson !== '') attributes += `,"error":${errorJson}`
    attributes += fieldMembers
    return attributes === '' ? `${line}}` : `${line},"attributes":{${attributes.slice(1)}}}`
  }
}

/** pino's numbers (https://getpino.io/#/docs/api?id=logger-level); ours that it does not have sit where their severity is. */
const PINO_LEVEL = {
  TRACE: 10,
  DEBUG: 20,
  INFO: 30,
  AUDIT: 35,
  WARNING: 40,
  SECURITY: 45,
  ERROR: 50,
  CRITICAL: 60,
} as const

export const pinoLevel = ({ level }: LogRecord): number => PINO_LEVEL[level]

/**
 * A line as pino writes it, for pino's transports and streams: `level time name msg` and `err` as they expect them; the rest as in our own
 * file format.
 */
export function pinoFormat({ service, environment }: Identity = {}): Format {
  const end = `${memberOf('service', service)}${memberOf('environment', environment)}`
  return record => {
    const { knownMembers, ipJson, restMembers } = record
    let line = `{"level":${PINO_LEVEL[record.level]},"time":${record.time},"name":${record.moduleJson}`
    if (record.category !== undefined) line += `,"category":${quote(record.category)}`
    if (record.site !== undefined) line += siteOf(record)
    const context =
      ipJson === '' ? knownMembers + restMembers : `${knownMembers},"ip_address":${ipJson}${restMembers}`
    if (context !== '') line += `,"context":{${context.slice(1)}}`
    if (record.metadataJson !== '') line += `,"metadata":${record.metadataJson}`
    if (record.performanceJson !== '') line += `,"performance_data":${record.performanceJson}`
    if (record.errorJson !== '') line += `,"err":${record.errorJson}`
    if (record.fieldMembers !== '') line += `,"fields":{${record.fieldMembers.slice(1)}}`
    if (record.name !== undefined) line += `,"event":${quote(record.name)}`
    return `${line}${end},"msg":${record.messageJson}}`
  }
}
