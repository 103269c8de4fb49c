import { ZONE_SOURCE } from './zone.ts'

/**
 * The ways a point in time is written in logs. A form is a sticky expression and, letter by letter, what its groups
 * are: Y year (2 or 4 digits), M month number, B month name, D day, h m s time of day, f fraction with its separator,
 * p AM/PM, z zone, L glog's level letter, E epoch, - nothing.
 */
export type Form = {
  readonly fields: string
  readonly regex: RegExp
  /**
   * Forms that cannot be told apart on one line (3/4/2024) share a family and stand in it in order of likelihood;
   * the lines of a file together decide.
   */
  readonly family?: string
}

/** In title, upper and lower case; the rest of a form is case-sensitive, so that the word `art` is no time zone. */
const cases = (names: string): string =>
  names
    .split(' ')
    .flatMap(name => [name, name.toUpperCase(), name.toLowerCase()])
    .join('|')

export const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'
const MONTH = `(${cases(MONTHS)})[a-z]{0,6}\\.?`
const WEEKDAY = `(?:(?:${cases('Mon Tue Wed Thu Fri Sat Sun')})[a-z]{0,6},? +)?`
const FRACTION = '([.,:]\\d{1,12})?'
const CLOCK = `(\\d{1,2}):(\\d{2}):(\\d{2})${FRACTION}`
const SHORT_CLOCK = `(\\d{1,2}):(\\d{2})(?::(\\d{2})${FRACTION})?`
const NOON = '(?: ?([AaPp])\\.?[Mm]\\.?(?![A-Za-z]))?'
const ZONE = `(?: ?(${ZONE_SOURCE})(?![A-Za-z0-9:])|([+-]\\d{2})(?![\\d:]))?`
const END = '(?![A-Za-z0-9])'

const form = (fields: string, source: string, family?: string): Form => ({
  fields,
  regex: new RegExp(source + END, 'y'),
  ...(family === undefined ? {} : { family }),
})

