import {
  closeSync,
  fdatasync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Destination, Format } from '../speech/index.ts'
import { Gather } from './chunk.ts'
import { type Compression, type Keep, Rotated } from './rotated.ts'
import { drop, newCounts, reasonOf, reportOf } from './tally.ts'

export type FileOptions = {
  readonly path: string
  readonly format: Format
  readonly least?: number
  /** Start a new file before this one grows beyond so many bytes. */
  readonly maxBytes?: number
  /** Start a new file at the first line of a new hour or day (UTC), or after so many milliseconds. */
  readonly every?: 'hour' | 'day' | number
  readonly compress?: Compression
  readonly keep?: Keep
  /** Permissions of new files. Default 0o640. */
  readonly mode?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** A file that was moved or removed from outside is noticed within this time, in milliseconds; so is another process's rotation. */
export const NOTICE_MS = 2_000
const REOPEN_MS = 1_000
const PERIOD = { hour: 3_600_000, day: 86_400_000 } as const

/**
 * A file of lines. Lines of one turn of the event loop are written together, synchronously, at its end at the latest (see `Gather`): what
 * was logged in earlier turns survives a SIGKILL. A file that cannot be opened or written drops lines, counts them, and is tried again.
 */
export function fileDestination(options: FileOptions): Destination {
  const { format, maxBytes = Number.POSITIVE_INFINITY, every, mode = 0o640, now = Date.now } = options
  const path = resolve(options.path)
  const period = every === undefined ? undefined : typeof every === 'number' ? every : PERIOD[every]
  const counts = newCounts()
  const rotated = new Rotated(path, options.compress, options.keep ?? {}, problem => {
    counts.problem = problem
  })
  let fd: number | undefined
  let size = 0
  let inode = 0
  /** When the file's period ends. */
  let until = Number.POSITIVE_INFINITY
  let checked = 0
  let retryAt = 0
  /** The last write stopped within a line. */
  let torn = false
  let closed = false

  const open = (): void => {
    mkdirSync(dirname(path), { recursive: true })
    fd = openSync(path, 'a', mode)
    const stat = fstatSync(fd)
    size = stat.size
    inode = stat.ino
    const began = size > 0 ? stat.mtimeMs : now()
    if (period !== undefined) until = (Math.floor(began / period) + 1) * period
    checked = now()
  }

  const close = (): void => {
    if (fd !== undefined) closeSync(fd)
    fd = undefined
  }

  /** Does the path still name the file that is open? */
  const inPlace = (): boolean => statSync(path, { throwIfNoEntry: false })?.ino === inode

  const ready = (bytes: number): void => {
    const time = now()
    if (fd !== undefined && time - checked >= NOTICE_MS) {
      checked = time
      if (!inPlace()) close()
    }
    if (fd === undefined) open()
    if (size > 0 && (size + bytes > maxBytes || time >= until)) {
      // Another process that writes to it may have moved it away already.
      if (inPlace()) renameSync(path, rotated.nameAt(time))
      close()
      open()
      rotated.settle()
    }
  }

  const write = (text: string, lines: number): void => {
    counts.pending -= lines
    const bytes = Buffer.from(torn ? `\n${text}` : text)
    const time = now()
    if (closed || (fd === undefined && time < retryAt)) {
      drop(counts, lines, closed ? 'closed' : (counts.problem ?? 'not open'))
      return
    }
    let written = 0
    try {
      ready(bytes.length)
      while (written < bytes.length) written += writeSync(fd!, bytes, written)
      torn = false
      size += bytes.length
      counts.problem = undefined
    } catch (error) {
      const reason = `${path}: ${reasonOf(error)}`
      if (fd === undefined) {
        // Said aloud once: nobody would look for a file that was never there.
        if (retryAt === 0) process.emitWarning(`log lines are dropped: ${reason}`, { code: 'TALLY_LOG_FILE' })
        retryAt = time + REOPEN_MS
      }
      size += written
      const kept = bytes.subarray(0, written).filter(byte => byte === 0x0a).length
      torn ||= written > 0
      drop(counts, Math.max(1, lines - kept), reason)
    }
  }

  const gather = new Gather(write)
  const report = () => reportOf('file', counts)
  const flush = async () => {
    gather.flush()
    const open = fd
    if (open !== undefined)
      await new Promise<void>(done =>
        fdatasync(open, error => {
          // EINVAL: a device or pipe has nothing to sync.
          if (error !== null && error.code !== 'EINVAL') counts.problem = reasonOf(error)
          done()
        }),
      )
    return report()
  }

  try {
    open()
    rotated.settle()
  } catch (error) {
    counts.problem = reasonOf(error)
  }

  return {
    name: 'file',
    format,
    least: options.least,
    attach: onShed => {
      counts.onShed = onShed
    },
    write: line => {
      counts.pending++
      gather.add(line)
    },
    flush,
    flushSync: () => gather.flush(),
    close: async () => {
      const last = await flush()
      closed = true
      close()
      await rotated.close()
      return last
    },
  }
}
