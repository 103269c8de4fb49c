import { createLineDecoder, type DecodedEvent, TallyError } from '@tallystick/core'
import { type ExitCode, OK, stoppedCode, UNABLE } from '../exit-codes.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import { findFiles, readsStdin } from './files.ts'
import { complete, decodeOptions, type Prepared, prepareFile } from './import-file.ts'
import { streamSource } from './read.ts'
import { noteLeftOut } from './report.ts'
import type { ImportOptions, ImportOutput } from './types.ts'

/** Lines a file's format is judged by, and events of it that are shown. */
const LINES = 500
const EVENTS = 3

/** `tally import --dry-run`: how each file would be read, and its first events as they would be sent. Nothing is taken in. */
export async function previewImport(
  paths: readonly string[],
  options: ImportOptions,
  out: ImportOutput,
): Promise<ExitCode> {
  const signal = out.interrupted()
  const found = await findFiles(paths)
  const { files } = found
  noteLeftOut(found, out)
  let code: ExitCode = OK
  const show = async (path: string, prepared: Prepared): Promise<void> => {
    const { detection, events, lines } = await firstEvents(prepared, signal)
    const shown = events
      .slice(0, EVENTS)
      .map(({ event }) => complete(event, prepared.service, options.environment))
    if (options.json)
      await out.print(
        jsonLine({
          file: path,
          service: prepared.service,
          ...detection,
          lines,
          events: events.length,
          first: shown,
        }),
      )
    else {
      const { format, confidence = 0, options: found } = detection ?? {}
      const extra = Object.entries(found ?? {}).map(([name, value]) => `, ${name} ${JSON.stringify(value)}`)
      await out.print(
        `${out.style.bold(sanitizeLine(path))}: ${format ?? 'text'}${extra.join('')} (${Math.round(confidence * 100)} % of its first ${lines} lines), service ${prepared.service ?? 'none'}\n`,
      )
      for (const event of shown) await out.print(`  ${jsonLine(event)}`)
    }
  }
  for (const file of files) {
    if (signal.aborted) return stoppedCode(signal)
    try {
      await show(file.path, await prepareFile(file, options, signal))
    } catch (error) {
      if (signal.aborted) return stoppedCode(signal)
      if (error instanceof TallyError && error.code === 'TALLY_CONFIG_INVALID') throw error
      out.note(`${sanitizeLine(file.path)}: ${sanitizeLine((error as Error).message)}`)
      code = UNABLE
    }
  }
  if (readsStdin(paths))
    await show('-', {
      source: streamSource(() => process.stdin),
      decode: decodeOptions(options, out.now()),
      service: options.service,
      writer: undefined,
    })
  return code
}

async function firstEvents({ source, decode }: Prepared, signal: AbortSignal) {
  const decoder = createLineDecoder(decode)
  const events: DecodedEvent[] = []
  let lines = 0
  reading: for await (const piece of source.lines(signal))
    for (const line of piece.lines) {
      events.push(...decoder.push(line, !piece.open))
      if (++lines >= LINES) break reading
    }
  events.push(...decoder.flush())
  return { detection: decoder.detection, events, lines }
}
