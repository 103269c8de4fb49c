/** How built-in rules are written down: tables of providers, what their secrets look like, and what stands beside them. */
import type { Severity, TypeInfo } from '../types.ts'
import { type Shape, shapeOf } from './shape.ts'

/** A secret that is known by what it looks like. */
export type TokenRule = {
  readonly kind: 'token'
  readonly id: string
  readonly shapes: readonly Shape[]
  /** Literals are compared as they are. */
  readonly cased: boolean
  /** May begin inside a word. */
  readonly inside: boolean
  /** May go on behind its end. */
  readonly open: boolean
  /** Least Shannon entropy of the whole, in bits per character. */
  readonly entropy: number
  readonly check?: Check
}

/** A secret that is known by the name beside it. */
export type NearRule = {
  readonly kind: 'near'
  readonly id: string
  readonly keywords: readonly string[]
  /** Of the whole value; letters in any case. */
  readonly shapes: readonly Shape[]
  /** The keyword begins a word and is written as one: `sumo`, `Sumo`, `SUMO`, not `sumOf`. */
  readonly word: boolean
  /** Hexadecimal values may have letters of both cases. */
  readonly mixed: boolean
  readonly entropy: number
  readonly check?: Check
}

/** Looks around a keyword that stands at `[from, to)`, and tells what it finds. */
export type FindRule = {
  readonly kind: 'find'
  readonly id: string
  readonly keywords: readonly string[]
  readonly find: (text: string, from: number, to: number, found: Found) => void
}

export type Found = (start: number, end: number, score: number, validator: string) => void

/** `false`: not a secret after all; the name of what confirmed it, or undefined when there was nothing to confirm. */
export type Check = (value: string) => string | false | undefined

/** Digits and letters: what tells a random value from a word or a number. */
export const mixed: Check = value => (/[0-9]/.test(value) && /[A-Za-z]/.test(value) ? undefined : false)

export type BuiltInRule = TokenRule | NearRule | FindRule

export type Group = { readonly type: TypeInfo; readonly rules: readonly BuiltInRule[] }

const listOf = (one: string | readonly string[]): readonly string[] => (typeof one === 'string' ? [one] : one)

type TokenOptions = Partial<Pick<TokenRule, 'cased' | 'inside' | 'open' | 'entropy' | 'check'>>

export const token = (
  id: string,
  shapes: string | readonly string[],
  { cased = true, inside = false, open = false, entropy = 2, check }: TokenOptions = {},
): TokenRule => ({
  kind: 'token',
  id,
  shapes: listOf(shapes).map(shapeOf),
  cased,
  inside,
  open,
  entropy,
  ...(check && { check }),
})

type NearOptions = Partial<Pick<NearRule, 'word' | 'mixed' | 'entropy' | 'check'>>

export const near = (
  id: string,
  keywords: string | readonly string[],
  shapes: string | readonly string[],
  { word = false, mixed = false, entropy = 2, check }: NearOptions = {},
): NearRule => ({
  kind: 'near',
  id,
  keywords: listOf(keywords),
  shapes: listOf(shapes).map(shapeOf),
  word,
  mixed,
  entropy,
  ...(check && { check }),
})

export const find = (id: string, keywords: string | readonly string[], look: FindRule['find']): FindRule => ({
  kind: 'find',
  id,
  keywords: listOf(keywords),
  find: look,
})

/** One type of finding and the rules that find it. `title`: "GitHub token". */
export const group = (
  type: string,
  title: string,
  severity: Severity,
  ...rules: readonly BuiltInRule[]
): Group => ({ type: { type, family: 'secret', title, severity }, rules })
