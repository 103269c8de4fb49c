import type { Match } from '../types.ts'
import { Assignments, beginsWord } from './assignment.ts'
import { BASE64, isIn, runEnd, runStart, startsWord, WORD } from './characters.ts'
import { entropyOf, isMixedHex, longestRepeat } from './entropy.ts'
import { foreignPasswords } from './foreign.ts'
import { GENERIC_KEYWORDS, genericAt } from './generic.ts'
import { findKeywords } from './keywords.ts'
import type { Check, FindRule, Group, NearRule, TokenRule } from './rule.ts'
import { anchorOf, lastSets, type Shape, shapeEnd } from './shape.ts'

type Named<Rule> = { readonly rule: Rule; readonly type: string; readonly title: string }
type Anchored = Named<TokenRule> & {
  readonly number: number
  readonly shape: Shape
  readonly offset: number
  /** What does not stand behind it, and in front. */
  readonly beyond: number
  readonly before: number
}

/** All that hangs on one keyword. */
type Entry = {
  readonly length: number
  readonly tokens: Anchored[]
  readonly nears: Named<NearRule>[]
  readonly finds: Named<FindRule>[]
  generic: boolean
}

export type RuleFilter = (id: string) => boolean

/** Where matches of higher rank stand, those of lower rank are not told. */
const RANK_GENERIC = 0
const RANK_NEAR = 1
const RANK_FORM = 2
type Ranked = { readonly match: Match; readonly rank: number }

const first = (set: Shape): number => {
  const piece = set.pieces[0]
  return piece !== undefined && 'sets' in piece ? piece.sets : 0
}

/** The built-in rules as one machine: a pass for keywords, and a bounded look around each. */
export function engineOf(groups: readonly Group[], enabled: RuleFilter): (text: string) => Match[] {
  const keywords: string[] = []
  const entries: Entry[] = []
  let shapes = 0
  const entryOf = (keyword: string): Entry => {
    const known = keywords.indexOf(keyword)
    if (known !== -1) return entries[known]!
    keywords.push(keyword)
    const entry: Entry = { length: keyword.length, tokens: [], nears: [], finds: [], generic: false }
    entries.push(entry)
    return entry
  }
  for (const { type, rules } of groups)
    for (const rule of rules) {
      if (!enabled(rule.id)) continue
      const named = { type: type.type, title: type.title }
      if (rule.kind === 'token')
        for (const shape of rule.shapes) {
          const { keyword, offset } = anchorOf(shape)
          entryOf(keyword).tokens.push({
            ...named,
            number: shapes++,
            rule,
            shape,
            offset,
            beyond: WORD | lastSets(shape),
            before: first(shape),
          })
        }
      else if (rule.kind === 'near')
        for (const keyword of rule.keywords) entryOf(keyword).nears.push({ ...named, rule })
      else for (const keyword of rule.keywords) entryOf(keyword).finds.push({ ...named, rule })
    }
  const generics = { generic_secret: enabled('generic-secret'), password: enabled('password') }
  if (generics.generic_secret || generics.password)
    for (const keyword of GENERIC_KEYWORDS) entryOf(keyword).generic = true

  const isMalformed = malformedBy(groups)
  const machine = findKeywords(keywords)
  return text => {
    const matches: Ranked[] = []
    let values: Assignments | undefined
    const looks = new Looks()
    let generic = -1
    machine.each(text, 0, (keyword, end) => {
      const entry = entries[keyword]!
      const from = end - entry.length
      for (const anchored of entry.tokens) tokenAt(text, from, anchored, looks, matches)
      for (const named of entry.finds)
        named.rule.find(text, from, end, (start, to, score, validator) => {
          matches.push({ rank: RANK_FORM, match: matchOf(named, start, to, score, validator) })
        })
      if (entry.nears.length === 0 && !entry.generic) return
      values ??= new Assignments(text)
      if (values.read(end)) {
        let known = false
        for (const named of entry.nears) known = nearAt(text, from, end, named, values, matches) || known
        if (known) generic = values.start
        // Once for each value: `access_token_key` has three keywords.
        if (entry.generic && values.start !== generic) {
          generic = values.start
          const found = genericAt(text, from, values)
          if (found !== undefined && generics[found.type] && !isMalformed(text, found))
            matches.push({ rank: RANK_GENERIC, match: genericMatch(found) })
        }
      }
    })
    if (generics.password)
      for (const found of foreignPasswords(text))
        matches.push({ rank: RANK_GENERIC, match: genericMatch(found) })
    return settled(matches)
  }
}

/** Beginnings that tell an issuer, of this many characters and more. */
const LEAST_PREFIX = 4

/**
 * Whether a value begins as an issuer's tokens do and is none: too short, of other characters, or without randomness. Longer ones may be
 * a new form.
 */
function malformedBy(
  groups: readonly Group[],
): (text: string, value: { start: number; end: number }) => boolean {
  // By their first two characters: there are hundreds.
  const longest = new Map<string, Map<string, number>>()
  for (const { rules } of groups)
    for (const rule of rules)
      if (rule.kind === 'token')
        for (const { pieces, max } of rule.shapes) {
          const head = pieces[0]
          if (head === undefined || !('literal' in head) || head.literal.length < LEAST_PREFIX) continue
          const key = head.literal.slice(0, 2)
          const alike = longest.get(key) ?? new Map<string, number>()
          longest.set(key, alike.set(head.literal, Math.max(max, alike.get(head.literal) ?? 0)))
        }
  return (text, { start, end }) => {
    for (const [prefix, max] of longest.get(text.slice(start, start + 2)) ?? [])
      if (end - start <= max && text.startsWith(prefix, start)) return true
    return false
  }
}