/** Forms that start with a digit. */
export const DIGIT_FORMS: readonly Form[] = [
  // ISO 8601 and its kin: 2024-01-02T03:04:05.678Z, 2024/01/02 03:04:05, 2024-01-02 03:04:05,678 +0100
  form(
    'Y-MDhmsfpzz',
    `((?:19|2[01])\\d{2})([-/.])(\\d{1,2})\\2(\\d{1,2})(?:[T_:-]|,? +)${SHORT_CLOCK}${NOON}${ZONE}`,
  ),
  // 2005-06-03-15.42.50.675872
  form(
    'Y-MDhmsfzz',
    `((?:19|2[01])\\d{2})([-/.])(\\d{2})\\2(\\d{2})[T_ -](\\d{2})\\.(\\d{2})\\.(\\d{2})${FRACTION}${ZONE}`,
  ),
  // 20171223-22:15:29:606, 20240102 03:04:05
  form(
    'YMDhmsfzz',
    `((?:19|2[01])\\d{2})(\\d{2})(\\d{2})(?:[-_T:]| +)(\\d{1,2}):(\\d{1,2}):(\\d{1,2})${FRACTION}${ZONE}`,
  ),
  // 20240102T030405Z, 20240102030405
  form('YMDhmsfzz', `((?:19|2[01])\\d{2})(\\d{2})(\\d{2})[-_T ]?(\\d{2})(\\d{2})(\\d{2})${FRACTION}${ZONE}`),
  // 10/Oct/2000:13:55:36 -0700, 02-Jan-2024 03:04:05.678, 02 Jan 2024 03:04:05
  form('D-BYhmsfpzz', `(\\d{1,2})([-/ ])${MONTH}\\2(\\d{4}|\\d{2})(?:[:T]| +)${CLOCK}${NOON}${ZONE}`),
  // 2 Jan 03:04:05
  form('DBhmsfzz', `(\\d{1,2})[- ]${MONTH} +${CLOCK}${ZONE}`),
  // 01/02/2024 03:04:05 PM
  form(
    'M-DYhmsfpzz',
    `(\\d{1,2})(/)(\\d{1,2})\\2(\\d{4})(?:[T:-]|,? +)${SHORT_CLOCK}${NOON}${ZONE}`,
    'slash4',
  ),
  form(
    'D-MYhmsfpzz',
    `(\\d{1,2})(/)(\\d{1,2})\\2(\\d{4})(?:[T:-]|,? +)${SHORT_CLOCK}${NOON}${ZONE}`,
    'slash4',
  ),
  // 02.01.2024 03:04:05, 02-01-2024 03:04:05
  form(
    'D-MYhmsfpzz',
    `(\\d{1,2})([.-])(\\d{1,2})\\2(\\d{4})(?:[T:-]|,? +)${SHORT_CLOCK}${NOON}${ZONE}`,
    'dot4',
  ),
  form(
    'M-DYhmsfpzz',
    `(\\d{1,2})([.-])(\\d{1,2})\\2(\\d{4})(?:[T:-]|,? +)${SHORT_CLOCK}${NOON}${ZONE}`,
    'dot4',
  ),
  // 17/06/09 20:10:40
  form('Y-MDhmsfpzz', `(\\d{2})([-/.])(\\d{2})\\2(\\d{2})(?:[T:-]|,? +)${CLOCK}${NOON}${ZONE}`, 'short'),
  form('M-DYhmsfpzz', `(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{2})(?:[T:-]|,? +)${CLOCK}${NOON}${ZONE}`, 'short'),
  form('D-MYhmsfpzz', `(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{2})(?:[T:-]|,? +)${CLOCK}${NOON}${ZONE}`, 'short'),
  // 03-17 16:13:38.811, 10.30 16:49:06
  form('MDhmsfpzz', `(\\d{1,2})[-/.](\\d{1,2}) +${CLOCK}${NOON}${ZONE}`, 'yearless'),
  form('DMhmsfpzz', `(\\d{1,2})[-/.](\\d{1,2}) +${CLOCK}${NOON}${ZONE}`, 'yearless'),
  // 081109 203615, 081109 20:36:15
  form('YMDhms', '(\\d{2})(\\d{2})(\\d{2}) (\\d{2})(\\d{2})(\\d{2})'),
  form('YMDhmsf', `(\\d{2})(\\d{2})(\\d{2}) +${CLOCK}`),
  // Epoch in s, ms, µs, ns; seconds and milliseconds may have a fraction.
  form('Ef', '(\\d{10}|\\d{13})([.,]\\d{1,9})?(?![.-]?\\d)'),
  form('E', '(\\d{16}|\\d{19})(?![.-]?\\d)'),
  // 03:04:05.678
  form('hmsf', '(\\d{2}):(\\d{2}):(\\d{2})([.,]\\d{1,9})?(?!:)'),
]

/** Forms that start with a letter. */
export const LETTER_FORMS: readonly Form[] = [
  // Mar 27 13:09:37, Sun Dec 04 04:47:44 2005, Jan 02, 2024 3:04:05 PM, Tue Jan  2 03:04:05 UTC 2024
  form(
    'BDYhmsfpzzY',
    `${WEEKDAY}${MONTH} +(\\d{1,2}),?(?: +((?:19|2[01])\\d{2}),?)?(?: at)? +${CLOCK}${NOON}${ZONE}(?: +((?:19|2[01])\\d{2})(?![\\w.:-]))?`,
  ),
  // Tue, 02 Jan 2024 03:04:05 +0000
  form(
    'D-BYhmsfpzz',
    `${WEEKDAY}(\\d{1,2})([-/ ])${MONTH}\\2(\\d{4}|\\d{2})(?:[:T]| +)${CLOCK}${NOON}${ZONE}`,
  ),
  // I0102 15:04:05.000000, I20240102 15:04:05.000000
  form('LYMDhmsf', '([IWEFDV])((?:19|2[01])\\d{2})?(\\d{2})(\\d{2}) (\\d{2}):(\\d{2}):(\\d{2})([.]\\d{3,9})'),
]
