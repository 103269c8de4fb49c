import type { View } from '../types.ts'
import { type Decoded, decodePieces } from './decode.ts'
import { BREAK, type Normalised, normalise } from './normalise.ts'
import { OffsetMap } from './offsets.ts'

/** A view, and how its offsets relate to the original text. */
export type Layer = {
  readonly view: View
  /** The original span behind a span of the view's text; of something that was encoded, the whole encoded piece. */
  readonly place: (start: number, end: number) => readonly [start: number, end: number]
  /** The original offset behind an offset of a plain view's text: where what follows it begins. */
  readonly placeStart: (at: number) => number
}

/** All views of a text. */
export type Views = {
  readonly layers: readonly Layer[]
  /** Nothing encoded was left as it is for want of room. */
  readonly isWhole: boolean
}

/** How often what was decoded is looked into again: `base64(url(text))` is found, what is wrapped deeper is not. */
const DEPTH = 2
/** Characters decoded for one text, over all depths. */
const DECODE_BUDGET = 1024 * 1024

/** The view of the whole of a text. */
export function plainView(original: string): Layer {
  return plainLayer(normalise(original))
}

function plainLayer({ text, hidden, offsets }: Normalised): Layer {
  return {
    view: { text, encoding: 'plain', hidden },
    place: offsets === undefined ? (start, end) => [start, end] : (start, end) => offsets.place(start, end),
    placeStart: at => offsets?.start(at) ?? at,
  }
}

/** The views of a text: the first is the whole of it, then one for each piece that decodes. */
export function viewsOf(original: string): Views {
  const normalised = normalise(original)
  const layers: Layer[] = [plainLayer(normalised)]
  for (const { text, start, end } of normalised.smuggled) layers.push(inner(text, 'tags', [start, end]))
  const literal = literally(original)
  let left = DECODE_BUDGET
  let isWhole = literal.isWhole
  /** Decodes one depth further: the pieces of these layers, each placed where its layer's text came from. */
  const deeper = (from: readonly Layer[]): Layer[] =>
    from.flatMap(({ view, place }) => {
      const decoded = decodePieces(view.text, left)
      isWhole &&= decoded.isWhole
      return decoded.pieces.map((piece: Decoded) => {
        left -= piece.text.length
        return inner(normalise(piece.text).text, piece.encoding, place(piece.start, piece.end))
      })
    })
  let last: readonly Layer[] = [...layers]
  for (let depth = 0; depth < DEPTH && last.length > 0; depth++) {
    last = deeper(last)
    layers.push(...last)
  }
  if (literal.normalised !== undefined) layers.push(plainLayer(literal.normalised))
  return { layers, isWhole }
}

/** Words behind a backslash that may be one (`C:\token_…`) rather than the beginning of an escape, if they are as long as what is secret. */
const LITERAL = /(?<=\\)[nrt][\w.~+/=-]{15,4096}/g
/** Characters of such words that are looked at in one text. */
const LITERAL_BUDGET = 64 * 1024

/** Those words as they are written, one in a line; `isWhole`: there was room for all. */
function literally(original: string): {
  readonly normalised: Normalised | undefined
  readonly isWhole: boolean
} {
  const offsets = new OffsetMap(0)
  let text = ''
  let isWhole = true
  for (const { 0: word, index } of original.matchAll(LITERAL)) {
    isWhole = text.length + word.length < LITERAL_BUDGET
    if (!isWhole) break
    for (let at = index; at < index + word.length; at++) offsets.add(1, at, at + 1)
    offsets.add(1, index + word.length, index + word.length)
    text += `${word}\n`
  }
  const normalised = text === '' ? undefined : { text, hidden: [], smuggled: [], offsets }
  return { normalised, isWhole }
}

function inner(text: string, encoding: View['encoding'], span: readonly [number, number]): Layer {
  return { view: { text, encoding, hidden: [] }, place: () => span, placeStart: () => span[0] }
}

/**
 * For a text that goes on: the original offset before which its views cannot change any more. What stands behind the last break may
 * still become another word, gain combining marks, or turn out to be encoded; lines of base64 go on behind a line feed.
 */
export function settledView(original: string): number {
  let at = original.length
  for (;;) {
    while (at > 0 && !BREAK.test(original[at - 1]!)) at--
    if (at === 0) return 0
    // The line before may be the first of several.
    const feed = original[at - 1] === '\n' ? at - 1 : -1
    const end = feed > 0 && original[feed - 1] === '\r' ? feed - 1 : feed
    if (feed === -1 || !(isLine(original, end, 64) || isLine(original, end, 76))) return at
    at = end
  }
}

function isLine(text: string, end: number, length: number): boolean {
  const start = end - length
  return start >= 0 && /^[A-Za-z0-9+/_-]+$/.test(text.slice(start, end))
}
