import { TallyError } from '@tallystick/core'
import { SEVERITIES, type Severity } from '@tallystick/firewall'

/** Whether a severity is as bad as another one, or worse. */
export const isAtLeast = (severity: Severity, limit: Severity): boolean =>
  SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit)

/** The severities, the worst first. */
export const WORST_FIRST: readonly Severity[] = [...SEVERITIES].reverse()

/**
 * From which severity on findings are told: what is to fail is told as well. Refuses with TALLY_CLI_USAGE what would fail by findings that are not to be
 * told.
 */
export function toldFrom(
  { minSeverity, failOn }: { readonly minSeverity?: Severity; readonly failOn?: Severity },
  usual: Severity,
): Severity {
  if (failOn === undefined) return minSeverity ?? usual
  if (minSeverity === undefined) return isAtLeast(failOn, usual) ? usual : failOn
  if (!isAtLeast(failOn, minSeverity))
    throw new TallyError(
      'TALLY_CLI_USAGE',
      `--fail-on ${failOn} is below --min-severity ${minSeverity}: the scan would fail by what it does not tell`,
    )
  return minSeverity
}
