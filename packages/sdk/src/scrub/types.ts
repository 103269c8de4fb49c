/**
 * What serialisation calls before anything leaves the process. Both are total: they never throw.
 */
export type Scrubber = {
  /** Is what stands under this name a secret as a whole? Ignores case and separators. */
  readonly key: (name: string) => boolean
  /** The same text with every secret in it replaced. The identical string (`===`) when it holds none. */
  readonly text: (value: string) => string
}
