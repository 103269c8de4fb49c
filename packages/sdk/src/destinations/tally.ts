import type { DestinationReport } from '../speech/index.ts'

/** What a destination took, wrote and dropped. */
export type Counts = {
  /** Lines taken and not yet written. */
  pending: number
  shed: number
  problem: string | undefined
  onShed: (lines: number) => void
}

export const newCounts = (): Counts => ({ pending: 0, shed: 0, problem: undefined, onShed: () => {} })

export function drop(counts: Counts, lines: number, problem: string): void {
  counts.shed += lines
  counts.problem = problem
  counts.onShed(lines)
}

export const reportOf = (destination: string, { pending, shed, problem }: Counts): DestinationReport => ({
  destination,
  pending,
  shed,
  ...(problem === undefined ? {} : { problem }),
})

/** Resolves when `done` says so, asked whenever `wake` is called, or when the time is up. Does not keep the process alive by itself. */
export function waitFor(
  done: () => boolean,
  milliseconds: number,
  onWake: (wake: () => void) => () => void,
): Promise<void> {
  if (done()) return Promise.resolve()
  return new Promise(resolve => {
    const finish = (): void => {
      clearTimeout(timer)
      off()
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    const off = onWake(() => {
      if (done()) finish()
    })
  })
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
