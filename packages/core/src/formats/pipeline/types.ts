import type { DecodedEvent } from '../types.ts'

/** From lines to events, once the format of a file is known. */
export type Pipeline = {
  push(line: string, ended: boolean): DecodedEvent[]
  flush(): DecodedEvent[]
}
