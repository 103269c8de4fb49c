import { createExclude } from './exclude.ts'
import { GitError, listStaged, repositoryOf } from './git.ts'
import { ObjectReader } from './git-objects.ts'
import { nameOf, uriOf } from './names.ts'
import type { LeftOutReason, SourceFile, Walk } from './types.ts'
import type { WalkOptions } from './walk.ts'

/**
 * The files that the next commit would add or change below the folders, with the content of the index: what is committed, whatever
 * the work tree holds by now.
 */
export async function walkStaged(
  folders: readonly string[],
  { exclude = [], signal }: WalkOptions = {},
): Promise<Walk> {
  const isExcluded = createExclude(exclude)
  const files = new Map<string, SourceFile>()
  const leftOut: { path: string; reason: LeftOutReason }[] = []
  const failures: { path: string; message: string }[] = []
  const readers: ObjectReader[] = []
  for (const cwd of folders) {
    signal?.throwIfAborted()
    const options = { cwd, inHook: true }
    try {
      const { root, name: repo } = await repositoryOf(options)
      const objects = new ObjectReader(options)
      readers.push(objects)
      for (const { name, kind, object } of await listStaged(options)) {
        const path = nameOf(name)
        if (kind !== 'file') leftOut.push({ path, reason: kind })
        else if (isExcluded(path)) leftOut.push({ path, reason: 'excluded' })
        else
          files.set(`${root.toString('latin1')}\0${name.toString('latin1')}`, {
            path,
            relative: path,
            uri: uriOf(name),
            repo,
            size: 0,
            read: async function* () {
              yield await objects.read(object)
            },
          })
      }
    } catch (error) {
      if (!(error instanceof GitError)) throw error
      failures.push({ path: cwd, message: error.message })
    }
  }
  return {
    files: [...files.values()],
    roots: [],
    leftOut,
    failures,
    withoutGit: [],
    close: () => {
      for (const reader of readers) reader.close()
    },
  }
}
