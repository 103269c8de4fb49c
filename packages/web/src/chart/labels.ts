import { count, short } from '../ui/numbers.ts'

/** Pixels that a character of a chart's small print takes at most. */
export const CHARACTER = 6
/** Pixels between two names. */
const BETWEEN = 3

/** Which columns have their name beneath them, so that no two names touch: all, or each so manyth and the last. */
export function namesShown(names: readonly string[], width: number): boolean[] {
  const longest = Math.max(0, ...names.map(({ length }) => length)) * CHARACTER + BETWEEN
  const every = Math.max(1, Math.ceil((longest * names.length) / Math.max(width, 1)))
  const last = names.length - 1
  return names.map((_, i) => i === last || (i % every === 0 && (every === 1 || last - i >= 1.5 * every)))
}

/** What stands above columns: the values in full, shortened where there is less room, or nothing. */
export function valuesShown(values: readonly number[], width: number): string[] {
  const room = width / values.length
  const written = [count, short].map(write => values.map(value => (value > 0 ? write(value) : '')))
  return (
    written.find(texts => texts.every(({ length }) => length * CHARACTER <= room)) ?? values.map(() => '')
  )
}
