import TransportStream from 'winston-transport'
import { type Bridge, type BridgeOptions, createBridge } from '../bridge/index.ts'

export type WinstonOptions = BridgeOptions & TransportStream.TransportStreamOptions

/** Ships winston's records to Tallystick: `createLogger({ transports: [new TallystickTransport({ service: 'shop' })] })`. */
export class TallystickTransport extends TransportStream {
  readonly #bridge: Bridge

  /** Throws TALLY_CONFIG_INVALID without an address. */
  constructor(options: WinstonOptions = {}) {
    super(options)
    this.#bridge = createBridge(options)
  }

  override log(info: object, next: () => void): void {
    // winston's own: its rendered line stands under a symbol, the record's members under their names.
    this.#bridge.take({ ...info })
    this.emit('logged', info)
    next()
  }

  /** Waits until the server has what was logged: `logger.end()`, then `finish` on the transport. */
  override _final(callback: (error?: Error | null) => void): void {
    this.#bridge.close().then(() => callback(), callback)
  }
}
