import type { JsonObject } from '../event/fields.ts'
import { putAttribute } from './assign.ts'
import { LEVEL_NAMES, LINE_NAMES, MESSAGE_NAMES, TEXT_NAMES, TIME_NAMES } from './json/names.ts'
import { scalar } from './pairs.ts'

export type CsvRow = { readonly cells: readonly string[]; readonly line: number; readonly lines: number }

export type CsvReader = {
  /** One line without its line feed; a quoted cell may hold line feeds, so a row may end many lines later. */
  push(line: string, number: number): CsvRow | undefined
  flush(): CsvRow | undefined
  /** First line of the first row that ended before its quote did. */
  readonly unclosed: number | undefined
}

/** A row of more characters ends, whatever its quotes say. */
const MAX_ROW = 1024 * 1024

/** Reads rows as RFC 4180 writes them, with any one-character delimiter; a quote inside a bare cell is taken as it is. */
export function createCsvReader(delimiter: string): CsvReader {
  let cells: string[] = []
  let open: string | undefined
  let start = 0
  let size = 0

  function finish(line: number): CsvRow {
    const row = { cells, line: start, lines: line - start + 1 }
    cells = []
    open = undefined
    size = 0
    return row
  }

  let last = 0
  let unclosed: number | undefined
  return {
    get unclosed() {
      return unclosed
    },
    push(line, number) {
      if (open === undefined) start = number
      last = number
      size += line.length
      let at = 0
      for (;;) {
        if (open !== undefined || line[at] === '"') {
          let cell = open === undefined ? '' : `${open}\n`
          if (open === undefined) at++
          open = undefined
          for (;;) {
            const quote = line.indexOf('"', at)
            if (quote === -1) {
              cell += line.slice(at)
              if (size <= MAX_ROW) {
                open = cell
                return undefined
              }
              unclosed ??= start
              at = line.length
              break
            }
            cell += line.slice(at, quote)
            at = quote + 1
            if (line[at] !== '"') break
            cell += '"'
            at++
          }
          const end = line.indexOf(delimiter, at)
          cells.push(cell + line.slice(at, end === -1 ? undefined : end))
          at = end === -1 ? line.length + 1 : end + 1
        } else {
          const end = line.indexOf(delimiter, at)
          cells.push(end === -1 ? line.slice(at) : line.slice(at, end))
          at = end === -1 ? line.length + 1 : end + 1
        }
        if (at > line.length) return finish(number)
      }
    },
    flush() {
      if (open === undefined) return undefined
      unclosed ??= start
      cells.push(open)
      return finish(last)
    },
  }
}

const KNOWN: ReadonlySet<string> = new Set([
  ...TIME_NAMES,
  ...LEVEL_NAMES,
  ...MESSAGE_NAMES,
  ...LINE_NAMES,
  ...TEXT_NAMES.flatMap(([, names]) => names),
  'date',
])

/** Column names, with the customary ones in the spelling the mapping knows (`Timestamp`, `LEVEL`). */
export function columnNames(cells: readonly string[]): string[] {
  return cells.map((cell, index) => {
    const name = cell.trim()
    const lower = name.toLowerCase().replace(/\s+/g, '_')
    return KNOWN.has(name) ? name : KNOWN.has(lower) ? lower : name === '' ? `column_${index + 1}` : name
  })
}

/** Whether a row can be a header: names, none twice, and a time, level or message among them. */
export function isHeaderRow(cells: readonly string[]): boolean {
  const names = columnNames(cells)
  return (
    cells.length >= 2 &&
    new Set(names).size === names.length &&
    cells.every(cell => /^\s*[A-Za-z_@#][\w .@()/:-]{0,63}\s*$/.test(cell)) &&
    names.some(
      name => TIME_NAMES.includes(name) || LEVEL_NAMES.includes(name) || MESSAGE_NAMES.includes(name),
    )
  )
}

/** A row as an object; cells beyond the header keep their number, and a lone dash (W3C) is absent. */
export function rowObject(names: readonly string[], cells: readonly string[]): JsonObject {
  const object: JsonObject = {}
  cells.forEach((cell, index) => {
    if (cell !== '' && cell !== '-') putAttribute(object, names[index] ?? `column_${index + 1}`, scalar(cell))
  })
  return object
}
