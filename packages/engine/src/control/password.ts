import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { TallyError } from '@tallystick/core'

/** log2 of scrypt's N. 17 takes 128 MiB and about half a second (OWASP Password Storage Cheat Sheet). */
export const PASSWORD_COST = 17
const BLOCK_SIZE = 8
const KEY_BYTES = 32
const SALT_BYTES = 16

/** PHC string format: parameters travel with the hash, so that they can be raised later. */
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** A password as it is hashed: NFC (RFC 8265 §4.2, so that one keyboard's é is another's), 8 to 256 characters without controls. Throws TALLY_PASSWORD_INVALID. */
export function checkedPassword(password: string): string {
  const text = normalPassword(password)
  const length = [...text].length
  if (length < 8 || length > 256 || hasControls(text))
    throw new TallyError(
      'TALLY_PASSWORD_INVALID',
      'the password is too short, too long, or holds control characters',
    )
  return text
}

export const normalPassword = (password: string): string => password.normalize('NFC')

/** No password has any. scrypt's HMAC fills keys up with zeros (RFC 2104 §2), so that one more NUL at the end would not be seen. */
export const hasControls = (password: string): boolean => /\p{Cc}/u.test(password)

/** A password of 120 random bits for somebody who gave none. */
export function newPassword(): string {
  return randomBytes(15).toString('base64url')
}

/** `$scrypt$ln=17,r=8,p=1$<salt>$<key>` of a password. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, { N: 2 ** cost, r: BLOCK_SIZE, p: 1 })
  return `$scrypt$ln=${cost},r=${BLOCK_SIZE},p=1$${encode(salt)}$${encode(key)}`
}

/** Whether a password is the one of a stored hash, in constant time. */
export async function isPasswordOf(stored: string, password: string): Promise<boolean> {
  const parts = STORED.exec(stored)
  if (parts === null) throw new TallyError('TALLY_CONTROL_CORRUPT', 'a stored password hash is malformed')
  const [ln, r, p] = parts.slice(1, 4).map(Number) as [number, number, number]
  const key = Buffer.from(parts[5]!, 'base64')
  const found = await derive(password, Buffer.from(parts[4]!, 'base64'), { N: 2 ** ln, r, p }, key.length)
  return timingSafeEqual(found, key)
}

/** A hash that no password has: comparing with it costs what any comparison costs. */
export function unmatchableHash(cost: number): string {
  return `$scrypt$ln=${cost},r=${BLOCK_SIZE},p=1$${encode(randomBytes(SALT_BYTES))}$${encode(randomBytes(KEY_BYTES))}`
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

function derive(
  password: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
  bytes = KEY_BYTES,
): Promise<Buffer> {
  // scrypt takes 128·N·r bytes (RFC 7914 §2), and Node's own limit is lower.
  const options: ScryptOptions = { N, r, p, maxmem: 128 * N * r + 1024 * 1024 }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
