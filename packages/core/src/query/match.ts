/**
 * Phrases and wildcards. A token is a maximal run of ASCII letters and digits and of non-ASCII characters; by UTF-16 units here,
 * by UTF-8 bytes elsewhere, which is the same since in both all units of a non-ASCII character are above 0x7f.
 */

const TOKEN = '0-9A-Za-z\\u0080-\\uffff'
const TOKEN_START = new RegExp(`^[${TOKEN}]`)
const TOKEN_END = new RegExp(`[${TOKEN}]$`)

/** A pattern for one literal, ASCII case-insensitive (the flag `i` would also fold other alphabets). */
function literalPattern(text: string): string {
  return text.replace(/[A-Za-z]|[^\w\s\u0080-\uffff]/g, character => {
    const lower = character.toLowerCase()
    const upper = character.toUpperCase()
    return lower === upper ? `\\${character}` : `[${lower}${upper}]`
  })
}

const leftBoundary = (text: string) => (TOKEN_START.test(text) ? `(?<![${TOKEN}])` : '')
const rightBoundary = (text: string) => (TOKEN_END.test(text) ? `(?![${TOKEN}])` : '')

/** Whether a text holds the phrase on token boundaries. */
export function phraseMatcher(phrase: string): (text: string) => boolean {
  const pattern = new RegExp(leftBoundary(phrase) + literalPattern(phrase) + rightBoundary(phrase))
  return text => pattern.test(text)
}

/** Whether a text holds the literals in this order, on token boundaries at the two ends unless these are open (empty). */
export function messageWildcardMatcher(parts: readonly string[]): (text: string) => boolean {
  const last = parts.length - 1
  const patterns = parts.flatMap((part, i) => {
    if (part === '') return []
    const left = i === 0 ? leftBoundary(part) : ''
    const right = i === last ? rightBoundary(part) : ''
    return [new RegExp(left + literalPattern(part) + right, 'g')]
  })
  // Each literal as early as it can be leaves the most to the others, so that no backtracking is needed.
  return text => {
    let at = 0
    for (const pattern of patterns) {
      pattern.lastIndex = at
      if (!pattern.test(text)) return false
      at = pattern.lastIndex
    }
    return true
  }
}

/** Whether the whole text is the literals with any runs of characters between them; case-sensitive. */
export function wildcardMatcher(parts: readonly string[]): (text: string) => boolean {
  const first = parts[0]!
  const last = parts.at(-1)!
  const inner = parts.slice(1, -1)
  return text => {
    const end = text.length - last.length
    if (!text.startsWith(first) || !text.endsWith(last)) return false
    let at = first.length
    for (const part of inner) {
      const found = text.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at <= end
  }
}
