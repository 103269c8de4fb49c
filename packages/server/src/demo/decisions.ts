import type { JsonObject } from '@tallystick/core'
import type { Customer, DemoEvent, Scene, World } from './world.ts'
import { round } from './world.ts'

export const MODELS = [
  { name: 'gpt-4o-mini', share: 38, msPerToken: 9 },
  { name: 'claude-sonnet-4', share: 30, msPerToken: 14 },
  { name: 'llama-3.3-70b', share: 18, msPerToken: 18 },
  { name: 'mistral-large', share: 14, msPerToken: 12 },
] as const

/** Attributes that every decision has, whether governance or the proxy made it. */
export function decisionAttributes(
  customer: Customer,
  asked: { readonly model: string; readonly operation: string },
  verdict: {
    readonly allowed: boolean
    readonly risk: number
    readonly reason: string
    readonly rules?: string[]
  },
) {
  const { allowed, risk, reason, rules = [] } = verdict
  return {
    customer_id: customer.id,
    api_key_id: customer.key,
    ...asked,
    risk_score: risk,
    allowed,
    reason,
    policy_name: 'harbor',
    policy_version: 3,
    policy_hash: `${'c0ffee'.repeat(10)}0123`,
    ...(rules.length === 0 ? {} : { rules }),
  }
}

const OPERATIONS: readonly (readonly [number, string])[] = [
  [40, 'chat'],
  [18, 'embedding'],
  [14, 'summarization'],
  [12, 'classification'],
  [8, 'translation'],
  [5, 'agent'],
  [3, 'fine_tune'],
]

const REFUSALS = [
  { rule: 'personal-data-abroad', reason: 'personal data may not leave the region', risk: 0.82 },
  { rule: 'high-risk-use', reason: 'a high-risk use without a person who decides', risk: 0.9 },
  { rule: 'training-on-customers', reason: 'training on data of customers', risk: 0.76 },
] as const

/** A program asks `POST /v1/check` before it uses a model. */
export const check: Scene = (world, start) => {
  const { random } = world
  const customer = random.pick(world.customers)
  const asked = {
    model: random.weighted(MODELS.map(({ share, name }) => [share, name] as const)),
    operation: random.weighted(OPERATIONS),
  }
  // Customers differ: a bank asks for more than it gets.
  const strict = customer.id === 'kestrel-bank' ? 0.2 : asked.operation === 'fine_tune' ? 0.35 : 0.05
  const refusal = random.chance(strict) ? random.pick(REFUSALS) : undefined
  const verdict =
    refusal === undefined
      ? {
          allowed: true,
          risk: round(0.05 + random.next() ** 2 * 0.55, 3),
          reason: 'nothing speaks against it',
        }
      : {
          allowed: false,
          risk: round(Math.min(1, refusal.risk + random.next() * 0.1), 3),
          reason: refusal.reason,
          rules: [refusal.rule],
        }
  return [decided(world, customer, start, asked, verdict)]
}

function decided(
  { random }: World,
  customer: Customer,
  time: number,
  asked: { readonly model: string; readonly operation: string },
  verdict: {
    readonly allowed: boolean
    readonly risk: number
    readonly reason: string
    readonly rules?: string[]
  },
): DemoEvent {
  const { allowed, reason } = verdict
  const metadata: JsonObject = {
    data_region: random.pick(['eu', 'eu', 'us']),
    human_in_the_loop: random.chance(0.4),
    purpose: random.pick(['support', 'search', 'reporting', 'recommendation']),
  }
  return {
    time,
    stream: 'decision',
    level: allowed ? 'INFO' : 'WARNING',
    category: 'governance',
    service: 'governance',
    name: allowed ? 'decision.allowed' : 'decision.blocked',
    message: `${allowed ? 'Allowed' : 'Blocked'} ${asked.operation} on ${asked.model}: ${reason}`,
    user_id: `key:${customer.key}`,
    entity_type: 'model',
    entity_id: asked.model,
    request_id: `req_${random.hex(16)}`,
    attributes: { ...decisionAttributes(customer, asked, verdict), metadata },
  }
}
