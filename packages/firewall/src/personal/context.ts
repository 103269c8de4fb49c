import { isAsciiLetter, isLetter, isUpper } from './characters.ts'

/** How far words in front of a candidate speak for it, in UTF-16 code units; a word counts when all of it is inside. */
export const CONTEXT_LEFT = 64
/** And behind it: short, for a stream holds back what is behind. */
export const CONTEXT_RIGHT = 32

/**
 * Finds the words that make an identifier likely ("SSN", "date of birth", "codice fiscale") around candidates. Words are split as in
 * names of fields (`ssn_number`, `userSsn`). In scripts
 * written without blanks a word may stand anywhere.
 */
export type Vocabulary = {
  read(text: string): Context
}

export type Context = {
  /** What stands around `start`–`end`. To be asked in ascending order of `start`: each word is read once. Good until the next one is asked for. */
  around(start: number, end: number): Window
}

export type Window = {
  /** There is no word of `list`, for there is none of any. */
  isBare(list: number): boolean
  /** The nearest word of `list` within reach, at most `left` characters in front. Words behind count as a little farther away. */
  nearest(list: number, left?: number): Near | undefined
}

export type Near = { readonly distance: number; readonly behind: boolean }

type Entry = { readonly words: readonly string[]; readonly lists: Set<number> }

/** From here scripts are written without blanks, or with endings (Thai, Hangul, kana, Han). */
const UNSPACED = 0x0e00

export function compileVocabulary(lists: readonly (readonly string[])[]): Vocabulary {
  const entries = new Map<string, Entry>()
  lists.forEach((phrases, list) => {
    for (const phrase of phrases) {
      const key = phrase.toLowerCase()
      const entry = entries.get(key) ?? { words: splitWords(key), lists: new Set<number>() }
      entry.lists.add(list)
      entries.set(key, entry)
    }
  })
  const unspaced = new Map<number, string[]>()
  const byHash = new Map<number, Entry[]>()
  for (const [key, entry] of entries) {
    if (key.charCodeAt(0) >= UNSPACED) {
      for (const list of entry.lists) unspaced.set(list, [...(unspaced.get(list) ?? []), key])
      continue
    }
    const hash = hashOf(entry.words[0] as string)
    byHash.set(hash, [...(byHash.get(hash) ?? []), entry])
  }

  function read(text: string): Context {
    /** Of the words found: where they begin and end, and which lists have them. In ascending order. */
    const starts: number[] = []
    const ends: number[] = []
    const found: Set<number>[] = []
    let known = 0
    /** The last place where a script without blanks was seen. */
    let lastForeign = -1

    function readTo(from: number, to: number): void {
      if (from > known) known = wordStart(text, from)
      while (known < to) {
        const code = text.charCodeAt(known)
        if (code >= UNSPACED) lastForeign = known
        if (isLetter(code)) known = readWord(known)
        else known++
      }
    }

    function readWord(at: number): number {
      let hash = 0
      let end = at
      for (; end < text.length; end++) {
        const code = text.charCodeAt(end)
        if (!isLetter(code) || (end > at && breaksWord(text, end))) break
        hash = (Math.imul(hash, 31) + lower(code)) | 0
        if (code >= UNSPACED) lastForeign = end
      }
      for (const entry of byHash.get(hash) ?? []) {
        const stop = phraseEnd(text, at, entry.words)
        if (stop === -1) continue
        starts.push(at)
        ends.push(stop)
        found.push(entry.lists)
      }
      return end
    }

    let start = 0
    let end = 0
    let from = 0
    let to = 0
    let first = 0
    let last = 0
    let foreign = false

    const window: Window = {
      isBare: list => first === last && !(foreign && unspaced.has(list)),
      nearest(list, left = CONTEXT_LEFT) {
        if (window.isBare(list)) return undefined
        let before = FAR
        let behind = FAR
        for (let at = first; at < last; at++) {
          if (!(found[at] as Set<number>).has(list)) continue
          const [wordStart, wordEnd] = [starts[at] as number, ends[at] as number]
          if (wordEnd <= start)
            before = wordStart >= start - left ? Math.min(before, start - wordEnd) : before
          else if (wordStart >= end && wordEnd <= to) behind = Math.min(behind, wordStart - end)
        }
        for (const phrase of foreign ? (unspaced.get(list) ?? []) : []) {
          const inFront = text.slice(Math.max(from, start - left), start).lastIndexOf(phrase)
          if (inFront !== -1)
            before = Math.min(before, start - Math.max(from, start - left) - inFront - phrase.length)
          const after = text.slice(end, to).indexOf(phrase)
          if (after !== -1) behind = Math.min(behind, after)
        }
        if (before === FAR && behind === FAR) return undefined
        return before <= behind + BEHIND
          ? { distance: before, behind: false }
          : { distance: behind + BEHIND, behind: true }
      },
    }

    return {
      around(candidateStart, candidateEnd) {
        start = candidateStart
        end = candidateEnd
        from = Math.max(0, start - CONTEXT_LEFT)
        to = Math.min(text.length, end + CONTEXT_RIGHT)
        readTo(from, to)
        while (first < starts.length && (starts[first] as number) < from) first++
        last = first
        while (last < starts.length && (starts[last] as number) < to) last++
        foreign = lastForeign >= from
        return window
      },
    }
  }
  return { read }
}

const BEHIND = 8
const FAR = Number.POSITIVE_INFINITY

function splitWords(phrase: string): string[] {
  return phrase.split(/[ '’.-]+/).filter(word => word !== '')
}

function lower(code: number): number {
  return code >= 128
    ? String.fromCharCode(code).toLowerCase().charCodeAt(0)
    : isUpper(code)
      ? code | 32
      : code
}

function hashOf(word: string): number {
  let hash = 0
  for (let at = 0; at < word.length; at++) hash = (Math.imul(hash, 31) + word.charCodeAt(at)) | 0
  return hash
}

/** `userSsn`: a capital behind a small letter begins a word. */
function breaksWord(text: string, at: number): boolean {
  return (
    isUpper(text.charCodeAt(at)) &&
    isAsciiLetter(text.charCodeAt(at - 1)) &&
    !isUpper(text.charCodeAt(at - 1))
  )
}

function wordStart(text: string, at: number): number {
  let start = at
  while (
    start > at - MAX_WORD &&
    start > 0 &&
    isLetter(text.charCodeAt(start - 1)) &&
    !breaksWord(text, start)
  )
    start--
  return start
}

const MAX_WORD = 64

/** End of the phrase that begins at `at`, its words a blank or two of punctuation apart; -1 when it is not there. */
function phraseEnd(text: string, at: number, words: readonly string[]): number {
  let end = at
  for (let index = 0; index < words.length; index++) {
    if (index > 0) {
      const before = end
      while (end - before < 2 && end < text.length && !isLetter(text.charCodeAt(end))) end++
    }
    const word = words[index] as string
    for (let i = 0; i < word.length; i++, end++) {
      if (lower(text.charCodeAt(end)) !== word.charCodeAt(i)) return -1
    }
    if (isLetter(text.charCodeAt(end)) && !breaksWord(text, end)) return -1
  }
  return end
}
