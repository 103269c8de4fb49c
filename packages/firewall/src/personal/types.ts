import type { Severity } from '../types.ts'

/** One way an identifier is written, and how sure it is. Scores lie in [0, 1]. */
export type Form = {
  /** See shapes.ts. */
  readonly shapes: readonly string[]
  /** `id`: letters and digits alone, in upper case; `text` as it stands. */
  readonly check?: (id: string, text: string) => boolean
  /** What `check` is: `luhn`, `mod-97`, `structure`. */
  readonly validator?: string
  /** Without words of the context near it. Left out: then it is no finding. */
  readonly bare?: number
  /** With one of them near it. 0.9 when left out. */
  readonly near?: number
  /** When it is all there is in the text: the value of a field, an argument of a tool. `bare`, or 0.5 with a check digit and 0.3 without. */
  readonly alone?: number
}

/** A type of identifier that has a shape, as a row of a country's table. */
export type Identifier = {
  readonly type: string
  readonly title: string
  readonly severity: Severity
  /** Words that speak for it, in English and in the languages of the country, lower case. */
  readonly context: readonly string[]
  /** Words that say that it is something else: with one of them as near as those of the context, they say nothing. */
  readonly against?: readonly string[]
  readonly forms: readonly Form[]
}
