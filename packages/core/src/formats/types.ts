import type { TallyEvent } from '../event/fields.ts'

/** What a client may send of an event: every envelope field but those Tallystick assigns, all optional. */
export type EventInput = {
  -readonly [F in Exclude<keyof TallyEvent, 'seq' | 'tenant' | 'received' | 'nonce'>]?: TallyEvent[F]
}

/** An event read from text, and where it stood. */
export type DecodedEvent = {
  readonly event: EventInput
  /** One-based number of its first line. */
  readonly line: number
  /** How many lines that are not blank it took. */
  readonly lines: number
}

/** Formats that can be named with `format`; `auto` looks at the first lines. */
export const FORMATS = ['ndjson', 'json', 'logfmt', 'csv', 'syslog', 'access', 'text'] as const
export type Format = (typeof FORMATS)[number]

export type DecodeOptions = {
  readonly format?: Format | 'auto'
  /** IANA name of the zone that local times without one are in; UTC when absent. */
  readonly timezone?: string
  /** Epoch milliseconds no line is later than: when the file was last written. Years and days left out are inferred from it. */
  readonly reference: number
  /** Epoch milliseconds of the first line whose year (or day) is left out, when a pass over the file has found it (see `createRolloverScan`). */
  readonly start?: number
  /** Canonical time for events that have none at all; absent leaves it to whoever takes them in. */
  readonly fallbackTime?: string
}
