import type { LogRecord } from './record.ts'

/** A record as one line of text, without a line feed. */
export type Format = (record: LogRecord) => string

/** What became of the lines of one destination. */
export type DestinationReport = {
  readonly destination: string
  /** Lines still on their way; 0 when everything that was taken has left this process's hands. */
  readonly pending: number
  /** Lines dropped since the start. */
  readonly shed: number
  /** Why lines are held up or were dropped, as last seen. */
  readonly problem?: string
}

/**
 * Where lines go. `write` takes a line or drops it, at once; what is dropped is counted and told to `onShed`. Memory is bounded by the
 * destination itself. Nothing here throws or rejects.
 */
export type Destination = {
  /** `console`, `file`, … for reports. */
  readonly name: string
  readonly format: Format
  /** The least severity it takes (OpenTelemetry numbers); everything when absent. */
  readonly least?: number | undefined
  /** Called once, by who hands it lines. */
  readonly attach: (onShed: (lines: number) => void) => void
  readonly write: (line: string, record: LogRecord) => void
  /** Resolves when all lines taken so far are where they belong, or after this many milliseconds; the report says which. */
  readonly flush: (milliseconds: number) => Promise<DestinationReport>
  /** What can be done without waiting, for a process that is about to end. */
  readonly flushSync: () => void
  /** Flushes, then lets go of files, sockets and timers. Lines written later are dropped and counted. */
  readonly close: (milliseconds: number) => Promise<DestinationReport>
}
