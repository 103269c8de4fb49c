import { EVENT_FUNCTIONS, METRIC_FUNCTIONS } from '@tallystick/core'
import type { CatalogueEntry } from './data.ts'
import { nameText } from './expression.ts'

export type Suggestion = {
  readonly text: string
  readonly kind: 'metric' | 'derived' | 'function' | 'tag'
  readonly note?: string
}

/** What is being written at the caret, and what it could become; offsets in UTF-16. */
export type Completion = {
  readonly start: number
  readonly end: number
  readonly suggestions: readonly Suggestion[]
}

const MOST = 12
const FUNCTIONS: readonly string[] = [...new Set<string>([...METRIC_FUNCTIONS, ...EVENT_FUNCTIONS])]
const ABOUT: Readonly<Record<string, string>> = {
  rate: 'per second; restarts of counters allowed for',
  increase: 'growth of a counter',
  last: 'newest value of each step',
  uniq: 'distinct values of a field of events',
}

/** Names, functions and tags that begin with, or hold, the word before the caret. Nothing inside of quotes. */
export function completionAt(
  text: string,
  caret: number,
  catalogue: readonly CatalogueEntry[],
): Completion | undefined {
  const before = text.slice(0, caret)
  if ((before.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1) return undefined
  const word = /[\w.:]*$/.exec(before)![0]
  const start = caret - word.length
  const end = caret + /^[\w.:]*/.exec(text.slice(caret))![0].length
  const suggestions = inTags(before.slice(0, start))
    ? tagsOf(text, catalogue).map((tag): Suggestion => ({ text: nameText(tag), kind: 'tag' }))
    : word === ''
      ? []
      : [
          ...catalogue.map(entry => ({
            text: nameText(entry.name),
            kind: entry.kind,
            note: entry.kind === 'derived' ? entry.description : entry.units.join(', '),
          })),
          ...FUNCTIONS.map(
            (name): Suggestion => ({
              text: `${name}(`,
              kind: 'function',
              ...(ABOUT[name] === undefined ? {} : { note: ABOUT[name] }),
            }),
          ),
        ]
  const wanted = word.toLowerCase()
  const found = suggestions
    .map(suggestion => ({ suggestion, at: suggestion.text.toLowerCase().indexOf(wanted) }))
    .filter(({ suggestion, at }) => at >= 0 && suggestion.text !== text.slice(start, end))
    // What begins with the word comes before what only holds it; otherwise the order of the catalogue.
    .sort((a, b) => Number(a.at > 1) - Number(b.at > 1))
    .map(({ suggestion }) => suggestion)
  return found.length === 0 ? undefined : { start, end, suggestions: found.slice(0, MOST) }
}

/** Whether the place after a text is for the name of a tag: `by (a, …` or `m{a="b", …`. */
function inTags(before: string): boolean {
  const plain = before.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  return /\bby\s*\([^()]*$/.test(plain) || /\{(?:[^{}]*,)?\s*$/.test(plain)
}

/** Tags of the metrics that a text names, else of all; with those of derived series, which are fields of events. */
function tagsOf(text: string, catalogue: readonly CatalogueEntry[]): readonly string[] {
  const named = catalogue.filter(({ name }) => text.includes(name))
  const tags = new Set<string>()
  for (const entry of named.length > 0 ? named : catalogue)
    for (const tag of entry.kind === 'metric' ? entry.tags : ['service', 'environment', 'name']) tags.add(tag)
  return [...tags].sort()
}
