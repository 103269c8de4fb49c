import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { TallyError } from '@tallystick/core'
import { errorCode, reason } from './disk.ts'

const SQLITE_BUSY = 5
/** How long the loser of a race waits for the winner to write its name. */
const NAME_ATTEMPTS = 20
const NAME_INTERVAL_MS = 50

type Holder = { readonly pid: number; readonly host: string; readonly since: string }

/**
 * Takes the directory for this process, or rejects TALLY_JOURNAL_LOCKED naming the one that has it. Dispose to give it back.
 *
 * Node has no flock, but SQLite takes a real lock of the operating system on an (always empty) database file: atomic, seen from other
 * containers, and gone with the process however it ends, so that neither a stale file nor a reused pid can mislead. POSIX drops such
 * a lock when the process closes *any* handle of the file: nothing else may open `lock`. Who holds it stands in `lock.json`, for
 * people only.
 */
export async function lockDirectory(root: string): Promise<Disposable> {
  const path = join(root, 'lock')
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) throw await locked(root)
    throw new TallyError('TALLY_JOURNAL_WRITE', `${path} cannot be locked: ${reason(error)}`, {
      cause: error,
    })
  }
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  try {
    writeFileSync(join(root, 'lock.json'), `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  } catch {
    // On a full disk the lock still holds; only the message to the next process is poorer.
  }
  return {
    [Symbol.dispose]() {
      if (database.isOpen) database.close()
    },
  }
}

async function locked(root: string): Promise<TallyError> {
  let holder: Holder | undefined
  for (let attempt = 0; attempt < NAME_ATTEMPTS && holder === undefined; attempt++) {
    if (attempt > 0) await sleep(NAME_INTERVAL_MS)
    holder = readHolder(root)
  }
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on ${holder.host} (since ${holder.since})`
  return new TallyError('TALLY_JOURNAL_LOCKED', `${root} is open in ${who}`, {
    details: holder === undefined ? {} : { ...holder },
  })
}

/** Who wrote `lock.json`, unless that is a process of this machine that has ended: then the holder has yet to write. */
function readHolder(root: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(join(root, 'lock.json'), 'utf8')) as Holder
    return holder.host !== hostname() || isAlive(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
