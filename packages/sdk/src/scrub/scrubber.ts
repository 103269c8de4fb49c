import { createRedactor, type RedactorOptions } from '@tallystick/core'
import type { Scrubber } from './types.ts'

/** How scrubbing is configured. Everything is optional; scrubbing is on unless `enabled` is false. */
export type ScrubOptions = RedactorOptions & { readonly enabled?: boolean }

const OFF: Scrubber = { key: () => false, text: value => value }

/** Builds the scrubber of one configuration. Make one per process: it compiles patterns and remembers names. */
export function createScrubber({ enabled = true, ...options }: ScrubOptions = {}): Scrubber {
  if (!enabled) return OFF
  const redactor = createRedactor(options)
  return { key: redactor.isSecret, text: redactor.redact }
}
