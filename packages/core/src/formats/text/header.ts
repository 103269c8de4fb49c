import type { Level } from '../../event/fields.ts'
import { levelFromSyslog } from '../../event/severity.ts'
import { levelWord, severityText } from './level-words.ts'

/** What the header of a line says, as it is found element by element. */
export type Header = {
  /** Where the rest of the line starts; in the end, where the message does. */
  at: number
  /** The message starts here: no further element. */
  closed: boolean
  level: Level | undefined
  /** The level's word, where it says more than the level. */
  severity: string | undefined
  module: string | undefined
  function: string | undefined
  line: number | undefined
  pid: string | undefined
  tid: string | undefined
  thread: string | undefined
  host: string | undefined
  /** File that the line was copied from, as `grep` and collectors put before it. */
  file: string | undefined
  /** Columns of no known meaning. */
  extra: string[]
}

export function emptyHeader(at: number): Header {
  return {
    at,
    closed: false,
    level: undefined,
    severity: undefined,
    module: undefined,
    function: undefined,
    line: undefined,
    pid: undefined,
    tid: undefined,
    thread: undefined,
    host: undefined,
    file: undefined,
    extra: [],
  }
}

/** Cisco's %FACILITY-SEVERITY-MNEMONIC. */
const CISCO = /^%[A-Z][\w-]*-([0-7])-\w+$/
const SOURCE_LINE = /^(.+?\.\w{1,10}):(\d{1,9})$/
const FUNCTION_LINE = /^(.+):([\w<>$]+):(\d{1,9})$/
const NAME_LINE = /^([\w$.-]*[A-Za-z_$][\w$.-]*):(\d{1,9})$/
const NUMBERED = /^(.+)\((\d{1,10})\)$/
const METHOD_SOURCE = /^(.+)\.([\w$<>]+)\(([\w$]+\.\w+):(\d{1,9})\)$/

export function setLevel(header: Header, word: string): boolean {
  const known = levelWord(word)
  if (known === undefined) return false
  header.level = known.level
  header.severity = severityText(word, known.level)
  return true
}

/** Takes a component, which may carry its function, line and process: `Foo.bar(Foo.java:12)`, `app:run:12`, `main.go:12`, `Tag(1234)`. */
export function setModule(header: Header, name: string): void {
  const cisco = name[0] === '%' ? CISCO.exec(name) : null
  if (cisco !== null) header.level ??= levelFromSyslog(Number(cisco[1]))
  const last = name.charCodeAt(name.length - 1)
  // Only a name that ends in a digit or a parenthesis can carry a number.
  if ((last >= 48 && last <= 57) || last === 41) {
    const method = METHOD_SOURCE.exec(name)
    const source = method
      ? null
      : (FUNCTION_LINE.exec(name) ?? SOURCE_LINE.exec(name) ?? NAME_LINE.exec(name))
    const numbered = method || source ? null : NUMBERED.exec(name)
    if (method) {
      header.module = method[1]
      header.function = method[2]
      header.line = Number(method[4])
      return
    }
    if (source) {
      header.module = source[1]
      if (source.length === 4) header.function = source[2]
      header.line = Number(source[source.length - 1])
      return
    }
    if (numbered) {
      header.module = numbered[1]
      header.pid ??= numbered[2]
      return
    }
  }
  header.module = name
}

const DIGITS = /^\d{1,12}$/
const HOST = /^[A-Za-z#][\w.:/@#-]*\d[\w.:/@#-]*$/
const IDENTIFIER = /^[A-Za-z_][\w.$-]*$/
const DATE = /^\d{4}[-./]\d{2}[-./]\d{2}$/
const LOG_FILE = /\.log\b/

/** Words with a letter and a digit in them name machines: `node-246`, `R02-M1-N0-C:J12-U11`, `dn228`. */
export const looksLikeHost = (word: string): boolean =>
  word.length <= 80 && HOST.test(word) && !LOG_FILE.test(word)

/**
 * Takes whole columns that are known to be header. Which is the component depends on the side: before a time the
 * first name is (the columns run from the general to the particular), before a level the last.
 */
export function setColumns(header: Header, words: readonly string[], component: 'first' | 'last'): void {
  const names: string[] = []
  for (const raw of words) {
    const word = raw.replace(/^[[(<{]+|[\])>},:|]+$/g, '')
    if (word === '' || /^[-*]+$/.test(word) || DATE.test(word)) continue
    const bare = word === raw || raw.slice(0, -1) === word
    if (header.level === undefined && (!bare || word === word.toUpperCase()) && isPrefixLevel(word, raw)) {
      setLevel(header, word)
    } else if (DIGITS.test(word)) {
      if (component === 'last' && header.pid === undefined) header.pid = word
      else header.extra.push(word)
    } else if (/^\d+:[A-Z]$/.test(word)) {
      // Redis: process id and role.
      header.pid = word.slice(0, -2)
      header.extra.push(word.slice(-1))
    } else if (LOG_FILE.test(word)) {
      header.file ??= word
    } else if (looksLikeHost(word)) {
      if (header.host === undefined) header.host = word
      else if (header.host !== word) header.extra.push(word)
    } else if (IDENTIFIER.test(word)) {
      names.push(word)
    } else {
      header.extra.push(word)
    }
  }
  if (names.length === 0) return
  const name = component === 'first' ? names.shift()! : names.pop()!
  if (header.module === undefined) header.module = name
  else names.unshift(name)
  header.extra.push(...names)
}

function isPrefixLevel(word: string, raw: string): boolean {
  const known = levelWord(word)
  // `I,` is Ruby's; a lone letter is not a level.
  return known !== undefined && (!known.weak || raw[0] === '[' || raw === `${word},`)
}
