import { type CsvRow, columnNames, createCsvReader, rowObject } from '../csv.ts'
import { eventFromObject } from '../json/map.ts'
import type { StampReader } from '../time/reader.ts'
import type { DecodedEvent, DecodeOptions } from '../types.ts'
import { createTimes } from './times.ts'
import type { Pipeline } from './types.ts'

/** CSV with a header row, and W3C extended logs. */
export function csvPipeline(delimiter: string, reader: StampReader, options: DecodeOptions): Pipeline {
  const rows = createCsvReader(delimiter)
  const times = createTimes(options)
  let names: string[] | undefined
  let number = 0
  const row = (read: CsvRow | undefined): DecodedEvent[] => {
    if (read === undefined) return []
    const { cells, line, lines } = read
    if (names === undefined) {
      names = columnNames(cells)
      return []
    }
    const object = rowObject(names, cells)
    const event =
      Object.keys(object).length === 0 ? { message: cells.join(delimiter) } : eventFromObject(object, reader)
    return times.give([{ event, line, lines }])
  }
  return {
    push(line) {
      number++
      // W3C extended logs (IIS) name their columns in a directive: https://www.w3.org/TR/WD-logfile
      if (delimiter === ' ' && line.startsWith('#')) {
        if (line.startsWith('#Fields: ')) names = columnNames(line.slice(9).trim().split(/\s+/))
        return []
      }
      return line.trim() === '' && names !== undefined ? [] : row(rows.push(line, number))
    },
    flush: () => [...row(rows.flush()), ...times.flush()],
    get problem() {
      const line = rows.unclosed
      return line === undefined
        ? undefined
        : `a quote in its line ${line} is never closed, and what follows was read as one cell`
    },
  }
}
