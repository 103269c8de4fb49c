/** What of an instance is to be done when the process ends. */
export type Ending = {
  /** Records made so far: when none came since the last flush, there is nothing to do. */
  readonly count: () => number
  readonly crashed: (error: unknown, origin: 'uncaughtException' | 'unhandledRejection') => void
  readonly flush: (milliseconds: number) => Promise<unknown>
  readonly flushSync: () => void
}

/** What an ending process may wait for the network, in milliseconds. */
const GRACE_MS = 2_000
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** The instances of a process, whichever copy of this package made them, and the one set of listeners that serves them. */
type Endings = { readonly all: Set<Ending>; readonly remove: () => void }
const KEY = Symbol.for('tallystick.endings')
const holder = globalThis as { [KEY]?: Endings | undefined }

/** Sees to it that `ending` is called when the process ends. Returns a function that ends this. */
export function atExit(ending: Ending): () => void {
  holder[KEY] ??= listen()
  const { all } = holder[KEY]
  all.add(ending)
  return () => {
    all.delete(ending)
    if (all.size > 0) return
    holder[KEY]?.remove()
    holder[KEY] = undefined
  }
}

function listen(): Endings {
  const all = new Set<Ending>()
  const flushed = new WeakMap<Ending, number>()

  const beforeExit = (): void => {
    for (const ending of all) {
      // A flush gives the loop something to do, so this event comes again.
      if (flushed.get(ending) === ending.count()) continue
      flushed.set(ending, ending.count())
      void ending.flush(GRACE_MS).then(() => flushed.set(ending, ending.count()))
    }
  }
  const flushSync = (): void => {
    for (const ending of all) ending.flushSync()
  }
  /** A monitor, for a listener would keep the process alive: what Node or the application does about it stays as it is. */
  const crashed = (error: unknown, origin: string): void => {
    for (const ending of all) {
      ending.crashed(error, origin === 'unhandledRejection' ? origin : 'uncaughtException')
      ending.flushSync()
    }
  }
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    flushSync()
    const done = Promise.allSettled([...all].map(ending => ending.flush(GRACE_MS)))
    // An application that listens decides itself when it ends. One that does not would have ended now.
    if (process.listenerCount(signal) > 1) return
    void done.then(() => {
      remove()
      process.kill(process.pid, signal)
    })
  }
  const remove = (): void => {
    process.off('beforeExit', beforeExit)
    process.off('exit', flushSync)
    process.off('uncaughtExceptionMonitor', crashed)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }

  process.on('beforeExit', beforeExit)
  process.on('exit', flushSync)
  process.on('uncaughtExceptionMonitor', crashed)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return { all, remove }
}
