/** Characters that are not seen, or that turn around what is read: C0 and C1 controls, bidirectional marks, zero-width and tag characters. */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

/** A text in which such characters are written out (`⟨U+202E⟩`): what an event holds is shown, and does nothing. */
export function seen(text: string): string {
  return text
    .toWellFormed()
    .replace(
      UNSEEN,
      character => `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`,
    )
}

/** The beginning of a text, in one line, for lists. */
export function clip(text: string, most = 400): string {
  const start = text.length > most ? `${text.slice(0, most)}…` : text
  return seen(start.replace(/[\n\r\t]+/g, ' '))
}

/** Any value of an event as text: strings as they are, everything else as JSON. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
