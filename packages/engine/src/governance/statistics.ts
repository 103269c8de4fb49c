import { type Filter, printFilter, resolveField } from '@tallystick/core'
import type { ResultTable, TimeRange } from '../ports/event-store.ts'

/** Which decisions are meant; what is absent or empty asks nothing. */
export type DecisionFilter = {
  readonly customer?: string | undefined
  /** Id of an API key. */
  readonly key?: string | undefined
  readonly model?: string | undefined
  readonly operation?: string | undefined
  readonly allowed?: boolean | undefined
}

/** The filter as a query, so that it is answered, and refused, where every query is. */
export function decisionQuery({ customer, key, model, operation, allowed }: DecisionFilter): string {
  const terms: Filter[] = []
  const equal = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') terms.push({ kind: 'equals', field: resolveField(name), value })
  }
  equal('stream', 'decision')
  equal('attributes.customer_id', customer)
  equal('user_id', key === undefined || key === '' ? undefined : `key:${key}`)
  equal('attributes.model', model)
  equal('attributes.operation', operation)
  equal('attributes.allowed', allowed === undefined ? undefined : String(allowed))
  return printFilter(terms.length === 1 ? terms[0]! : { kind: 'and', terms })
}

export type DecisionCounts = {
  readonly total: number
  readonly allowed: number
  readonly blocked: number
  /** Of all with a verdict; null where there are none. */
  readonly allowed_ratio: number | null
}

export type DecisionStats = DecisionCounts & {
  readonly average_risk: number | null
  readonly by_model_operation: readonly (DecisionCounts & {
    readonly model: string | null
    readonly operation: string | null
    readonly average_risk: number | null
  })[]
  /** By steps of `bin`, in order; steps without decisions are left out. */
  readonly over_time: readonly (DecisionCounts & { readonly time: string })[]
  /** There are more models and operations, or steps, than are listed. */
  readonly truncated: boolean
}

type Asked = TimeRange & { readonly signal?: AbortSignal }
type Cell = ResultTable['rows'][number][number]
type Aggregate = (query: string, range: Asked) => Promise<ResultTable>

/** Groups that are listed; each may come once for each verdict. */
const MAX_GROUPS = 3_000

/** Average risk by model and operation, and the ratio of allowed decisions over time. `bin` is a duration of the query language, as 1h. */
export async function decisionStats(
  aggregate: Aggregate,
  filter: DecisionFilter,
  range: Asked,
  bin: string,
): Promise<DecisionStats> {
  const query = decisionQuery(filter)
  const [groups, steps] = await Promise.all([
    aggregate(
      `${query} | count(), avg(attributes.risk_score) by attributes.model, attributes.operation, attributes.allowed | limit ${MAX_GROUPS}`,
      range,
    ),
    aggregate(
      `${query} | count(), avg(attributes.risk_score) by bin(${bin}), attributes.allowed | limit ${MAX_GROUPS}`,
      range,
    ),
  ])
  const all = new Tally()
  const byUse = new Map<string, Tally & { of: readonly Cell[] }>()
  for (const [model = null, operation = null, ...rest] of groups.rows) {
    const key = JSON.stringify([model, operation])
    const tally = byUse.get(key) ?? Object.assign(new Tally(), { of: [model, operation] })
    byUse.set(key, tally)
    tally.add(rest)
    all.add(rest)
  }
  const byTime = new Map<string, Tally>()
  for (const [time = null, ...rest] of steps.rows) {
    const tally = byTime.get(String(time)) ?? new Tally()
    byTime.set(String(time), tally)
    tally.add(rest)
  }
  return {
    ...all.counts(),
    average_risk: all.averageRisk(),
    by_model_operation: [...byUse.values()]
      .map(tally => ({
        model: textOf(tally.of[0]),
        operation: textOf(tally.of[1]),
        ...tally.counts(),
        average_risk: tally.averageRisk(),
      }))
      .sort((a, b) => b.total - a.total),
    over_time: [...byTime]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([time, tally]) => ({ time, ...tally.counts() })),
    truncated: groups.truncated || steps.truncated,
  }
}

const textOf = (cell: Cell | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell)

/** Sums over rows of (verdict, count, average risk). */
class Tally {
  #total = 0
  #allowed = 0
  #blocked = 0
  #rated = 0
  #risk = 0

  add([verdict, count, risk]: readonly Cell[]): void {
    this.#total += Number(count)
    if (String(verdict) === 'true') this.#allowed += Number(count)
    if (String(verdict) === 'false') this.#blocked += Number(count)
    if (risk === null) return
    this.#rated += Number(count)
    this.#risk += Number(risk) * Number(count)
  }

  counts(): DecisionCounts {
    const judged = this.#allowed + this.#blocked
    return {
      total: this.#total,
      allowed: this.#allowed,
      blocked: this.#blocked,
      allowed_ratio: judged === 0 ? null : rounded(this.#allowed / judged),
    }
  }

  averageRisk(): number | null {
    return this.#rated === 0 ? null : rounded(this.#risk / this.#rated)
  }
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000
