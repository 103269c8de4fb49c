import { term } from '../../query/terms.ts'
import type { Chip } from '../../ui/chips.tsx'

/** What the address narrows the decisions to, in the words of `GET /api/v1/decisions`. */
export type DecisionFilter = {
  readonly customer?: string | undefined
  readonly model?: string | undefined
  readonly operation?: string | undefined
  /** Id of an API key. */
  readonly key?: string | undefined
  /** `true` or `false`; anything else is both, and is said to be none. */
  readonly allowed?: string | undefined
}

const NAMES: Readonly<Record<keyof DecisionFilter, string>> = {
  customer: 'Customer',
  model: 'Model',
  operation: 'Operation',
  key: 'Key',
  allowed: 'Verdict',
}
export const FILTERS = Object.keys(NAMES) as (keyof DecisionFilter)[]

export function filterOf(params: Readonly<Record<string, string | undefined>>): DecisionFilter {
  return Object.fromEntries(FILTERS.map(name => [name, params[name]])) as DecisionFilter
}

/** What can be asked of it: without a verdict that is none, which the API would refuse. */
export function askedOf(filter: DecisionFilter): DecisionFilter {
  const { allowed } = filter
  return { ...filter, allowed: allowed === 'true' || allowed === 'false' ? allowed : undefined }
}

/** The same as a query, for what the API of decisions does not count. */
export function queryOf(filter: DecisionFilter): string {
  const { customer, model, operation, key, allowed } = askedOf(filter)
  return [
    'stream:decision',
    ...(customer === undefined ? [] : [term('attributes.customer_id', customer)]),
    ...(model === undefined ? [] : [term('attributes.model', model)]),
    ...(operation === undefined ? [] : [term('attributes.operation', operation)]),
    ...(key === undefined ? [] : [term('user_id', `key:${key}`)]),
    ...(allowed === undefined ? [] : [term('attributes.allowed', allowed)]),
  ].join(' ')
}

export function chipsOf(filter: DecisionFilter): Chip[] {
  return FILTERS.flatMap(param => {
    const value = filter[param]
    if (value === undefined) return []
    return [{ param, name: NAMES[param], value: param === 'allowed' ? verdictLabel(value) : value }]
  })
}

function verdictLabel(allowed: string): string {
  if (allowed === 'true') return 'allowed'
  return allowed === 'false' ? 'blocked' : `${allowed} (not a verdict)`
}
