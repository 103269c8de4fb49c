import { fstatSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Destination, Format } from '../speech/index.ts'
import { Gather } from './chunk.ts'
import { Pipe } from './pipe.ts'
import { drop, newCounts, reasonOf, reportOf } from './tally.ts'

export type ConsoleOptions = {
  readonly format: Format
  readonly least?: number
  /** 1 is standard output (the default), 2 standard error. */
  readonly fd?: number
  /** What may wait for a slow reader of a pipe, in characters. Default 4 Mi. */
  readonly maxBytes?: number
}

/** May colours be used here? `NO_COLOR` (https://no-color.org) and `FORCE_COLOR` (as Node has it) decide; else whether a terminal is there. */
export function wantsColours(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  fd = 1,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = environment
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return isatty(fd) && term !== 'dumb'
}

/**
 * Standard output or error. A terminal gets every line at once, so that its order with `console.log` is right; a file what one turn of the
 * event loop wrote; a pipe the same, without waiting for its reader.
 */
export function consoleDestination(options: ConsoleOptions): Destination {
  const { format, fd = 1, maxBytes = 4 * 1024 * 1024 } = options
  const counts = newCounts()
  let closed = false

  const direct = (text: string, lines: number): void => {
    counts.pending -= lines
    try {
      let bytes = Buffer.from(text)
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(fd, bytes))
    } catch (error) {
      drop(counts, lines, reasonOf(error))
    }
  }
  const pipe = isPipe(fd) ? new Pipe(fd, counts, maxBytes) : undefined
  const gather = new Gather(pipe === undefined ? direct : (text, lines) => pipe.add(text, lines), isatty(fd))
  const flush = async (milliseconds: number) => {
    gather.flush()
    await pipe?.drained(milliseconds)
    return reportOf('console', counts)
  }

  return {
    name: 'console',
    format,
    least: options.least,
    attach: onShed => {
      counts.onShed = onShed
    },
    write: line => {
      if (closed) {
        drop(counts, 1, 'closed')
        return
      }
      counts.pending++
      gather.add(line)
    },
    flush,
    flushSync: () => {
      gather.flush()
      pipe?.flushSync()
    },
    close: milliseconds => {
      closed = true
      return flush(milliseconds)
    },
  }
}

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}
