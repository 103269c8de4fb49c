/** Runs costly work a few at a time; `undefined` when too many wait already. */
export type Turns = { take<T>(work: () => Promise<T>): Promise<T> | undefined }

export function createTurns(atOnce: number, waiting: number): Turns {
  let running = 0
  const queue: (() => void)[] = []
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) await new Promise<void>(resolve => queue.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // The turn goes to the next in line without being free in between.
      const next = queue.shift()
      if (next === undefined) running--
      else next()
    }
  }
  return { take: work => (running >= atOnce && queue.length >= waiting ? undefined : run(work)) }
}
