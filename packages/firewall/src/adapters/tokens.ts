/** What transformers.js says about one token. It gives no offsets, so the text has to be found again. */
export type Token = {
  /** `B-PER`, `I-PER`, `O`. */
  readonly entity: string
  readonly score: number
  /** As the tokenizer has it: `##son` (WordPiece), `▁John` (SentencePiece), `ĠJohn` (byte-level BPE), `[UNK]`. */
  readonly word: string
}

export type Placed = Token & { readonly start: number; readonly end: number }

/** What a tokenizer puts in front of a piece that begins a word, or does not. */
const MARKS = /^(?:##|▁|Ġ)+/u
/** Farther ahead than this a token is not looked for: one that is not found there was changed beyond recognition. */
const AHEAD = 64

/**
 * Where tokens stand in the text that they were made of; all of them, in order, or the places of equal ones would be guessed. Letters may
 * have lost their case and accents. Tokens that are not found are left out.
 */
export function alignTokens(text: string, tokens: readonly Token[]): Placed[] {
  const [folded, origin] = fold(text)
  const placed: Placed[] = []
  let at = 0
  for (const token of tokens) {
    const [piece] = fold(token.word.replace(MARKS, ''))
    if (piece === '') continue
    const found = folded.slice(at, at + AHEAD + piece.length).indexOf(piece)
    if (found === -1) continue
    const from = at + found
    at = from + piece.length
    placed.push({
      ...token,
      start: origin[from] as number,
      end: (origin[at - 1] as number) + lengthAt(text, origin[at - 1] as number),
    })
  }
  return placed
}

/** Small letters without accents, and for each of them where it stands in the original. */
function fold(text: string): [string, number[]] {
  let folded = ''
  const origin: number[] = []
  let at = 0
  for (const char of text) {
    const plain = char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    for (let unit = 0; unit < plain.length; unit++) origin.push(at)
    folded += plain
    at += char.length
  }
  return [folded, origin]
}

function lengthAt(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1
}
