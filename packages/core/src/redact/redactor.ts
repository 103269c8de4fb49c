import { findCards, mayHoldCard } from './cards.ts'
import { findJwts } from './jwt.ts'
import { findPrivateKeys } from './keys.ts'
import { remembered } from './memory.ts'
import { isSecretName, isSecretParameter } from './names.ts'
import { findElements, findEntries, findOptions, findPairs, type Names } from './pairs.ts'
import { findSchemes, mayHoldScheme } from './schemes.ts'
import { betweenMarkers, holdsMarker, MAX_KIND, mergeSpans, replaceSpans } from './spans.ts'
import { mayHoldToken, tokenFinder } from './tokens.ts'
import type { Detector, Finder, Span } from './types.ts'
import { findUrlSecrets, findWebhooks } from './urls.ts'

export type RedactorOptions = {
  /** Further names whose values are secret as a whole; compared without case and separators. */
  readonly keys?: readonly string[]
  /** Names that look secret and are not; they win over every other rule. */
  readonly allowKeys?: readonly string[]
  /** Values that look secret and are not: exact texts, or patterns that must match the whole of what was found. */
  readonly allow?: readonly (string | RegExp)[]
  /** Further detectors, in addition to the built-in ones. */
  readonly detectors?: readonly Detector[]
  /** Names of built-in detectors that are not to run: `card`, `jwt`, `github`, … */
  readonly disable?: readonly string[]
}

/** Knows secrets by their names and by their looks. Both functions are pure and total. */
export type Redactor = {
  /** Is what stands under this name a secret as a whole? */
  readonly isSecret: (name: string) => boolean
  /** The same text with every secret replaced by `[REDACTED]` or `[REDACTED:kind]`; the identical string when it holds none. */
  readonly redact: (text: string) => string
}

/** Shorter texts hold nothing that a look could tell: the shortest is `pw=x`, and one character protects nobody. */
const MIN_TEXT = 6
const REMEMBERED_NAMES = 2048
/** Bounds the work on texts made to need many rounds; ordinary ones need none beyond the first. */
const MAX_ROUNDS = 4

/** Builds a redactor. Costs some milliseconds; make one and keep it. */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const off = new Set(options.disable)
  const names = nameRules(options)
  const findTokens = tokenFinder(kind => off.has(kind))
  const findCustom = (options.detectors ?? []).map(customFinder)
  const isAllowed = allowance(options.allow ?? [])

  const pairs = !off.has('pair')
  const urls = !off.has('url')
  const webhooks = !off.has('webhook')
  const schemes = !off.has('authorization')
  const privateKeys = !off.has('private_key')
  const jwts = !off.has('jwt')
  const cards = !off.has('card')

  /** Each finder is asked only when the text has what all of its secrets have; most texts pass every question. */
  const find = (text: string): Span[] | undefined => {
    let found: Span[] | undefined
    const list = (): Span[] => {
      found ??= []
      return found
    }
    const colon = text.includes(':')
    if (pairs) {
      if (colon || text.includes('=')) findPairs(text, list(), names)
      if (text.includes('"') ? text.includes('",') : text.includes("',")) findEntries(text, list(), names)
      if (text.includes('<')) findElements(text, list(), names)
    }
    if (text.includes('--')) {
      if (pairs) findOptions(text, list(), names)
      if (privateKeys) findPrivateKeys(text, list())
    }
    if (colon && text.includes('//')) {
      if (urls && text.includes('@')) findUrlSecrets(text, list())
      if (webhooks && text.includes('hook')) findWebhooks(text, list())
    }
    const run = mayHoldToken(text)
    if (run) {
      findTokens(text, list())
      if (jwts) findJwts(text, list())
    }
    if (schemes && mayHoldScheme(text, run)) findSchemes(text, list())
    if (cards && mayHoldCard(text)) findCards(text, list())
    for (const finder of findCustom) finder(text, list())
    return found
  }

  const redactAll = (text: string, rounds: number): string => {
    const found = find(text)
    if (found === undefined || found.length === 0) return text
    if (holdsMarker(text)) return betweenMarkers(text, piece => redactAll(piece, rounds))
    const spans = mergeSpans(found).filter(
      span => span.start < span.end && !isAllowed(text.slice(span.start, span.end)),
    )
    if (spans.length === 0) return text
    // What stood beside a secret may show itself as one when that is gone (a card number that ran into a token).
    const replaced = replaceSpans(text, spans)
    return rounds === 0 ? replaced : betweenMarkers(replaced, piece => redactAll(piece, rounds - 1))
  }
  const redact = (text: string): string => (text.length < MIN_TEXT ? text : redactAll(text, MAX_ROUNDS))
  return { isSecret: names.secret, redact }
}

function nameRules(options: RedactorOptions): Names {
  const own = new Set(options.keys?.map(letters))
  const allowed = new Set(options.allowKeys?.map(letters))
  const rule = (builtIn: (name: string) => boolean) =>
    remembered(REMEMBERED_NAMES, name => {
      if (own.size === 0 && allowed.size === 0) return builtIn(name)
      const whole = letters(name)
      if (allowed.has(whole)) return false
      return own.has(whole) || own.has(letters(name.slice(name.lastIndexOf('.') + 1))) || builtIn(name)
    })
  return { secret: rule(isSecretName), parameter: rule(isSecretParameter) }
}

/** What two spellings of one name have in common. */
function letters(name: string): string {
  return name.toLowerCase().replace(/[\s_.\-[\]$]+/g, '')
}

function customFinder({ name, pattern, validate }: Detector): Finder {
  const kind = name.replace(/[^\w-]+/g, '_').slice(0, MAX_KIND) || 'custom'
  const flags = new Set([...pattern.flags.replace('y', ''), 'g', 'd'])
  const global = new RegExp(pattern.source, [...flags].join(''))
  return (text, found) => {
    for (const match of text.matchAll(global)) {
      const secret = match.groups?.secret ?? match[0]
      if (secret === '' || (validate !== undefined && !validate(secret))) continue
      const start = match.indices?.groups?.secret?.[0] ?? match.index
      found.push({ start, end: start + secret.length, kind })
    }
  }
}

function allowance(allow: readonly (string | RegExp)[]): (secret: string) => boolean {
  const texts = new Set(allow.filter(entry => typeof entry === 'string'))
  const patterns = allow
    .filter(entry => entry instanceof RegExp)
    .map(pattern => new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, '')))
  return secret => texts.has(secret) || patterns.some(pattern => pattern.test(secret))
}
