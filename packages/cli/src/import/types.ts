import type { ErrorBody, Format } from '@tallystick/core'
import type { TallyClient } from '../client/types.ts'
import type { Terminal } from '../terminal.ts'

export type ImportOptions = {
  /** Service of events that name none (default: from the file's name, see `serviceOf`). */
  readonly service?: string
  readonly environment?: string
  /** How the lines are to be read (default: found out from the first of them). */
  readonly format?: Format | 'auto'
  /** IANA zone of local times without one (default: UTC). */
  readonly timezone?: string
  readonly json?: boolean
}

/** Where events go: a server or a data directory. */
export type ImportSink = Pick<TallyClient, 'kind' | 'ingest' | 'writerSequence'>

/** What the import needs of the terminal. */
export type ImportOutput = Pick<
  Terminal,
  'print' | 'note' | 'progress' | 'now' | 'interrupted' | 'style' | 'noteStyle' | 'watched'
>

export type RefusedEvent = { readonly file: string; readonly line: number; readonly error: ErrorBody }

/** What became of one file. */
export type FileResult = {
  readonly path: string
  readonly service: string | undefined
  readonly format: string
  readonly lines: number
  readonly events: number
  readonly accepted: number
  /** Events that had been taken in before. */
  readonly duplicates: number
  readonly refused: number
  /** What is wrong with the file, of which all that could be read was taken in. */
  readonly problems?: readonly string[]
  /** Why the file was not read to its end. */
  readonly failure?: string
  /** The file has fewer events than were taken in from it before. */
  readonly shrunk?: true
}
