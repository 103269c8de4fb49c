import type { Habits } from './habits.ts'
import { type Header, setLevel, setModule } from './header.ts'
import { levelWord } from './level-words.ts'

/**
 * The elements a header is made of. Each reader looks at `text` from `header.at`; when its element stands there it
 * notes it, moves on, and returns true.
 */

const WORD = /[A-Za-z]{1,13}[1-5]?/y
const INTEGERS = /#?(\d{1,10})(?:[-#:/](\d{1,10})|\s{1,8}(\d{1,10}))?(?=[\s\]|:,]|$)/y
const NAME_CHARS = '[^\\s:[\\]{}<>|"\',;=]'
const PROCESS_TAG = '(?:\\[([^\\]\\s]{0,40})\\]|\\( *(\\d{1,10})\\))?'
/** Apple's level, or the job that a process speaks for. */
const ORIGIN_TAG = '(?: <([A-Za-z]{2,13})>| \\(((?:[^()]|\\([^()]{0,80}\\)){1,160})\\))?'
const TAG = new RegExp(
  `(${NAME_CHARS}{1,200}(?::+${NAME_CHARS}{1,200}){0,8})${PROCESS_TAG}${ORIGIN_TAG} {0,60}:(?=\\s|$)`,
  'y',
)
/** Programs with blanks in their names: `Server Administrator:`, `Google Chrome Helper[35628]:`. */
const WORDS_TAG = new RegExp(
  `([\\w.@/-]{1,40} [\\w.@/-]{1,40}(?:(?: [\\w.@/-]{1,40}){0,3}(?=\\[))?)${PROCESS_TAG}${ORIGIN_TAG}:(?=\\s|$)`,
  'y',
)
const TOKEN = /[^\s|[\]"'=,;{}<>]{1,200}/y
const UPPER_NAME = /[A-Z][A-Z_-]{2,}\s/y
const PYTHON_NAME = /([\w.]{1,100}):(?=\S)/y
const SECOND_WORD = / \*?\w{1,12}(?=\s+-\s)/y
const GAP_NAME = /^[A-Za-z][^.,!?]*(?:\.\w[^,!?]*)?$/
const DASH = /\s+[-–—]{1,3}(?=\s)/y
const PROCESS = /^(?:pid[ =:]?)?#?(\d{1,10})(?:[-:#/ ](?:tid[ =:]?)?(\d{1,20}))?$/i
const SOURCE = /^[\w$./\\<>-]+\.\w{1,10}:\d{1,9}$/
const AT_LINE = /^(?:(.*?):)?([\w$.]+)@(\d{1,9})$/
const MODULE_LEVEL = /^([\w-]*):([A-Za-z]+\d?)$/
const LEVEL_THREAD = /^([A-Za-z]+)[/ ](\S.*)$/
const LOGGER = /^[A-Za-z_$][\w$-]*(?:(?:\.|::)[\w$-]+)+$/
/** A class in a package: no prose looks so, and no domain name. */
const QUALIFIED = /^[a-z_][\w$]*(?:\.[\w$]+)*\.[A-Z][\w$]*(?:\.[\w$<>]+)?$/
const DISTINCT = /[\d._$/()-]|::|[a-z][A-Z]/

/** How many elements of a kind that only habit can tell were taken: which one a question is about. */
export type Order = {
  groups: number
  numbers: number
  /** The level stood before the time; some loggers say it again behind (Ruby: `E, [2024-… #12] ERROR -- : `). */
  again: boolean
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t'

export function matchAt(regex: RegExp, text: string, at: number): RegExpExecArray | null {
  regex.lastIndex = at
  return regex.exec(text)
}

export function skipBlanks(text: string, at: number): number {
  let i = at
  while (isBlank(text[i])) i++
  return i
}

/** Whether two blanks or a tab start here: a column ends. */
const isGap = (text: string, at: number): boolean =>
  text[at] === '\t' || (text[at] === ' ' && isBlank(text[at + 1]))

const isDash = (text: string, at: number): boolean => matchAt(DASH, text, at) !== null

const isUpper = (word: string): boolean => word === word.toUpperCase()

/** A level that needs no further support: upper-case, and not an ordinary word. */
function strongLevelAt(text: string, at: number): boolean {
  const word = matchAt(WORD, text, at)?.[0]
  if (word === undefined || word.length < 2 || !isUpper(word)) return false
  const next = text[at + word.length]
  const known = levelWord(word)
  return (
    known !== undefined && (next === ':' || (!known.weak && (next === undefined || ' \t]|,'.includes(next))))
  )
}

/** `INFO`, `Info:`, `error -`, `D/Tag(`, `W `. `delimited`: a separator stands before it. */
export function readLevel(
  text: string,
  header: Header,
  habits: Habits,
  order: Order,
  delimited: boolean,
): boolean {
  if (header.level !== undefined && !order.again) return false
  const word = matchAt(WORD, text, header.at)?.[0]
  if (word === undefined) return false
  const end = header.at + word.length
  const next = text[end]
  const bounded = next === undefined || ' \t:]|,/[(>-'.includes(next)
  const known = bounded ? levelWord(word) : undefined
  const habit = habits.ask('level', known !== undefined && word.length > 1)
  if (known === undefined) return false
  if (word.length === 1) {
    if (!isUpper(word) || !letterIsLevel(text, header, end, delimited)) return false
  } else if (habit !== true) {
    const supported =
      next === ':' || next === '|' || next === ']' || next === ',' || isGap(text, end) || isDash(text, end)
    const plain = isUpper(word) && !known.weak && next !== '-' && next !== '('
    if (!plain && !(supported && (!known.weak || next === ':' || delimited)) && !(delimited && !known.weak))
      return false
  }
  if (order.again && known.level !== header.level) return false
  order.again = false
  setLevel(header, word)
  header.at = end
  // `INFO:root:message` of Python, `D/Tag( 123): message` of Android, `INFO: message`.
  if (next === '/') header.at++
  else if (next === ':') {
    header.at++
    const python = matchAt(PYTHON_NAME, text, header.at)
    if (python !== null && header.module === undefined) {
      header.module = python[1]
      header.at += python[0].length
    }
    if (isBlank(text[header.at]) || python !== null) header.closed = true
  }
  return true
}

function letterIsLevel(text: string, header: Header, end: number, delimited: boolean): boolean {
  const next = text[end]
  if (next === '/') return matchAt(TAG, text, end + 1) !== null
  if (next === '|' || next === ']') return delimited
  if (!isBlank(next)) return false
  const start = skipBlanks(text, end)
  return (
    delimited ||
    (header.pid !== undefined && start > end) ||
    matchAt(TAG, text, start) !== null ||
    matchAt(UPPER_NAME, text, start) !== null
  )
}

/** Process and thread: bare numbers, where something of a header follows or the file's lines all have one. */
export function readIntegers(
  text: string,
  header: Header,
  habits: Habits,
  order: Order,
  inside: boolean,
): boolean {
  const match = matchAt(INTEGERS, text, header.at)
  if (match === null) return false
  const [whole, first, joined, spaced] = match
  const end = header.at + whole.length
  if (header.pid === undefined) {
    const follows = headerFollows(text, end, whole.includes('#'))
    if (follows || inside) {
      header.pid = first
      header.tid ??= joined ?? spaced
      header.at = text[end] === ':' ? end + 1 : end
      return true
    }
  }
  const firstEnd = spaced === undefined ? end : text.indexOf(first!, header.at) + first!.length
  if (habits.ask(`number@${order.numbers}`, true, text.slice(header.at, firstEnd)) !== true) return false
  order.numbers++
  header.extra.push(text.slice(header.at, firstEnd))
  header.at = firstEnd
  return true
}

function headerFollows(text: string, end: number, marked: boolean): boolean {
  if (text[end] === ':') return marked
  const start = skipBlanks(text, end)
  if (start === end) return false
  if (text[start] === '[' || text.startsWith('---', start)) return true
  if (strongLevelAt(text, start)) return true
  const word = matchAt(WORD, text, start)?.[0]
  if (word?.length === 1 && isUpper(word) && isBlank(text[start + 1]) && levelWord(word) !== undefined)
    return true
  return sourceAt(text, start) !== undefined
}

/** `file.cc:12]` of glog. */
function sourceAt(text: string, at: number): string | undefined {
  const token = matchAt(TOKEN, text, at)?.[0]
  return token !== undefined && text[at + token.length] === ']' && SOURCE.test(token) ? token : undefined
}

/** Index of the bracket that closes the one at `at`, or -1. */
function closing(text: string, at: number): number {
  const open = text[at]
  const close = open === '[' ? ']' : open === '(' ? ')' : open === '{' ? '}' : '>'
  const limit = Math.min(text.length, at + 300)
  let depth = 0
  for (let i = at; i < limit; i++) {
    if (text[i] === open) depth++
    else if (text[i] === close && --depth === 0) return i
  }
  return -1
}

/** `[INFO]`, `[main]`, `[pid 12:tid 34]`, `[core:error]`, `{file.py:12}`, `(12)`, `[req-… - -]`, `[QuorumPeer:Fast@774]`. */
export function readGroup(text: string, header: Header, habits: Habits, order: Order): boolean {
  const open = text[header.at]
  if (open !== '[' && open !== '(' && open !== '{' && open !== '<') return false
  const end = closing(text, header.at)
  if (end === -1) return false
  const inner = text.slice(header.at + 1, end).trim()
  if (
    !readKnownGroup(inner, header, open) &&
    !(open === '[' && takeGroup(text, header, habits, order, inner, end))
  )
    return false
  header.at = text[end + 1] === ':' && isBlank(text[end + 2]) ? end + 2 : end + 1
  return true
}

function readKnownGroup(inner: string, header: Header, open: string): boolean {
  if (header.level === undefined) {
    if (levelWord(inner) !== undefined && (inner.length > 1 || open === '[')) return setLevel(header, inner)
    const both = MODULE_LEVEL.exec(inner)
    if (both !== null && both[2]!.length > 1 && setLevel(header, both[2]!)) {
      if (both[1] !== '') header.module ??= both[1]
      return true
    }
    const threaded = LEVEL_THREAD.exec(inner)
    if (
      threaded !== null &&
      threaded[1]!.length > 1 &&
      isUpper(threaded[1]!) &&
      setLevel(header, threaded[1]!)
    ) {
      header.thread ??= threaded[2]
      return true
    }
  }
  if (open === '<') return false
  const process = header.pid === undefined && open !== '{' ? PROCESS.exec(inner) : null
  if (process !== null) {
    header.pid = process[1]
    header.tid ??= process[2]
    return true
  }
  if (header.module === undefined) {
    if (SOURCE.test(inner)) {
      setModule(header, inner)
      return true
    }
    const component = AT_LINE.exec(inner)
    if (component !== null) {
      if (component[1]) header.thread ??= component[1]
      header.module = component[2]
      header.line = Number(component[3])
      return true
    }
  }
  return false
}

/** A bracket that only its surroundings can tell: a thread, a logger, a request. */
function takeGroup(
  text: string,
  header: Header,
  habits: Habits,
  order: Order,
  inner: string,
  end: number,
): boolean {
  const next = skipBlanks(text, end + 1)
  const structural =
    strongLevelAt(text, next) ||
    isDash(text, end + 1) ||
    text[end + 1] === '[' ||
    text[header.at - 1] === ']' ||
    (header.module === undefined && next > end + 1 && namesComponent(text, next))
  const afterLogger =
    header.module !== undefined &&
    order.groups === 0 &&
    header.level !== undefined &&
    header.thread === undefined
  const habit = habits.ask(`group@${order.groups}`, true)
  if (!(habit ?? (structural || afterLogger)) && !strongLevelAt(text, next)) return false
  order.groups++
  if (inner === '' || inner === '-') return true
  if (header.module === undefined && header.level !== undefined && LOGGER.test(inner))
    setModule(header, inner)
  else if (header.thread === undefined && header.module === undefined) header.thread = inner
  else header.extra.push(inner)
  return true
}

/** `org.foo.Bar: `, `Foo : `, `Bar - `, `org.foo.Bar ` */
function namesComponent(text: string, at: number): boolean {
  if (matchAt(TAG, text, at) !== null) return true
  const token = matchAt(TOKEN, text, at)?.[0]
  return token !== undefined && (isDash(text, at + token.length) || QUALIFIED.test(token))
}

/** Whether a program tag with a process id starts here: nothing else looks like `sshd[123]:`. */
export function processTagAt(text: string, at: number): boolean {
  const match = matchAt(TAG, text, at)
  return match !== null && match[2] !== undefined
}

export const tagAt = (text: string, at: number): boolean =>
  matchAt(TAG, text, at) !== null || matchAt(WORDS_TAG, text, at) !== null

/** A component and its colon: `sshd(pam_unix)[19939]:`, `dfs.DataNode:`, `kernel:`, `launchd[1] (com.apple.x):`, `crate::module:`. */
export function readTag(text: string, header: Header, habits: Habits, syslog: boolean): boolean {
  if (header.module !== undefined) return false
  const match = matchAt(TAG, text, header.at) ?? (syslog ? matchAt(WORDS_TAG, text, header.at) : null)
  const habit = habits.ask('tag', match !== null)
  if (match === null) return false
  const [whole, name, bracketed, parenthesised, level, origin] = match
  const known =
    syslog || header.level !== undefined || header.pid !== undefined || header.thread !== undefined
  const process = bracketed ?? parenthesised
  if (!(habit ?? (known || DISTINCT.test(name!))) && !(process !== undefined && syslog)) return false
  setModule(header, name!)
  if (process) header.pid ??= process
  if (level !== undefined && header.level === undefined) setLevel(header, level)
  if (origin !== undefined) header.extra.push(origin)
  header.at += whole.length
  header.closed = true
  return true
}

/** A component set off by ` - `, by a column gap, by a bracket, or by the file's habit. */
export function readName(text: string, header: Header, habits: Habits, closer: string): boolean {
  if (header.module !== undefined) return false
  const token = matchAt(TOKEN, text, header.at)?.[0]
  if (token === undefined) return false
  const end = header.at + token.length
  if (closer === '' && sourceAt(text, header.at) !== undefined) {
    header.closed = true
    return takeName(header, token, end + 1)
  }
  if (closer !== '' && text[end] === closer) return takeName(header, token, end)

  // A program may have a second short word: `chrome.exe *64 - `.
  const second = isBlank(text[end]) ? matchAt(SECOND_WORD, text, end) : null
  const dashEnd = isDash(text, end) ? end : second !== null ? end + second[0].length : -1
  const dash = habits.ask('dash', dashEnd !== -1)
  if (dashEnd !== -1) {
    const after = skipBlanks(text, dashEnd + matchAt(DASH, text, dashEnd)![0].length)
    const levelNext = header.level === undefined && strongLevelAt(text, after)
    if (levelNext || (dash ?? (header.level !== undefined && dashEnd === end))) {
      takeName(header, text.slice(header.at, dashEnd), after)
      header.closed = !levelNext
      return true
    }
    return false
  }

  const afterLevel = header.level !== undefined
  const gap = habits.ask('gap', isGap(text, end))
  if (isGap(text, end) && (gap ?? (afterLevel && GAP_NAME.test(token)))) return takeName(header, token, end)

  const logger = LOGGER.test(token) && isBlank(text[end])
  const bracket = logger && text[end + 1] === '['
  const habit = habits.ask('logger', logger)
  if (afterLevel && logger && (habit ?? (bracket || QUALIFIED.test(token))))
    return takeName(header, token, end)

  // PostgreSQL: `user@database LOG:  …`
  if (!afterLevel && isBlank(text[end])) {
    const word = matchAt(WORD, text, skipBlanks(text, end))?.[0]
    if (
      word !== undefined &&
      word.length > 1 &&
      isUpper(word) &&
      levelWord(word) !== undefined &&
      text[skipBlanks(text, end) + word.length] === ':'
    ) {
      if (token.includes('@')) header.extra.push(token)
      else header.module = token
      header.at = end
      return true
    }
  }
  return false
}

function takeName(header: Header, name: string, end: number): true {
  setModule(header, name)
  header.at = end
  return true
}
