import { literalTerms, parseQuery } from '@tallystick/core'

/** More would slow every row down, and mark half of it. */
const MOST = 20

/** Matches what a filter looks for in messages, as one group; undefined when it looks for nothing there. */
export function wordsOf(filter: string | undefined): RegExp | undefined {
  if (filter === undefined) return undefined
  const words = literalTerms(parseQuery(filter).filter).slice(0, MOST)
  if (words.length === 0) return undefined
  return new RegExp(`(${words.map(word => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`, 'i')
}
