import { parseTime, TallyError } from '@tallystick/core'
import type { Position } from '../ports/event-store.ts'

/**
 * Where a search goes on: after the last row given, in the same direction, for as many rows as its `| limit` leaves.
 * Opaque to clients, and stable while new rows arrive.
 */
export type Cursor = { readonly order: 'asc' | 'desc'; readonly after: Position; readonly left: number }

export function encodeCursor({ order, after, left }: Cursor): string {
  const parts = [order, after.time, after.seq, ...(Number.isFinite(left) ? [left] : [])]
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** Throws TALLY_QUERY_CURSOR. */
export function decodeCursor(cursor: string): Cursor {
  try {
    const [order, time, seq, left = Number.POSITIVE_INFINITY] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    ) as unknown[]
    const counted = left === Number.POSITIVE_INFINITY || (Number.isSafeInteger(left) && (left as number) > 0)
    if (
      (order === 'asc' || order === 'desc') &&
      typeof time === 'string' &&
      Number.isSafeInteger(seq) &&
      counted
    )
      return { order, after: { time: parseTime(time), seq: seq as number }, left: left as number }
  } catch {
    // Falls through: whatever is wrong with it, it is not a cursor.
  }
  throw new TallyError('TALLY_QUERY_CURSOR', 'the cursor is malformed')
}
