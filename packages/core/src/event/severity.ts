import type { Level } from './fields.ts'

/**
 * OpenTelemetry severity numbers of our levels. SECURITY and AUDIT are kinds of record rather than degrees of
 * badness; they sit at WARN2 and INFO2, so that `level>=WARNING` shows security events and not the audit trail.
 */
export const SEVERITY_OF_LEVEL: Readonly<Record<Level, number>> = {
  TRACE: 1, DEBUG: 5, INFO: 9, AUDIT: 10, WARNING: 13, SECURITY: 14, ERROR: 17, CRITICAL: 21,
}
