import { endsAlone, startsAlone } from './boundary.ts'
import { type CallingCodes, callingCodes } from './calling-codes.ts'
import { isDash, isDigit } from './characters.ts'
import { CONTEXT_RIGHT, type Context, type Window } from './context.ts'
import type { Found } from './found.ts'

/** How far such a word may be. */
const BESIDE = 16
const REACH = 40

/** E.164: fifteen digits. Nobody is reached by fewer than seven without more being said. */
const MAX_DIGITS = 15
const MIN_DIGITS = 7
const MAX_GROUPS = 7
/** Longest that is written: fifteen digits each with a separator of two, and an extension. */
export const MAX_PHONE = 64

const EXTENSION = /(?: ?x| ext\.? ?| extension | ?# ?)\d{1,6}(?!\w)/iy

type Lists = { readonly phone: number; readonly call: number }
type Group = {
  readonly digits: string
  readonly start: number
  readonly end: number
  readonly before: string
}
type Reading = {
  readonly bare: number
  readonly near: number
  readonly beside: number
  /** When it is all there is. */
  readonly alone?: number
  readonly validator?: string
}

export type Phones = {
  find(text: string, context: Context, found: Found[]): void
  open(text: string): number
}

/** Telephone numbers: international ones by calling code and possible length, national ones by how they are grouped and what is said. */
export function compilePhones(lists: Lists): Phones {
  const international = callingCodes()

  function find(text: string, context: Context, found: Found[]): void {
    eachCluster(text, (start, groups) => {
      if (groups.length > MAX_GROUPS && isTable(context.around(start, groups[0]?.end ?? start)))
        return undefined
      for (let count = Math.min(groups.length, MAX_GROUPS); count > 0; count--) {
        const kept = groups.slice(0, count)
        const end = (kept.at(-1) as Group).end
        const stop = withExtension(text, end)
        if (!endsHere(text, stop)) continue
        const reading = read(text, start, kept, stop > end, international)
        if (reading === undefined) continue
        const window = context.around(start, stop)
        const far = window.nearest(lists.phone, REACH)?.distance
        const beside = window.nearest(lists.call, BESIDE)?.distance
        const whole = start === 0 && stop === text.length
        const score = Math.max(
          far === undefined ? 0 : reading.near,
          beside === undefined || beside > BESIDE ? 0 : reading.beside,
          whole ? (reading.alone ?? Math.max(reading.bare, reading.bare > 0 ? 0.5 : 0.3)) : reading.bare,
        )
        if (score <= 0) continue
        found.push({
          type: 'phone',
          start,
          end: stop,
          score,
          ...(reading.validator !== undefined && { validator: reading.validator }),
          ...distanceOf(far ?? beside),
        })
        return stop
      }
      return undefined
    })
  }

  /** More numbers in a row than one telephone number has groups, and nothing says that they are any. */
  function isTable(window: Window): boolean {
    return window.isBare(lists.phone) && window.isBare(lists.call)
  }

  return {
    find,
    open: openPhone,
  }
}

/** Start of the first row of digits that is at the end of the text, or long enough for a number and near enough for words behind it. */
function openPhone(text: string): number {
  let at = Math.max(0, text.length - MAX_PHONE - EXTENSION_LENGTH - CONTEXT_RIGHT)
  while (at < text.length) {
    if (!isDigit(text.charCodeAt(at))) {
      at++
      continue
    }
    const start = clusterStart(text, at)
    let digits = 0
    for (let more = true; more; ) {
      for (; isDigit(text.charCodeAt(at)); at++) digits++
      SEPARATOR.lastIndex = at
      const separator = SEPARATOR.exec(text)?.[0]
      more = separator !== undefined
      at += separator?.length ?? 0
    }
    if (at + MAX_SEPARATOR >= text.length) return start
    if (digits >= MIN_DIGITS && at + EXTENSION_LENGTH + CONTEXT_RIGHT > text.length) return start
  }
  return text.length
}

const MAX_SEPARATOR = 3
const EXTENSION_LENGTH = 18

/** `166-684-7899-fax`: what kind of number it is may be joined to it. A time goes on behind a colon. */
function endsHere(text: string, end: number): boolean {
  if (isDash(text.charCodeAt(end))) return !isDigit(text.charCodeAt(end + 1)) && text[end + 1] !== '_'
  return endsAlone(text, end) && text[end] !== ':'
}

function distanceOf(distance: number | undefined): { distance?: number } {
  return distance === undefined ? {} : { distance }
}

function withExtension(text: string, end: number): number {
  EXTENSION.lastIndex = end
  return end + (EXTENSION.exec(text)?.[0].length ?? 0)
}

/** Rows of groups of digits a separator apart: `+44 (20) 7123 4567`. `visit` answers where to go on, if not behind the row. */
function eachCluster(text: string, visit: (start: number, groups: Group[]) => number | undefined): void {
  let at = 0
  while (at < text.length) {
    if (!isDigit(text.charCodeAt(at))) {
      at++
      continue
    }
    const groups = readGroups(text, at, clusterStart(text, at))
    at = (groups.at(-1) as Group).end
    // What stands in front of a number may be one as well: a postcode, the number of a house.
    for (let skip = 0; skip < Math.min(groups.length, 3); skip++) {
      const kept = groups.slice(skip)
      if (digitsOf(kept) < MIN_DIGITS) break
      const start = clusterStart(text, (kept[0] as Group).start)
      const next = startsAlone(text, start) ? visit(start, kept) : undefined
      if (next === undefined) continue
      at = next
      break
    }
  }
}

function digitsOf(groups: readonly Group[]): number {
  let sum = 0
  for (const { digits } of groups) sum += digits.length
  return sum
}

function clusterStart(text: string, at: number): number {
  let start = at
  if (text[start - 1] === '(') start--
  if (text[start - 1] === '+') start--
  return start
}

const SEPARATOR = /(?:\) ?-?| ?\( ?|[ .-]| ?[-/] ?|\)[-/. ])(?=\d)/y

