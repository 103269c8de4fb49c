import { TallyError } from '@tallystick/core'

/** Failures that cost nothing; each further one doubles the wait, from a second up to five minutes. */
const FREE = 5
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 5 * 60_000
/** Without a further attempt for so long, all is forgotten. */
const FORGOTTEN_MS = 15 * 60_000
/** Pairs remembered at once; the one that was quiet longest goes first. */
const MAX_PAIRS = 10_000

type Attempts = { count: number; last: number; until: number }

/** Slows the guessing of passwords, for each user from each address. */
export type Throttle = {
  /** Throws TALLY_AUTH_SLOWED while the pair has to wait. */
  check(user: string, address: string): void
  /** Counts an attempt that is about to be checked, and says which one it is. Throws TALLY_AUTH_SLOWED like `check`. */
  attempt(user: string, address: string): number
  succeeded(user: string, address: string): void
  readonly size: number
}

export function createThrottle(now: () => number): Throttle {
  // In the order of the last attempt: the first is the one that was quiet longest.
  const pairs = new Map<string, Attempts>()
  const idOf = (user: string, address: string) => `${address} ${user.slice(0, 128)}`
  const check = (id: string) => {
    const wait = (pairs.get(id)?.until ?? 0) - now()
    if (wait > 0)
      throw new TallyError('TALLY_AUTH_SLOWED', 'too many failed logins', {
        details: { retry_after: Math.ceil(wait / 1_000) },
      })
  }
  return {
    check: (user, address) => check(idOf(user, address)),
    attempt(user, address) {
      const id = idOf(user, address)
      check(id)
      const at = now()
      const before = pairs.get(id)
      const count = before === undefined || at - before.last > FORGOTTEN_MS ? 1 : before.count + 1
      const wait = count < FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE), LONGEST_WAIT_MS)
      pairs.delete(id)
      pairs.set(id, { count, last: at, until: at + wait })
      if (pairs.size > MAX_PAIRS) pairs.delete(pairs.keys().next().value!)
      return count
    },
    succeeded: (user, address) => void pairs.delete(idOf(user, address)),
    get size() {
      return pairs.size
    },
  }
}
