import { term } from '../../query/terms.ts'
import type { Chip } from '../../ui/chips.tsx'

/** What the address narrows the decisions to, in the words of `GET /api/v1/decisions`. */
export type DecisionFilter = {
  readonly customer?: string | undefined
  readonly model?: string | undefined
  readonly operation?: string | undefined
  /** Id of an API key. */
  readonly key?: string | undefined
  /** `true` or `false`; anything else is both. */
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
  const { allowed, ...rest } = Object.fromEntries(FILTERS.map(name => [name, params[name]])) as DecisionFilter
  return { ...rest, allowed: allowed === 'true' || allowed === 'false' ? allowed : undefined }
}

/** The same as a query, for what the API of decisions does not count. */
export function queryOf({ customer, model, operation, key, allowed }: DecisionFilter): string {
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
    const shown = param === 'allowed' ? (value === 'true' ? 'allowed' : 'blocked') : value
    return [{ param, name: NAMES[param], value: shown }]
  })
}