function readGroups(text: string, at: number, start: number): Group[] {
  const groups: Group[] = []
  let before = text.slice(start, at)
  let end = at
  while (groups.length < 2 * MAX_GROUPS) {
    const from = end
    while (isDigit(text.charCodeAt(end))) end++
    groups.push({ digits: text.slice(from, end), start: from, end, before })
    if (end - from > MAX_DIGITS) break
    SEPARATOR.lastIndex = end
    const separator = SEPARATOR.exec(text)?.[0]
    if (separator === undefined || !isDigit(text.charCodeAt(end + separator.length + 1))) break
    before = separator
    end += separator.length
  }
  return groups
}

function read(
  text: string,
  start: number,
  groups: readonly Group[],
  extended: boolean,
  codes: CallingCodes,
): Reading | undefined {
  const digits = groups.map(group => group.digits).join('')
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS + 2) return undefined
  const written = text.slice(start, (groups.at(-1) as Group).end)
  if ((written.match(/\(/g)?.length ?? 0) !== (written.match(/\)/g)?.length ?? 0)) return undefined
  const lengths = groups.map(group => group.digits.length)
  if (written.startsWith('+') || written.startsWith('(+')) return readInternational(digits, lengths, codes)
  if (isOtherwise(groups, lengths, written)) return undefined
  const last = lengths.slice(-3).join()
  if (
    last === '3,3,4' &&
    lengths.length <= 5 &&
    groups.slice(0, -3).every(group => group.digits.length <= 3)
  ) {
    return readAmerican(groups.slice(-3), lengths.length > 3, extended)
  }
  if (extended) return { bare: 0.4, near: 0.9, beside: 0.85 }
  if (digits.length > MAX_DIGITS) return undefined
  if (digits.startsWith('00') && groups.length > 2) return { bare: 0.45, near: 0.9, beside: 0.85 }
  return groups.length === 1 ? readPlain(digits) : readNational(digits, lengths, written)
}

function readInternational(
  digits: string,
  lengths: readonly number[],
  codes: CallingCodes,
): Reading | undefined {
  if (digits.length > MAX_DIGITS || digits.length < 8) return undefined
  const possible = codes.isPossible(digits)
  const grouped = lengths.length > 1
  if (!possible) return { bare: grouped ? 0.4 : 0.2, near: 0.85, beside: 0.8 }
  return { bare: grouped ? 0.8 : 0.7, near: 0.97, beside: 0.95, validator: 'e164' }
}

/** North American: area and exchange begin with 2 to 9. */
function readAmerican(groups: readonly Group[], prefixed: boolean, extended: boolean): Reading {
  const [area, exchange] = groups as [Group, Group, Group]
  const assigned = /^[2-9]/.test(area.digits) && /^[2-9]/.test(exchange.digits)
  const blanks = groups.slice(1).every(group => group.before === ' ')
  const bare = assigned ? (blanks ? 0.45 : 0.6) : 0.35
  return {
    bare: Math.min(0.9, bare + (extended ? 0.25 : 0) + (prefixed ? 0.1 : 0)),
    near: 0.95,
    beside: 0.9,
    validator: 'structure',
  }
}

/** In one piece: mobile numbers of countries where they are written so, and what a word says is one. */
function readPlain(digits: string): Reading | undefined {
  if (digits.length > 13) return undefined
  const mobile = /^(?:1[3-9]\d{9}|09\d{9}|05\d{9}|07\d{9})$/.test(digits)
  const alone = mobile ? 0.4 : /^(?:0?[2-4]\d{9})$/.test(digits) ? 0.3 : 0
  return {
    bare: mobile ? 0.3 : 0,
    near: 0.85,
    beside: mobile ? 0.6 : digits.length === 10 || digits.length === 11 ? 0.5 : 0.2,
    alone,
  }
}

function readNational(digits: string, lengths: readonly number[], written: string): Reading | undefined {
  const spaced = !written.includes('.') || (lengths.length > 2 && lengths.every(length => length > 1))
  if (!spaced) return undefined
  const trunk = /^\(?0/.test(written) && digits.length >= 9 && digits.length <= 12
  const bracketed = written.startsWith('(') && digits.length >= 8
  // Two groups are as well a date and a time.
  return {
    bare: bracketed || (trunk && lengths.length > 2) ? 0.42 : trunk ? 0.3 : 0,
    near: 0.9,
    beside: 0.85,
  }
}

/** Dates, addresses, social security and card numbers have shapes of their own. */
function isOtherwise(groups: readonly Group[], lengths: readonly number[], written: string): boolean {
  const shape = lengths.join()
  if (/^4,2,2/.test(shape) && /^(?:19|20)/.test(written)) return true
  if (/^[12],[12],4/.test(shape) && /^(?:19|20)/.test((groups[2] as Group).digits)) return true
  if (
    /^(?:3,2,4|4,4,4,4|1,1,1,\d|[123],[123],[123],[123])$/.test(shape) &&
    !written.includes('(') &&
    shape !== '3,3,3'
  ) {
    return written.includes('.') || shape === '3,2,4' || shape === '4,4,4,4'
  }
  return /\d[/]\d/.test(written) && /^[12],[12],/.test(shape)
}
