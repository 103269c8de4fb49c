import { toUnit, WORD_DIMENSIONS, type WordVectors } from './vectors.ts'

/**
 * Classes of words that stand among the same words: what a model learns of one word holds for the others of its class. Vectors of words are put into
 * classes by k-means on the sphere (Dhillon and Modha, 2001).
 */
const WORDS = 8_000
/** How often a word is seen at least. */
const LEAST = 6
const CLASSES = 400
const ROUNDS = 25

/** Words of each class. */
export function wordClasses({ words, counts, vectors }: WordVectors, most = CLASSES): string[][] {
  const list = words.slice(0, WORDS).filter((_, at) => counts[at]! >= LEAST)
  const classes = means(vectors, list.length, most)
  const found = Array.from({ length: most }, (): string[] => [])
  for (const [at, word] of list.entries()) found[classes[at]!]!.push(word)
  return found.filter(({ length }) => length > 0)
}

/** The class of each row. It begins with the most frequent words that are unlike one another. */
function means(vectors: Float64Array, count: number, most: number): Int32Array {
  const similarity = (row: number, centres: Float64Array, centre: number): number => {
    let dot = 0
    for (let i = 0; i < WORD_DIMENSIONS; i++)
      dot += vectors[row * WORD_DIMENSIONS + i]! * centres[centre * WORD_DIMENSIONS + i]!
    return dot
  }
  let centres = new Float64Array(most * WORD_DIMENSIONS)
  let chosen = 0
  for (let least = 0.5; chosen < most; least += 0.1)
    for (let row = 0; row < count && chosen < most; row++) {
      let likest = 0
      for (let centre = 0; centre < chosen; centre++)
        likest = Math.max(likest, similarity(row, centres, centre))
      if (likest < least)
        centres.set(
          vectors.subarray(row * WORD_DIMENSIONS, (row + 1) * WORD_DIMENSIONS),
          chosen++ * WORD_DIMENSIONS,
        )
    }
  const classes = new Int32Array(count)
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(centres.length)
    for (let row = 0; row < count; row++) {
      let best = Number.NEGATIVE_INFINITY
      for (let centre = 0; centre < most; centre++) {
        const like = similarity(row, centres, centre)
        if (like > best) {
          best = like
          classes[row] = centre
        }
      }
      for (let i = 0; i < WORD_DIMENSIONS; i++)
        next[classes[row]! * WORD_DIMENSIONS + i]! += vectors[row * WORD_DIMENSIONS + i]!
    }
    for (let centre = 0; centre < most; centre++)
      toUnit(next.subarray(centre * WORD_DIMENSIONS, (centre + 1) * WORD_DIMENSIONS))
    centres = next
  }
  return classes
}
