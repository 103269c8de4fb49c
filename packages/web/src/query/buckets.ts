import type { AggregateAnswer } from '../api/types.ts'
import { binColumn, numberOf } from './rows.ts'

/** Counts of one bucket of time (epoch ms), in the order of the names that were asked for. */
export type Counts = { readonly time: number; readonly values: readonly number[] }

/** `count() by <column>, bin(…)` as buckets by time. Names that were not asked for are left out. */
export function bucketsOf(answer: AggregateAnswer, column: string, names: readonly string[]): Counts[] {
  const [bin, name] = [binColumn(answer), answer.columns.indexOf(column)]
  const value = answer.columns.length - 1
  const buckets = new Map<number, number[]>()
  for (const row of answer.rows) {
    const time = Date.parse(String(row[bin]))
    const place = names.indexOf(String(row[name]))
    if (Number.isNaN(time) || place < 0) continue
    let values = buckets.get(time)
    if (values === undefined) {
      values = names.map(() => 0)
      buckets.set(time, values)
    }
    values[place]! += numberOf(row[value])
  }
  return [...buckets].map(([time, values]) => ({ time, values })).sort((a, b) => a.time - b.time)
}

export function total(buckets: readonly Counts[], places: readonly number[]): number {
  return buckets.reduce((sum, { values }) => sum + places.reduce((part, i) => part + values[i]!, 0), 0)
}
