import {
  createLineDecoder,
  createRolloverScan,
  type DecodedEvent,
  type DecodeOptions,
  type EventInput,
  type LineDecoder,
  TallyError,
  timeFromMs,
} from '@tallystick/core'
import type { SourceFile } from './files.ts'
import { HEAD_LINES, headOf, writerOf } from './fingerprint.ts'
import { serviceOf } from './names.ts'
import { fileSource, type LineSource } from './read.ts'
import type { FileResult, ImportOptions, ImportSink, RefusedEvent } from './types.ts'

/** A batch is sent when it has so many events or, about, so many characters. */
const BATCH_EVENTS = 1000
const BATCH_CHARACTERS = 1024 * 1024

export type FileWatch = {
  /** Bytes of the file, as it is on the disk, and events, since the last call. */
  progress(bytes: number, events: number): void
  refused(event: RefusedEvent): void
  /** Stops reading. */
  readonly signal: AbortSignal
  /** Gives up the batch that is under way, a while later. */
  readonly deadline: AbortSignal
}

/** A file as it will be read: what a first look at its head, or a pass over it, has shown. */
export type Prepared = {
  readonly source: LineSource
  readonly decode: DecodeOptions
  readonly service: string | undefined
  readonly writer: string | undefined
}

/** Looks at a file before it is read: its head names the writer, and times without a year need one pass over all of it. */
export async function prepareFile(
  file: SourceFile,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<Prepared> {
  const source = fileSource(file.realPath)
  const decode = decodeOptions(options, file.modified)
  const scan = createRolloverScan(decode)
  const head: string[] = []
  scanning: for await (const { lines } of source.lines(signal))
    for (const line of lines) {
      if (line.includes('\0')) throw new TallyError('TALLY_CLI_USAGE', 'it is not text')
      if (head.length < HEAD_LINES) head.push(line)
      if (!scan.push(line) || signal.aborted) break scanning
    }
  const start = scan.start()
  return {
    source,
    decode: { ...decode, fallbackTime: timeFromMs(file.modified), ...(start === undefined ? {} : { start }) },
    service: options.service ?? serviceOf(file.realPath),
    writer: writerOf(file.realPath, headOf(head), options),
  }
}

export function decodeOptions({ format, timezone }: ImportOptions, reference: number): DecodeOptions {
  return {
    reference,
    ...(format === undefined ? {} : { format }),
    ...(timezone === undefined ? {} : { timezone }),
  }
}

/** Fills in what the options and the file's name say. */
export function complete(
  event: EventInput,
  service: string | undefined,
  environment: string | undefined,
): EventInput {
  if (service !== undefined) event.service ??= service
  if (environment !== undefined) event.environment ??= environment
  return event
}

type Batch = { events: DecodedEvent[]; characters: number }

const emptyBatch = (): Batch => ({ events: [], characters: 0 })

/**
 * Reads one source to its end and sends its events in order. At most one batch is under way while the next is read. An error
 * of the sink rejects; one of the file is told in the result, with what was taken in until then.
 */
export async function importFile(
  path: string,
  prepared: Prepared,
  sink: ImportSink,
  options: ImportOptions,
  watch: FileWatch,
): Promise<FileResult> {
  const { source, decode, service, writer } = prepared
  const decoder: LineDecoder = createLineDecoder(decode)
  const known = writer === undefined ? -1 : ((await sink.writerSequence(writer)) ?? -1)
  const count = { lines: 0, events: 0, accepted: 0, duplicates: 0, refused: 0 }
  let batch = emptyBatch()
  let underWay: Promise<void> = Promise.resolve()
  let bytes = 0
  let failure: string | undefined

  async function send({ events }: Batch, sequence: number): Promise<void> {
    const { accepted, duplicates, refused } = await sink.ingest(
      events.map(({ event }) => event),
      { signal: watch.deadline, ...(writer === undefined ? {} : { writer: { writer, sequence } }) },
    )
    count.accepted += accepted
    count.duplicates += duplicates
    count.refused += refused.length
    for (const { index, error } of refused) watch.refused({ file: path, line: events[index]!.line, error })
    watch.progress(0, events.length)
  }

  async function flush(): Promise<void> {
    await underWay
    if (batch.events.length === 0) return
    underWay = send(batch, count.events - batch.events.length)
    // It is awaited before the next; until then its failure is nobody's unhandled rejection.
    underWay.catch(() => {})
    batch = emptyBatch()
  }

  async function take(decoded: readonly DecodedEvent[]): Promise<void> {
    for (const item of decoded) {
      if (count.events++ <= known) {
        count.duplicates++
        continue
      }
      complete(item.event, service, options.environment)
      batch.events.push(item)
      batch.characters += item.event.message?.length ?? 0
      if (batch.events.length >= BATCH_EVENTS || batch.characters >= BATCH_CHARACTERS) await flush()
    }
  }

  const reader = source.lines(watch.signal)
  try {
    while (!watch.signal.aborted) {
      const next = await reader.next().catch((error: Error) => {
        if (!watch.signal.aborted) failure = error.message
        return undefined
      })
      if (next === undefined || next.done) break
      const { lines, open } = next.value
      count.lines += lines.length
      for (const line of lines) await take(decoder.push(line, !open))
      watch.progress(source.bytes - bytes, 0)
      bytes = source.bytes
    }
    // What was read of a file is read again by the next run; of standard input it would be gone.
    if (!watch.signal.aborted || writer === undefined) await take(decoder.flush())
    await flush()
    await underWay
  } catch (error) {
    // The batch that was given up is sent again by the next run.
    if (!watch.deadline.aborted) throw error
  } finally {
    await reader.return()
  }
  const whole = !watch.signal.aborted && failure === undefined
  const problems = whole ? [source.damage, decoder.problem].filter(problem => problem !== undefined) : []
  return {
    path,
    service,
    format: decoder.detection?.format ?? 'text',
    ...count,
    ...(problems.length === 0 ? {} : { problems }),
    ...(failure === undefined ? {} : { failure }),
    ...(known >= count.events && whole ? { shrunk: true } : {}),
  }
}
