/** Sets of ASCII characters as bits of one table: whether a character is in a set is one look-up. */

/** Letters that shapes (`ghp_{a36}`) name sets by, and what is in them. */
const SETS = {
  /** Digits. */
  d: '0-9',
  /** Hexadecimal. */
  h: '0-9a-fA-F',
  /** Hexadecimal with g and h, as some generators have it. */
  g: '0-9a-hA-H',
  /** Letters. */
  i: 'a-zA-Z',
  /** Letters and digits. */
  a: '0-9a-zA-Z',
  /** Capitals and digits. */
  u: '0-9A-Z',
  /** Base32. */
  t: 'A-Z2-7',
  /** Word. */
  w: '0-9a-zA-Z_',
  /** URL-safe base64. */
  s: '0-9a-zA-Z_\\-',
  /** URL-safe base64 with padding anywhere. */
  e: '0-9a-zA-Z_\\-=',
  /** The same with dots. */
  p: '0-9a-zA-Z_\\-=.',
  /** Base64. */
  b: '0-9a-zA-Z+/',
  /** Base64 with padding anywhere. */
  B: '0-9a-zA-Z+/=',
  /** Both alphabets of base64. */
  j: '0-9a-zA-Z+/_\\-',
  /** Both, with padding anywhere. */
  k: '0-9a-zA-Z+/_\\-=',
  /** Percent-encoded words. */
  c: '0-9a-zA-Z_%\\-',
  /** Azure's. */
  z: '0-9a-zA-Z_~.\\-',
  /** Lower-case letters, digits and dashes: host and project names. */
  m: '0-9a-z\\-',
  '=': '=',
  /** What a value in an assignment may consist of. */
  V: '0-9a-zA-Z_\\-+/=.~%:@|',
  /** Between a name and what assigns to it. */
  G: '0-9a-zA-Z_.\\- \\t',
  /** What a name consists of. */
  N: '0-9a-zA-Z_.\\-',
  /** Before a value: blanks, quotes, escapes. */
  Q: ' \\t\\r\\n\'"`\\\\',
  /** Ends everything but blocks of several lines. */
  S: ' \\t\\r\\n\\v\\f\'"`<>',
} as const

export type SetName = keyof typeof SETS

const NAMES = Object.keys(SETS) as SetName[]
const TABLE = new Uint32Array(128)
for (const [bit, name] of NAMES.entries()) {
  const members = new RegExp(`[${SETS[name]}]`)
  for (let code = 0; code < 128; code++) if (members.test(String.fromCharCode(code))) TABLE[code]! |= 1 << bit
}

export const isSetName = (name: string): name is SetName => Object.hasOwn(SETS, name)
export const bitOf = (name: SetName): number => 1 << NAMES.indexOf(name)

export const DIGIT = bitOf('d')
export const LETTER = bitOf('i')
export const ALNUM = bitOf('a')
export const WORD = bitOf('w')
export const VALUE = bitOf('V')
export const GAP = bitOf('G')
export const NAME = bitOf('N')
export const OPENING = bitOf('Q')
export const STOP = bitOf('S')
export const HEX = bitOf('h')
export const SLUG = bitOf('s')
export const BASE64 = bitOf('b')

/** Bits of the sets that the code unit is in. */
export const setsOf = (code: number): number => (code < 128 ? TABLE[code]! : 0)

export const isIn = (text: string, at: number, sets: number): boolean => {
  const code = text.charCodeAt(at)
  return code < 128 && (TABLE[code]! & sets) !== 0
}

/** From here on characters end secrets as blanks do: scripts other than Latin, some of which have no blanks between words. */
export const FIRST_FOREIGN = 0x250

/** Whether no secret of one line goes on with the code unit at `at`. */
export const isStop = (text: string, at: number): boolean =>
  isIn(text, at, STOP) || text.charCodeAt(at) >= FIRST_FOREIGN

/** End of the run of characters of a set that begins at `from`, at most `limit`. */
export function runEnd(text: string, from: number, sets: number, limit: number): number {
  const end = Math.min(limit, text.length)
  let at = from
  while (at < end && isIn(text, at, sets)) at++
  return at
}

/** Start of the run of characters of a set that ends before `to`, at least `limit`. */
export function runStart(text: string, to: number, sets: number, limit: number): number {
  const start = Math.max(limit, 0)
  let at = to
  while (at > start && isIn(text, at - 1, sets)) at--
  return at
}

/** Whether a token may begin here: not inside a word, but after an escaped (`\n`) or percent-encoded (`%3D`) character too. */
export function startsWord(text: string, at: number): boolean {
  if (at === 0 || !isIn(text, at - 1, WORD)) return true
  const before = text.charCodeAt(at - 1)
  if ((before === 110 || before === 114 || before === 116) && text.charCodeAt(at - 2) === 92) return true
  return text.charCodeAt(at - 3) === 37 && isIn(text, at - 2, HEX) && isIn(text, at - 1, HEX)
}
