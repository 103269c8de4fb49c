import { type Calendar, createCalendar } from './calendar.ts'
import { type Civil, canonicalTime, civilMs, isCivil } from './civil.ts'
import { DIGIT_FORMS, type Form, LETTER_FORMS, MONTHS } from './forms.ts'
import { type LocalToUtc, localToUtc, zoneMinutes } from './zone.ts'

/** A point in time found in a line. */
export type Stamp = {
  /** First character and the one after the last. */
  readonly start: number
  readonly end: number
  readonly form: Form
  /** `epoch` and times with a zone are absolute; the others are local. */
  readonly absolute: boolean
  /** Written without a year, or without a day. */
  readonly partial: 'year' | 'day' | undefined
  readonly civil: Civil
  /** Epoch milliseconds of the whole second; for absolute stamps only. */
  readonly ms: number
  /** Level letter that glog glues to the date. */
  readonly letter: string | undefined
}

export type StampReader = {
  /** The stamp that starts exactly at `at`. */
  read(line: string, at: number, preferred?: Form): Stamp | undefined
  /** Canonical time of a stamp. Call once per line in order: years and days left out are inferred from line to line. */
  resolve(stamp: Stamp, year?: number): string | undefined
  /** Epoch milliseconds of the whole second, as `resolve`. */
  resolveMs(stamp: Stamp, year?: number): number
  /** Settle the forms that only many lines can tell apart (3/4/2024), from stamps' texts. */
  settle(texts: readonly string[]): void
}

export type StampOptions = {
  readonly timezone?: string | undefined
  readonly reference: number
  readonly start?: number | undefined
}

const MONTH_NUMBER: ReadonlyMap<string, number> = new Map(
  MONTHS.split(' ').map((name, index) => [name.toLowerCase(), index + 1]),
)
const DAY = 86_400_000
/** Epoch numbers are believed from 1990 on. */
const EPOCH_FROM = 631_152_000_000

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Digits of a fraction group: `.5` and `,500` are decimal, `:83` counts milliseconds. */
const fractionDigits = (group: string): string =>
  group[0] === ':' && group.length < 4 ? group.slice(1).padStart(3, '0') : group.slice(1, 10)

const century = (digits: string): number => {
  const year = Number(digits)
  return digits.length > 2 ? year : year + (year >= 70 ? 1900 : 2000)
}

/** Epoch text of 10, 13, 16 or 19 digits to whole seconds and fraction. */
function epochParts(digits: string, fraction: string): [number, string] {
  const ms = Number(digits.slice(0, 10)) * 1000
  return [ms, `${digits.slice(10)}${fraction}`.slice(0, 9)]
}

export function createStampReader(options: StampOptions): StampReader {
  const toUtc: LocalToUtc = localToUtc(options.timezone)
  const toLocal = (ms: number): number => ms + (ms - toUtc(ms))
  const calendar: Calendar = createCalendar({
    reference: toLocal(options.reference),
    start: options.start === undefined ? undefined : toLocal(options.start),
  })
  const latest = options.reference + DAY
  const settled = new Map<string, Form>()

  function toStamp(form: Form, match: RegExpExecArray, at: number, end: number): Stamp | undefined {
    const civil: Civil = { year: undefined, month: 1, day: 1, hour: 0, minute: 0, second: 0, fraction: '' }
    let zone: number | undefined
    let letter: string | undefined
    let epoch = ''
    const { fields } = form
    for (let i = 0; i < fields.length; i++) {
      const text = match[i + 1]
      if (text === undefined) continue
      switch (fields[i]) {
        case 'Y':
          civil.year = century(text)
          break
        case 'M':
          civil.month = Number(text)
          break
        case 'B':
          civil.month = MONTH_NUMBER.get(text.toLowerCase())!
          break
        case 'D':
          civil.day = Number(text)
          break
        case 'h':
          civil.hour = Number(text)
          break
        case 'm':
          civil.minute = Number(text)
          break
        case 's':
          civil.second = Number(text)
          break
        case 'f':
          civil.fraction = fractionDigits(text)
          break
        case 'p':
          if (civil.hour > 12) return undefined
          civil.hour = (civil.hour % 12) + (text === 'P' || text === 'p' ? 12 : 0)
          break
        case 'z':
          zone = zoneMinutes(text)
          break
        case 'L':
          letter = text
          break
        case 'E':
          epoch = text
          break
      }
    }
    if (epoch !== '') {
      const [ms, fraction] = epochParts(epoch, civil.fraction)
      if (ms < EPOCH_FROM || ms > latest) return undefined
      civil.fraction = fraction
      return { start: at, end, form, absolute: true, partial: undefined, civil, ms, letter }
    }
    if (!isCivil(civil)) return undefined
    const partial = civil.year !== undefined ? undefined : fields[0] === 'h' ? 'day' : 'year'
    const absolute = zone !== undefined && civil.year !== undefined
    const ms = civil.year === undefined ? Number.NaN : civilMs(civil, civil.year) - (zone ?? 0) * 60_000
    return { start: at, end, form, absolute, partial, civil, ms, letter }
  }

  /** A two-digit date that would lie in the future is read in another order. */
  const plausible = (stamp: Stamp): boolean => stamp.form.family === undefined || !(stamp.ms > latest)

  function tryForm(form: Form, line: string, at: number): Stamp | undefined {
    form.regex.lastIndex = at
    const match = form.regex.exec(line)
    return match === null ? undefined : toStamp(form, match, at, form.regex.lastIndex)
  }

  function read(line: string, at: number, preferred?: Form): Stamp | undefined {
    if (preferred !== undefined) {
      const stamp = tryForm(preferred, line, at)
      if (stamp !== undefined) return stamp
    }
    let fallback: Stamp | undefined
    for (const form of isDigit(line.charCodeAt(at)) ? DIGIT_FORMS : LETTER_FORMS) {
      const choice = form.family === undefined ? undefined : settled.get(form.family)
      if (choice !== undefined && choice !== form) continue
      const stamp = tryForm(form, line, at)
      if (stamp === undefined) continue
      if (choice !== undefined || plausible(stamp)) return stamp
      fallback ??= stamp
    }
    return fallback
  }

  function resolveMs(stamp: Stamp, year?: number): number {
    if (stamp.absolute) return stamp.ms
    const { civil } = stamp
    if (stamp.partial === undefined) return toUtc(stamp.ms)
    if (stamp.partial === 'day') return toUtc(calendar.dateless(civil))
    return toUtc(year === undefined ? calendar.yearless(civil) : civilMs(civil, year))
  }

  return {
    read,
    resolveMs,
    resolve: (stamp, year) => canonicalTime(resolveMs(stamp, year), stamp.civil.fraction),
    settle(texts) {
      const families = Map.groupBy(
        DIGIT_FORMS.filter(form => form.family !== undefined),
        form => form.family!,
      )
      for (const [family, forms] of families) {
        const mine = texts.filter(text => forms.some(form => tryForm(form, text, 0) !== undefined))
        if (mine.length === 0) continue
        const fits = forms.find(form =>
          mine.every(text => {
            const stamp = tryForm(form, text, 0)
            return stamp !== undefined && plausible(stamp)
          }),
        )
        if (fits !== undefined) settled.set(family, fits)
      }
    },
  }
}
