import { createHmac } from 'node:crypto'

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
