/** Time, injected so that tests run on a virtual clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls back once after the delay; dispose to cancel. A pending timer does not keep the process alive. */
  setTimeout(callback: () => void, milliseconds: number): Disposable
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => {
    const timer = setTimeout(callback, milliseconds)
    timer.unref()
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}
