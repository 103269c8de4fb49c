import TransportStream from 'winston-transport'
import { type Bridge, type BridgeOptions, createBridge } from '../bridge/index.ts'

export type WinstonOptions = BridgeOptions & TransportStream.TransportStreamOptions

/** winston's own members (package triple-beam): the level without colours, and the further arguments of the call. */
const LEVEL = Symbol.for('level')
const SPLAT = Symbol.for('splat')

type Info = {
  readonly [LEVEL]?: unknown
  readonly [SPLAT]?: unknown
  readonly [member: string]: unknown
}

/**
 * Ships winston's records to Tallystick: `createLogger({ transports: [new TallystickTransport({ service: 'shop' })] })`. What was logged is shipped when
 * the process ends by itself, by a signal, or after `logger.end()`; before `process.exit` wait for the transport's `finish`.
 */
export class TallystickTransport extends TransportStream {
  readonly #bridge: Bridge

  /** Throws TALLY_CONFIG_INVALID for an address that is none. */
  constructor(options: WinstonOptions = {}) {
    super(options)
    this.#bridge = createBridge(options)
  }

  override log(info: object, next: () => void): void {
    this.#bridge.take(recordOf(info as Info))
    this.emit('logged', info)
    next()
  }

  /** Waits until the server has what was logged: `logger.end()`, then `finish` on the transport. */
  override _final(callback: (error?: Error | null) => void): void {
    this.#bridge.close().then(() => callback(), callback)
  }
}

/**
 * A record with its error as one member. winston spreads an error that is logged beside a message over the record, and takes one that is logged
 * alone for the record itself.
 */
function recordOf(info: Info): object {
  const { level, message, stack, cause, ...rest } = info
  const more = info[SPLAT]
  const thrown = [info, message, ...(Array.isArray(more) ? more : [])].find(value => value instanceof Error)
  const error =
    thrown ??
    (typeof stack === 'string' ? { message, stack, ...(cause === undefined ? {} : { cause }) } : undefined)
  const text = message ?? (info instanceof Error ? info.message : undefined)
  return {
    ...rest,
    level: info[LEVEL] ?? level,
    message: text instanceof Error ? text.message : typeof text === 'object' ? text : String(text ?? ''),
    ...(error === undefined || 'error' in rest ? {} : { error }),
  }
}
