import { lstatSync, statSync } from 'node:fs'
import { TallyError } from '@tallystick/core'

/** What `tally scan` was asked to scan. */
export type Subject =
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  /** `guessed`: the words could have been meant as the name of a file that is not there. */
  | { readonly kind: 'text'; readonly text: string; readonly guessed: boolean }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'staged'; readonly folders: readonly string[] }

export type SubjectOptions = { readonly text?: string; readonly staged?: boolean }

/** What is asked of a path, and yes where it is in a folder that nobody may look into: the walk tells that. */
function holds(ask: () => boolean): boolean {
  try {
    return ask()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'EACCES' || code === 'EPERM'
  }
}

const exists = (path: string): boolean =>
  holds(() => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
const isFolder = (path: string): boolean =>
  holds(() => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)

/** A folder in it, an ending, a pattern: a name that somebody mistyped rather than a text. */
const looksLikePath = (word: string): boolean =>
  !/\s/.test(word) && (/[/\\*]/.test(word) || /^\.|\.[A-Za-z]\w{0,9}$/.test(word))

/**
 * Words that are paths are paths; `-` is standard input; else the words are a text. Throws TALLY_CLI_USAGE where that could be a
 * mistake that leaves something unscanned: a path that is not there, one word among several, or nothing at all.
 */
export function subjectOf(words: readonly string[], { text, staged = false }: SubjectOptions): Subject {
  if (text !== undefined) {
    if (staged || words.length > 0) throw usage('--text is all that is scanned: leave out paths and --staged')
    return { kind: 'text', text, guessed: false }
  }
  const missing = words.filter(word => word !== '-' && !exists(word))
  if (staged) {
    if (missing.length > 0 || words.includes('-'))
      throw usage('--staged takes folders of a git repository, or none')
    const file = words.find(word => !isFolder(word))
    if (file !== undefined)
      throw usage(`--staged takes folders of a git repository, or none; ${file} is no folder`)
    return { kind: 'staged', folders: words.length > 0 ? words : ['.'] }
  }
  if (words.length === 0) throw usage('say what to scan: a path, a text, or - for standard input')
  if (words.includes('-')) {
    if (words.length > 1) throw usage('- is standard input, and then all that is scanned')
    return { kind: 'stdin' }
  }
  if (missing.length === 0) return { kind: 'paths', paths: words }
  const path = missing.find(looksLikePath)
  if (path !== undefined || missing.length < words.length)
    throw usage(`there is no file ${path ?? missing[0]}; to scan it as a text: tally scan --text '…'`)
  const joined = words.join(' ')
  if (joined.trim() === '')
    throw usage("the text to scan is empty (a variable that is not set?); if it may be: tally scan --text ''")
  return { kind: 'text', text: joined, guessed: !/\s/.test(words[0]!) }
}

const usage = (message: string): TallyError => new TallyError('TALLY_CLI_USAGE', message)
