import { pinoLevel } from '../format/index.ts'
import type { Destination, Format, LogRecord } from '../speech/index.ts'
import { drop, newCounts, reasonOf, reportOf, waitFor } from './tally.ts'

/** What pino writes to: a Writable, a SonicBoom, the stream that `pino.transport()` gives, or anything with `write`. */
export type LineStream = {
  write(line: string, callback?: () => void): unknown
  flush?(callback: (error?: unknown) => void): unknown
  flushSync?(): unknown
  end?(): unknown
  on?(event: string, listener: (error?: unknown) => void): unknown
  /** The bytes a Writable holds. */
  readonly writableLength?: number
}

export type StreamOptions = {
  readonly stream: LineStream
  /** `pinoFormat` for pino's transports. */
  readonly format: Format
  readonly least?: number
  /** For reports. Default `stream`. */
  readonly name?: string
  /** What may wait while the stream says that it is full, in characters. Default 4 Mi. */
  readonly maxBytes?: number
}

/** pino tells streams that carry this mark the level, time and message of each line (https://getpino.io/#/docs/api?id=metadata). */
const PINO_METADATA = Symbol.for('pino.metadata')

/** A stream of somebody else's. When it is full (`write` returned false), lines wait until it drains; beyond the limit they are dropped. */
export function streamDestination(options: StreamOptions): Destination {
  const { stream, format, name = 'stream', maxBytes = 4 * 1024 * 1024 } = options
  const counts = newCounts()
  const marked = stream as LineStream & Record<PropertyKey, unknown>
  let waiting: { line: string; record: LogRecord }[] = []
  let size = 0
  let full = false
  let closed = false
  const wakes = new Set<() => void>()

  const fail = (error: unknown): void => {
    counts.problem = reasonOf(error)
  }
  const put = (line: string, record: LogRecord): void => {
    if (marked[PINO_METADATA] === true) {
      marked.lastLevel = pinoLevel(record)
      marked.lastTime = record.time
      marked.lastMsg = record.message
    }
    try {
      full = stream.write(`${line}\n`) === false && stream.on !== undefined
    } catch (error) {
      drop(counts, 1, reasonOf(error))
    }
  }
  const drain = (): void => {
    full = false
    let next = 0
    while (!full && next < waiting.length) {
      const { line, record } = waiting[next++]!
      size -= line.length
      put(line, record)
    }
    waiting = waiting.slice(next)
    for (const wake of wakes) wake()
  }
  stream.on?.('drain', drain)
  // Without a listener an 'error' would end the process.
  stream.on?.('error', fail)

  /** What the stream itself holds is known in bytes only: it counts as one line at least. */
  const report = () =>
    reportOf(name, { ...counts, pending: waiting.length + ((stream.writableLength ?? 0) > 0 ? 1 : 0) })
  const flush = async (milliseconds: number) => {
    await waitFor(
      () => waiting.length === 0 && !full,
      milliseconds,
      wake => {
        wakes.add(wake)
        return () => wakes.delete(wake)
      },
    )
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, milliseconds)
      const done = (): void => {
        clearTimeout(timer)
        resolve()
      }
      try {
        if (stream.flush !== undefined) stream.flush(done)
        // Written behind all lines: a Writable calls back in order.
        else if ((stream.writableLength ?? 0) > 0) stream.write('', done)
        else done()
      } catch (error) {
        fail(error)
        done()
      }
    })
    return report()
  }

  return {
    name,
    format,
    least: options.least,
    attach: onShed => {
      counts.onShed = onShed
    },
    write: (line, record) => {
      if (closed) {
        drop(counts, 1, 'closed')
        return
      }
      if (!full) return put(line, record)
      if (size + line.length > maxBytes) {
        drop(counts, 1, 'the stream is full')
        return
      }
      waiting.push({ line, record })
      size += line.length
    },
    flush,
    flushSync: () => {
      try {
        stream.flushSync?.()
      } catch (error) {
        fail(error)
      }
    },
    close: async milliseconds => {
      const last = await flush(milliseconds)
      closed = true
      try {
        stream.end?.()
      } catch (error) {
        fail(error)
      }
      return last
    },
  }
}
