import { glob, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { TallyError } from '@tallystick/core'
import { isLogName } from './names.ts'

export type SourceFile = {
  /** As the person named or would name it. */
  readonly path: string
  readonly realPath: string
  /** Bytes on the disk. */
  readonly size: number
  /** Epoch milliseconds at which it was last written. */
  readonly modified: number
}

export type Found = {
  readonly files: readonly SourceFile[]
  /** Files in folders that were left out because their names are not those of logs. */
  readonly skipped: readonly string[]
  /** Symbolic links in folders that were not followed, because they lead out of the folder that was named. */
  readonly outside: readonly string[]
}

const STDIN = '-'
const HIDDEN = new Set(['node_modules'])

/**
 * The files behind what was named: files as they are; folders through all their folders, but only what `isLogName` takes, and no link
 * that leads out of them; patterns (`logs/*.log`) where the shell left them. Each file once, in order. Throws TALLY_CLI_USAGE when nothing is there.
 */
export async function findFiles(paths: readonly string[]): Promise<Found> {
  const files: SourceFile[] = []
  const skipped: string[] = []
  const outside: string[] = []
  const seen = new Set<string>()

  async function add(path: string, realPath: string): Promise<void> {
    if (seen.has(realPath)) return
    seen.add(realPath)
    const { size, mtimeMs } = await stat(realPath)
    files.push({ path, realPath, size, modified: Math.ceil(mtimeMs) })
  }

  /** `root` is the real path of the folder that was named: whoever may write into it must not choose what else is read. */
  async function walk(folder: string, root: string): Promise<void> {
    const real = await realpath(folder)
    if (seen.has(real)) return
    seen.add(real)
    const entries = await readdir(folder, { withFileTypes: true })
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.') || HIDDEN.has(entry.name)) continue
      const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry
      if (target === undefined) continue
      const realEntry = await realpath(path)
      if (!isWithin(root, realEntry)) outside.push(path)
      else if (target.isDirectory()) await walk(path, root)
      else if (!target.isFile()) continue
      else if (isLogName(path)) await add(path, realEntry)
      else skipped.push(path)
    }
  }

  async function named(path: string): Promise<boolean> {
    const target = await stat(path).catch(() => undefined)
    if (target === undefined) return false
    if (target.isDirectory()) await walk(path, await realpath(path))
    else await add(path, await realpath(path))
    return true
  }

  for (const path of paths.filter(name => name !== STDIN)) {
    if (await named(path)) continue
    const matches: string[] = []
    if (/[*?[\]{}]/.test(path)) for await (const match of glob(path)) matches.push(match)
    if (matches.length === 0) throw new TallyError('TALLY_CLI_USAGE', `there is no file ${path}`)
    for (const match of matches.sort()) await named(match)
  }
  return { files, skipped, outside }
}

const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

export const readsStdin = (paths: readonly string[]): boolean => paths.includes(STDIN)
