/**
 * What serialisation calls before anything leaves the process. Both are total and never throw.
 *
 * Who walks a value calls `key` for every name (an own property, a key of a Map, a header, and the even elements of a flat list of names and
 * values such as Node's `rawHeaders`) and replaces what stands under it as a whole, whatever its type, except for null, undefined and
 * booleans, which hold no secret. Every other string goes through `text`, and so do names that come from data (keys of a Map, long property names),
 * and numbers of 13 digits and more (a card number is one).
 */
export type Scrubber = {
  /** Is what stands under this name a secret as a whole? Ignores case and separators; remembers. */
  readonly key: (name: string) => boolean
  /** The same text with every secret in it replaced. The identical string (`===`) when it holds none. */
  readonly text: (value: string) => string
}

/** Stands where a secret was that its name gave away. */
export const REDACTED = '[REDACTED]'
