import type { JsonObject, Level, TallyEvent } from '@tallystick/core'
import { SEVERITIES, STAGES } from '../types.ts'
import type { FileFacts, ScanRecord } from './record.ts'

/** `name` of the event of a scan, on the stream `scan`. */
export const SCAN_EVENT = 'scan'

/**
 * How a scan is seen among all events. What is High or Critical is a matter of security: level SECURITY, which `level>=WARNING` shows. The
 * OpenTelemetry severity number goes with the severity as it does for security events of the SDK, so that `severity_number>=17` finds what is
 * High or worse on every stream. A scan that broke is an error of the application's.
 */
const LEVEL: Readonly<Record<ScanRecord['severity'], readonly [Level, number]>> = {
  Critical: ['SECURITY', 21],
  High: ['SECURITY', 17],
  Medium: ['WARNING', 13],
  Low: ['INFO', 10],
  Info: ['INFO', 9],
}

/**
 * The record as an event: who and where in the envelope, the rest as attributes, so that `stream:scan score>=0.7 | count() by severity` works.
 * The event has the scan's id.
 */
export function eventOfScan(
  record: ScanRecord,
): JsonObject & { readonly stream: 'scan'; readonly time: string; readonly attributes: JsonObject } {
  const { id, created_at, session_id, user_agent, ip_address, environment, ...rest } = record
  const [level, number] = levelOf(record)
  return {
    id,
    stream: 'scan',
    name: SCAN_EVENT,
    time: created_at,
    level,
    severity_number: number,
    category: 'security',
    environment,
    message: sentence(record),
    ...(session_id === undefined ? {} : { session_id }),
    ...(user_agent === undefined ? {} : { user_agent }),
    ...(ip_address === undefined ? {} : { ip: ip_address }),
    attributes: rest as unknown as JsonObject,
  }
}

function levelOf({ severity, outcome }: ScanRecord): readonly [Level, number] {
  if (outcome === 'failed') return ['ERROR', 17]
  const [level, number] = LEVEL[severity]
  // That nothing was found by what was left of the scan is no reason to be calm.
  return outcome === 'incomplete' && number < 13 ? LEVEL.Medium : [level, number]
}

function sentence({ outcome, severity, score, flags, action, stage, error }: ScanRecord): string {
  if (outcome === 'failed') return `Scan of ${stage} failed: ${error}`
  const found = flags.length === 0 ? 'nothing found' : flags.slice(0, 8).join(', ')
  const missing = outcome === 'incomplete' ? ', not by all scanners' : ''
  return `${severity} ${score.toFixed(2)}, ${stage}: ${found}${missing} (${action})`
}

/** The record of an event; undefined when the event is not one of a scan, or its attributes may not be seen. */
export function scanOfEvent(event: TallyEvent): ScanRecord | undefined {
  const { attributes: a, session_id, user_agent, ip } = event
  if (event.stream !== 'scan' || event.name !== SCAN_EVENT || !isScan(a)) return undefined
  return {
    ...a,
    id: event.id,
    created_at: event.time,
    environment: event.environment ?? 'unknown',
    ...(session_id === undefined ? {} : { session_id }),
    ...(user_agent === undefined ? {} : { user_agent }),
    ...(ip === undefined ? {} : { ip_address: ip }),
  }
}

type Attributes = Omit<
  ScanRecord,
  'id' | 'created_at' | 'environment' | 'session_id' | 'user_agent' | 'ip_address'
>

const TEXTS = ['encrypted_reasons', 'policy', 'error', 'repo', 'file_path', 'detector'] as const
const NUMBERS = ['line_count', 'avg_line_len', 'max_line_len'] as const satisfies readonly (keyof FileFacts)[]
const OUTCOMES: readonly unknown[] = ['clean', 'flagged', 'incomplete', 'failed']
const ACTIONS: readonly unknown[] = ['allow', 'observe', 'redact', 'block']

/** Anyone who may send events may send one that calls itself a scan. */
function isScan(a: JsonObject | undefined): a is JsonObject & Attributes {
  return (
    a !== undefined &&
    (STAGES as readonly unknown[]).includes(a.stage) &&
    (SEVERITIES as readonly unknown[]).includes(a.severity) &&
    OUTCOMES.includes(a.outcome) &&
    ACTIONS.includes(a.action) &&
    typeof a.input_hash === 'string' &&
    typeof a.score === 'number' &&
    typeof a.latency_ms === 'number' &&
    typeof a.is_encrypted === 'boolean' &&
    isList(a.flags, isText) &&
    isList(a.scanners, isText) &&
    isList(a.failures, isObject) &&
    (a.reasons === undefined || isList(a.reasons, isObject)) &&
    TEXTS.every(name => a[name] === undefined || isText(a[name])) &&
    NUMBERS.every(name => a[name] === undefined || typeof a[name] === 'number')
  )
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const isList = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is)
