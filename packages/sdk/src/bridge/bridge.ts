import { createRecordReader, type Json, type JsonObject } from '@tallystick/core'
import { atExit } from '../exit.ts'
import { createScrubber, type ScrubOptions } from '../scrub/index.ts'
import {
  createShipper,
  type FlushReport,
  type OnProblem,
  type Problem,
  type Shipper,
  type Target,
} from '../ship/index.ts'
import { createSerialiser, DEFAULT_LIMITS } from '../speech/index.ts'

/** How another logger's records reach Tallystick. `url` and `key` default to TALLYSTICK_URL and TALLYSTICK_KEY. */
export type BridgeOptions = Partial<Target> & {
  /** Default: TALLYSTICK_SERVICE. */
  readonly service?: string
  /** Default: TALLYSTICK_ENVIRONMENT. */
  readonly environment?: string
  readonly scrub?: ScrubOptions
  /** Milliseconds that closing may wait for the server. Default 5,000. */
  readonly closeTimeoutMs?: number
  /** Default: a warning of the process, `process.on('warning')`, which Node prints. */
  readonly onProblem?: OnProblem
}

/** Takes records of another logger and ships them as events: scrubbed, batched, bounded, retried. */
export type Bridge = {
  readonly identity: Readonly<{ service?: string; environment?: string }>
  /** Never throws. */
  readonly take: (record: object) => void
  /** Undefined when there is no address to ship to. */
  readonly flush: (milliseconds?: number) => Promise<FlushReport | undefined>
  readonly close: () => Promise<FlushReport | undefined>
}

/**
 * Without an address, in the options or the environment, nothing is shipped, and a warning says so once: an application must start where nobody has set it up yet. An address that is
 * none throws TALLY_CONFIG_INVALID.
 */
export function createBridge(options: BridgeOptions = {}): Bridge {
  const { env } = process
  const service = options.service ?? (env.TALLYSTICK_SERVICE || undefined)
  const environment = options.environment ?? (env.TALLYSTICK_ENVIRONMENT || undefined)
  const { scrub, closeTimeoutMs = 5_000 } = options
  const identity = {
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
  }
  const shipper = shipperOf(options, identity)
  const serialiser = createSerialiser(createScrubber(scrub), DEFAULT_LIMITS)
  const read = createRecordReader(Date.now())
  let taken = 0
  const flush = async (milliseconds = closeTimeoutMs) => await shipper?.flush(milliseconds)
  // A process that ends by itself has not asked its logger to end.
  const release = atExit({ count: () => taken, crashed: () => {}, flush, flushSync: () => {} })

  return {
    identity,
    take: record => {
      if (shipper === undefined) return
      serialiser.begin()
      // Scrubbed and made JSON first: a record may hold anything, and an event only what JSON has.
      const clean = JSON.parse(serialiser.value(record) ?? 'null') as Json
      if (typeof clean !== 'object' || clean === null || Array.isArray(clean)) return
      taken++
      const event = read(clean)
      shipper.offer(JSON.stringify({ ...identity, ...event, time: event.time ?? new Date().toISOString() }))
    },
    flush,
    close: async () => {
      release()
      return await shipper?.close(closeTimeoutMs)
    },
  }
}

function shipperOf(options: BridgeOptions, identity: JsonObject): Shipper | undefined {
  const url = options.url ?? process.env.TALLYSTICK_URL ?? ''
  if (url === '') {
    warn('TALLYSTICK_URL is not set, nor the option url: nothing is shipped to Tallystick', 'no-url')
    return undefined
  }
  return createShipper({
    url,
    key: options.key ?? process.env.TALLYSTICK_KEY ?? '',
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    onProblem: options.onProblem ?? warnOf,
    identity,
  })
}

function warnOf({ lane, kind, message }: Problem): void {
  if (kind !== 'recovered') warn(message, `${lane}.${kind}`)
}

const warn = (message: string, code: string): void =>
  process.emitWarning(message, { type: 'TallystickWarning', code: `tallystick.${code}` })
