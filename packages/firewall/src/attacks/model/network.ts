import { brotliDecompressSync } from 'node:zlib'
import { hashOf } from '../hash.ts'
import { PARAGRAPH_END, type Read, SENTENCE_END } from '../reader.ts'
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
  readonly vectors: Float32Array
  /** What a word adds to each of `SUMS`: a row of `DIMENSIONS` for each. */
  readonly filters: Float32Array
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
const BEFORE = 3 * OF_WIDTH
const FIRST = 5 * OF_WIDTH
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

/** Segments that are looked at together: in a longer text every filter finds something. */
const MOST_SEGMENTS = 32

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

/** Sums are whole numbers of so many to 1: those are added and compared in less time. */
const FIXED = 1 << 16

/** What a row of a reader's table holds: the word's sums, and what it adds to the mean. */
const ROW = SUMS + 1

/** A network that is ready to read. */
export class NetworkReader {
  readonly network: Network
  /** A row for each vector, and one of nothing; a word's is worked out when it is first seen, and none but those take up memory. */
  readonly table: Int32Array
  /** Where in it the row of nothing begins: of what stands before the first word. */
  readonly nothing: number
  readonly #vocabulary: Vocabulary
  readonly #isKnown: Uint8Array

  constructor(network: Network) {
    this.network = network
    this.#vocabulary = new Vocabulary(network.keys)
    const count = network.keys.length + OTHERS
    this.table = new Int32Array((count + 1) * ROW)
    this.nothing = count * ROW
    this.#isKnown = new Uint8Array(count)
  }

  /** Where the row of the word with this hash begins. */
  rowOf(hash: number): number {
    const place = this.#vocabulary.placeOf(hash)
    const row = place * ROW
    if (this.#isKnown[place] === 0) {
      this.#isKnown[place] = 1
      const { filters, mean } = this.network
      for (let sum = 0; sum < SUMS; sum++)
        this.table[row + sum] = this.#product(place, filters, sum * DIMENSIONS)
      this.table[row + SUMS] = this.#product(place, mean, 0)
    }
    return row
  }

  #product(place: number, other: Float32Array, from: number): number {
    const { vectors } = this.network
    let sum = 0
    for (let i = 0, at = place * DIMENSIONS; i < DIMENSIONS; i++, at++)
      sum += (vectors[at] as number) * (other[from + i] as number)
    return Math.round(sum * FIXED)
  }
}

let committed: NetworkReader | undefined

/** The network that is committed, unpacked once for all scanners of a process. */
export function committedNetwork(): NetworkReader {
  committed ??= new NetworkReader(loadNetwork(keysOf(VOCABULARY.split(' ')), NETWORK, NETWORK_BYTES))
  return committed
}

/**
 * For the words of these keys, from what `packNetwork` of `bench/train` makes: biases, outputs and mean (each four bytes, as processors have them), then vectors and
 * filters (a signed byte each). Throws RangeError when bytes are missing.
 */
export function loadNetwork(
  keys: Int32Array,
  { bias, vectors: vectorScale, filters: filterScale }: typeof NETWORK,
  packed: string,
): Network {
  const bytes = brotliDecompressSync(Buffer.from(packed, 'base64'))
  const small = [(keys.length + OTHERS) * DIMENSIONS, SUMS * DIMENSIONS]
  if (bytes.length !== 4 * (2 * FILTERS + DIMENSIONS) + small.reduce((sum, size) => sum + size, 0))
    throw new RangeError('the network of prompt attacks is not whole')
  let at = bytes.byteOffset
  const take = (length: number): ArrayBuffer => {
    at += length
    return bytes.buffer.slice(at - length, at) as ArrayBuffer
  }
  const steps = (scale: number, count: number): Float32Array => {
    const values = new Float32Array(new Int8Array(take(count)))
    for (let i = 0; i < count; i++) values[i] = (values[i] as number) * scale
    return values
  }
  return {
    keys,
    biases: new Float32Array(take(4 * FILTERS)),
    outputs: new Float32Array(take(4 * FILTERS)),
    mean: new Float32Array(take(4 * DIMENSIONS)),
    vectors: steps(vectorScale, small[0] as number),
    filters: steps(filterScale, small[1] as number),
    bias,
  }
}

/** In a segment without words. */
const NOTHING_FOUND = -(2 ** 30)

/** Segments of which what the filters found is kept, 12 MiB; others are looked at again when they are asked for. */
const KEPT = 16_384

/** What the filters find most of in each segment of a text, once somebody asks for it, and what the network makes of that. */
export class Findings {
  readonly #reader: NetworkReader
  #hashes = new Int32Array(256)
  /** Where the words of each segment begin. */
  readonly #begins: number[] = [0]
  /** What each segment's words add by themselves, how many they are, and what its filters say for and against an attack; once it was looked at. */
  readonly #means: number[] = []
  readonly #words: number[] = []
  readonly #for: number[] = []
  readonly #against: number[] = []
  /** What the filters found in some segments, and which those are. */
  #most = new Int32Array(FILTERS * 16)
  readonly #held: number[] = []
  /** In a window. */
  readonly #found = new Int32Array(FILTERS)

  constructor(reader: NetworkReader) {
    this.#reader = reader
  }

