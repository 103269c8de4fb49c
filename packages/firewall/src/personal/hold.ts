import { CONTEXT_RIGHT } from './context.ts'
import type { Found } from './found.ts'
import { MAX_SHAPE } from './identifiers.ts'
import { MAX_PHONE } from './phone.ts'

/** Of the end of a text, what is looked at for what may still grow: the longest shape, with the words behind it. */
export const TAIL = MAX_SHAPE + MAX_PHONE + 2 * CONTEXT_RIGHT
/** Longest run without blanks that may be an e-mail address, a URL's credentials or an IP address. */
const MAX_RUN = 448
/** In front of what is held back, so that context in front of a match that crosses it is seen too. */
const BEFORE = 512

/**
 * Where a text that goes on is settled: before everything that is still open, and not inside of anything found.
 * @param opens each answers where in the text the first thing begins that text behind the end could change, looking from an offset on
 */
export function holdFrom(
  text: string,
  opens: readonly ((text: string, from: number) => number)[],
  find: (text: string) => readonly Found[],
): number {
  // Half a character says nothing of what it will be.
  const last = text.charCodeAt(text.length - 1)
  if (last >= 0xd800 && last < 0xdc00) return holdFrom(text.slice(0, -1), opens, find)
  const from = Math.max(0, text.length - TAIL)
  let hold = runStart(text)
  for (const open of opens) hold = Math.min(hold, open(text, from))
  const base = Math.max(0, hold - BEFORE)
  const found = find(text.slice(base))
  for (let at = found.length - 1; at >= 0; at--) {
    const { start, end } = found[at] as Found
    if (base + start < hold && base + end > hold) {
      hold = base + start
      at = found.length
    }
  }
  return hold
}

function runStart(text: string): number {
  const floor = Math.max(0, text.length - MAX_RUN)
  let start = text.length
  while (start > floor && text.charCodeAt(start - 1) > 32) start--
  return start
}
