import { formatBytes, formatCount, formatDuration, plural } from '../output/numbers.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import type { Found } from './files.ts'
import type { FileResult, ImportOutput, RefusedEvent } from './types.ts'

/** Without a terminal, a line so often. */
const NOTE_EVERY_MS = 5_000
const REFUSED_SHOWN = 10
const FILES_SHOWN = 40
const LEFT_OUT_SHOWN = 5

export type Report = {
  advance(bytes: number, events: number): void
  refused(event: RefusedEvent): void
  clear(): void
}

/** Says how far the import is, and which events were refused as it happens. `total` is in bytes; undefined when nobody knows. */
export function createReport(out: ImportOutput, total: number | undefined): Report {
  const progress = out.progress()
  const started = out.now()
  let bytes = 0
  let events = 0
  let refused = 0
  let noted = started

  const line = (): string => {
    const seconds = Math.max((out.now() - started) / 1000, 0.001)
    const rate = `${formatCount(events)} events, ${formatCount(events / seconds)}/s`
    if (total === undefined || total === 0) return `${formatBytes(bytes)} read, ${rate}`
    const share = Math.min(bytes / total, 1)
    const left =
      share > 0.001 && share < 1 ? `, ${formatDuration((seconds * 1000 * (1 - share)) / share)} left` : ''
    const full = Math.round(share * 20)
    return `[${'='.repeat(full)}${' '.repeat(20 - full)}] ${(share * 100).toFixed(0).padStart(3)} %  ${rate}${left}`
  }

  return {
    advance(moreBytes, moreEvents) {
      bytes += moreBytes
      events += moreEvents
      if (out.watched) progress.show(line())
      else if (out.now() - noted >= NOTE_EVERY_MS) {
        noted = out.now()
        out.note(line())
      }
    },
    refused({ file, line: number, error }) {
      refused++
      if (refused > REFUSED_SHOWN) return
      progress.clear()
      out.note(`${sanitizeLine(file)}:${number}: refused: ${error.code}: ${sanitizeLine(error.message)}`)
      if (refused === REFUSED_SHOWN) out.note('Further refused events are counted only.')
    },
    clear: () => progress.clear(),
  }
}

/** What was left out of folders, so that nobody wonders. */
export function noteLeftOut({ skipped, outside }: Found, out: ImportOutput): void {
  const note = (paths: readonly string[], why: string): void => {
    if (paths.length === 0) return
    const names = paths.slice(0, LEFT_OUT_SHOWN).map(sanitizeLine).join(', ')
    const more =
      paths.length > LEFT_OUT_SHOWN ? `, and ${formatCount(paths.length - LEFT_OUT_SHOWN)} more` : ''
    out.note(
      out.noteStyle.dim(`Left out, as ${why}: ${names}${more}. Name a file to import it all the same.`),
    )
  }
  note(skipped, 'their names are not those of logs')
  note(outside, 'they are links that lead out of the folder')
}

export type Total = {
  readonly results: readonly FileResult[]
  readonly tookMs: number
  readonly stopped: boolean
  /** Standard input was among what was to be read. */
  readonly stdin: boolean
}

const sum = (results: readonly FileResult[], of: (result: FileResult) => number): number =>
  results.reduce((total, result) => total + of(result), 0)

export async function printResults(
  { results, tookMs, stopped, stdin }: Total,
  json: boolean,
  out: ImportOutput,
): Promise<void> {
  if (stopped)
    out.note(
      stdin
        ? 'Stopped. What is in stays. Files are gone on with when they are named again; of standard input nobody can tell what is in.'
        : 'Stopped. Run the same command again to go on: what is in is skipped.',
    )
  const accepted = sum(results, result => result.accepted)
  const duplicates = sum(results, result => result.duplicates)
  const refused = sum(results, result => result.refused)
  const problems = sum(results, result => result.problems?.length ?? 0)
  for (const { path, problems: found = [] } of results)
    for (const problem of found)
      out.note(out.noteStyle.yellow(`! ${sanitizeLine(path)}: ${problem}. What could be read is in.`))
  if (json) {
    for (const { path, ...result } of results) await out.print(jsonLine({ file: path, ...result }))
    await out.print(
      jsonLine({
        files: results.length,
        lines: sum(results, result => result.lines),
        events: sum(results, result => result.events),
        accepted,
        duplicates,
        refused,
        problems,
        failed: results.filter(result => result.failure !== undefined).length,
        stopped,
        took_ms: Math.round(tookMs),
      }),
    )
    return
  }
  for (const result of results.slice(0, FILES_SHOWN)) await out.print(`${fileLine(result)}\n`)
  if (results.length > FILES_SHOWN)
    await out.print(`… and ${plural(results.length - FILES_SHOWN, 'file')} more\n`)
  for (const { path, failure, shrunk } of results) {
    if (failure !== undefined)
      out.note(`${sanitizeLine(path)}: could not be read to its end: ${sanitizeLine(failure)}`)
    if (shrunk)
      out.note(
        `${sanitizeLine(path)}: has fewer events than were taken in from it before; it was shortened or replaced, and nothing new was taken in.`,
      )
  }
  const rate = tookMs > 0 ? ` (${formatCount(accepted / (tookMs / 1000))}/s)` : ''
  const parts = [
    `${plural(accepted, 'event')} taken in from ${plural(results.length, 'file')} in ${formatDuration(tookMs)}${accepted > 0 ? rate : ''}`,
    ...(duplicates > 0 ? [`${formatCount(duplicates)} had been taken in before`] : []),
    ...(refused > 0 ? [`${formatCount(refused)} were refused`] : []),
    ...(problems > 0 ? [`${plural(problems, 'problem')} with the files`] : []),
  ]
  await out.print(`${parts.join('; ')}.\n`)
}

function fileLine({ path, format, service, accepted, duplicates, refused }: FileResult): string {
  const parts = [
    plural(accepted, 'event'),
    ...(duplicates > 0 ? [`${formatCount(duplicates)} in before`] : []),
    ...(refused > 0 ? [`${formatCount(refused)} refused`] : []),
  ]
  return `${sanitizeLine(path)}: ${parts.join(', ')} (${format}${service === undefined ? '' : `, service ${sanitizeLine(service)}`})`
}
