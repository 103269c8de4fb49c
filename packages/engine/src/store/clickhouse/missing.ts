import type { SeqRange } from '../../ports/event-store.ts'
import type { ClickHouseConnection, Row } from './connection.ts'
import { POINTS, ROLLED } from './points/schema.ts'
import { TABLE } from './schema.ts'
import { Bindings, type Sql } from './sql/bindings.ts'

/** Numbers looked at together where some are missing. */
const WINDOW = 1_000_000

/**
 * The parts of a range that a tenant has no rows for, ascending and disjoint. One look at counts and sums when nothing is missing;
 * windows that are neither full nor empty are looked at number by number.
 */
export async function findMissing(
  connection: ClickHouseConnection,
  tenant: string,
  { from, to }: SeqRange,
): Promise<SeqRange[]> {
  if (from >= to) return []
  const gaps: SeqRange[] = []
  const add = (gap: SeqRange) => {
    const last = gaps.at(-1)
    if (last?.to === gap.from) gaps[gaps.length - 1] = { from: last.from, to: gap.to }
    else gaps.push(gap)
  }
  let next = from
  for (const [number, ...facts] of await windows(connection, tenant, { from, to })) {
    const window = {
      from: Math.max(from, (number as number) * WINDOW),
      to: Math.min(to, ((number as number) + 1) * WINDOW),
    }
    if (window.from > next) add({ from: next, to: window.from })
    if (!isFull(window, facts)) for (const gap of await gapsOf(connection, tenant, window)) add(gap)
    next = window.to
  }
  if (next < to) add({ from: next, to })
  return gaps
}

function windows(connection: ClickHouseConnection, tenant: string, range: SeqRange): Promise<Row[]> {
  const bindings = new Bindings()
  return connection.query(
    bindings.statement(
      `SELECT intDiv(seq, ${WINDOW}) AS number, count(), min(seq), max(seq), toString(sum(seq))
       FROM ${held(tenant, range, bindings)} GROUP BY number ORDER BY number`,
    ),
  )
}

/** As many rows as numbers, from the first to the last, and their sum: no double hides a gap. */
function isFull({ from, to }: SeqRange, [count, min, max, sum]: Row): boolean {
  const expected = (BigInt(from + to - 1) * BigInt(to - from)) / 2n
  return count === to - from && min === from && max === to - 1 && BigInt(sum as string) === expected
}

async function gapsOf(
  connection: ClickHouseConnection,
  tenant: string,
  window: SeqRange,
): Promise<SeqRange[]> {
  const bindings = new Bindings()
  const before = bindings.integer(window.from - 1)
  const rows = await connection.query(
    bindings.statement(
      `WITH arraySort(groupUniqArray(toInt64(seq))) AS held, arrayPushFront(held, ${before}) AS previous,
         arrayPushBack(held, ${bindings.integer(window.to)}) AS following
       SELECT arrayFilter(gap -> gap.2 > gap.1 + 1, arrayZip(previous, following))
       FROM ${held(tenant, window, bindings)}`,
    ),
  )
  const pairs = rows[0]?.[0] as readonly (readonly [number, number])[]
  return pairs.map(([last, first]) => ({ from: last + 1, to: first }))
}

/** Numbers of events, of points, and of points that are rolled up. */
function held(tenant: string, { from, to }: SeqRange, bindings: Bindings): Sql {
  const [first, end, own] = [
    bindings.unsigned(from),
    bindings.unsigned(to),
    `tenant = ${bindings.text(tenant)}`,
  ]
  const within = `${own} AND seq >= ${first} AND seq < ${end}`
  return `(
    SELECT seq FROM ${TABLE} WHERE ${within} UNION ALL SELECT seq FROM ${POINTS} WHERE ${within} UNION ALL
    SELECT arrayJoin(bitmapToArray(bitmapSubsetInRange(numbers, ${first}, ${end}))) AS seq
    FROM (SELECT groupBitmapMergeState(seqs) AS numbers FROM ${ROLLED} WHERE ${own})
  )`
}
