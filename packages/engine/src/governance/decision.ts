import type { TallyEvent } from '@tallystick/core'
import type { CheckInput, Metadata } from './input.ts'
import type { Verdict } from './policy.ts'

/** What names the policy of a decision for good. Version 0 is the one that comes with Tallystick. */
export type PolicyMark = { readonly name: string; readonly version: number; readonly hash: string }

export type NewDecision = {
  readonly time: string
  /** Tenant. */
  readonly customer: string
  /** Id of the API key. */
  readonly key: string
  readonly input: CheckInput
  readonly verdict: Verdict
  readonly policy: PolicyMark
}

export type Decision = NewDecision & { readonly id: string }

/**
 * The record of a decision. The key is the user too: fields of the envelope are what stores index, so that the decisions of a key, and those
 * about a model, are found without a scan.
 */
export function decisionEvent(
  { time, customer, key, input, verdict, policy }: NewDecision,
  requestId: string | undefined,
): object {
  const { allowed, riskScore, reason, rules, failed } = verdict
  return {
    stream: 'decision',
    time,
    level: allowed ? 'INFO' : 'WARNING',
    category: 'governance',
    service: 'governance',
    name: allowed ? 'decision.allowed' : 'decision.blocked',
    message: `${allowed ? 'Allowed' : 'Blocked'} ${input.operation} on ${input.model}: ${reason}`,
    user_id: `key:${key}`,
    entity_type: 'model',
    entity_id: input.model,
    ...(requestId === undefined ? {} : { request_id: requestId }),
    attributes: {
      customer_id: customer,
      api_key_id: key,
      model: input.model,
      operation: input.operation,
      metadata: input.metadata,
      risk_score: riskScore,
      allowed,
      reason,
      policy_name: policy.name,
      policy_version: policy.version,
      policy_hash: policy.hash,
      ...(rules.length === 0 ? {} : { rules }),
      ...(failed.length === 0 ? {} : { failed_rules: failed.map(({ rule }) => rule) }),
    },
  }
}

/** A decision of the record, in the words of its API. Null where a record of another origin lacks it. */
export type DecisionRecord = {
  readonly id: string
  readonly created_at: string
  readonly customer_id: string | null
  readonly api_key_id: string | null
  readonly model: string | null
  readonly operation: string | null
  readonly metadata: Metadata
  readonly risk_score: number | null
  readonly allowed: boolean | null
  readonly reason: string | null
  readonly policy: {
    readonly name: string
    readonly version: number | null
    readonly hash: string | null
  } | null
  readonly rules: readonly string[]
}

export function decisionOf({ id, time, attributes = {} }: TallyEvent): DecisionRecord {
  const text = (name: string) => {
    const value = attributes[name]
    return typeof value === 'string' ? value : null
  }
  const number = (name: string) => {
    const value = attributes[name]
    return typeof value === 'number' ? value : null
  }
  const { allowed, metadata, rules } = attributes
  const policy = text('policy_name')
  return {
    id,
    created_at: time,
    customer_id: text('customer_id'),
    api_key_id: text('api_key_id'),
    model: text('model'),
    operation: text('operation'),
    metadata:
      typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
        ? (metadata as Metadata)
        : {},
    risk_score: number('risk_score'),
    allowed: typeof allowed === 'boolean' ? allowed : null,
    reason: text('reason'),
    policy:
      policy === null ? null : { name: policy, version: number('policy_version'), hash: text('policy_hash') },
    rules: Array.isArray(rules) ? rules.filter(rule => typeof rule === 'string') : [],
  }
}
