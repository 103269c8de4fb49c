import {
  ACTIONS,
  type Action,
  type Finding,
  type Reason,
  type ScanResult,
  SEVERITIES,
  type Severity,
} from '../types.ts'
import type { Detection } from './detector.ts'
import type { ScanPolicy } from './policy.ts'

/** What findings and failures amount to. */
export type Assessment = Pick<ScanResult, 'score' | 'severity' | 'flags' | 'reasons' | 'outcome' | 'action'>

/** Weighs what was found, by the policy. Pure. */
export function assess({ findings, failures }: Detection, policy: ScanPolicy): Assessment {
  const reasons = reasonsOf(findings, policy)
  const score = round(1 - reasons.reduce((rest, reason) => rest * (1 - reason.weight * reason.score), 1))
  return {
    score,
    severity: severityOf(score, policy),
    flags: reasons.map(({ type }) => type),
    reasons,
    outcome: failures.length > 0 ? 'incomplete' : findings.length > 0 ? 'flagged' : 'clean',
    action: actionOf({ findings, failures }, policy),
  }
}

/** What a policy does about one finding. */
export function actionFor({ type, family }: Pick<Finding, 'type' | 'family'>, policy: ScanPolicy): Action {
  return policy.types[type]?.action ?? policy.actions[family]
}

/** One line for each type, the weightiest first: ten e-mail addresses say no more about the risk than the surest of them. */
function reasonsOf(findings: readonly Finding[], policy: ScanPolicy): Reason[] {
  const byType = new Map<string, Reason>()
  for (const { type, scanner, severity, score, reason } of findings) {
    const before = byType.get(type)
    const count = (before?.count ?? 0) + 1
    if (before !== undefined && before.score >= score) byType.set(type, { ...before, count })
    else {
      const weight = policy.types[type]?.weight ?? policy.weights[severity]
      byType.set(type, { type, scanner, severity, count, score: round(score), weight, reason })
    }
  }
  return [...byType.values()].sort((a, b) => b.weight * b.score - a.weight * a.score)
}

function severityOf(score: number, { thresholds }: ScanPolicy): Severity {
  return SEVERITIES.findLast(severity => score >= thresholds[severity]) ?? 'Info'
}

function actionOf({ findings, failures }: Detection, policy: ScanPolicy): ScanResult['action'] {
  const isClosed = ({ scanner }: { scanner: string }) =>
    (policy.scanners[scanner]?.on_failure ?? policy.on_failure) === 'closed'
  if (failures.some(isClosed)) return 'block'
  const wanted = new Set(findings.map(finding => actionFor(finding, policy)))
  return ACTIONS.findLast(action => wanted.has(action)) ?? 'allow'
}

/** Four decimals: more would only say how the numbers were added. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
