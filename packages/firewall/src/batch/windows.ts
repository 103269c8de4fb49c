import { MAX_HOLD } from '../types.ts'

/** Characters of a window, at least, where the text has so many. */
const WINDOW = 1 << 20

/**
 * A part of a text that is scanned by itself. Windows overlap: each has `MAX_HOLD` characters of context on both sides of what it answers
 * for, so that whatever starts there is seen whole, and with what stands before it.
 */
export type Window = {
  readonly text: string
  /** Where it begins in the whole text. */
  readonly base: number
  /** It answers for what starts in `[from, to)` of its own text. These parts tile the whole text. */
  readonly from: number
  readonly to: number
}

/** Cuts a text that comes in pieces into windows of at least `size` (four times MAX_HOLD or more); a shorter text is one, an empty one none. */
export async function* windowsOf(pieces: AsyncIterable<string>, size = WINDOW): AsyncGenerator<Window> {
  let text = ''
  let base = 0
  let from = 0
  for await (const piece of pieces) {
    // Only now it is known that more comes.
    if (text.length >= size) {
      const to = text.length - MAX_HOLD
      yield { text, base, from, to }
      const cut = cutBefore(text, to - MAX_HOLD)
      from = to - cut
      base += cut
      text = text.slice(cut)
    }
    text += piece
  }
  if (text.length > 0) yield { text, base, from, to: text.length }
}

/** Where a line begins, if one does not far before; else where a character does. */
function cutBefore(text: string, at: number): number {
  const lineEnd = text.lastIndexOf('\n', at - 1)
  if (lineEnd >= at - MAX_HOLD && lineEnd >= 0) return lineEnd + 1
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
