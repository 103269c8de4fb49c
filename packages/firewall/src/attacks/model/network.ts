import { brotliDecompressSync } from 'node:zlib'
import { hashOf } from '../hash.ts'
import { SENTENCE_END } from '../reader.ts'
import { HashTable } from '../table.ts'
import { NETWORK, NETWORK_BYTES } from './network-weights.ts'
import { VOCABULARY } from './vocabulary.ts'

/**
 * A convolutional network over words (Kim, 2014): filters look at one, two and three words in a row, and what each finds most of in a window counts. Words
 * are known by what stands around them elsewhere, so that a filter which has learned of one word knows those of its meaning too.
 */
export type Network = {
  /** Hashes of the words that are known by themselves; others share a vector with those of their `OTHERS` rest. */
  readonly keys: Int32Array
  /** One vector of `DIMENSIONS` for each word, then those that other words share. */
  readonly vectors: Int8Array
  /** What one step of a vector is worth. */
  readonly vectorStep: number
  /** What a word adds to each of `SUMS`: a row of `DIMENSIONS` for each. */
  readonly filters: Int8Array
  readonly filterStep: number
  /** For each of `FILTERS`. */
  readonly biases: Float32Array
  readonly outputs: Float32Array
  /** What a word adds by itself, wherever it stands. */
  readonly mean: Float32Array
  readonly bias: number
}

export const DIMENSIONS = 48
/** Filters of each width. */
export const OF_WIDTH = 64
export const FILTERS = 3 * OF_WIDTH
/**
 * Six products of each word: as the last of one, two and three words, as the one before the last of two and three, and as the first of three. Those of the
 * same place stand together.
 */
export const SUMS = 6 * OF_WIDTH
/** Vectors for words that are not known: a power of two. */
export const OTHERS = 4_096

/** Words of a window to which the mean is taken over some more, so that few do not count for all. */
const PRIOR_WORDS = 4
export const meanUnit = (words: number): number => 0.25 / Math.sqrt(words + PRIOR_WORDS)

/** What the network says is bent towards these bounds, and counts for `SHARE`: it speaks for itself, and does not decide alone. */
const MOST = 6
const SHARE = 0.8
export const bent = (logit: number): number => SHARE * MOST * Math.tanh(logit / MOST)
/** Nothing that the network says moves log-odds by more. */
export const MOST_MOVED = SHARE * MOST

/** Of words that are written folded, and the end of a sentence. */
export const keysOf = (words: readonly string[]): Int32Array =>
  Int32Array.from([SENTENCE_END, ...words.map(hashOf)])

/** Finds vectors of words by their hashes. */
export class Vocabulary {
  readonly #table: HashTable
  readonly #size: number

  constructor(keys: Int32Array) {
    this.#table = new HashTable(keys)
    this.#size = keys.length
  }

  /** The place of its vector. */
  placeOf(hash: number): number {
    const known = this.#table.indexOf(hash)
    return known < 0 ? this.#size + (hash & (OTHERS - 1)) : known
  }
}

/** The network that is committed. */
export const committedNetwork = (): Network =>
  loadNetwork(keysOf(VOCABULARY.split(' ')), NETWORK, NETWORK_BYTES)

/**
 * For the words of these keys, from what `packNetwork` of `bench/train` makes: biases, outputs and mean (each four bytes, as processors have them), then
 * vectors and filters. Throws RangeError when bytes are missing.
 */
export function loadNetwork(
  keys: Int32Array,
  steps: Pick<Network, 'vectorStep' | 'filterStep' | 'bias'>,
  packed: string,
): Network {
  const bytes = brotliDecompressSync(Buffer.from(packed, 'base64'))
  const vectors = (keys.length + OTHERS) * DIMENSIONS
  const filters = SUMS * DIMENSIONS
  if (bytes.length !== 4 * (2 * FILTERS + DIMENSIONS) + vectors + filters)
    throw new RangeError('the network of prompt attacks is not whole')
  let at = bytes.byteOffset
  const take = (length: number): ArrayBuffer => {
    at += length
    return bytes.buffer.slice(at - length, at) as ArrayBuffer
  }
  return {
    ...steps,
    keys,
    biases: new Float32Array(take(4 * FILTERS)),
    outputs: new Float32Array(take(4 * FILTERS)),
    mean: new Float32Array(take(4 * DIMENSIONS)),
    vectors: new Int8Array(take(vectors)),
    filters: new Int8Array(take(filters)),
  }
}
