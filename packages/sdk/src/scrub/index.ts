export { createScrubber, type ScrubOptions } from './scrubber.ts'
export { REDACTED, type Scrubber } from './types.ts'
