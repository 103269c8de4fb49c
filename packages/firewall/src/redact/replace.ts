import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** Characters of a masked value that stay, of one that is long enough that they give nothing away. */
const SHOWN = 4
const MIN_MASKED = 8

/** `************1234`: letters and digits become `*`, all but the last four of a long value; separators stay. */
export function mask(value: string): string {
  const total = value.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  let left = total - (total >= MIN_MASKED + SHOWN ? SHOWN : 0)
  return value.replace(/[\p{L}\p{N}]/gu, character => (left-- > 0 ? '*' : character))
}

const DIGITS = '0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'

/**
 * Another value of the same shape: digits for digits, letters for letters of the same case, the rest as it is. Follows from the value and the key alone,
 * so that equal values stay equal; it cannot be turned back.
 */
export function keepFormat(value: string, key: Uint8Array | string): string {
  let pool = Buffer.alloc(0)
  let used = 0
  let round = 0
  const next = (): number => {
    if (used + 2 > pool.length) {
      pool = createHmac('sha256', key).update(`format ${round++} ${value}`).digest()
      used = 0
    }
    used += 2
    return pool.readUInt16BE(used - 2)
  }
  return value.replace(/[\p{L}\p{N}]/gu, character => {
    if (/\p{N}/u.test(character)) return DIGITS[next() % 10]!
    const letter = LOWER[next() % 26]!
    return character === character.toLowerCase() ? letter : letter.toUpperCase()
  })
}

/** AES-256-GCM: 12 random bytes, ciphertext, 16 bytes of tag; base64url. The type is bound to it. */
export function seal(value: string, type: string, key: Uint8Array): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(type))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')
}

/** The value again; undefined when the key is another one or the text was altered. */
export function open(sealed: string, type: string, key: Uint8Array): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < 28) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAAD(Buffer.from(type))
  decipher.setAuthTag(bytes.subarray(-16))
  try {
    return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined
  }
}