const matchOf = (
  { rule, type, title }: Named<{ readonly id: string }>,
  start: number,
  end: number,
  score: number,
  validator: string,
): Match => ({ type, rule: `secrets/${rule.id}`, start, end, score, reason: title, validator })

function genericMatch({ type, start, end, score }: NonNullable<ReturnType<typeof genericAt>>): Match {
  return type === 'password'
    ? {
        type,
        rule: 'secrets/password',
        start,
        end,
        score,
        reason: 'a password beside its name',
        validator: 'context',
      }
    : {
        type,
        rule: 'secrets/generic-secret',
        start,
        end,
        score,
        reason: 'a random value beside the name of a secret',
        validator: 'entropy',
      }
}

function checked(check: Check | undefined, value: string): string | false | undefined {
  return check === undefined ? undefined : check(value)
}

/** How often a stretch that a shape was laid on is looked at again from inside it: `glpat-glpat-glpat-…`. */
const MAX_LOOKS = 3

/** Keeps each shape linear whatever the text: how far it was laid, and how often it began in there. */
class Looks {
  readonly #reached = new Map<number, { end: number; again: number }>()

  may(shape: number, start: number): boolean {
    const last = this.#reached.get(shape)
    if (last === undefined) return true
    if (start < last.end) return last.again++ < MAX_LOOKS
    last.again = 0
    return true
  }

  reached(shape: number, end: number): void {
    const last = this.#reached.get(shape)
    if (last === undefined) this.#reached.set(shape, { end, again: 0 })
    else if (end > last.end) last.end = end
  }
}

function tokenAt(text: string, keyword: number, anchored: Anchored, looks: Looks, matches: Ranked[]): void {
  const { rule, shape, offset, beyond, before, number } = anchored
  const start = keyword - offset
  if (start < 0) return
  if (!rule.inside && (!startsWord(text, start) || isIn(text, start - 1, before))) return
  if (!looks.may(number, start)) return
  const end = shapeEnd(shape, text, start, rule.cased)
  looks.reached(number, end < 0 ? -1 - end : end)
  if (end < 0 || (!rule.open && isIn(text, end, beyond))) return
  if (entropyOf(text, start, end) < rule.entropy || isInBase64(text, start, end)) return
  const value = text.slice(start, end)
  if (rule.entropy > 0 && longestRepeat(value) > value.length / 2) return
  const confirmed = checked(rule.check, value)
  if (confirmed === false) return
  matches.push({
    rank: RANK_FORM,
    match: matchOf(anchored, start, end, confirmed === undefined ? 0.95 : 0.99, confirmed ?? 'structure'),
  })
}

const BASE64_SIGNS = ['+', '/']
/** So much base64 on one side is an image, a certificate, a hash: short forms occur in it by chance. */
const LEAST_BLOB = 40

function isInBase64(text: string, start: number, end: number): boolean {
  const left = BASE64_SIGNS.includes(text.charAt(start - 1))
  if (left && start - runStart(text, start, BASE64, start - LEAST_BLOB) === LEAST_BLOB) return true
  const right = BASE64_SIGNS.includes(text.charAt(end))
  return right && runEnd(text, end, BASE64, end + LEAST_BLOB) - end === LEAST_BLOB
}

/** Random values of this length have a digit. */
const LEAST_WORDS = 20

function nearAt(
  text: string,
  from: number,
  to: number,
  named: Named<NearRule>,
  values: Assignments,
  matches: Ranked[],
): boolean {
  const { rule } = named
  if (rule.word && !beginsWord(text, from, to)) return false
  const length = values.end - values.start
  for (const shape of rule.shapes) {
    if (length < shape.min || length > shape.max) continue
    if (shapeEnd(shape, text, values.start, false) !== values.end) continue
    if (entropyOf(text, values.start, values.end) < rule.entropy) continue
    const value = text.slice(values.start, values.end)
    if (longestRepeat(value) > Math.max(length / 2, 12)) continue
    // Without one it is words, or one more name.
    if ((length >= LEAST_WORDS && !/[0-9]/.test(value)) || (!rule.mixed && isMixedHex(value))) continue
    const confirmed = checked(rule.check, value)
    if (confirmed === false) continue
    matches.push({
      rank: RANK_NEAR,
      match: matchOf(named, values.start, values.end, 0.85, confirmed ?? 'context'),
    })
    return true
  }
  return false
}

/** In the order of the text, without what a match of higher rank, or an earlier and longer one of the same, overlaps. */
function settled(matches: readonly Ranked[]): Match[] {
  let kept: Match[] = []
  for (const rank of [RANK_FORM, RANK_NEAR, RANK_GENERIC]) {
    const candidates = matches.filter(one => one.rank === rank).map(({ match }) => match)
    if (candidates.length > 0)
      kept = joined(
        kept,
        candidates.sort((a, b) => a.start - b.start || b.end - a.end || b.score - a.score),
      )
  }
  return kept
}

/** Both in order of their starts; those of `kept` do not overlap. */
export function joined(kept: readonly Match[], candidates: readonly Match[]): Match[] {
  const all: Match[] = []
  let next = 0
  let reach = 0
  for (const candidate of candidates) {
    while (next < kept.length && kept[next]!.end <= candidate.start) all.push(kept[next++]!)
    const free = next === kept.length || kept[next]!.start >= candidate.end
    if (!free || candidate.start < reach) continue
    all.push(candidate)
    reach = candidate.end
  }
  all.push(...kept.slice(next))
  return all
}
