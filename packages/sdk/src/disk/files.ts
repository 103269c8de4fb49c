import { constants } from 'node:fs'
import { type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** `code` of a system error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What a system error says, for people. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The result, or undefined when the file or folder is not there. */
export async function ifPresent<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

export async function withFile<T>(
  path: string,
  flags: string | number,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await open(path, flags, 0o600)
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

/** Makes names created, renamed or removed in a directory durable. Windows has no such call, and needs none. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform !== 'win32') await withFile(directory, constants.O_RDONLY, file => file.sync())
}

/** Writes every byte of the buffer at a position. */
export async function writeWholly(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done)
    if (bytesWritten === 0) throw new Error('the file takes no more bytes')
    done += bytesWritten
  }
}

/** Writes a file in one step: after a crash it is there wholly or not at all. */
export async function replaceFile(path: string, data: Uint8Array): Promise<void> {
  await withFile(`${path}.tmp`, 'w', async file => {
    await writeWholly(file, data, 0)
    await file.datasync()
  })
  await rename(`${path}.tmp`, path)
  await syncDirectory(dirname(path))
}

/** Names in a folder, sorted; none when there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return ((await ifPresent(readdir(folder))) ?? []).sort()
}

export async function removeFile(path: string): Promise<void> {
  await ifPresent(unlink(path))
}
