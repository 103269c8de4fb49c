import { findPatterns, PATTERNS } from './patterns.ts'
import { type Read, Reader } from './reader.ts'
import { RULES, RuleBook, type Sign } from './rules.ts'
import { joinSpaced } from './spaced.ts'

/** All signs; a text's signs are bits, the rules' first. */
export const SIGNS: readonly Sign[] = [
  ...RULES,
  ...PATTERNS,
  { id: 'embedded-request', type: 'tool_abuse', reason: 'a request to an assistant inside data' },
  {
    id: 'clutter',
    type: 'adversarial_suffix',
    reason: 'words of many languages among stray brackets and signs',
  },
]
const CLUTTER = SIGNS.length - 1
const REQUEST = SIGNS.length - 2

/** A text cut into sentences and lines, with the signs in each. Windows are runs of these. */
export type Segments = {
  readonly starts: number[]
  readonly ends: number[]
  /** Bits of `SIGNS`, 31 to a number. */
  readonly signs: number[]
  readonly inData: boolean[]
}

/** Each sign is a bit; there must be no more than fit. */
if (SIGNS.length > 31) throw new RangeError('too many signs for one number')

/** Reads a text; what each segment has goes to `tell` as soon as it is over. */
export function readSegments(original: string, tell: (read: Read) => void): Segments {
  const joined = joinSpaced(original)
  const text = joined?.text ?? original
  const starts: number[] = []
  const ends: number[] = []
  const signs: number[] = []
  const inData: boolean[] = []
  let open = 0
  const book = new RuleBook(rule => {
    open |= 1 << rule
  })
  const reader = new Reader({
    term: (groups, token) => book.term(groups, token),
    request: () => {
      open |= 1 << REQUEST
    },
    clutter: () => {
      open |= 1 << CLUTTER
    },
    segment: (start, end, read, data) => {
      starts.push(start)
      ends.push(end)
      signs.push(open)
      inData.push(data)
      open = 0
      tell(read)
    },
  })
  reader.read(text)
  let segment = 0
  findPatterns(text, (pattern, start) => {
    if (start < (starts[segment] ?? 0)) segment = 0
    while (segment + 1 < starts.length && (ends[segment] as number) <= start) segment++
    const sign = RULES.length + pattern
    if (segment < signs.length) signs[segment] = (signs[segment] as number) | (1 << sign)
  })
  if (joined !== undefined) {
    for (const places of [starts, ends])
      for (const [index, place] of places.entries()) places[index] = joined.places[place] as number
  }
  return { starts, ends, signs, inData }
}
