/** Longest that a value waits for others to come with it, and most that come together. */
const WAIT_MS = 200
const MOST = 500

/** Values of a live source in lists: those that come within a short time of the first come together. */
export async function* batchesOf<T>(source: AsyncIterable<T>): AsyncGenerator<T[]> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    let next = iterator.next()
    for (;;) {
      const first = await next
      if (first.done) return
      const batch = [first.value]
      next = iterator.next()
      using timeout = timeoutOf(WAIT_MS)
      while (batch.length < MOST) {
        const more = await Promise.race([next, timeout.passed])
        if (more === undefined || more.done) break
        batch.push(more.value)
        next = iterator.next()
      }
      yield batch
    }
  } finally {
    await iterator.return?.()
  }
}

function timeoutOf(ms: number): { readonly passed: Promise<undefined>; [Symbol.dispose](): void } {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, ms, undefined)
  return { passed: promise, [Symbol.dispose]: () => clearTimeout(timer) }
}
