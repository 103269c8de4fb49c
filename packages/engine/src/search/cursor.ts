import { parseTime, TallyError } from '@tallystick/core'
import type { Position } from '../ports/event-store.ts'

/** A cursor is the position of the last row given, with the direction: opaque to clients, stable while new rows arrive. */
export function encodeCursor(order: 'asc' | 'desc', { time, seq }: Position): string {
  return Buffer.from(JSON.stringify([order, time, seq])).toString('base64url')
}

/** Throws TALLY_QUERY_CURSOR. */
export function decodeCursor(cursor: string): { order: 'asc' | 'desc'; after: Position } {
  try {
    const [order, time, seq] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if ((order === 'asc' || order === 'desc') && typeof time === 'string' && Number.isSafeInteger(seq))
      return { order, after: { time: parseTime(time), seq: seq as number } }
  } catch {
    // Falls through: whatever is wrong with it, it is not a cursor.
  }
  throw new TallyError('TALLY_QUERY_CURSOR', 'the cursor is malformed')
}
