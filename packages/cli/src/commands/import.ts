import { type ClientOptions, withClient } from '../client/open.ts'
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
  return withClient(options, terminal, client => runImport(paths, options, client, terminal), {
    create: true,
  })
}
