import { lstatSync } from 'node:fs'
import { TallyError } from '@tallystick/core'
import type { ExitCode } from '../exit-codes.ts'
import { type FileScanOptions, scanPaths } from '../scan/files.ts'
import { subjectOf } from '../scan/subject.ts'
import { scanText } from '../scan/text.ts'
import type { Terminal } from '../terminal.ts'

export type ScanOptions = FileScanOptions & {
  readonly text?: string
  readonly staged?: boolean
  readonly json?: boolean
}

/** `tally scan`: files, a text, standard input, or what is staged. */
export async function runScan(
  words: readonly string[],
  given: ScanOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const options = given.json && given.format === 'text' ? { ...given, format: 'ndjson' as const } : given
  if (options.updateBaseline && options.baseline === undefined)
    throw new TallyError('TALLY_CLI_USAGE', '--update-baseline writes the file that --baseline names')
  if (options.show && options.format === 'sarif')
    throw new TallyError('TALLY_CLI_USAGE', 'a SARIF file holds no values: leave out --show')
  const subject = subjectOf(words, options)
  if (subject.kind === 'text' || subject.kind === 'stdin') {
    if (options.baseline !== undefined || options.exclude !== undefined)
      throw new TallyError('TALLY_CLI_USAGE', '--baseline and --exclude are for files')
    return scanText(subject, options, terminal)
  }
  return scanPaths(subject, options, terminal)
}

/** A folder of a subcommand's name is not scanned by that name, and somebody may have meant it. */
export function noteNamesake(name: string, terminal: Terminal): void {
  if (lstatSync(name, { throwIfNoEntry: false }) !== undefined)
    terminal.note(terminal.noteStyle.dim(`To scan the ${name} that is here: tally scan ./${name}`))
}
