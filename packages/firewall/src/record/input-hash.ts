import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { TallyError } from '@tallystick/core'
import { errorKind } from './record.ts'

/** `sha256`: without a key. Whoever has such a hash finds a nine-digit number in seconds, by trying all of them. */
export type InputHash = Uint8Array | 'sha256'

/** 64 hex digits that tell equal texts apart from others: HMAC-SHA-256 under a key, or plain SHA-256. */
export function hashInput(text: string, by: InputHash): string {
  const hash = by === 'sha256' ? createHash('sha256') : createHmac('sha256', by)
  return hash.update(text).digest('hex')
}

const KEY = /^[0-9a-f]{64}\n?$/

/** Where the key of a local record stands: beside its database. */
export function hashKeyFile(database: string): string {
  return `${database}.key`
}

/**
 * The key in a file (64 hex digits, mode 0600), made when there is none. Processes that come at the same time all get the one that is kept.
 * Throws TALLY_RECORD_STORE.
 */
export function openHashKey(file: string): Uint8Array {
  try {
    return read(file) ?? make(file)
  } catch (cause) {
    if (cause instanceof TallyError) throw cause
    throw new TallyError('TALLY_RECORD_STORE', `${file} cannot be used: ${errorKind(cause)}`, { cause })
  }
}

function read(file: string): Uint8Array | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (errorKind(error) === 'ENOENT') return undefined
    throw error
  }
  if (!KEY.test(text))
    throw new TallyError('TALLY_RECORD_STORE', `${file} is not a key: 64 hex digits are expected`)
  return Buffer.from(text.trim(), 'hex')
}

/** Written apart and then given its name, which fails when another process was first: nobody ever reads half a key. */
function make(file: string): Uint8Array {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  const fd = openSync(draft, 'wx', 0o600)
  try {
    writeSync(fd, `${randomBytes(32).toString('hex')}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  try {
    linkSync(draft, file)
  } catch (error) {
    if (errorKind(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return read(file)!
}
