import { open, rename, rm } from 'node:fs/promises'
import { TallyError } from '@tallystick/core'
import { parseQueryArgument } from '../args/query.ts'
import { parseRange, type RangeOptions } from '../args/time.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import type { ExportRequest } from '../client/types.ts'
import { type ExitCode, OK, stoppedCode } from '../exit-codes.ts'
import { formatBytes, formatDuration, plural } from '../output/numbers.ts'
import { sanitizeText } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'

export type ExportOptions = ClientOptions &
  RangeOptions & {
    readonly format: ExportRequest['format']
    readonly fields?: string
    readonly out?: string
    readonly proof?: boolean
  }

/** A piece of text, or of Parquet in bytes. */
type Piece = string | Uint8Array

/** Where an export goes. */
type Destination = {
  write(piece: Piece): Promise<void>
  /** All is there: makes it stand. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

/** A file that appears under its name only when it is complete. */
async function fileDestination(path: string): Promise<Destination> {
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600).catch(error => {
    throw asFileError(error, path)
  })
  return {
    write: async piece => {
      await file.writeFile(piece)
    },
    finish: async () => {
      await file.close()
      await rename(part, path)
    },
    abandon: async () => {
      await file.close()
      await rm(part, { force: true })
    },
  }
}

/** On a terminal the text is made harmless; into a pipe it goes as it is. */
function standardOutput(terminal: Terminal): Destination {
  return {
    write: piece =>
      terminal.print(terminal.interactive && typeof piece === 'string' ? sanitizeText(piece) : piece),
    finish: async () => {},
    abandon: async () => {},
  }
}

/** How the lines of an export start that are no events (docs/design/001-record-format.md, "Export with proof"). */
const PROOF_LINE = '{"type":"tallystick.'

/** Counts the events in NDJSON that comes in pieces of any size. */
function eventCounter(): (piece: string) => number {
  let head = ''
  return piece => {
    let events = 0
    for (let at = 0; ; ) {
      const end = piece.indexOf('\n', at)
      head += piece.slice(at, Math.min(end < 0 ? piece.length : end, at + PROOF_LINE.length - head.length))
      if (end < 0) return events
      if (head !== PROOF_LINE) events++
      head = ''
      at = end + 1
    }
  }
}

/** `tally export`: matching events, oldest first, to a file or to standard output. */
export async function runExport(
  words: readonly string[],
  options: ExportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.fields !== undefined && options.format !== 'csv' && options.format !== 'parquet')
    throw new TallyError(
      'TALLY_CLI_USAGE',
      '--fields chooses the columns of --format csv and parquet; the other formats hold whole events',
    )
  if (options.format === 'parquet' && options.out === undefined && terminal.interactive)
    throw new TallyError('TALLY_CLI_USAGE', '--format parquet is not text: name a file with --out')
  if (options.proof && options.format !== 'ndjson')
    throw new TallyError(
      'TALLY_CLI_USAGE',
      '--proof writes canonical lines and what proves them: leave --format as it is',
    )
  const { text } = parseQueryArgument(words)
  const range = parseRange(options, terminal.now())
  const signal = terminal.interrupted()
  const progress = terminal.progress()
  const started = terminal.now()

  return withClient(options, terminal, async client => {
    const destination =
      options.out === undefined ? standardOutput(terminal) : await fileDestination(options.out)
    let bytes = 0
    let events = 0
    const countEvents = eventCounter()
    const told = () => {
      const size = formatBytes(bytes)
      return options.format === 'ndjson' ? `${plural(events, 'event')}, ${size}` : size
    }
    try {
      const request = {
        ...range,
        format: options.format,
        signal,
        ...(options.proof ? { proof: true } : {}),
        ...(options.fields === undefined ? {} : { columns: options.fields }),
      }
      for await (const piece of client.export(text, request)) {
        await destination.write(piece)
        bytes += Buffer.byteLength(piece)
        if (typeof piece === 'string' && options.format === 'ndjson') events += countEvents(piece)
        if (options.out !== undefined)
          progress.show(`${told()} in ${formatDuration(terminal.now() - started)}`)
      }
      signal.throwIfAborted()
      await destination.finish()
    } catch (error) {
      await destination.abandon()
      if (!signal.aborted) throw options.out === undefined ? error : asFileError(error, options.out)
      terminal.note(
        `Stopped${options.out === undefined ? ' before the end' : '; no file was left'}. Run the same command again, or with --from and --to for a part.`,
      )
      return stoppedCode(signal)
    } finally {
      progress.clear()
    }
    if (options.out !== undefined)
      terminal.note(`${told()} written to ${options.out} in ${formatDuration(terminal.now() - started)}`)
    return OK
  })
}

/** A failure of the file as something a person can act on; anything else as it is. */
function asFileError(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall === undefined || code === undefined) return error
  return new TallyError('TALLY_CLI_USAGE', `cannot write ${path}: ${code}`, { cause: error })
}
