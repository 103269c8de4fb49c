import type { Shipper } from '../ship/index.ts'
import type { Destination, Format } from '../speech/index.ts'

/** The Tallystick server, through the shipper: it bounds, batches and retries, and tells itself what it dropped. */
export function serverDestination(shipper: Shipper, format: Format, least?: number): Destination {
  const report = () => {
    const { pending, shed, refused, reasons } = shipper.report().speech
    return {
      destination: 'server',
      pending,
      shed: shed + refused,
      ...(reasons.length === 0 ? {} : { problem: reasons.join('; ') }),
    }
  }
  return {
    name: 'server',
    format,
    least,
    attach: () => {},
    write: line => shipper.offer(line),
    flush: async milliseconds => {
      await shipper.flush(milliseconds)
      return report()
    },
    flushSync: () => {},
    close: async milliseconds => {
      await shipper.close(milliseconds)
      return report()
    },
  }
}
