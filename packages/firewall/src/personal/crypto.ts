import { createHash } from 'node:crypto'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Bitcoin's base58check: 25 bytes, the last four are the beginning of the double SHA-256 of the others. */
export function base58Check(address: string): boolean {
  const bytes = new Uint8Array(25)
  for (const char of address) {
    let carry = BASE58.indexOf(char)
    if (carry === -1) return false
    for (let at = bytes.length - 1; at >= 0; at--) {
      carry += (bytes[at] as number) * 58
      bytes[at] = carry & 255
      carry >>= 8
    }
    if (carry !== 0) return false
  }
  const check = sha256(sha256(bytes.subarray(0, 21)))
  return bytes.subarray(21).every((byte, at) => byte === check[at])
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
/** BIP 173, and BIP 350 for version 1 and later. */
const CONSTANTS = [1, 0x2bc830a3]

/** A segwit address: its BCH code, and the constant that its witness version demands. In one case throughout. */
export function bech32Check(address: string): boolean {
  const lower = address.toLowerCase()
  if (address !== lower && address !== address.toUpperCase()) return false
  const split = lower.lastIndexOf('1')
  const values = [...lower.slice(split + 1)].map(char => BECH32.indexOf(char))
  if (values.includes(-1)) return false
  const prefix = [...lower.slice(0, split)].map(char => char.charCodeAt(0))
  let check = 1
  for (const value of [...prefix.map(code => code >> 5), 0, ...prefix.map(code => code & 31), ...values]) {
    const top = check >>> 25
    check = ((check & 0x1ffffff) << 5) ^ value
    GENERATORS.forEach((generator, bit) => {
      if ((top >> bit) & 1) check ^= generator
    })
  }
  return check === CONSTANTS[values[0] === 0 ? 0 : 1]
}

let lastAddress = ''
let lastAnswer: boolean | undefined

/** EIP-55, remembered for the next form that asks about the same address. */
export function eip55(address: string): boolean | undefined {
  if (address !== lastAddress) {
    lastAnswer = checkCapitals(address)
    lastAddress = address
  }
  return lastAnswer
}

/** Capitals by the Keccak-256 of the address in small letters. Undefined where it is written in one case and so has no check. */
function checkCapitals(address: string): boolean | undefined {
  const digits = address.slice(2)
  if (!/^[\da-f]{40}$/i.test(digits)) return false
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return undefined
  const hash = keccak256(digits.toLowerCase())
  return [...digits].every((char, at) => {
    if (char <= '9') return true
    const nibble = ((hash[at >> 1] as number) >> (at % 2 === 0 ? 4 : 0)) & 15
    return nibble >= 8 === char < 'a'
  })
}

/** Bytes that a block takes in: 1600 bits less twice the 256 of the answer. */
const RATE = 136

/** Keccak-256 with its original padding, as Ethereum uses it; SHA3-256 of FIPS 202 pads otherwise. Of one block, in ASCII. */
function keccak256(text: string): Uint8Array {
  const block = new Uint8Array(200)
  for (let at = 0; at < text.length; at++) block[at] = text.charCodeAt(at)
  block[text.length] = 0x01
  block[RATE - 1] = (block[RATE - 1] as number) | 0x80
  const view = new DataView(block.buffer)
  const lanes = new Int32Array(50)
  for (let word = 0; word < 50; word++) lanes[word] = view.getInt32(word * 4, true)
  permute(lanes)
  for (let word = 0; word < 8; word++) view.setInt32(word * 4, lanes[word] as number, true)
  return block.subarray(0, 32)
}

/** Low and high words of the constants of the rounds, and for each step of ρ and π where a lane goes and how far it turns. */
const [CONSTANT_WORDS, TARGETS, TURNS] = tables()

/** Keccak-f[1600] (FIPS 202 §3.2), each lane as two words of 32 bits, the low one first. */
function permute(lanes: Int32Array): void {
  const columns = new Int32Array(10)
  const row = new Int32Array(10)
  for (let round = 0; round < 24; round++) {
    for (let x = 0; x < 10; x++) {
      columns[x] = lanes[x]! ^ lanes[x + 10]! ^ lanes[x + 20]! ^ lanes[x + 30]! ^ lanes[x + 40]!
    }
    for (let x = 0; x < 5; x++) {
      const left = ((x + 4) % 5) * 2
      const right = ((x + 1) % 5) * 2
      const low = columns[left]! ^ ((columns[right]! << 1) | (columns[right + 1]! >>> 31))
      const high = columns[left + 1]! ^ ((columns[right + 1]! << 1) | (columns[right]! >>> 31))
      for (let y = 0; y < 50; y += 10) {
        lanes[y + x * 2]! ^= low
        lanes[y + x * 2 + 1]! ^= high
      }
    }
    let low = lanes[2]!
    let high = lanes[3]!
    for (let step = 0; step < 24; step++) {
      const target = TARGETS[step]! * 2
      const turn = TURNS[step]!
      const nextLow = lanes[target]!
      const nextHigh = lanes[target + 1]!
      const a = turn < 32 ? low : high
      const b = turn < 32 ? high : low
      const by = turn % 32
      lanes[target] = by === 0 ? a : (a << by) | (b >>> (32 - by))
      lanes[target + 1] = by === 0 ? b : (b << by) | (a >>> (32 - by))
      low = nextLow
      high = nextHigh
    }
    for (let y = 0; y < 50; y += 10) {
      for (let x = 0; x < 10; x++) row[x] = lanes[y + x]!
      for (let x = 0; x < 10; x++) lanes[y + x] = row[x]! ^ (~row[(x + 2) % 10]! & row[(x + 4) % 10]!)
    }
    lanes[0]! ^= CONSTANT_WORDS[round * 2]!
    lanes[1]! ^= CONSTANT_WORDS[round * 2 + 1]!
  }
}

function tables(): [Int32Array, Uint8Array, Uint8Array] {
  const constants = new Int32Array(48)
  for (let round = 0, lfsr = 1; round < 24; round++) {
    for (let bit = 0; bit < 7; bit++) {
      const place = (1 << bit) - 1
      if (lfsr & 1) constants[round * 2 + (place >> 5)]! ^= 1 << (place % 32)
      lfsr = lfsr & 0x80 ? ((lfsr << 1) ^ 0x171) & 0xff : lfsr << 1
    }
  }
  const targets = new Uint8Array(24)
  const turns = new Uint8Array(24)
  for (let step = 0, x = 1, y = 0; step < 24; step++) {
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
    targets[step] = x + 5 * y
    turns[step] = (((step + 1) * (step + 2)) / 2) % 64
  }
  return [constants, targets, turns]
}
