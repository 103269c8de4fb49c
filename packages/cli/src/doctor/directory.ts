import {
  closeSync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { formatBytes, plural } from '../output/numbers.ts'
import { type Finding, fail, ok, warn } from './check.ts'

const GIB = 1024 ** 3
const LOW_SPACE = 5 * GIB
const NO_SPACE = GIB / 4

export async function checkSpace(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory)
  const free = bavail * bsize
  const message = `${formatBytes(free)} free`
  if (free < NO_SPACE)
    return fail('Disk space', message, 'Free space now: when the disk is full new events are refused.')
  return free < LOW_SPACE
    ? warn('Disk space', message, 'Free space, or move the data directory to a larger disk.')
    : ok('Disk space', message)
}

const SYNCS = 20
const SLOW_SYNC_MS = 20

/** How long the disk takes to make 4 KiB durable: what every acknowledgement waits for. */
export function checkSync(directory: string): Finding {
  const path = join(directory, `.doctor-${process.pid}`)
  const page = Buffer.alloc(4_096, 'x')
  const times: number[] = []
  try {
    const file = openSync(path, 'w', 0o600)
    try {
      for (let i = 0; i < SYNCS; i++) {
        const start = performance.now()
        writeSync(file, page)
        fdatasyncSync(file)
        times.push(performance.now() - start)
      }
    } finally {
      closeSync(file)
      rmSync(path, { force: true })
    }
  } catch (error) {
    return fail(
      'Disk sync',
      `cannot write in ${directory}: ${(error as Error).message}`,
      'Give this user the right to write there.',
    )
  }
  times.sort((a, b) => a - b)
  const [median, worst] = [times[SYNCS >> 1]!, times[SYNCS - 1]!]
  const message = `${median.toFixed(1)} ms to make a page durable (worst of ${SYNCS}: ${worst.toFixed(1)} ms)`
  return median > SLOW_SYNC_MS
    ? warn(
        'Disk sync',
        message,
        'Acknowledgements wait for this. Use a local SSD rather than a network or spinning disk.',
      )
    : ok('Disk sync', message)
}

/** Whether others on this machine can read what only this user should. POSIX modes; Windows has none. */
export function checkPermissions(paths: readonly string[]): Finding {
  if (process.platform === 'win32') return ok('Permissions', 'not checked on Windows')
  const open = paths.filter(path => {
    try {
      return (statSync(path).mode & 0o077) !== 0
    } catch {
      return false
    }
  })
  return open.length === 0
    ? ok('Permissions', 'keys and configuration are readable by their owner alone')
    : fail('Permissions', `others can read ${open.join(', ')}`, `chmod go-rwx ${open.join(' ')}`)
}

const LARGE_WAL = GIB / 2

/** The write-ahead log is trimmed once sealed, so that a large one means that sealing is behind. */
export function checkWal(directory: string): Finding {
  let files: string[]
  try {
    files = readdirSync(join(directory, 'wal')).filter(name => name.endsWith('.wal'))
  } catch {
    return ok('Write-ahead log', 'empty')
  }
  const bytes = files.reduce(
    (sum, name) => sum + (statSync(join(directory, 'wal', name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  const message = `${plural(files.length, 'file')}, ${formatBytes(bytes)}`
  return bytes > LARGE_WAL
    ? warn(
        'Write-ahead log',
        `${message}: sealing is behind`,
        'Look at tally stats and the server log; a full disk or a stopped server are the usual reasons.',
      )
    : ok('Write-ahead log', message)
}

/** Who has the directory open, from the note that the holder leaves beside the lock. */
export function checkLock(directory: string): Finding {
  let holder: { pid: number; host: string; since: string }
  try {
    holder = JSON.parse(readFileSync(join(directory, 'lock.json'), 'utf8'))
  } catch {
    return ok('Lock', 'nobody has the directory open')
  }
  const { pid, host, since } = holder
  if (host === hostname()) {
    return isAlive(pid)
      ? ok('Lock', `open in process ${pid} since ${since}`)
      : ok('Lock', 'nobody has the directory open')
  }
  return warn(
    'Lock',
    `opened by process ${pid} on ${host} at ${since}`,
    'If that machine still runs, let only one of the two use the directory.',
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The key that the directory says it signs with, against the one that was pinned. */
export function checkPin(
  directory: string,
  claimed: string | undefined,
  pinned: string | undefined,
): Finding {
  if (claimed === undefined)
    return warn('Pinned key', 'the directory has no verifier key yet', 'Start tally serve once.')
  if (pinned === undefined)
    return warn(
      'Pinned key',
      'no copy of the verifier key is kept apart from the data',
      `Keep it on another machine: tally keys verifier --data ${directory} --out tally.vkey`,
    )
  return pinned === claimed
    ? ok('Pinned key', claimed)
    : fail(
        'Pinned key',
        `the directory signs as ${claimed}, but ${pinned} was pinned`,
        'Unless you replaced the key, somebody else did: run tally verify with the pinned key.',
      )
}
