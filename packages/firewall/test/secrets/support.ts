import type { Match, ScanContext, Scanner, Stage } from '../../src/types.ts'

export const contextOf = (stage: Stage, path?: string): ScanContext => ({
  stage,
  ...(path !== undefined && { path }),
  signal: new AbortController().signal,
})

/** What a scanner finds, at once: this one never waits. */
export function scan(
  scanner: Scanner,
  text: string,
  stage: Stage = 'input',
  path?: string,
): readonly Match[] {
  const matches = scanner.scan({ text, encoding: 'plain', hidden: [] }, contextOf(stage, path))
  if (!Array.isArray(matches)) throw new Error('the scanner of secrets answers at once')
  return matches
}

/** Rules and values of what is found. */
export const found = (scanner: Scanner, text: string, stage: Stage = 'input', path?: string): string[] =>
  scan(scanner, text, stage, path).map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`)

export type Random = (below: number) => number

/** Whole numbers below a bound, the same in every run. */
export function numbers(seed: number): Random {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export const pick = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[random(alphabet.length)]!).join('')

export const LOWER = 'abcdefghijklmnopqrstuvwxyz'
export const DIGITS = '0123456789'
export const HEX = `${DIGITS}abcdef`
export const ALNUM = `${DIGITS}${LOWER}${LOWER.toUpperCase()}`
export const BASE64 = `${ALNUM}+/`

/** A value that looks generated: digits among letters. */
export const token = (random: Random, length: number, alphabet = ALNUM): string =>
  `7k${pick(random, alphabet, length - 4)}Q2`
