/** Lets many in together, or one alone: what works alone waits for those inside, and whoever comes meanwhile waits for it. */
export class Gate {
  readonly #inside = new Set<Promise<unknown>>()
  #alone: Promise<unknown> = Promise.resolve()

  async together<T>(work: () => Promise<T>): Promise<T> {
    for (let seen: unknown; seen !== this.#alone; ) {
      seen = this.#alone
      await seen
    }
    const running = work()
    this.#inside.add(running)
    try {
      return await running
    } finally {
      this.#inside.delete(running)
    }
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#alone
    const turn = (async () => {
      await before
      await Promise.allSettled(this.#inside)
      return work()
    })()
    this.#alone = turn.catch(() => {})
    return turn
  }
}
