/** What one record may hold. Beyond it a marker stands in the record in place of what was left out. */
export type Limits = {
  /** Characters (UTF-16 code units) of one text, the message included. */
  readonly text: number
  /** Characters of all texts of a record together. */
  readonly record: number
  /** Levels of nesting. */
  readonly depth: number
  /** Members of one object, items of one array. */
  readonly members: number
  /** Members and items of a record together. */
  readonly nodes: number
}

/** Well below what the server takes in (2 Mi characters, depth 64, 10,000 keys). */
export const DEFAULT_LIMITS: Limits = {
  text: 16_384,
  record: 262_144,
  depth: 12,
  members: 500,
  nodes: 4_000,
}
