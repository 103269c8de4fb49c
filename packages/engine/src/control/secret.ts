import { hash, randomBytes } from 'node:crypto'

/**
 * An API key as its owner holds it: `tally_<id>_<secret>`. The prefix lets secret scanners recognise it, the id
 * (64 bits, hex) is public, the secret is 256 random bits in base64url. With that much entropy a plain SHA-256 is
 * enough to store: there is nothing to guess, so nothing to slow down.
 */
const TOKEN = /^tally_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/

export function newToken(): { id: string; token: string } {
  const id = randomBytes(8).toString('hex')
  return { id, token: `tally_${id}_${randomBytes(32).toString('base64url')}` }
}

/** The public id inside a token, or undefined when it is not one of ours. */
export function tokenId(token: string): string | undefined {
  return TOKEN.exec(token)?.[1]
}

/** SHA-256 of the whole token: 32 bytes. */
export function tokenHash(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}
