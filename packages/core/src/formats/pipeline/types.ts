import type { DecodedEvent } from '../types.ts'

/** From lines to events, once the format of a file is known. */
export type Pipeline = {
  push(line: string, ended: boolean): DecodedEvent[]
  flush(): DecodedEvent[]
  /** What is wrong with the input as a whole, for people. To be asked after `flush`. */
  readonly problem?: string | undefined
}
