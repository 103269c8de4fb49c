import { SEVERITIES, type Severity } from '@tallystick/firewall'

/** Whether a severity is as bad as another one, or worse. */
export const isAtLeast = (severity: Severity, limit: Severity): boolean =>
  SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit)

/** The severities, the worst first. */
export const WORST_FIRST: readonly Severity[] = [...SEVERITIES].reverse()
