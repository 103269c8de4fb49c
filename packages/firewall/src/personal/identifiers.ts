import { endsAlone, isInHex, isInRow, startsAlone } from './boundary.ts'
import { compact, isAsciiLetter, isDigit } from './characters.ts'
import { CONTEXT_RIGHT, type Context, type Near, type Window } from './context.ts'
import type { Found } from './found.ts'
import { compileShapes, type Hits, type Shapes } from './shapes.ts'
import type { Form, Identifier } from './types.ts'

/** No shape is longer. */
export const MAX_SHAPE = 96

type Entry = { readonly identifier: Identifier; readonly list: number; readonly form: Form }

export type Identifiers = {
  find(text: string, context: Context, found: Found[]): void
  /** Start of the first identifier that text behind the end could still change, searched from `from`. */
  open(text: string, from: number): number
}

/**
 * All identifiers that have a shape, in one pass. `identifiers[i]` has its context words in list `i` of the vocabulary, and the words against
 * it in list `against + i`.
 */
export function compileIdentifiers(identifiers: readonly Identifier[], against: number): Identifiers {
  const entries: Entry[] = identifiers.flatMap((identifier, list) =>
    identifier.forms.map(form => ({ identifier, list, form })),
  )
  const shapes = compileShapes(entries.flatMap(({ form }, id) => form.shapes.map(shape => ({ shape, id }))))

  const hits: Hits = { count: 0, ends: [], ids: [] }

  function find(text: string, context: Context, found: Found[]): void {
    const whole = trimmed(text)
    for (let start = nextStart(text, 0); start !== -1; start = nextStart(text, start + 1)) {
      shapes.walk(text, start, hits)
      for (let hit = 0; hit < hits.count; hit++) {
        const end = hits.ends[hit] as number
        if (endsAlone(text, end))
          read(text, start, end, hits.ids[hit] as readonly number[], context, whole, found)
      }
    }
  }

  /** The word that speaks for an identifier, unless one that is as near speaks against it, or one behind it does. */
  function nearest(window: Window, list: number): Near | undefined {
    const near = window.nearest(list)
    if (near === undefined || identifiers[list]?.against === undefined) return near
    const other = window.nearest(against + list)
    return other !== undefined && (other.behind || other.distance <= near.distance) ? undefined : near
  }

  function read(
    text: string,
    start: number,
    end: number,
    ids: readonly number[],
    context: Context,
    whole: Whole,
    found: Found[],
  ): void {
    let written = ''
    let compacted = ''
    const alone = whole.start === start && whole.end === end
    const window = context.around(start, end)
    let row: boolean | undefined
    const inRow = () => {
      row ??= isInRow(text, start, end)
      return row
    }
    for (const id of ids) {
      const { identifier, list, form } = entries[id] as Entry
      // Most numbers are nothing: what only a word makes something of is not looked into without one.
      if (!alone && window.isBare(list) && (form.bare === undefined || (form.bare < STRONG && inRow())))
        continue
      if (written === '') {
        written = text.slice(start, end)
        compacted = compact(written)
      }
      if (form.check !== undefined && !form.check(compacted, written)) continue
      const near = nearest(window, list)
      if (near === undefined && isInHex(text, start, end)) continue
      const score = scoreOf(form, near, written, alone, inRow)
      if (score <= 0) continue
      found.push({
        type: identifier.type,
        start,
        end,
        score,
        ...(form.validator !== undefined && { validator: form.validator }),
        ...(near !== undefined && { distance: near.distance }),
      })
    }
  }

  return { find, open: (text, from) => firstOpen(text, from, shapes, hits) }
}

const NEAR = 0.9
/** A word behind may as well speak for what comes after it. */
const BEHIND = 0.8
/** Words of a sentence may have the shape of a registration. */
const WORDS = 0.4

function scoreOf(
  form: Form,
  near: Near | undefined,
  written: string,
  alone: boolean,
  inRow: () => boolean,
): number {
  const bare = bareScore(form, written, alone, inRow)
  if (near === undefined) return bare
  const words = form.validator === undefined && written.includes(' ') && SMALL_LETTER.test(written)
  return Math.max((form.near ?? NEAR) * (near.behind ? BEHIND : 1) * (words ? WORDS : 1), bare)
}

const SMALL_LETTER = /[a-z]/

/** Without a word for it. Small letters and rows of numbers take away all the certainty, being all there is gives some. */
function bareScore(form: Form, written: string, alone: boolean, inRow: () => boolean): number {
  const bare = form.bare ?? 0
  if (alone) return form.alone ?? Math.max(bare, form.validator === undefined ? 0.3 : 0.5)
  if (bare < STRONG && (SMALL_LETTER.test(written) || inRow())) return 0
  return SMALL_LETTER.test(written) && form.validator === undefined ? 0 : bare
}

/** From here on a format is so strong that neither small letters nor other numbers beside it matter. */
const STRONG = 0.7

type Whole = { readonly start: number; readonly end: number }

/** What there is beside blanks at both ends; blanks farther than context reaches count as text. */
function trimmed(text: string): Whole {
  if (text.length > MAX_SHAPE + 2 * CONTEXT_RIGHT) return { start: -1, end: -1 }
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  return text.length - end < CONTEXT_RIGHT ? { start, end } : { start: -1, end: -1 }
}

/** Where the next identifier may begin, from `from` on: a letter or digit that begins on its own; -1 when there is none. */
function nextStart(text: string, from: number): number {
  let inside = from > 0 && isAlphanumeric(text.charCodeAt(from - 1))
  for (let at = from; at < text.length; at++) {
    const starts = isAlphanumeric(text.charCodeAt(at))
    if (starts && !inside && startsAlone(text, at)) return at
    inside = starts
  }
  return -1
}

function isAlphanumeric(code: number): boolean {
  return isDigit(code) || isAsciiLetter(code)
}

function firstOpen(text: string, from: number, shapes: Shapes, hits: Hits): number {
  for (let start = nextStart(text, from); start !== -1; start = nextStart(text, start + 1)) {
    const end = shapes.walk(text, start, hits)
    if (end === text.length && shapes.isOpen(text, start)) return start
    if (hits.count > 0 && (hits.ends[hits.count - 1] as number) + CONTEXT_RIGHT > text.length) return start
  }
  return text.length
}
