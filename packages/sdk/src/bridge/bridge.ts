import { createRecordReader, type Json, type JsonObject } from '@tallystick/core'
import { createScrubber, type ScrubOptions } from '../scrub/index.ts'
import { createShipper, type FlushReport, type OnProblem, type Target } from '../ship/index.ts'
import { createSerialiser, DEFAULT_LIMITS } from '../speech/index.ts'

/** How another logger's records reach Tallystick. `url` and `key` default to TALLYSTICK_URL and TALLYSTICK_KEY. */
export type BridgeOptions = Partial<Target> & {
  readonly service?: string
  readonly environment?: string
  readonly scrub?: ScrubOptions
  /** Milliseconds that closing may wait for the server. Default 5,000. */
  readonly closeTimeoutMs?: number
  readonly onProblem?: OnProblem
}

/** Takes records of another logger and ships them as events: scrubbed, batched, bounded, retried. */
export type Bridge = {
  /** Never throws. */
  readonly take: (record: object) => void
  readonly flush: (milliseconds?: number) => Promise<FlushReport>
  readonly close: () => Promise<FlushReport>
}

/** Throws TALLY_CONFIG_INVALID when there is no address to ship to. */
export function createBridge(options: BridgeOptions = {}): Bridge {
  const { service, environment, scrub, closeTimeoutMs = 5_000, onProblem } = options
  const identity: JsonObject = {
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
  }
  const shipper = createShipper({
    url: options.url ?? process.env.TALLYSTICK_URL ?? '',
    key: options.key ?? process.env.TALLYSTICK_KEY ?? '',
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(onProblem === undefined ? {} : { onProblem }),
    identity,
  })
  const serialiser = createSerialiser(createScrubber(scrub), DEFAULT_LIMITS)
  const read = createRecordReader(Date.now())
  return {
    take: record => {
      serialiser.begin()
      // Scrubbed and made JSON first: a record may hold anything, and an event only what JSON has.
      const clean = JSON.parse(serialiser.value(record) ?? 'null') as Json
      if (typeof clean !== 'object' || clean === null || Array.isArray(clean)) return
      shipper.offer(JSON.stringify({ ...identity, ...read(clean) }))
    },
    flush: (milliseconds = closeTimeoutMs) => shipper.flush(milliseconds),
    close: () => shipper.close(closeTimeoutMs),
  }
}
