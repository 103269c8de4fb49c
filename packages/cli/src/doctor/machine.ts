import { createServer } from 'node:net'
import { type Finding, fail, ok, warn } from './check.ts'

const OLDEST_NODE = 24

export function checkNode(version: string): Finding {
  return Number(version.split('.')[0]) >= OLDEST_NODE
    ? ok('Node', version)
    : fail('Node', `${version} is too old`, `Install Node ${OLDEST_NODE} or newer.`)
}

/** Whether the embedded ClickHouse loads; without it SQLite serves, so that is no failure. */
export async function checkChdb(): Promise<Finding> {
  const { chdbAvailable } = await import('@tallystick/engine')
  return (await chdbAvailable())
    ? ok('chDB', 'loads; --store auto takes it')
    : warn(
        'chDB',
        'does not load here (it needs Linux with glibc, or macOS)',
        'Nothing, for small amounts: SQLite serves. For millions of events run it on a machine where chDB loads.',
      )
}

export async function checkSqlite(): Promise<Finding> {
  try {
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(':memory:')
    const version = String(database.prepare('SELECT sqlite_version() AS version').get()?.version)
    database.close()
    return ok('SQLite', version)
  } catch (error) {
    return fail(
      'SQLite',
      `does not load: ${(error as Error).message}`,
      'Use a Node that was built with node:sqlite, such as the one from nodejs.org.',
    )
  }
}

/** Milliseconds by which two clocks may differ before times of events and expiries of keys mislead. */
const MAX_SKEW_MS = 2_000
const RELEASED = Date.UTC(2026, 0, 1)

/** The clock against the server's (`Date` header, epoch milliseconds; whole seconds), where there is one. */
export function checkClock(now: number, serverTime: number | undefined): Finding {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (now < RELEASED)
    return fail(
      'Clock',
      `it says ${new Date(now).toISOString()}, which is past`,
      'Set the clock; let NTP keep it.',
    )
  if (serverTime === undefined) return ok('Clock', `${new Date(now).toISOString()}, time zone ${zone}`)
  const skew = Math.abs(now - serverTime)
  return skew > MAX_SKEW_MS
    ? warn(
        'Clock',
        `it differs from the server's by ${(skew / 1_000).toFixed(1)} s`,
        'Let NTP keep both clocks.',
      )
    : ok('Clock', `agrees with the server's; time zone ${zone}`)
}

/** Whether a server could listen on the port. */
export function checkPort(port: number): Promise<Finding> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'EADDRINUSE'
          ? warn(
              'Port',
              `${port} is in use by another program`,
              'Serve on another one with --port, or on any with --port 0.',
            )
          : warn(
              'Port',
              `${port} cannot be listened on: ${error.message}`,
              'Serve on another one with --port.',
            ),
      ),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(ok('Port', `${port} is free`))))
  })
}
