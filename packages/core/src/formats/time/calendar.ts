import { type Civil, civilMs, dayExists } from './civil.ts'

const DAY = 86_400_000
const HALF_YEAR = 183 * DAY

/**
 * Gives a year to dates written without one, and a day to times written without one. The first line gets the latest
 * that does not put it after `reference`; from there the file goes forward: a step back by more than half a year is a
 * New Year, a step back by more than half a day a midnight. A small step back is a late line and changes nothing.
 */
export type Calendar = {
  /** Local epoch milliseconds of the whole second. */
  yearless(civil: Civil): number
  dateless(civil: Civil): number
}

export type CalendarOptions = {
  /** Local epoch milliseconds no line is later than. */
  readonly reference: number
  /** Local epoch milliseconds of the first such line, when known. */
  readonly start?: number | undefined
}

export function createCalendar({ reference, start }: CalendarOptions): Calendar {
  // The clocks of the writer and of the file system may differ, by a zone at most.
  const latest = reference + DAY
  let lastYearless: number | undefined
  let lastDateless: number | undefined

  const inYear = (civil: Civil, year: number): number => {
    let y = year
    while (!dayExists(civil, y)) y--
    return civilMs(civil, y)
  }

  const latestYear = (civil: Civil, limit: number): number => {
    const year = new Date(limit).getUTCFullYear()
    const ms = inYear(civil, year)
    return ms <= limit ? ms : inYear(civil, year - 1)
  }

  return {
    yearless(civil) {
      if (lastYearless === undefined) {
        lastYearless = latestYear(civil, start === undefined ? latest : start + DAY)
        return lastYearless
      }
      const year = new Date(lastYearless).getUTCFullYear()
      let ms = inYear(civil, year)
      if (ms < lastYearless - HALF_YEAR) {
        const next = inYear(civil, year + 1)
        if (next <= latest) ms = next
      } else if (ms > lastYearless + HALF_YEAR) {
        // A straggler of the old year after the New Year.
        return inYear(civil, year - 1)
      }
      lastYearless = ms
      return ms
    },

    dateless({ hour, minute, second }) {
      const ofDay = ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000
      if (lastDateless === undefined) {
        const limit = start ?? reference
        const today = Math.floor(limit / DAY) * DAY + ofDay
        lastDateless = today <= limit ? today : today - DAY
        return lastDateless
      }
      let ms = Math.floor(lastDateless / DAY) * DAY + ofDay
      if (ms < lastDateless - DAY / 2) {
        if (ms + DAY <= latest) ms += DAY
      } else if (ms > lastDateless + DAY / 2) {
        return ms - DAY
      }
      lastDateless = ms
      return ms
    },
  }
}
