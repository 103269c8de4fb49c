import { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { type BridgeOptions, createBridge } from '../bridge/index.ts'

export type PinoOptions = BridgeOptions

/** A line longer than this is no log record: it is shipped cut, as text. */
const MAX_LINE = 16 * 1024 * 1024

/**
 * A stream that ships pino's lines to Tallystick: `pino(tallystickStream())`, or in pino's worker thread by name,
 * `pino({ transport: { target: '@tallystick/sdk/pino', options: { service: 'shop' } } })`. The worker is also emptied by `process.exit`; the stream in the
 * application's own thread only when the process ends by itself, by a signal, or after `stream.end()`. Throws TALLY_CONFIG_INVALID for an address that is none.
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
    for (const line of lines) if (line !== '') bridge.take(recordOf(line, bridge.identity.service))
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

/**
 * A line as a record, its `err` under the name that we have for errors. pino's `name` is the service, unless we were told that: then it is the
 * logger's. What is no JSON object (somebody else's line on the same stream) is kept as the text it is.
 */
function recordOf(line: string, service: string | undefined): object {
  let record: unknown
  try {
    record = JSON.parse(line)
  } catch {
    // Not JSON.
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return { message: line }
  const { err, name, ...rest } = record as { readonly [member: string]: unknown }
  return {
    ...(service === undefined ? {} : { service }),
    ...rest,
    ...(err === undefined ? {} : { ['error' in rest ? 'err' : 'error']: err }),
    ...(name === undefined ? {} : { [service === undefined || 'module' in rest ? 'name' : 'module']: name }),
  }
}

// pino loads a transport by its default export.
export default tallystickStream
