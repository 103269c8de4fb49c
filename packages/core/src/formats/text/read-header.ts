import { type Found, findStamp } from '../time/finder.ts'
import type { StampReader } from '../time/reader.ts'
import {
  matchAt,
  type Order,
  processTagAt,
  readGroup,
  readIntegers,
  readLevel,
  readName,
  readTag,
  skipBlanks,
  tagAt,
} from './elements.ts'
import type { Habits } from './habits.ts'
import { emptyHeader, type Header, setColumns, setLevel, setModule } from './header.ts'
import { levelWord } from './level-words.ts'

const ELEMENTS = 16
/** A level is looked for behind this many columns, a second time behind this many words. */
const COLUMNS_TO_LEVEL = 5
const WORDS_TO_TIME = 4

const HOST = /[A-Za-z0-9_#][\w.:/@#-]{0,253}(?=\s)/y
const WORD = /\S+/y
const CELL = /[^|]{1,120}(?=\|)/y
const BETWEEN_COLUMNS = /[\s|]+|(?<=\])(?=\[)/
/** Process id and role; the mark behind the time is the level. */
const REDIS = /^\d{1,10}:[XCSM] $/
const REDIS_MARKS: Readonly<Record<string, string>> = {
  '.': 'debug',
  '-': 'verbose',
  '*': 'notice',
  '#': 'warning',
}
const CLOSERS: Readonly<Record<string, string>> = {
  '[': ']',
  '(': ')',
  '<': '>',
  '{': '}',
  '"': '"',
  "'": "'",
}

export type HeaderContext = {
  readonly reader: StampReader
  readonly habits: Habits
  /** The line came with a syslog priority, so a host and a tag follow its time (RFC 3164 §4.1.2). */
  readonly syslog: boolean
}

export type HeaderResult = {
  readonly header: Header /** The second time of the line, where it has two. */
  readonly again: Found | undefined
}

/** Reads the header of a line whose timestamp was found. */
export function readHeader(text: string, found: Found, context: HeaderContext): HeaderResult {
  const { habits } = context
  const { stamp } = found
  const header = emptyHeader(stamp.end)
  if (stamp.letter !== undefined) setLevel(header, stamp.letter)
  const start = stamp.start - found.opener.length
  if (start > 0) {
    const before = text.slice(0, start)
    setColumns(header, before.split(BETWEEN_COLUMNS), 'first')
    if (REDIS.test(before)) readRedisMark(text, header)
  }
  const again = readSecondTime(text, header, found, context)
  const beforeTime = header.module
  header.module = undefined
  const bsd = (again ?? found).stamp.form.fields[0] === 'B' && (again ?? found).stamp.civil.year === undefined
  const hosted = found.opener === '' && readHost(text, header, habits, bsd, context.syslog)
  readElements(text, header, habits, CLOSERS[found.opener] ?? '', hosted)
  if (header.module === undefined) header.module = beforeTime
  else if (beforeTime !== undefined) header.extra.unshift(beforeTime)
  return { header, again }
}

/** Level, and what may stand with it, at the start of a line that has no time: `WARN foo`, `[error] foo`, `info: Some.Logger[14]`. */
export function readBareHeader(text: string, habits: Habits): Header {
  const header = emptyHeader(skipBlanks(text, 0))
  const start = header.at
  if (readLevel(text, header, habits, newOrder(), false)) {
    header.at = skipBlanks(text, header.at)
    header.closed = false
    readTag(text, header, habits, false)
  } else if (text[start] === '[' || text[start] === '<') {
    readGroup(text, header, habits, newOrder())
    if (header.level === undefined) return emptyHeader(0)
  }
  return header
}

function readRedisMark(text: string, header: Header): void {
  const word = REDIS_MARKS[text[header.at + 1] ?? '']
  if (word === undefined || !isBreak(text[header.at + 2])) return
  setLevel(header, word)
  header.severity = undefined
  header.at += 2
}

/** A second time: collectors put an epoch before the line's own (BGL, Thunderbird), `docker logs -t` an ISO one. */
function readSecondTime(
  text: string,
  header: Header,
  found: Found,
  { reader, habits }: HeaderContext,
): Found | undefined {
  const epoch = found.stamp.form.fields[0] === 'E'
  const direct = habits.says('time again')
  const from = skipBlanks(text, header.at)
  const code = text.charCodeAt(text[from] === '[' ? from + 1 : from)
  const near = (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
  if (!habits.learning && !epoch && !direct && !near) return undefined
  const wide = habits.learning || epoch || direct === true
  const again =
    found.opener === '' && from > header.at
      ? findStamp(reader, text, from, 0, wide ? WORDS_TO_TIME : 1)
      : undefined
  const habit = habits.ask('time again', again !== undefined && again.column > 0)
  if (again === undefined || (again.column > 0 && !(habit ?? epoch))) return undefined
  if (again.stamp.form.fields[0] === 'h') return undefined
  setColumns(header, text.slice(from, again.stamp.start - again.opener.length).split(/\s+/), 'first')
  header.at = again.stamp.end + (again.opener === '' ? 0 : 1)
  return again
}

/** The host that follows the time in syslog lines. Whether there is one: a tag follows it. */
function readHost(text: string, header: Header, habits: Habits, bsd: boolean, syslog: boolean): boolean {
  const at = skipBlanks(text, header.at)
  if (at === header.at) return false
  const host = matchAt(HOST, text, at)?.[0]
  const next = host === undefined ? at : skipBlanks(text, at + host.length)
  const shaped = host !== undefined && levelWord(host)?.weak !== false && tagAt(text, dashes(text, next))
  const habit = habits.ask('host', shaped)
  if (host === undefined) return false
  const own = syslog || (bsd ? shaped : shaped && processTagAt(text, next))
  if (!(syslog || (habit ?? own))) return false
  header.host ??= host
  header.at = next
  return true
}

/** Behind `--`, as in `host -- root[12]: …`. */
function dashes(text: string, at: number): number {
  let i = at
  while (text[i] === '-') i++
  return i === at ? at : skipBlanks(text, i)
}

const newOrder = (): Order => ({ groups: 0, numbers: 0, again: false })

type Separation = { closer: string; delimited: boolean; piped: boolean }

function readElements(text: string, header: Header, habits: Habits, closer: string, syslog: boolean): void {
  const separation: Separation = { closer, delimited: closer !== '', piped: false }
  const order: Order = { ...newOrder(), again: header.level !== undefined }
  let columns = !separation.piped && closer === ''
  for (let n = 0; n < ELEMENTS && !header.closed; n++) {
    skipSeparators(text, header, separation)
    if (header.closed || header.at >= text.length) break
    if (separation.piped) {
      if (readCell(text, header, habits, n)) continue
      if (header.module === undefined && header.level !== undefined) readName(text, header, habits, '')
      break
    }
    if (columns && readColumns(text, header, habits)) continue
    const inside = separation.closer !== ''
    const read =
      readLevel(text, header, habits, order, separation.delimited) ||
      readIntegers(text, header, habits, order, inside) ||
      readGroup(text, header, habits, order) ||
      readTag(text, header, habits, syslog) ||
      readName(text, header, habits, separation.closer)
    columns = false
    separation.delimited = false
    if (!read && !(inside && readToCloser(text, header, separation))) break
  }
  header.at = skipBlanks(text, header.at)
}

/** Blanks, the bracket that closes the time's, `|`, `,`, `:`, and dashes that stand alone. */
function skipSeparators(text: string, header: Header, separation: Separation): void {
  let at = header.at
  for (;;) {
    const char = text[at]
    if (char === ' ' || char === '\t') at++
    else if (char !== undefined && char === separation.closer) {
      separation.closer = ''
      separation.delimited = false
      at++
    } else if (char === '|') {
      separation.piped = true
      at++
    } else if (char === ',' || char === ';') {
      separation.delimited = true
      at++
    } else if (char === ':') {
      // After a bracket or a level this ends the header: `[main] INFO: text`, `INFO -- : text`.
      if (separation.closer === '' && header.level !== undefined && isBreak(text[at + 1]))
        header.closed = true
      separation.delimited = true
      at++
    } else if (char === '-' || char === '–' || char === '—' || char === '=' || char === '>') {
      let end = at + 1
      while (end - at < 4 && (text[end] === '-' || text[end] === '>')) end++
      if (!isBreak(text[end]) || !(at === 0 || isBreak(text[at - 1]) || text[at - 1] === ']')) break
      at = end
      separation.delimited = true
      if (header.level !== undefined && header.module !== undefined) header.closed = true
    } else break
  }
  header.at = at
}

const isBreak = (char: string | undefined): boolean => char === undefined || char === ' ' || char === '\t'

/** One cell between pipes: `|INFO |`, `|Step_LSC|`, `|30002312|`. */
function readCell(text: string, header: Header, habits: Habits, index: number): boolean {
  const match = matchAt(CELL, text, header.at)
  const cell = match?.[0].trim() ?? ''
  const level = header.level === undefined && levelWord(cell) !== undefined
  const shaped = cell !== '' && !/\s/.test(cell)
  const habit = habits.ask(`cell@${index}`, match !== null && shaped)
  if (match === null || !(level || (habit ?? shaped))) return false
  if (level) setLevel(header, cell)
  else if (/^\d{1,20}$/.test(cell)) {
    if (header.pid === undefined) header.pid = cell
    else header.tid ??= cell
  } else if (header.module === undefined && shaped) setModule(header, cell)
  else header.extra.push(cell)
  header.at += match[0].length + 1
  return true
}

/** Columns of any meaning before a level, where the file's lines have the level there: `R02-M1 RAS KERNEL INFO …`. */
function readColumns(text: string, header: Header, habits: Habits): boolean {
  if (header.level !== undefined || text[header.at] === '[') return false
  const words: string[] = []
  let at = header.at
  let found: string | undefined
  let taken = false
  for (let column = 0; column < COLUMNS_TO_LEVEL; column++) {
    const word = matchAt(WORD, text, at)?.[0]
    if (word === undefined) break
    const level =
      found === undefined && word.length > 1 && word === word.toUpperCase() && levelWord(word) !== undefined
    if (column > 0) {
      const habit = habits.ask(`level+${column}`, level)
      if (level && habit === true && !taken) {
        taken = true
        setColumns(header, words, 'last')
        setLevel(header, word)
        header.at = at + word.length
      }
    }
    if (level) {
      found = word
      if (!habits.learning) break
    }
    words.push(word)
    at = skipBlanks(text, at + word.length)
  }
  return taken
}

/** What is left before the bracket closes that the time stands in: `[2024-… INFO  crate::module] text`. */
function readToCloser(text: string, header: Header, separation: Separation): boolean {
  const end = text.indexOf(separation.closer, header.at)
  if (end === -1 || end - header.at > 200) return false
  const rest = text.slice(header.at, end).trim()
  if (rest !== '') {
    if (header.thread === undefined) header.thread = rest
    else header.extra.push(rest)
  }
  header.at = end
  return true
}
