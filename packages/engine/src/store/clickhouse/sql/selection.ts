import type { Filter } from '@tallystick/core'
import { timeToNanos } from '@tallystick/core'
import type { Position, TimeRange } from '../../../ports/event-store.ts'
import { TABLE, UNPATTERNED } from '../schema.ts'
import type { Bindings, Sql } from './bindings.ts'
import { compileFilter, type Scope } from './filter.ts'
import { allOf } from './operand.ts'

export type Selection = { readonly tenant: string; readonly filter: Filter; readonly range: TimeRange }

/** The events of a tenant in a range of time that a filter lets through. */
export function compileSelection({ tenant, filter, range }: Selection, scope: Scope): Sql {
  return allOf([
    ...inRange(tenant, range, scope.bindings),
    ...(filter.kind === 'all' ? [] : [compileFilter(filter, scope)]),
  ])
}

/**
 * The same as a source of rows, to stand behind FROM, with all columns but the tree of attributes. Where patterns can answer what messages would
 * have to be read for, rows that have none are asked apart.
 */
export function compileSource(selection: Selection, scope: Scope): Sql {
  if (scope.patterns === undefined) return `${TABLE} WHERE ${compileSelection(selection, scope)}`
  const { patterns: _, ...plain } = scope
  const half = (condition: Sql, scope: Scope) =>
    `SELECT * FROM ${TABLE} WHERE ${allOf([condition, compileSelection(selection, scope)])}`
  return `(${half(`NOT ${UNPATTERNED}`, { ...plain, patterns: 'all' })} UNION ALL ${half(UNPATTERNED, plain)})`
}

/** Conditions that the primary key answers. */
export function inRange(tenant: string, { from, to }: TimeRange, bindings: Bindings): Sql[] {
  return [
    `tenant = ${bindings.text(tenant)}`,
    ...(from === undefined ? [] : [`time >= ${bindings.time(timeToNanos(from))}`]),
    ...(to === undefined ? [] : [`time < ${bindings.time(timeToNanos(to))}`]),
  ]
}

/** Strictly after a position; the first condition is for the primary key. */
export function afterPosition({ time, seq }: Position, order: 'asc' | 'desc', bindings: Bindings): Sql {
  const at = bindings.time(timeToNanos(time))
  const op = order === 'asc' ? '>' : '<'
  return `time ${op}= ${at} AND (time ${op} ${at} OR seq ${op} ${bindings.unsigned(seq)})`
}
