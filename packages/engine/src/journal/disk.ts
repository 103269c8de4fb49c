import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Makes names created, renamed or removed in a directory durable. */
export function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Writes a file and makes its content durable; its name is durable after `syncDirectory` of its parent. */
export function writeFileSynced(path: string, data: Uint8Array, mode = 0o600): void {
  const fd = openSync(path, 'w', mode)
  try {
    writeWholly(fd, data, 0)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Replaces a file in one step: after a crash it is either the old one or the new one, never a part. */
export function replaceFile(path: string, data: Uint8Array, mode = 0o600): void {
  writeFileSynced(`${path}.tmp`, data, mode)
  renameSync(`${path}.tmp`, path)
  syncDirectory(dirname(path))
}

/** Makes a directory and its missing parents, each durable in the one above it. */
export function makeDirectory(directory: string, mode = 0o700): void {
  const first = mkdirSync(directory, { recursive: true, mode })
  if (first === undefined) return
  for (let path = directory; path.length >= first.length; path = dirname(path)) syncDirectory(dirname(path))
}

/** Writes every byte at a position; a short write that cannot be continued throws the system's reason. */
export function writeWholly(fd: number, data: Uint8Array, position: number): void {
  for (let done = 0; done < data.length; )
    done += writeSync(fd, data, done, data.length - done, position + done)
}

/** Content of a file, or undefined when there is none. */
export function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether an error of the file system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT'
}

/** `code` of a system error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What a system error says, for people. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Shortens a file, durably. */
export function cutFile(path: string, length: number): void {
  const fd = openSync(path, 'r+')
  try {
    ftruncateSync(fd, length)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
