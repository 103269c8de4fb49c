import type { Found } from '../rule.ts'

const KIND = /kind:[ \t]*["']?secret["']?[ \t]*(?:\r?\n|$)/iy
/** Between `kind` and `data`, either way round. */
const MAX_APART = 400
/** Of the data of one secret. */
const MAX_DATA = 4_096
const DATA = /^[ \t]*(?:data|stringData):[ \t]*\r?\n/m
const ENTRY =
  /^([ \t]+)[\w.-]{1,200}:[ \t]*(?:[|>][-+]?[ \t]*\r?\n[ \t]+)?["']?([A-Za-z0-9+/]{10,2000}={0,3})(?![^\s"'])/gm

/** The values of a Kubernetes manifest of kind Secret: base64, each a finding. */
export function manifestAt(text: string, from: number, _to: number, found: Found): void {
  KIND.lastIndex = from
  if (!KIND.test(text)) return
  const after = text.slice(KIND.lastIndex, KIND.lastIndex + MAX_APART)
  const next = DATA.exec(documentHead(after))
  if (next !== null) {
    values(text, KIND.lastIndex + next.index + next[0].length, found)
    return
  }
  const least = Math.max(0, from - MAX_APART)
  const before = text.slice(least, from)
  const own = before.slice(before.lastIndexOf('\n---') + 1)
  const previous = DATA.exec(own)
  if (previous !== null) values(text, from - own.length + previous.index + previous[0].length, found, from)
}

/** Up to the next document of the stream. */
function documentHead(text: string): string {
  const end = text.indexOf('\n---')
  return end === -1 ? text : text.slice(0, end)
}

/** The data ends with the first line that is not indented. */
function blockEnd(block: string): number {
  const dedent = /^[^\s#]/m.exec(block)
  return dedent === null ? block.length : dedent.index
}

function values(text: string, start: number, found: Found, end = text.length): void {
  const block = text.slice(start, Math.min(end, start + MAX_DATA))
  for (const match of block.slice(0, blockEnd(block)).matchAll(ENTRY)) {
    const at = start + match.index + match[0].lastIndexOf(match[2]!)
    found(at, at + match[2]!.length, 0.85, 'structure')
  }
}

const ANY_DATA = /(?:data|stringData):[ \t]*\r?\n/g
const ANY_KIND = /kind:[ \t]*["']?secret/i
/** `kind: "Secret"` with its line end. */
const MAX_KIND = 40

/**
 * For a text that goes on: where the first data begins whose kind may still follow, or that is a secret's and goes on itself. The end of
 * the text when there is none.
 */
export function openManifest(text: string): number {
  const least = Math.max(0, text.length - MAX_APART - MAX_KIND - MAX_DATA)
  const tail = text.slice(least)
  for (const match of tail.matchAll(ANY_DATA)) {
    const start = match.index + match[0].length
    if (match.index >= tail.length - MAX_APART - MAX_KIND) return least + match.index
    const isOpen = tail.length - start < MAX_DATA && blockEnd(tail.slice(start)) === tail.length - start
    if (isOpen && ANY_KIND.test(tail.slice(Math.max(0, match.index - MAX_APART - MAX_KIND), match.index)))
      return least + match.index
  }
  return text.length
}
