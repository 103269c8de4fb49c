import { foldWords } from '../../packages/firewall/src/attacks/words.ts'
import { Random, type Row, written } from './synthetic/index.ts'

/**
 * Vectors of words that are alike where words stand among the same words, learned without knowing which texts are attacks. Counts of neighbours, as
 * positive pointwise mutual information (Church and Hanks, 1990), are reduced to few dimensions by a randomised singular value decomposition
 * (Halko, Martinsson and Tropp, 2011).
 */
export type WordVectors = {
  /** Folded, the most frequent first, and how often each was seen. */
  readonly words: readonly string[]
  readonly counts: readonly number[]
  /** `WORD_DIMENSIONS` for each word, of length 1. */
  readonly vectors: Float64Array
}

export const WORD_DIMENSIONS = 80
const WORDS = 12_000
/** How often a word is seen at least. */
const LEAST = 3
/** Words that are counted as neighbours, at each of `PLACES`. */
const NEIGHBOURS = 1_000
const PLACES = [-2, -1, 1, 2]
const ITERATIONS = 5
/** Of a text. */
const MAX_LENGTH = 8_000
const SEED = 20_261_130

export function wordVectors(rows: readonly Row[]): WordVectors {
  const texts = [
    ...rows.filter(
      ({ attack, set }) =>
        set.startsWith('authored') ||
        (!attack && !/cases|PII|mails|tool|source|documentation|read-me/.test(set)),
    ),
    // Heaps of words teach nothing about them, and are made of the vocabulary, which comes from here.
    ...written(new Random(SEED), 40).filter(({ set }) => set !== 'written: suffix'),
  ].map(({ text }) => foldWords(text.slice(0, MAX_LENGTH)).map(({ letters }) => letters))
  const counts = new Map<string, number>()
  for (const words of texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const list = [...counts]
    .filter(([word, count]) => count >= LEAST && /\p{L}/u.test(word))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, WORDS)
  const index = new Map(list.map(([word], at) => [word, at]))
  return {
    words: list.map(([word]) => word),
    counts: list.map(([, count]) => count),
    vectors: reduced(neighbours(texts, index), list.length),
  }
}

type Sparse = { readonly rows: Int32Array; readonly columns: Int32Array; readonly values: Float32Array }

const COLUMNS = NEIGHBOURS * PLACES.length

/** What stands beside each word, more often than by chance. */
function neighbours(texts: readonly (readonly string[])[], index: ReadonlyMap<string, number>): Sparse {
  const counts = new Map<number, number>()
  for (const words of texts) {
    const known = words.map(word => index.get(word) ?? -1)
    for (const [at, word] of known.entries()) {
      if (word === -1) continue
      for (const [place, away] of PLACES.entries()) {
        const other = known[at + away] ?? -1
        if (other === -1 || other >= NEIGHBOURS) continue
        const key = word * COLUMNS + place * NEIGHBOURS + other
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
  }
  const ofRow = new Float64Array(index.size)
  const ofColumn = new Float64Array(COLUMNS)
  for (const [key, count] of counts) {
    ofRow[Math.floor(key / COLUMNS)]! += count
    ofColumn[key % COLUMNS]! += count
  }
  // Rare neighbours would count too much (Levy, Goldberg and Dagan, 2015).
  const smooth = ofColumn.map(count => count ** 0.75)
  const total = smooth.reduce((sum, count) => sum + count, 0)
  const cells: [number, number, number][] = []
  for (const [key, count] of counts) {
    const [row, column] = [Math.floor(key / COLUMNS), key % COLUMNS]
    const value = Math.log((count * total) / (ofRow[row]! * smooth[column]!))
    if (value > 0) cells.push([row, column, value])
  }
  return {
    rows: Int32Array.from(cells, ([row]) => row),
    columns: Int32Array.from(cells, ([, column]) => column),
    values: Float32Array.from(cells, ([, , value]) => value),
  }
}

/** The rows in few dimensions, each of length 1. */
function reduced({ rows, columns, values }: Sparse, count: number): Float64Array {
  const random = new Random(SEED)
  const multiply = (from: Int32Array, to: Int32Array, given: Float64Array, size: number): Float64Array => {
    const product = new Float64Array(size * WORD_DIMENSIONS)
    for (let cell = 0; cell < values.length; cell++) {
      const value = values[cell]!
      const [source, target] = [from[cell]! * WORD_DIMENSIONS, to[cell]! * WORD_DIMENSIONS]
      for (let i = 0; i < WORD_DIMENSIONS; i++) product[target + i]! += value * given[source + i]!
    }
    return product
  }
  let basis: Float64Array = Float64Array.from(
    { length: COLUMNS * WORD_DIMENSIONS },
    () => random.below(2_001) / 1_000 - 1,
  )
  let projected = multiply(columns, rows, basis, count)
  for (let i = 0; i < ITERATIONS; i++) {
    orthonormalise(projected, count)
    basis = multiply(rows, columns, projected, COLUMNS)
    orthonormalise(basis, COLUMNS)
    projected = multiply(columns, rows, basis, count)
  }
  // Singular values to the half: what is frequent does not decide alone.
  for (let i = 0; i < WORD_DIMENSIONS; i++) {
    let norm = 0
    for (let row = 0; row < count; row++) norm += projected[row * WORD_DIMENSIONS + i]! ** 2
    for (let row = 0; row < count; row++) projected[row * WORD_DIMENSIONS + i]! /= Math.sqrt(Math.sqrt(norm))
  }
  for (let row = 0; row < count; row++)
    toUnit(projected.subarray(row * WORD_DIMENSIONS, (row + 1) * WORD_DIMENSIONS))
  return projected
}

export function toUnit(vector: Float64Array): void {
  const length = Math.hypot(...vector) || 1
  for (let i = 0; i < vector.length; i++) vector[i]! /= length
}

/** Columns by Gram and Schmidt, modified. */
function orthonormalise(matrix: Float64Array, count: number): void {
  for (let i = 0; i < WORD_DIMENSIONS; i++) {
    for (let j = 0; j < i; j++) {
      let dot = 0
      for (let row = 0; row < count; row++)
        dot += matrix[row * WORD_DIMENSIONS + i]! * matrix[row * WORD_DIMENSIONS + j]!
      for (let row = 0; row < count; row++)
        matrix[row * WORD_DIMENSIONS + i]! -= dot * matrix[row * WORD_DIMENSIONS + j]!
    }
    let norm = 0
    for (let row = 0; row < count; row++) norm += matrix[row * WORD_DIMENSIONS + i]! ** 2
    const scale = 1 / Math.sqrt(norm || 1)
    for (let row = 0; row < count; row++) matrix[row * WORD_DIMENSIONS + i]! *= scale
  }
}
