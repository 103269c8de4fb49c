import type { Reader, TimeRange } from '@tallystick/engine'

type Asked = TimeRange & { readonly signal: AbortSignal }

/** How many events match. */
export async function countOf(reader: Reader, query: string, asked: Asked): Promise<number> {
  const { rows } = await reader.aggregate(`${query} | count()`, asked)
  return Number(rows[0]?.[0] ?? 0)
}

/** Values listed; a field with more is not one to count by. */
const MAX_VALUES = 1_000

/** How many matching events have each value of a field, most first. */
export async function countBy(
  reader: Reader,
  query: string,
  field: string,
  asked: Asked,
): Promise<Record<string, number>> {
  const { rows } = await reader.aggregate(`${query} | count() by ${field} | limit ${MAX_VALUES}`, asked)
  return Object.fromEntries(
    rows.flatMap(([value, count]) => (value === null ? [] : [[String(value), Number(count)] as const])),
  )
}
