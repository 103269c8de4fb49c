import type { StructuredEntry } from '@tallystick/core'
import { csvLine } from './csv.ts'
import { CSV_TYPE, type Encoder, jsonEncoder } from './format.ts'

export type EntryFormat = 'json' | 'csv' | 'txt'

const COLUMNS = [
  'timestamp',
  'level',
  'category',
  'module',
  'function',
  'line',
  'message',
  'context',
  'metadata',
  'performance_data',
  'error',
  'fields',
  'service',
  'environment',
  'name',
  'stream',
  'id',
] as const satisfies readonly (keyof StructuredEntry)[]

/** Entries as a JSON array, as a table (objects are JSON in their cells), or as lines for people. */
export function entryEncoder(format: EntryFormat): Encoder<StructuredEntry> {
  switch (format) {
    case 'json':
      return jsonEncoder()
    case 'csv':
      return {
        mediaType: CSV_TYPE,
        head: csvLine(COLUMNS),
        row: entry =>
          csvLine(
            COLUMNS.map(name => {
              const value = entry[name]
              if (value === undefined || typeof value === 'string' || typeof value === 'number') return value
              return JSON.stringify(value)
            }),
          ),
        tail: '',
      }
    case 'txt':
      return { mediaType: 'text/plain; charset=utf-8', head: '', row: textLine, tail: '' }
  }
}

/** Longest name of a level. */
const LEVEL_WIDTH = 8

/** `[2024-01-15 10:30:45] [INFO    ] auth_service: User authenticated`: one line, whatever the message holds. */
function textLine({ timestamp, level, module, service, message, name }: StructuredEntry): string {
  const when = `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)}`
  const who = module ?? service
  return `[${when}] [${level.padEnd(LEVEL_WIDTH)}] ${who === undefined ? '' : `${oneLine(who)}: `}${oneLine(message ?? name ?? '')}\n`
}

/** Control characters and line separators as escapes: nobody's text starts a line of its own. */
function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
