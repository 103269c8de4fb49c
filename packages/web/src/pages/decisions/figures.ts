import type { AggregateAnswer } from '../../api/types.ts'
import { numberOf } from '../../query/rows.ts'

export type Counts = {
  readonly total: number
  readonly allowed: number
  readonly blocked: number
  readonly allowed_ratio: number | null
}

/** `GET /api/v1/decisions/stats` */
export type DecisionStats = Counts & {
  readonly average_risk: number | null
  readonly by_model_operation: readonly (Counts & {
    readonly model: string | null
    readonly operation: string | null
    readonly average_risk: number | null
  })[]
  readonly over_time: readonly (Counts & { readonly time: string })[]
  readonly truncated: boolean
}

/** A width of buckets as the API of decisions takes it: it knows no weeks, and at most six digits. */
export function binText(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400}d` : `${seconds}s`
}

export type CustomerRow = {
  readonly customer: string | null
  readonly total: number
  readonly blocked: number
  readonly averageRisk: number | null
}

/** `count(), avg(risk_score) by customer_id, allowed` as one row for each customer, most decisions first. */
export function customersOf(answer: AggregateAnswer): CustomerRow[] {
  const customers = new Map<string | null, { total: number; blocked: number; rated: number; risk: number }>()
  for (const [name, allowed, value, risk] of answer.rows) {
    const customer = name === null || name === undefined ? null : String(name)
    const sums = customers.get(customer) ?? { total: 0, blocked: 0, rated: 0, risk: 0 }
    customers.set(customer, sums)
    const count = numberOf(value)
    sums.total += count
    if (String(allowed) === 'false') sums.blocked += count
    if (typeof risk !== 'number') continue
    sums.rated += count
    sums.risk += risk * count
  }
  return [...customers]
    .map(([customer, { total, blocked, rated, risk }]) => ({
      customer,
      total,
      blocked,
      averageRisk: rated === 0 ? null : risk / rated,
    }))
    .sort((a, b) => b.total - a.total)
}

/** Share of the blocked ones for every step of a span; null where nobody asked. */
export function blockedShare(
  steps: DecisionStats['over_time'],
  { from, to }: { readonly from: number; readonly to: number },
  seconds: number,
): [number, number | null][] {
  const step = seconds * 1_000
  const shares = new Map(
    steps.map(({ time, allowed, blocked }) => [
      Date.parse(time),
      allowed + blocked === 0 ? null : blocked / (allowed + blocked),
    ]),
  )
  const first = Math.floor(from / step) * step
  return Array.from({ length: Math.max(1, Math.ceil((to - first) / step)) }, (_, i) => {
    const time = first + i * step
    return [time, shares.get(time) ?? null]
  })
}
