import type { AggregateAnswer } from '../api/types.ts'
import { clip } from '../ui/text.ts'
import { numberOf } from './rows.ts'

export type Named = { readonly name: string; readonly value: number }

/** `count() by <field>` as names with counts, in the order given; what has no value is left out. */
export function namedOf(answer: AggregateAnswer): Named[] {
  return answer.rows.flatMap(([name, value]) =>
    name === null || name === undefined ? [] : [{ name: String(name), value: numberOf(value) }],
  )
}

/** Of names that are shown clipped, the one behind what is shown. */
export function itemAt(items: readonly Named[], shown: string): string | undefined {
  return items.find(({ name }) => clip(name) === shown)?.name
}

/** `count() by <list>`: of lists, which are grouped by their JSON text, how often each item stands in one, most first. */
export function itemsOf(answer: AggregateAnswer): Named[] {
  const counts = new Map<string, number>()
  for (const { name, value } of namedOf(answer))
    for (const item of new Set(listOf(name))) counts.set(item, (counts.get(item) ?? 0) + value)
  return [...counts]
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1))
}

function listOf(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.filter(item => typeof item === 'string') : []
  } catch {
    return []
  }
}
