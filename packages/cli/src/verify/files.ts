import { readdir, readFile } from 'node:fs/promises'

/** Bytes of a file; undefined when there is none. */
export function readIfPresent(path: string): Promise<Buffer | undefined> {
  return orUndefined(readFile(path))
}

/** Names in a directory; none when there is no such directory. */
export async function namesIn(path: string): Promise<string[]> {
  return (await orUndefined(readdir(path))) ?? []
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether an error says that a file or folder is not there. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}
