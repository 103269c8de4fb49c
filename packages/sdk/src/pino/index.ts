import { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { type BridgeOptions, createBridge } from '../bridge/index.ts'

export type PinoOptions = BridgeOptions

/** A line longer than this is no log record: it is shipped cut, as text. */
const MAX_LINE = 16 * 1024 * 1024

/**
 * A stream that ships pino's lines to Tallystick: `pino(tallystickStream())`, or in pino's worker thread by name,
 * `pino({ transport: { target: '@tallystick/sdk/pino', options: { service: 'shop' } } })`. Throws TALLY_CONFIG_INVALID without an address.
 */
export function tallystickStream(options: PinoOptions = {}): Writable {
  const bridge = createBridge(options)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string): void => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    if (rest.length > MAX_LINE) {
      lines.push(rest)
      rest = ''
    }
    for (const line of lines) if (line !== '') bridge.take(recordOf(line))
  }
  return new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, callback) {
      take(decoder.write(chunk))
      callback()
    },
    final(callback) {
      take(`${decoder.end()}\n`)
      bridge.close().then(() => callback(), callback)
    },
  })
}

/** What is no JSON object (somebody else's line on the same stream) is kept as the text it is. */
function recordOf(line: string): object {
  try {
    const record: unknown = JSON.parse(line)
    if (typeof record === 'object' && record !== null && !Array.isArray(record)) return record
  } catch {
    // Not JSON.
  }
  return { message: line }
}

// pino loads a transport by its default export.
export default tallystickStream
