import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { TallyError } from '@tallystick/core'
import { parseQueryArgument } from '../args/query.ts'
import { parseRange, type RangeOptions } from '../args/time.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import type { ExportRequest } from '../client/types.ts'
import { type ExitCode, OK, UNABLE } from '../exit-codes.ts'
import { formatBytes, formatDuration, plural } from '../output/numbers.ts'
import type { Terminal } from '../terminal.ts'

export type ExportOptions = ClientOptions &
  RangeOptions & {
    readonly format: ExportRequest['format']
    readonly fields?: string
    readonly out?: string
  }

/** Where the text of an export goes. */
type Destination = {
  write(piece: string): Promise<void>
  /** All is there: makes it stand. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

/** A file that appears under its name only when it is complete. */
function fileDestination(path: string): Destination {
  const part = `${path}.part`
  const stream = createWriteStream(part, { mode: 0o600 })
  const failure = finished(stream)
  // `write` reports it too; without a handler it would end the process.
  failure.catch(() => {})
  return {
    write: piece =>
      new Promise((resolve, reject) => {
        stream.write(piece, error => (error ? reject(error) : resolve()))
      }),
    finish: async () => {
      stream.end()
      await failure
      await rename(part, path)
    },
    abandon: async () => {
      stream.destroy()
      await rm(part, { force: true })
    },
  }
}

function standardOutput(terminal: Terminal): Destination {
  return { write: piece => terminal.print(piece), finish: async () => {}, abandon: async () => {} }
}

/** `tally export`: matching events, oldest first, to a file or to standard output. */
export async function runExport(
  words: readonly string[],
  options: ExportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { text } = parseQueryArgument(words)
  const range = parseRange(options, terminal.now())
  const signal = terminal.interrupted()
  const progress = terminal.progress()
  const started = terminal.now()

  return withClient(options, terminal, async client => {
    const destination = options.out === undefined ? standardOutput(terminal) : fileDestination(options.out)
    let bytes = 0
    let events = 0
    const told = () => {
      const size = formatBytes(bytes)
      return options.format === 'ndjson' ? `${plural(events, 'event')}, ${size}` : size
    }
    try {
      const request = {
        ...range,
        format: options.format,
        signal,
        ...(options.fields === undefined ? {} : { columns: options.fields }),
      }
      for await (const piece of client.export(text, request)) {
        await destination.write(piece)
        bytes += Buffer.byteLength(piece)
        if (options.format === 'ndjson') events += piece.split('\n').length - 1
        if (options.out !== undefined)
          progress.show(`${told()} in ${formatDuration(terminal.now() - started)}`)
      }
      signal.throwIfAborted()
      await destination.finish()
    } catch (error) {
      await destination.abandon()
      if (!signal.aborted) throw asExportError(error, options.out)
      terminal.note('Interrupted: nothing was written.')
      return UNABLE
    } finally {
      progress.clear()
    }
    if (options.out !== undefined)
      terminal.note(`${told()} written to ${options.out} in ${formatDuration(terminal.now() - started)}`)
    return OK
  })
}

/** Failures of the file as something a person can act on. */
function asExportError(error: unknown, path: string | undefined): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (path === undefined || syscall === undefined || code === undefined) return error
  return new TallyError('TALLY_CLI_USAGE', `cannot write ${path}: ${code}`, { cause: error })
}
