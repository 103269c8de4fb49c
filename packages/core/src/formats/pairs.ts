import type { Json } from '../event/fields.ts'

/** A number stays a number where its RFC 8785 text is exactly what was written; all else stays text, and nothing is lost. */
export function scalar(text: string): Json {
  const code = text.charCodeAt(0)
  if ((code < 48 || code > 57) && code !== 45) return text === 'true' ? true : text === 'false' ? false : text
  if (text.length > 21) return text
  const number = Number(text)
  return String(number) === text && Number.isFinite(number) ? number : text
}

const PAIR =
  /(?<=^|[\s,;([{])([A-Za-z_][\w.-]{0,63})=(?:"((?:[^"\\]|\\.){0,1024})"|([^\s,;"'()[\]{}]{1,1024}))/g
const MAX_PAIRS = 32
const MAX_TEXT = 8192

/** `key=value` pairs in a message (`rhost=218.188.2.4  user=root`): at most 32, of its first 8,192 characters; the first of a name counts. */
export function pairsIn(text: string): Map<string, Json> | undefined {
  const equals = text.indexOf('=')
  if (equals === -1 || equals > MAX_TEXT) return undefined
  const head = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text
  let pairs: Map<string, Json> | undefined
  PAIR.lastIndex = 0
  for (let match = PAIR.exec(head); match !== null; match = PAIR.exec(head)) {
    const [, key, quoted, bare] = match
    const value = quoted ?? bare!.replace(/[.:]+$/, '')
    if (value === '') continue
    pairs ??= new Map()
    if (!pairs.has(key!)) pairs.set(key!, quoted === undefined ? scalar(value) : value)
    if (pairs.size >= MAX_PAIRS) break
  }
  return pairs
}
