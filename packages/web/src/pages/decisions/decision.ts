/** A decision as `GET /api/v1/decisions` gives it; null where a record of another origin lacks it. */
export type Decision = {
  readonly id: string
  readonly created_at: string
  readonly customer_id: string | null
  readonly api_key_id: string | null
  readonly model: string | null
  readonly operation: string | null
  readonly metadata: Readonly<Record<string, unknown>>
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

export type DecisionsAnswer = { readonly decisions: readonly Decision[]; readonly cursor?: string }

export type PolicyMark = { readonly name: string; readonly version: number; readonly hash: string }

/** `name@version`; the policies that come with Tallystick (0) and with the proxy go by their names alone. */
export function policyLabel({
  name,
  version,
}: {
  readonly name: string
  readonly version: number | null
}): string {
  return version === null || version === 0 ? name : `${name}@${version}`
}

/** Name and version of a label; without one, the version that comes with Tallystick or the latest. */
export function policyOf(label: string): { name: string; version: string } {
  const at = label.lastIndexOf('@')
  const version = label.slice(at + 1)
  return at > 0 && /^\d{1,9}$/.test(version)
    ? { name: label.slice(0, at), version }
    : { name: label, version: 'latest' }
}

/** The decision in an event of the stream `decision`, for when it is asked for by its id. */
export function decisionOfEvent({
  id,
  time,
  attributes = {},
}: {
  readonly id: string
  readonly time: string
  readonly attributes?: Readonly<Record<string, unknown>>
}): Decision {
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : null)
  const number = (name: string) => (typeof attributes[name] === 'number' ? attributes[name] : null)
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
        ? (metadata as Record<string, unknown>)
        : {},
    risk_score: number('risk_score'),
    allowed: typeof allowed === 'boolean' ? allowed : null,
    reason: text('reason'),
    policy:
      policy === null ? null : { name: policy, version: number('policy_version'), hash: text('policy_hash') },
    rules: Array.isArray(rules) ? rules.filter(rule => typeof rule === 'string') : [],
  }
}
