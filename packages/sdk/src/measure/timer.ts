import type { Tags } from './point.ts'

/** A running timer. Records seconds once, when it is stopped or its `using` block ends. */
export type Timer = {
  /** Stops and records; the same number of seconds again when it was stopped before. `tags` are added to those it was made with. */
  stop(tags?: Tags): number
  /** Forgets it: nothing is recorded. */
  cancel(): void
  [Symbol.dispose](): void
}

/** Starts a timer on a monotonic clock (`now` in milliseconds) that hands its seconds to `record`. */
export function startTimer(
  now: () => number,
  record: (seconds: number, tags: Tags | undefined) => void,
): Timer {
  const started = now()
  let seconds: number | undefined
  const stop = (tags?: Tags): number => {
    if (seconds === undefined) {
      seconds = (now() - started) / 1000
      record(seconds, tags)
    }
    return seconds
  }
  return {
    stop,
    cancel: () => {
      seconds ??= (now() - started) / 1000
    },
    [Symbol.dispose]: () => {
      stop()
    },
  }
}
