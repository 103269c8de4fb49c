/** UTF-16 units of an expression shown on each side of a fault. */
const AROUND = 40

type Excerpt = { readonly before: string; readonly at: string; readonly after: string }

/** The surroundings of a position; `at` is the character there, empty at the end. Ellipses say that there is more. */
export function excerptAt(text: string, position: number): Excerpt {
  const place = Math.min(Math.max(position, 0), text.length)
  const at = place < text.length ? String.fromCodePoint(text.codePointAt(place)!) : ''
  const before = text.slice(0, place)
  const after = text.slice(place + at.length)
  return {
    before: before.length > AROUND ? `…${before.slice(-AROUND)}` : before,
    at,
    after: after.length > AROUND ? `${after.slice(0, AROUND)}…` : after,
  }
}
