import type { RE2JS } from 're2js'
import type { Match } from '../types.ts'
import { entropyOf } from './entropy.ts'
import { findKeywords } from './keywords.ts'

/** What is no secret although a rule's pattern matches. */
export type AllowList = {
  readonly patterns: readonly RE2JS[]
  /** What the patterns are tried on: the secret, all that the rule's pattern matched, or its lines. */
  readonly target: 'secret' | 'match' | 'line'
  readonly paths: readonly RE2JS[]
  /** Lower case. */
  readonly stopWords: readonly string[]
  /** Whether one of what the list names is enough, or all of it must hold. */
  readonly condition: 'any' | 'all'
}

/** A rule of one's own, in the form of gitleaks. Its pattern is matched around each keyword; without one, all over the text. */
export type SecretRule = {
  /** Kebab case. */
  readonly id: string
  readonly description: string
  readonly pattern: RE2JS
  /** Number of the group that is the secret; 0: the first that matched something, or all of it. */
  readonly secretGroup: number
  /** Least Shannon entropy of the secret, in bits per character. */
  readonly entropy: number
  /** Lower case. */
  readonly keywords: readonly string[]
  /** Which files the rule is for. A text without a path is scanned all the same. */
  readonly path?: RE2JS
  readonly allow: readonly AllowList[]
}

/** What a pattern sees in front of a keyword, and from it on. */
const BEFORE = 256
const AFTER = 768
/** Keywords that follow one closer than this are within what was matched around it. */
const STEP = 256
/** Of a keyword. */
export const MAX_KEYWORD = 64

export type CustomRules = {
  scan(text: string, path: string | undefined): Match[]
  hold(text: string): number
  /** Where what is found at `at` begins; `at` when nothing is. */
  startOfMatch(text: string, at: number): number
}

export function customRules(rules: readonly SecretRule[]): CustomRules {
  const own = ownRules(rules)
  return {
    ...own,
    startOfMatch(text, at) {
      const from = Math.max(0, at - AFTER - BEFORE)
      const across = own
        .scan(text.slice(from), undefined)
        .find(({ start, end }) => from + start < at && from + end > at)
      return across === undefined ? at : from + across.start
    },
  }
}

function ownRules(rules: readonly SecretRule[]): Omit<CustomRules, 'startOfMatch'> {
  const keywords = [...new Set(rules.flatMap(rule => rule.keywords))]
  const machine = findKeywords(keywords)
  const byKeyword = keywords.map(keyword =>
    rules.flatMap((rule, at) => (rule.keywords.includes(keyword) ? [at] : [])),
  )
  const longest = Math.max(0, ...keywords.map(keyword => keyword.length))
  const everywhere = rules.flatMap((rule, at) => (rule.keywords.length === 0 ? [at] : []))

  return {
    scan(text, path) {
      const matches: Match[] = []
      const reached = rules.map(() => -1)
      const applies = rules.map(
        rule => rule.path === undefined || path === undefined || rule.path.matcher(path).find(),
      )
      const look = (at: number, from: number): void => {
        if (!applies[at] || from < reached[at]!) return
        reached[at] = from + STEP
        around(rules[at]!, text, from, path, matches)
      }
      for (const at of everywhere) for (let from = 0; from < text.length; from += STEP) look(at, from)
      machine.each(text, 0, (keyword, end) => {
        for (const at of byKeyword[keyword]!) look(at, end - keywords[keyword]!.length)
      })
      return distinct(matches)
    },
    hold(text) {
      if (everywhere.length > 0) return Math.max(0, text.length - AFTER - BEFORE - STEP)
      let first = text.length - longest
      const tail = Math.max(0, text.length - AFTER)
      machine.each(text, tail, (keyword, end) => {
        first = Math.min(first, end - keywords[keyword]!.length)
      })
      return Math.max(0, first - BEFORE)
    },
  }
}

function around(
  rule: SecretRule,
  text: string,
  at: number,
  path: string | undefined,
  matches: Match[],
): void {
  const start = Math.max(0, at - BEFORE)
  const end = Math.min(text.length, at + AFTER)
  const window = text.slice(start, end)
  const matcher = rule.pattern.matcher(window)
  while (matcher.find()) {
    // At a cut edge a boundary is not to be trusted.
    if ((matcher.start() === 0 && start > 0) || (matcher.end() === window.length && end < text.length))
      continue
    const group = groupOf(rule, matcher)
    const from = start + matcher.start(group)
    const to = start + matcher.end(group)
    if (to <= from || entropyOf(text, from, to) < rule.entropy) continue
    const whole = { start: start + matcher.start(), end: start + matcher.end() }
    if (rule.allow.some(list => isAllowed(list, text, { start: from, end: to }, whole, path))) continue
    matches.push({
      type: 'custom_secret',
      rule: `secrets/${rule.id}`,
      start: from,
      end: to,
      score: 0.85,
      reason: rule.description,
      validator: rule.entropy > 0 ? 'entropy' : 'pattern',
    })
  }
}

type Matcher = ReturnType<RE2JS['matcher']>

function groupOf(rule: SecretRule, matcher: Matcher): number {
  if (rule.secretGroup > 0) return rule.secretGroup
  for (let group = 1; group <= matcher.groupCount(); group++)
    if (matcher.start(group) >= 0 && matcher.end(group) > matcher.start(group)) return group
  return 0
}

type Stretch = { readonly start: number; readonly end: number }

/** Whether a list says that a secret is none. The global one of a file of rules is a list like others. */
export function isAllowed(
  list: AllowList,
  text: string,
  secret: Stretch,
  whole: Stretch,
  path: string | undefined,
): boolean {
  const value = text.slice(secret.start, secret.end)
  const target =
    list.target === 'secret'
      ? value
      : list.target === 'match'
        ? text.slice(whole.start, whole.end)
        : text.slice(text.lastIndexOf('\n', whole.start - 1) + 1, endOfLine(text, whole.end))
  const answers: boolean[] = []
  if (list.patterns.length > 0) answers.push(list.patterns.some(pattern => pattern.matcher(target).find()))
  if (list.paths.length > 0)
    answers.push(path !== undefined && list.paths.some(pattern => pattern.matcher(path).find()))
  if (list.stopWords.length > 0) {
    const lower = value.toLowerCase()
    answers.push(list.stopWords.some(word => lower.includes(word)))
  }
  return answers.length > 0 && (list.condition === 'all' ? answers.every(Boolean) : answers.some(Boolean))
}

/** Lines are looked at as far as windows go: a file without line ends is not one line. */
function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return Math.min(end === -1 ? text.length : end, from + AFTER)
}

/** In the order of the text, each stretch once. */
function distinct(matches: Match[]): Match[] {
  matches.sort((a, b) => a.start - b.start || b.end - a.end)
  const all: Match[] = []
  let reach = -1
  for (const match of matches) {
    if (match.start < reach) continue
    all.push(match)
    reach = match.end
  }
  return all
}
