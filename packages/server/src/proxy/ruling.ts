import { BUILT_IN, type CheckInput, type Engine } from '@tallystick/engine'
import { actionFor, type ScanResult } from '@tallystick/firewall'
import type { Principal } from '../http/principal.ts'
import type { Firewall } from './firewall.ts'
import type { Ruling } from './records.ts'

export type RulingInput = {
  readonly engine: Engine
  readonly principal: Principal
  readonly firewall: Firewall
  readonly result: ScanResult
  readonly model: string | undefined
  readonly operation: string
  readonly route: string
  readonly isStream: boolean
  readonly now: number
}

/**
 * Whether a request may go to the model: by the scan policy, and by the governance policy that was applied for the key or its tenant. The one that comes
 * with Tallystick only advises those who ask `/v1/check`.
 */
export async function rule(input: RulingInput): Promise<Ruling> {
  const { engine, principal, firewall, result, now } = input
  const { policy: scanPolicy } = firewall.pipeline
  const key = principal.kind === 'key' ? principal.key : undefined
  const byScan: Ruling = {
    allowed: result.action !== 'block',
    action: result.action,
    riskScore: result.score,
    reason: reasonOf(result),
    policy: { name: scanPolicy.name, hash: scanPolicy.hash },
  }
  if (!byScan.allowed) return byScan
  const { policy, name, version, hash } = await engine.governance.inForce(principal.tenant, key?.id)
  if (name === BUILT_IN) return byScan
  const { allowed, riskScore, reason, rules } = policy.evaluate(checkOf(input), {
    customer: principal.tenant,
    key: { id: key?.id ?? '', name: key?.name ?? '', scopes: key?.scopes ?? [] },
    now,
  })
  return {
    allowed,
    action: allowed ? result.action : 'block',
    riskScore,
    reason,
    policy: { name, version, hash },
    rules,
  }
}

/** What governance is told of a request: of its content only what kinds of things it still holds. */
function checkOf({
  firewall,
  result,
  model = 'unknown',
  operation,
  route,
  isStream,
}: RulingInput): CheckInput {
  const { policy } = firewall.pipeline
  const has = (family: string): boolean => result.findings.some(finding => finding.family === family)
  const leaves = (family: string): boolean =>
    result.findings.some(finding => finding.family === family && actionFor(finding, policy) === 'observe')
  return {
    model,
    operation,
    metadata: {
      route,
      stream: isStream,
      risk_score: result.score,
      contains_pii: has('personal'),
      pii_redacted: has('personal') && !leaves('personal'),
      contains_secrets: leaves('secret'),
      contains_attack: has('attack'),
    },
  }
}

/** What was found and what became of it, in a few words. */
export function reasonOf({ flags, action, failures }: ScanResult): string {
  if (action === 'block' && flags.length === 0)
    return `not scanned in full by ${failures.map(({ scanner }) => scanner).join(', ')}`
  if (flags.length === 0) return 'nothing found'
  const words = {
    allow: 'let through',
    observe: 'let through',
    redact: 'taken out',
    block: 'blocked',
  } as const
  return `${flags.slice(0, 8).join(', ')} ${words[action]}`
}
