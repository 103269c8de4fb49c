/** Fills the array with cryptographically strong random bytes: `crypto.getRandomValues` or Node's `randomFillSync`. */
export type RandomFill = (bytes: Uint8Array) => unknown

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const HEX_BYTE = Array.from({ length: 256 }, (_, byte) => hex(byte, 2))

/**
 * Generator of UUIDv7 (RFC 9562 §5.7), strictly ascending also within a millisecond and when the clock steps back (§6.2, monotonic
 * random): the low 48 bits start at a random number each millisecond and then count. Neighbours share all but their last digits, so
 * that a batch of ids compresses to almost nothing. They identify; they are not secrets.
 */
export function createIdGenerator(random: RandomFill): (nowMs: number) => string {
  const bytes = new Uint8Array(10)
  let lastMs = -1
  let prefix = ''
  /** 47 random bits, then counting; kept as the number of its upper 32 bits, their text, and its lower 16 bits. */
  let high = 0
  let highText = ''
  let low = 0
  return nowMs => {
    if (nowMs > lastMs) {
      lastMs = nowMs
      random(bytes)
      const view = new DataView(bytes.buffer)
      const time = hex(lastMs, 12)
      const variant = 0x8000 | (view.getUint16(2) & 0x3fff)
      prefix = `${time.slice(0, 8)}-${time.slice(8)}-7${hex(view.getUint16(0) & 0x0fff, 3)}-${hex(variant, 4)}-`
      high = view.getUint32(4) & 0x7fff_ffff
      highText = hex(high, 8)
      low = view.getUint16(8)
    } else if (low === 0xffff) {
      // 2^47 numbers are left at least: more than a millisecond can use.
      high++
      highText = hex(high, 8)
      low = 0
    } else {
      low++
    }
    return prefix + highText + HEX_BYTE[low >> 8]! + HEX_BYTE[low & 0xff]!
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Generator of 128-bit nonces as 22 characters of base64url (RFC 4648 §5), drawn from a pool of random bytes. */
export function createNonceGenerator(random: RandomFill): () => string {
  const pool = new Uint8Array(16 * 256)
  let at = pool.length
  return () => {
    if (at === pool.length) {
      random(pool)
      at = 0
    }
    let text = ''
    for (let i = 0; i < 15; i += 3, at += 3) {
      const bits = (pool[at]! << 16) | (pool[at + 1]! << 8) | pool[at + 2]!
      text +=
        ALPHABET[bits >> 18]! +
        ALPHABET[(bits >> 12) & 63]! +
        ALPHABET[(bits >> 6) & 63]! +
        ALPHABET[bits & 63]!
    }
    const last = pool[at++]!
    return text + ALPHABET[last >> 2]! + ALPHABET[(last & 3) << 4]!
  }
}
