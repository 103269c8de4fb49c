import { LEVELS, type Level } from './fields.ts'

/**
 * OpenTelemetry severity numbers of our levels. SECURITY and AUDIT are kinds of record rather than degrees of
 * badness; they sit at WARN2 and INFO2, so that `level>=WARNING` shows security events and not the audit trail.
 */
export const SEVERITY_OF_LEVEL: Readonly<Record<Level, number>> = {
  TRACE: 1,
  DEBUG: 5,
  INFO: 9,
  AUDIT: 10,
  WARNING: 13,
  SECURITY: 14,
  ERROR: 17,
  CRITICAL: 21,
}

/** Level of an OpenTelemetry severity number 1–24 (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber). */
export function levelFromSeverityNumber(severity: number): Level {
  return severity >= 21
    ? 'CRITICAL'
    : severity >= 17
      ? 'ERROR'
      : severity >= 13
        ? 'WARNING'
        : severity >= 9
          ? 'INFO'
          : severity >= 5
            ? 'DEBUG'
            : 'TRACE'
}

/** Words that producers use for our levels, lower-case: syslog, log4j, Python, Java, Windows, glog, HTTP servers. */
const ALIASES: Readonly<Record<string, Level>> = {
  ...(Object.fromEntries(LEVELS.map(level => [level.toLowerCase(), level])) as Record<string, Level>),
  t: 'TRACE',
  trc: 'TRACE',
  verbose: 'TRACE',
  v: 'TRACE',
  silly: 'TRACE',
  finest: 'TRACE',
  finer: 'TRACE',
  all: 'TRACE',
  d: 'DEBUG',
  dbg: 'DEBUG',
  dbug: 'DEBUG',
  fine: 'DEBUG',
  config: 'DEBUG',
  debugging: 'DEBUG',
  i: 'INFO',
  inf: 'INFO',
  information: 'INFO',
  informational: 'INFO',
  notice: 'INFO',
  note: 'INFO',
  log: 'INFO',
  statement: 'INFO',
  success: 'INFO',
  http: 'INFO',
  w: 'WARNING',
  wrn: 'WARNING',
  warn: 'WARNING',
  warnings: 'WARNING',
  e: 'ERROR',
  err: 'ERROR',
  eror: 'ERROR',
  failure: 'ERROR',
  severe: 'ERROR',
  f: 'CRITICAL',
  c: 'CRITICAL',
  crit: 'CRITICAL',
  fatal: 'CRITICAL',
  ftl: 'CRITICAL',
  alert: 'CRITICAL',
  emerg: 'CRITICAL',
  emergency: 'CRITICAL',
  panic: 'CRITICAL',
  dpanic: 'CRITICAL',
  sec: 'SECURITY',
}

const LEVEL_OF_WORD: ReadonlyMap<string, Level> = new Map([
  ...LEVELS.map(level => [level, level] as const),
  ...Object.entries(ALIASES),
])

/** Level of a word such as `warn`, `ERR`, `Fatal`, `notice`; undefined when it is none. Case-insensitive. */
export function levelFromText(text: string): Level | undefined {
  return LEVEL_OF_WORD.get(text) ?? LEVEL_OF_WORD.get(text.toLowerCase())
}

/** Level of a syslog severity 0–7 (RFC 5424 §6.2.1). */
export function levelFromSyslog(severity: number): Level {
  return severity <= 2
    ? 'CRITICAL'
    : severity === 3
      ? 'ERROR'
      : severity === 4
        ? 'WARNING'
        : severity <= 6
          ? 'INFO'
          : 'DEBUG'
}

/** Syslog severity of a level (RFC 5424 §6.2.1). */
export function syslogFromLevel(level: Level): number {
  return { TRACE: 7, DEBUG: 7, INFO: 6, AUDIT: 5, WARNING: 4, SECURITY: 4, ERROR: 3, CRITICAL: 2 }[level]
}

/** Level of a pino or bunyan number (10 trace … 60 fatal); values between round down. */
export function levelFromPino(value: number): Level {
  return value >= 60
    ? 'CRITICAL'
    : value >= 50
      ? 'ERROR'
      : value >= 40
        ? 'WARNING'
        : value >= 30
          ? 'INFO'
          : value >= 20
            ? 'DEBUG'
            : 'TRACE'
}

/** Level of a Python `logging` number (10 DEBUG … 50 CRITICAL; 5 is the customary TRACE). */
export function levelFromPython(value: number): Level {
  return value >= 50
    ? 'CRITICAL'
    : value >= 40
      ? 'ERROR'
      : value >= 30
        ? 'WARNING'
        : value >= 20
          ? 'INFO'
          : value >= 10
            ? 'DEBUG'
            : 'TRACE'
}
