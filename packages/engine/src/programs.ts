import { extname } from 'node:path'

const FROM_SOURCE = import.meta.url.endsWith('.ts')

/** What Node needs to run our programs as this one runs: from their TypeScript source, and the other packages as here. */
export const PROGRAM_FLAGS: readonly string[] = FROM_SOURCE
  ? [
      ...process.execArgv.filter(flag => flag.startsWith('--conditions')),
      '--disable-warning=ExperimentalWarning',
    ]
  : []

/**
 * Where a program of this package is that a thread or another process runs: the TypeScript source, or what it was built to. `path` is without an
 * extension, from the folder of this module, which is that of the package's entry.
 */
export function programFile(path: string): URL {
  return new URL(`./${path}${extname(import.meta.url)}`, import.meta.url)
}
