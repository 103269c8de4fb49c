import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { removeFile, syncDirectory, writeWholly } from '../disk/index.ts'

/** One file of a writer's folder, as far as it may be read. */
export type SpoolFile = {
  readonly path: string
  /** Number of its first record. */
  readonly first: number
  /** Bytes of it that are durable: nothing beyond is ever read. */
  durable: number
  /** Nothing will be added to it. */
  sealed: boolean
}

/** The few things the spool asks of a file; tests put failing ones in its place. */
export type AppendFile = {
  readonly write: (data: Buffer, position: number) => Promise<void>
  /** Makes everything written, and the length, durable. */
  readonly sync: () => Promise<void>
  readonly truncate: (length: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Creates an empty file whose name is durable; fails when there is one. */
export type CreateFile = (path: string) => Promise<AppendFile>

export const createFile: CreateFile = async path => {
  const handle = await open(path, 'wx', 0o600)
  try {
    await syncDirectory(dirname(path))
  } catch (error) {
    await handle.close()
    await removeFile(path)
    throw error
  }
  return {
    write: (data, position) => writeWholly(handle, data, position),
    sync: () => handle.datasync(),
    truncate: length => handle.truncate(length),
    close: () => handle.close(),
  }
}

const NAME = /^(\d{16})\.spool$/

export const spoolName = (first: number): string => `${String(first).padStart(16, '0')}.spool`

/** Number of the first record of a file of that name; undefined for other names. */
export function firstOf(name: string): number | undefined {
  const [, digits] = NAME.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}