  /** Takes the words of the next segment. */
  add({ words, wordCount }: Pick<Read, 'words' | 'wordCount'>): void {
    const begin = this.#begins.at(-1) as number
    if (this.#hashes.length < begin + wordCount) {
      const more = new Int32Array(2 * (begin + wordCount))
      more.set(this.#hashes)
      this.#hashes = more
    }
    this.#hashes.set(words.subarray(0, wordCount), begin)
    this.#begins.push(begin + wordCount)
  }

  /**
   * What the network says of the segments `[from, to)`; of many, of some at a time on average. Where that is surely less than `least`, only something
   * that is less too.
   */
  logitOf(from: number, to: number, least = Number.NEGATIVE_INFINITY): number {
    if (to - from <= MOST_SEGMENTS) return this.#logitOf(from, to, least)
    const runs = Math.ceil((to - from) / MOST_SEGMENTS)
    let sum = 0
    for (let run = 1; run <= runs; run++) {
      const end = Math.min(to, from + run * MOST_SEGMENTS)
      sum += this.#logitOf(end - MOST_SEGMENTS, end)
    }
    return sum / runs
  }

  #logitOf(from: number, to: number, least = Number.NEGATIVE_INFINITY): number {
    let words = 0
    let mean = 0
    let speaksFor = 0
    let against = 0
    for (let at = from; at < to; at++) {
      if (this.#held[at % KEPT] !== at) this.#look(at)
      words += this.#words[at] as number
      mean += this.#means[at] as number
      speaksFor += this.#for[at] as number
      against = Math.min(against, this.#against[at] as number)
    }
    const without = this.#reader.network.bias + mean * meanUnit(words)
    // The filters of a window say no more for an attack than those of its segments together, and no less against one than those of any.
    const most = bent(without + speaksFor + against)
    return most < least || to - from === 1 ? most : bent(without + this.#said(from, to))
  }

  /** Lets the filters look at a segment. */
  #look(segment: number): void {
    const at = (segment % KEPT) * FILTERS
    if (this.#most.length < at + FILTERS) {
      const more = new Int32Array(2 * (at + FILTERS))
      more.set(this.#most)
      this.#most = more
    }
    this.#held[segment % KEPT] = segment
    const { table, nothing, network } = this.#reader
    const most = this.#most.fill(NOTHING_FOUND, at, at + FILTERS)
    const begin = this.#begins[segment] as number
    let before = this.#rowAt(begin - 1)
    let first = before === nothing ? nothing : this.#rowAt(begin - 2)
    let words = 0
    let mean = 0
    for (let i = begin; i < (this.#begins[segment + 1] as number); i++) {
      const last = this.#rowAt(i)
      if (last === nothing) {
        before = first = nothing
        continue
      }
      raise(most, at, table, last, before, first)
      words++
      mean += table[last + SUMS] as number
      first = before
      before = last
    }
    let speaksFor = 0
    let against = 0
    for (let filter = 0; filter < FILTERS; filter++) {
      const said = saidBy(network, filter, most[at + filter] as number)
      if (said > 0) speaksFor += said
      else against += said
    }
    this.#words[segment] = words
    this.#means[segment] = mean / FIXED
    this.#for[segment] = speaksFor
    this.#against[segment] = against
  }

  /** The row of a word; of nothing, before the first and at the end of a paragraph. */
  #rowAt(word: number): number {
    const hash = word < 0 ? PARAGRAPH_END : (this.#hashes[word] as number)
    return hash === PARAGRAPH_END ? this.#reader.nothing : this.#reader.rowOf(hash)
  }

  /** What the filters say of a window. */
  #said(from: number, to: number): number {
    const most = this.#most
    const found = this.#found.fill(NOTHING_FOUND)
    for (let segment = from; segment < to; segment++)
      for (let filter = 0, at = (segment % KEPT) * FILTERS; filter < FILTERS; filter++, at++) {
        const value = most[at] as number
        if (value > (found[filter] as number)) found[filter] = value
      }
    let said = 0
    for (let filter = 0; filter < FILTERS; filter++)
      said += saidBy(this.#reader.network, filter, found[filter] as number)
    return said
  }
}

/** What a filter says that found so much. */
const saidBy = ({ biases, outputs }: Network, filter: number, found: number): number =>
  Math.max(0, found / FIXED + (biases[filter] as number)) * (outputs[filter] as number)

/** Raises what the filters of a segment found to what they find in three words; at each place of the arrays, those of a width in turn. */
function raise(
  most: Int32Array,
  at: number,
  table: Int32Array,
  last: number,
  before: number,
  first: number,
): void {
  for (let i = 0; i < OF_WIDTH; i++) {
    const one = table[last + i] as number
    if (one > (most[at + i] as number)) most[at + i] = one
    const two = ((table[last + OF_WIDTH + i] as number) + (table[before + BEFORE + i] as number)) | 0
    if (two > (most[at + OF_WIDTH + i] as number)) most[at + OF_WIDTH + i] = two
    const three =
      ((table[last + 2 * OF_WIDTH + i] as number) +
        (table[before + BEFORE + OF_WIDTH + i] as number) +
        (table[first + FIRST + i] as number)) |
      0
    if (three > (most[at + 2 * OF_WIDTH + i] as number)) most[at + 2 * OF_WIDTH + i] = three
  }
}
