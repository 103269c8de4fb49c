/** How scrubbing is configured. Everything is optional; scrubbing is on unless `enabled` is false. */
export type ScrubOptions = {
  /** Off leaves every key and text as it is. Default true. */
  readonly enabled?: boolean
  /** Further names whose values are secret as a whole; compared without case and separators. */
  readonly keys?: readonly string[]
  /** Names that look secret and are not; they win over every other rule. */
  readonly allowKeys?: readonly string[]
  /** Values that look secret and are not: exact texts, or patterns that match the whole of what was found. */
  readonly allow?: readonly (string | RegExp)[]
  /** Further detectors; see `Detector` of `@tallystick/core`. */
  readonly detectors?: readonly {
    readonly name: string
    readonly pattern: RegExp
    readonly validate?: (secret: string) => boolean
  }[]
  /** Names of built-in detectors that are not to run. */
  readonly disable?: readonly string[]
}
