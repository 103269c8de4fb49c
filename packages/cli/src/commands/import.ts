import { type ClientOptions, withClient } from '../client/open.ts'
import { untilSearchable } from '../client/searchable.ts'
import type { ExitCode } from '../exit-codes.ts'
import { type ImportOptions, previewImport, runImport } from '../import/index.ts'
import type { Terminal } from '../terminal.ts'

export type ImportCommandOptions = ClientOptions & ImportOptions & { readonly dryRun?: boolean }

/** `tally import` */
export async function runImportCommand(
  paths: readonly string[],
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.dryRun) return previewImport(paths, options, terminal)
  return withClient(
    options,
    terminal,
    async client => {
      const code = await runImport(paths, options, client, terminal)
      if (!terminal.interrupted().aborted) await untilSearchable(client)
      return code
    },
    { create: true },
  )
}
