import { TallyError } from '@tallystick/core'
import { actionFor, type Detection, type ScanPolicy, type Stage } from '@tallystick/firewall'

/** Why a scan lets nothing through. Names kinds of things, never what was found. */
export function refusalOf(stage: Stage, { findings, failures }: Detection, policy: ScanPolicy): TallyError {
  const what = stage === 'input' ? 'the prompt' : 'the answer'
  const blocked = findings.filter(finding => actionFor(finding, policy) === 'block')
  const flags = [...new Set(blocked.map(({ type }) => type))]
  if (flags.length > 0)
    return new TallyError(
      'TALLY_PROXY_BLOCKED',
      `${what} holds what the policy blocks: ${flags.slice(0, 8).join(', ')}`,
      {
        details: { stage, flags },
      },
    )
  const scanners = [...new Set(failures.map(({ scanner }) => scanner))]
  return new TallyError('TALLY_PROXY_UNSCANNED', `${what} was not scanned in full (${scanners.join(', ')})`, {
    details: { stage, scanners },
  })
}
