import type { Query, TallyEvent } from '@tallystick/core'
import type { Terminal } from '../terminal.ts'
import {
  type EventFormat,
  formatColumns,
  formatEvent,
  formatTabbed,
  parseColumns,
  pickColumns,
} from './event.ts'
import { createHighlighter } from './highlight.ts'
import { jsonLine } from './sanitize.ts'

/** Options of the commands that print events. */
export type EventOutputOptions = {
  readonly json?: boolean
  readonly fields?: string
  readonly utc?: boolean
  readonly verbose?: boolean
}

export type EventPrinter = {
  /** Prints events that are known all at once: chosen fields are aligned over all of them. */
  printAll(events: readonly TallyEvent[]): Promise<void>
  /** Prints one event of many to come. */
  print(event: TallyEvent): Promise<void>
}

/** Events are joined into writes of about this many characters. */
const WRITE_CHARACTERS = 64 * 1024
/** On a terminal a longer value of one attribute would bury the line; --json shows it whole. */
const MAX_VALUE_COLUMNS = 120

/** Prints events as the options say: lines for reading, chosen fields, or NDJSON. */
export function createEventPrinter(
  query: Query,
  options: EventOutputOptions,
  terminal: Terminal,
): EventPrinter {
  const columns = options.fields === undefined ? undefined : parseColumns(options.fields)
  const format: EventFormat = {
    style: terminal.style,
    utc: options.utc ?? false,
    verbose: options.verbose ?? false,
    maxValue: terminal.interactive ? MAX_VALUE_COLUMNS : Number.POSITIVE_INFINITY,
    highlight: createHighlighter(query, terminal.style),
  }
  const toText = (event: TallyEvent): string => {
    if (options.json) return jsonLine(columns === undefined ? event : pickColumns(event, columns))
    return columns === undefined ? formatEvent(event, format) : formatTabbed(event, columns)
  }
  return {
    async printAll(events) {
      if (columns !== undefined && !options.json && terminal.interactive) {
        if (events.length > 0) await terminal.print(formatColumns(events, columns, format))
        return
      }
      let text = ''
      for (const event of events) {
        text += toText(event)
        if (text.length < WRITE_CHARACTERS) continue
        await terminal.print(text)
        text = ''
      }
      if (text !== '') await terminal.print(text)
    },
    print: event => terminal.print(toText(event)),
  }
}
