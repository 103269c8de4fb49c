/** Characters on either side of a span that are looked at for the quotes around it. */
export const AROUND = 4_096
/** Ends inside a string of JSON: one that begins where a name or a value may, and goes on in the same line. */
const OPENED = /[:,[{]\s*"(?:[^"\\\r\n]|\\.)*$/
const CLOSED = /^(?:[^"\\\r\n]|\\.)*"/

/** A text as it is written inside a string of JSON. */
export const quoted = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Whether what follows a text stands inside a string of JSON, also where that is a part of prose. */
export const opensString = (before: string): boolean => OPENED.test(before.slice(-AROUND))

/** What the span of a text reads as that stands in a string of JSON with escapes; undefined for all others. */
export function readQuoted(text: string, start: number, end: number): string | undefined {
  const written = text.slice(start, end)
  if (!written.includes('\\') || !CLOSED.test(text.slice(end, end + AROUND))) return undefined
  if (!opensString(text.slice(Math.max(0, start - AROUND), start))) return undefined
  try {
    return JSON.parse(`"${written}"`) as string
  } catch {
    return undefined
  }
}
