import type { AggregateAnswer, Cell } from '../api/types.ts'

/** The number of a cell; 0 where there is none. */
export function numberOf(cell: Cell | undefined): number {
  const value = Number(cell ?? 0)
  return Number.isFinite(value) ? value : 0
}

/** The column that is a bucket of time; -1 without one. */
export function binColumn({ columns }: AggregateAnswer): number {
  return columns.findIndex(name => name.startsWith('bin('))
}
