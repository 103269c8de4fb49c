import { type Batch, lineOf, splitBatch } from './batch.ts'
import type { Outcome } from './outcome.ts'
import type { Trouble } from './trouble.ts'

/** A record that the server will never take. */
export type RefusedRecord = {
  readonly writer?: string
  readonly sequence: number
  readonly line: string
  readonly code: string
  readonly message: string
}

export type Delivery = {
  readonly post: (batch: Batch) => Promise<Outcome>
  /** Waits until another attempt is due; false when there shall be none. */
  readonly pause: (attempt: number, afterMs: number | undefined) => Promise<boolean>
  /** Resolves when these are put where they are to be; until then the batch is not done. */
  readonly refused: (records: readonly RefusedRecord[]) => Promise<void>
  /** The server never had numbers [from, to) of this writer. */
  readonly gap?: (writer: string, from: number, to: number) => Promise<void>
  readonly trouble: Trouble
}

/**
 * Sends a batch until the server has taken or refused every record of it, halving what it cannot digest as a whole, so that one bad
 * record costs itself alone. False when `pause` gave up; some of the batch may have been taken.
 */
export async function deliver(batch: Batch, delivery: Delivery): Promise<boolean> {
  const { post, pause, refused, gap, trouble } = delivery
  for (let attempt = 0; ; attempt++) {
    const outcome = await post(batch)
    switch (outcome.kind) {
      case 'taken':
        trouble.over()
        if (outcome.gap !== undefined && batch.writer !== undefined)
          await gap?.(batch.writer, outcome.gap.from, outcome.gap.to)
        if (outcome.refused.length > 0)
          await refused(
            outcome.refused.map(({ index, code, message }) => record(batch, index, code, message)),
          )
        return true
      case 'indigestible': {
        trouble.over()
        if (batch.count === 1) {
          await refused([record(batch, 0, outcome.code, outcome.message)])
          return true
        }
        const [first, second] = splitBatch(batch)
        return (await deliver(first, delivery)) && (await deliver(second, delivery))
      }
      case 'later':
      case 'barred':
        trouble.begins(outcome.kind === 'later' ? 'unreachable' : 'barred', outcome.reason)
        if (!(await pause(attempt, outcome.kind === 'later' ? outcome.afterMs : undefined))) return false
    }
  }
}

function record(batch: Batch, index: number, code: string, message: string): RefusedRecord {
  return {
    ...(batch.writer === undefined ? {} : { writer: batch.writer }),
    sequence: batch.sequence + index,
    line: lineOf(batch, index),
    code,
    message,
  }
}
