/** A part of a text that must not leave: half-open, in UTF-16 code units. */
export type Span = {
  readonly start: number
  readonly end: number
  /** What was found, for the marker; absent when only the name in front of it gave it away. */
  readonly kind?: string
}

/** Finds secrets in a text and adds their spans, in any order, overlapping or not. Linear in the text, and total. */
export type Finder = (text: string, found: Span[]) => void

/**
 * A detector that somebody configures. It runs over every text, so its pattern should be linear: no nested quantifiers.
 * The secret is the named group `secret`, or else the whole match.
 */
export type Detector = {
  /** Appears in the marker: `[REDACTED:name]`. */
  readonly name: string
  readonly pattern: RegExp
  /** A second look at what the pattern found: checksum, entropy, a list. */
  readonly validate?: (secret: string) => boolean
}
