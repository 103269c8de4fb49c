import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'

/** How long a pair that was right is not checked again. */
const REMEMBERED_MS = 5 * 60_000

/**
 * Pairs of user and password that were right a short time ago, so that a script pays scrypt once. Kept is an HMAC under a key of this process
 * of the password and the stored hash: a memory dump gives no password away faster than the hash would, and a changed password matches nothing.
 */
export class VerifiedPairs {
  readonly #key = randomBytes(32)
  readonly #clock: Clock
  readonly #pairs = new Map<string, { readonly mark: Buffer; readonly until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What stands for a password beside the hash it was checked against. */
  markOf(stored: string, password: string): Buffer {
    return createHmac('sha256', this.#key).update(stored).update('\0').update(password).digest()
  }

  has(name: string, mark: Buffer): boolean {
    const pair = this.#pairs.get(name)
    if (pair === undefined) return false
    if (pair.until > this.#clock.now()) return timingSafeEqual(pair.mark, mark)
    this.#pairs.delete(name)
    return false
  }

  /** One pair is kept per user, so that there are never more than users. */
  remember(name: string, mark: Buffer): void {
    this.#pairs.set(name, { mark, until: this.#clock.now() + REMEMBERED_MS })
  }

  forget(name: string): void {
    this.#pairs.delete(name)
  }
}
