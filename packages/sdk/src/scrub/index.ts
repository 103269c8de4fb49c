export type { ScrubOptions } from './options.ts'
export { createScrubber } from './scrubber.ts'
export type { Scrubber } from './types.ts'
