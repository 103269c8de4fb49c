import { TallyError } from '@tallystick/core'
import { type ExitCode, FAILED, OK, stoppedCode, UNABLE } from '../exit-codes.ts'
import { findFiles, readsStdin, type SourceFile } from './files.ts'
import { decodeOptions, type FileWatch, importFile, type Prepared, prepareFile } from './import-file.ts'
import { streamSource } from './read.ts'
import { createReport, noteLeftOut, printResults } from './report.ts'
import type { FileResult, ImportOptions, ImportOutput, ImportSink } from './types.ts'

/** Files read at a time: over a network the answers of one are waited for while another is read. */
const PARALLEL = { server: 4, directory: 2 } as const

/** How long the batch under way may take after Ctrl-C. */
const GRACE_MS = 3_000

const failed = (path: string, failure: string): FileResult => ({
  path,
  service: undefined,
  format: 'text',
  lines: 0,
  events: 0,
  accepted: 0,
  duplicates: 0,
  refused: 0,
  failure,
})

/** Standard input has no name that a second run would know it by, so its events are not numbered. */
function preparedStdin(options: ImportOptions, now: number): Prepared {
  return {
    source: streamSource(() => process.stdin),
    decode: decodeOptions(options, now),
    service: options.service,
    writer: undefined,
  }
}

/**
 * `tally import`: reads files, folders, patterns and standard input (`-`) and sends what they say to `sink`. Each file is a writer whose
 * events are numbered (docs/design/001-record-format.md), so a second run adds only what is new. Exit code: 0 all is in, 1 some
 * events were refused or a file is damaged, 2 a file could not be read, 130 stopped by Ctrl-C. Rejects when the sink fails.
 */
export async function runImport(
  paths: readonly string[],
  options: ImportOptions,
  sink: ImportSink,
  out: ImportOutput,
): Promise<ExitCode> {
  const signal = out.interrupted()
  const found = await findFiles(paths)
  const { files } = found
  noteLeftOut(found, out)
  const stdin = readsStdin(paths)
  if (files.length === 0 && !stdin)
    throw new TallyError('TALLY_CLI_USAGE', 'there is no log file in what was named')

  const report = createReport(out, stdin ? undefined : files.reduce((total, file) => total + file.size, 0))
  const stopping = new AbortController()
  const deadline = new AbortController()
  const watch: FileWatch = {
    progress: report.advance,
    refused: report.refused,
    signal: AbortSignal.any([signal, stopping.signal]),
    deadline: deadline.signal,
  }
  watch.signal.addEventListener('abort', () => setTimeout(() => deadline.abort(), GRACE_MS).unref(), {
    once: true,
  })
  const started = out.now()
  const results: (FileResult | undefined)[] = []

  /** undefined when it was stopped before anything was sent. */
  async function one(file: SourceFile): Promise<FileResult | undefined> {
    const prepared = await prepareFile(file, options, watch.signal).catch((error: Error) => error)
    if (watch.signal.aborted) return undefined
    if (prepared instanceof Error) {
      if (prepared instanceof TallyError && prepared.code === 'TALLY_CONFIG_INVALID') throw prepared
      return failed(file.path, prepared.message)
    }
    return importFile(file.path, prepared, sink, options, watch)
  }

  async function work(queue: Iterator<[number, SourceFile]>): Promise<void> {
    for (let next = queue.next(); !next.done && !watch.signal.aborted; next = queue.next()) {
      const [index, file] = next.value
      results[index] = await one(file)
    }
  }

  try {
    const queue = files.entries()
    const workers = Array.from({ length: Math.min(PARALLEL[sink.kind], files.length) }, () => work(queue))
    await Promise.all(workers).catch(async (error: unknown) => {
      stopping.abort()
      await Promise.allSettled(workers)
      throw error
    })
    if (stdin && !signal.aborted)
      results.push(await importFile('-', preparedStdin(options, started), sink, options, watch))
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    report.clear()
  }

  const done = results.filter(result => result !== undefined)
  await printResults(
    { results: done, tookMs: out.now() - started, stopped: signal.aborted, stdin },
    options.json === true,
    out,
  )
  if (signal.aborted) return stoppedCode(signal)
  if (done.some(result => result.failure !== undefined)) return UNABLE
  return done.some(({ refused, problems }) => refused > 0 || problems !== undefined) ? FAILED : OK
}
