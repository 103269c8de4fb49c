import type { Form } from './forms.ts'
import type { Stamp, StampReader } from './reader.ts'

/** Where in a line its timestamp stands. */
export type Found = {
  readonly stamp: Stamp
  /** How many words stand before it. */
  readonly column: number
  /** Bracket right before it, whose partner ends it or the header. */
  readonly opener: string
}

/** Timestamps are looked for at the starts of this many words, and not beyond this many characters. */
const COLUMNS = 10
const REACH = 240

const BLANK = /[\s|]+/y
const WORD_END = /[^\s|\]>]*[\]>|]?/y

/** Start of the next word: after blanks, a pipe, or a closing bracket that another follows. */
export function nextWord(line: string, at: number): number {
  WORD_END.lastIndex = at
  WORD_END.exec(line)
  let next = WORD_END.lastIndex
  if (next === at) next++
  BLANK.lastIndex = next
  if (BLANK.test(line)) next = BLANK.lastIndex
  return next
}

const OPENERS = '[(<{"\'*'

/** Reads the stamp at a word, behind an opening bracket if there is one. */
export function stampAt(
  reader: StampReader,
  line: string,
  at: number,
  column: number,
  form?: Form,
): Found | undefined {
  let start = at
  if (start < line.length && OPENERS.includes(line[start]!)) start++
  const code = line.charCodeAt(start)
  const starts = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
  const stamp = starts ? reader.read(line, start, form) : undefined
  return stamp === undefined ? undefined : { stamp, column, opener: start === at ? '' : line[at]! }
}

/** The first timestamp from word `column` (which starts at `at`) on. */
export function findStamp(
  reader: StampReader,
  line: string,
  at = 0,
  column = 0,
  columns = COLUMNS,
): Found | undefined {
  const limit = Math.min(line.length, at + REACH)
  let position = at
  let index = column
  while (position < limit && index < column + columns) {
    const found = stampAt(reader, line, position, index)
    if (found !== undefined) return found
    position = nextWord(line, position)
    index++
  }
  return undefined
}

/** Start of word `column`; undefined when the line has fewer. */
export function wordStart(line: string, column: number): number | undefined {
  let position = 0
  for (let index = 0; index < column; index++) {
    if (position >= line.length) return undefined
    position = nextWord(line, position)
  }
  return position < line.length ? position : undefined
}
