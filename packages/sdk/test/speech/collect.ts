import { jsonFormat } from '../../src/format/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import {
  createSpeech,
  type Destination,
  type Format,
  type LogRecord,
  type Speech,
  type SpeechOptions,
} from '../../src/speech/index.ts'

/** A destination that keeps its lines. */
export function collector(
  format: Format = jsonFormat(),
): Destination & { readonly lines: string[]; readonly records: LogRecord[] } {
  const lines: string[] = []
  const records: LogRecord[] = []
  const report = { destination: 'collector', pending: 0, shed: 0 }
  return {
    name: 'collector',
    format,
    lines,
    records,
    attach: () => {},
    write: (line, record) => {
      lines.push(line)
      records.push(record)
    },
    flush: async () => report,
    flushSync: () => {},
    close: async () => report,
  }
}

/** Loggers whose lines are kept; TRACE and up. */
export function listen(options: Partial<SpeechOptions> & { readonly format?: Format } = {}): {
  readonly speech: Speech
  readonly lines: string[]
  readonly records: LogRecord[]
  /** The last line, parsed. */
  readonly last: () => Record<string, unknown>
} {
  const { format, ...rest } = options
  const destination = collector(format)
  const speech = createSpeech({
    scrubber: createScrubber(),
    destinations: [destination],
    level: 'TRACE',
    ...rest,
  })
  return {
    speech,
    lines: destination.lines,
    records: destination.records,
    last: () => JSON.parse(destination.lines.at(-1)!) as Record<string, unknown>,
  }
}
