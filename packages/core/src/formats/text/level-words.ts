import type { Level } from '../../event/fields.ts'
import { levelFromText } from '../../event/severity.ts'

/** Words that are levels in the header of a line only: PostgreSQL's DEBUG1–5, MySQL's System, Apple's Default and Fault. */
const HEADER_ONLY: Readonly<Record<string, Level>> = {
  debug1: 'DEBUG',
  debug2: 'DEBUG',
  debug3: 'DEBUG',
  debug4: 'DEBUG',
  debug5: 'DEBUG',
  trace1: 'TRACE',
  trace2: 'TRACE',
  system: 'INFO',
  default: 'INFO',
  fault: 'CRITICAL',
}

/** Levels that are ordinary words as well: believed only in brackets, before a colon, or where the file always has one. */
const WEAK = new Set([
  'all',
  'http',
  'statement',
  'log',
  'note',
  'success',
  'sec',
  'config',
  'fine',
  'failure',
  'security',
  'audit',
  'default',
  'fault',
  'system',
  'alert',
  'panic',
  'verbose',
  'silly',
])

export type LevelWord = { readonly level: Level; readonly weak: boolean }

const cache = new Map<string, LevelWord | null>()
const CACHED = 512

/** The level a word names, or undefined. Case does not matter. One letter is weak: `I` is a word. */
export function levelWord(word: string): LevelWord | undefined {
  if (word.length > 13) return undefined
  const known = cache.get(word)
  if (known !== undefined) return known ?? undefined
  const lower = word.toLowerCase()
  const level = Object.hasOwn(HEADER_ONLY, lower) ? HEADER_ONLY[lower] : levelFromText(lower)
  const entry = level === undefined ? null : { level, weak: word.length === 1 || WEAK.has(lower) }
  if (cache.size < CACHED) cache.set(word, entry)
  return entry ?? undefined
}

const PLAIN = new Set(['WARN', 'INFORMATION', 'ERR', 'DBG', 'INF', 'WRN', 'TRC', 'FTL', 'CRIT', 'DEBUGGING'])

/** What the level's own name does not say: `notice`, `SEVERE`, `FATAL`; undefined when the word is a plain spelling of it. */
export function severityText(word: string, level: Level): string | undefined {
  const upper = word.toUpperCase()
  return upper === level || word.length === 1 || PLAIN.has(upper) ? undefined : word
}
