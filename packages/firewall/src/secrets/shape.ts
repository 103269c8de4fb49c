import { bitOf, isIn, isSetName } from './characters.ts'

/**
 * What a secret looks like, in a small language of its own: literals, and sets of characters with how many of them: `ghp_{a36}`,
 * `pypi-AgEIcHlwaS5vcmc{s50-1000}`, `{uuid}`. The sets are those of `characters.ts`. Runs are greedy and never given back, so matching
 * looks at each character once.
 */
export type Shape = {
  readonly source: string
  readonly pieces: readonly Piece[]
  readonly min: number
  readonly max: number
}

export type Piece =
  | { readonly literal: string; readonly lower: string }
  | { readonly sets: number; readonly min: number; readonly max: number }

const PIECE = /\{(?:(uuid)|(.)(\d+)(?:-(\d+))?)\}/g
const UUID = '{h8}-{h4}-{h4}-{h4}-{h12}'

export function shapeOf(source: string): Shape {
  const pieces: Piece[] = []
  const plain = source.replaceAll('{uuid}', UUID)
  const literal = (text: string): void => {
    if (text !== '') pieces.push({ literal: text, lower: text.toLowerCase() })
  }
  let from = 0
  for (const match of plain.matchAll(PIECE)) {
    const [all, , set = '', least = '', most = least] = match
    if (!isSetName(set)) throw new Error(`no set ${set} in shape ${source}`)
    literal(plain.slice(from, match.index))
    pieces.push({ sets: bitOf(set), min: Number(least), max: Number(most) })
    from = match.index + all.length
  }
  literal(plain.slice(from))
  const total = (of: (piece: Piece) => number): number => pieces.reduce((sum, piece) => sum + of(piece), 0)
  return {
    source,
    pieces,
    min: total(piece => ('literal' in piece ? piece.literal.length : piece.min)),
    max: total(piece => ('literal' in piece ? piece.literal.length : piece.max)),
  }
}

/** Where the shape that begins at `at` ends; `-1 - n` when none does and `n` is where that showed. `cased`: literals are compared as they are. */
export function shapeEnd(shape: Shape, text: string, at: number, cased: boolean): number {
  let from = at
  for (const piece of shape.pieces) {
    if ('literal' in piece) {
      if (!(cased ? text.startsWith(piece.literal, from) : startsWithout(text, from, piece.lower)))
        return -1 - from
      from += piece.literal.length
    } else {
      const most = Math.min(from + piece.max, text.length)
      const least = from + piece.min
      while (from < most && isIn(text, from, piece.sets)) from++
      if (from < least) return -1 - from
    }
  }
  return from
}

function startsWithout(text: string, at: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) {
    const code = text.charCodeAt(at + i)
    if ((code >= 65 && code <= 90 ? code + 32 : code) !== lower.charCodeAt(i)) return false
  }
  return true
}

/** Sets of the shape's last run: what must not go on behind it. 0 when it ends with a literal. */
export function lastSets(shape: Shape): number {
  const last = shape.pieces.at(-1)
  return last !== undefined && 'sets' in last ? last.sets : 0
}

/** The literal that texts are searched for, in lower case, and how far from the shape's start it stands. */
export function anchorOf(shape: Shape): { readonly keyword: string; readonly offset: number } {
  let best = { keyword: '', offset: 0 }
  let offset = 0
  for (const piece of shape.pieces) {
    if ('literal' in piece) {
      if (piece.lower.length > best.keyword.length) best = { keyword: piece.lower, offset }
      offset += piece.literal.length
    } else {
      // Behind a run of no fixed length nothing has a fixed place.
      if (piece.min !== piece.max) break
      offset += piece.min
    }
  }
  if (best.keyword === '') throw new Error(`shape ${shape.source} has no literal at a fixed place`)
  return best
}
