import { headLines, SAMPLE_LINES } from './decoder.ts'
import { createTextLines } from './text/text.ts'
import { createCalendar } from './time/calendar.ts'
import type { Civil } from './time/civil.ts'
import { createStampReader } from './time/reader.ts'
import type { DecodeOptions } from './types.ts'

const DAY = 86_400_000

/**
 * A pass over a file whose lines leave out the year (or the day), before it is decoded: only the whole file shows how
 * many New Years (or midnights) lie in it, and so in which year it began.
 */
export type RolloverScan = {
  /** Takes a line. False when the first lines show that no pass is needed: their times are complete, or there are none. */
  push(line: string): boolean
  /** `DecodeOptions.start`, at the end of the file. */
  start(): number | undefined
}

export function createRolloverScan(options: Pick<DecodeOptions, 'reference' | 'timezone'>): RolloverScan {
  const reader = createStampReader(options)
  const text = createTextLines(reader)
  // Without a limit ahead, every step back by half a year or day counts.
  const calendar = createCalendar({ reference: Number.POSITIVE_INFINITY, start: options.reference })
  let sample: string[] | undefined = []
  let partial: 'year' | 'day' | undefined
  let first: number | undefined
  let last = 0

  function count(civil: Civil): void {
    const ms = partial === 'year' ? calendar.yearless(civil) : calendar.dateless(civil)
    first ??= ms
    last = Math.max(last, ms)
  }

  function look(line: string): void {
    const stamp = text.stampOf(line)
    if (stamp === undefined || stamp.partial === undefined) return
    partial ??= stamp.partial
    if (stamp.partial === partial) count(stamp.civil)
  }

  function learn(): void {
    const lines = sample!
    sample = undefined
    text.learn(headLines(lines))
    for (const line of lines) look(line)
  }

  return {
    push(line) {
      if (sample === undefined) look(line)
      else if (sample.push(line) >= SAMPLE_LINES) learn()
      return sample !== undefined || partial !== undefined
    },
    start() {
      if (sample !== undefined) learn()
      const ahead = last - (options.reference + DAY)
      if (first === undefined || ahead <= 0) return first
      if (partial === 'day') return first - Math.ceil(ahead / DAY) * DAY
      const date = new Date(first)
      return date.setUTCFullYear(date.getUTCFullYear() - Math.ceil(ahead / (366 * DAY)))
    },
  }
}
