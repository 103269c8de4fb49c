import type { Stats } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import type { GitEntry } from './git.ts'
import { join } from './paths.ts'
import type { LeftOutReason } from './types.ts'

/** A folder on the way: where it is, how people call it, and what its files are called from the root. */
export type Folder = {
  readonly path: Buffer
  readonly real: Buffer
  /** Empty, or ends in a slash. */
  readonly prefix: Buffer
  readonly repo?: string
}

/** What stands in the work tree under a name that git lists. */
export type Looked = {
  readonly name: Buffer
  readonly found: 'file' | LeftOutReason | Error
  readonly size: number
}

/** Looked at together: on a network drive each look is a journey. */
const TOGETHER = 32

/** Looks at what git lists in a folder, in the order of names. What is not there (deleted, not checked out) is left out: nothing is to be scanned. */
export async function* lookAtTracked(folder: Folder, entries: readonly GitEntry[]): AsyncGenerator<Looked> {
  const sorted = [...entries].sort((a, b) => Buffer.compare(a.name, b.name))
  const parents = new Map<string, Promise<boolean>>()
  for (let at = 0; at < sorted.length; at += TOGETHER) {
    const looks = sorted.slice(at, at + TOGETHER).map(async ({ name, kind }): Promise<Looked | undefined> => {
      if (kind !== 'file') return { name, found: kind, size: 0 }
      if (!(await isOwnFolder(folder, name, parents))) return { name, found: 'link', size: 0 }
      const look = await lstat(join(folder.path, name)).catch((error: NodeJS.ErrnoException) => error)
      const found = look instanceof Error ? problemOf(look) : kindOf(look)
      return found && { name, found, size: look instanceof Error ? 0 : look.size }
    })
    for (const look of await Promise.all(looks)) if (look !== undefined) yield look
  }
}

const problemOf = (error: NodeJS.ErrnoException): Error | undefined =>
  error.code === 'ENOENT' || error.code === 'ENOTDIR' ? undefined : error

function kindOf(look: Stats): Looked['found'] | undefined {
  if (look.isFile()) return 'file'
  if (look.isSymbolicLink()) return 'link'
  return look.isDirectory() ? undefined : 'special'
}

/** Whether the folder that git lists a file in is still one of the work tree, and not a link put in its place. */
function isOwnFolder(folder: Folder, name: Buffer, known: Map<string, Promise<boolean>>): Promise<boolean> {
  const parent = name.subarray(0, Math.max(0, name.lastIndexOf(47)))
  if (parent.length === 0) return Promise.resolve(true)
  const key = parent.toString('latin1')
  let own = known.get(key)
  if (own === undefined) {
    own = realpath(join(folder.path, parent), { encoding: 'buffer' }).then(
      real => real.equals(join(folder.real, parent)),
      // It was deleted; the file itself will say so.
      () => true,
    )
    known.set(key, own)
  }
  return own
}
