import type { DecodedEvent, DecodeOptions } from '../types.ts'

/** Events before the first time of a file wait for it, at most so many. */
const MAX_UNTIMED = 1000

export type Times = { give(events: readonly DecodedEvent[]): DecodedEvent[]; flush(): DecodedEvent[] }

/** Events before a file's first time get that time, or the fallback when there is none. */
export function createTimes(options: DecodeOptions): Times {
  let waiting: DecodedEvent[] | undefined = []
  const release = (time: string | undefined): DecodedEvent[] => {
    const released = waiting ?? []
    waiting = undefined
    if (time !== undefined) for (const { event } of released) event.time ??= time
    return released
  }
  return {
    give(events) {
      const given: DecodedEvent[] = []
      for (const decoded of events) {
        const { event } = decoded
        if (event.time === undefined && waiting !== undefined) {
          waiting.push(decoded)
          if (waiting.length > MAX_UNTIMED) given.push(...release(options.fallbackTime))
          continue
        }
        if (waiting !== undefined) given.push(...release(event.time))
        if (event.time === undefined && options.fallbackTime !== undefined) event.time = options.fallbackTime
        given.push(decoded)
      }
      return given
    },
    flush: () => release(options.fallbackTime),
  }
}
