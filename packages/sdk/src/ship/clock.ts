/** Time, injected so that tests run on a virtual clock. */
export type Clock = {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Calls back once after the delay; the function it gives cancels. Only a timer that says `hold` keeps the process alive. */
  readonly after: (milliseconds: number, run: () => void, hold?: 'hold') => () => void
}

export const systemClock: Clock = {
  now: Date.now,
  after: (milliseconds, run, hold) => {
    const timer = setTimeout(run, milliseconds)
    if (hold === undefined) timer.unref()
    return () => clearTimeout(timer)
  },
}
