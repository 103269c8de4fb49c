import { MAX_WORDS, PARAGRAPH_END, type Read } from '../reader.ts'
import { KERNEL } from './kernel.ts'
import {
  bent,
  committedNetwork,
  DIMENSIONS,
  FILTERS,
  meanUnit,
  type Network,
  OF_WIDTH,
  OTHERS,
  SUMS,
  Vocabulary,
} from './network.ts'
import { startModule } from './wasm.ts'

/** What kernel.wat exports; all but counts and scales are addresses and sizes in bytes. */
type Kernel = {
  multiply(vector: number, rows: number, count: number, scale: number, into: number): void
  look(
    at: number,
    end: number,
    before: number,
    first: number,
    nothing: number,
    eights: number,
    into: number,
  ): void
  said(
    at: number,
    count: number,
    begin: number,
    end: number,
    size: number,
    biases: number,
    outputs: number,
  ): number
}

/** Of its numbers to 1. */
const FIXED = 1_024
/** The most that its numbers hold. */
const MOST_HELD = 32_767
/** Numbers that it takes at a time. */
const EIGHT = 8
/** Where what is no word would be: what stands before the first one, and the end of a paragraph. */
const NO_WORD = -1

/** Segments of which what the filters found is kept; others are looked at again when they are asked for. */
const KEPT = 4_096
/** Segments that are looked at together: in a longer text every filter finds something. */
const MOST_SEGMENTS = 32

/** Calls back for each of so many numbers, in the order in which the kernel has them: eight of those for each filter of a width, then the next eight of each. */
function arrange(count: number, visit: (from: number, to: number) => void): void {
  let to = 0
  for (let eight = 0; eight < OF_WIDTH; eight += EIGHT)
    for (let group = 0; group < count; group += OF_WIDTH)
      for (let i = 0; i < EIGHT; i++) visit(group + eight + i, to++)
}

/** What a row of products takes, and what filters found in a segment. */
const ROW = 2 * SUMS
const FOUND = 2 * FILTERS

/** A network that is ready to read. Its numbers are where the kernel reads them. */
export class NetworkReader {
  readonly #kernel: Kernel
  readonly #vocabulary: Vocabulary
  readonly #vectors: Int8Array
  readonly #filters: number
  /** What a product of their bytes is worth to the kernel. */
  readonly #scale: number
  readonly #biases: number
  readonly #outputs: number
  /** What a step of the kernel's sums of outputs is worth. */
  readonly #step: number
  readonly #bias: number
  readonly #mean: Float32Array
  /** A row of products for each vector, worked out when its word is first seen, and one of nothing: of what stands before the first word. */
  readonly #rows: number
  readonly #nothing: number
  readonly #isKnown: Uint8Array
  /** What each word adds by itself. */
  readonly #own: Float32Array
  /** Addresses of the rows of a segment's words. */
  readonly #words: Uint32Array
  /** What the filters found in some segments of a text, how many words each has, and what those add by themselves. */
  readonly #found: number
  #text = 0
  readonly #segments = new Int32Array(KEPT)
  readonly #counts = new Int32Array(KEPT)
  readonly #means = new Float64Array(KEPT)

  constructor({ keys, vectors, vectorStep, filters, filterStep, biases, outputs, mean, bias }: Network) {
    const count = keys.length + OTHERS
    let size = 0
    const place = (bytes: number): number => {
      size += bytes
      return size - bytes
    }
    this.#filters = place(ROW * DIMENSIONS)
    this.#biases = place(FOUND)
    this.#outputs = place(FOUND)
    this.#found = place(KEPT * FOUND)
    const words = place(MAX_WORDS * Uint32Array.BYTES_PER_ELEMENT)
    const placed = place(count * DIMENSIONS)
    this.#rows = place(count * ROW)
    this.#nothing = place(ROW)

    const { exports, buffer } = startModule<Kernel>(Buffer.from(KERNEL, 'base64'), size)
    this.#kernel = exports
    this.#vocabulary = new Vocabulary(keys)
    this.#vectors = new Int8Array(buffer, placed, count * DIMENSIONS)
    this.#vectors.set(vectors)
    this.#words = new Uint32Array(buffer, words, MAX_WORDS)
    this.#isKnown = new Uint8Array(count)
    this.#own = new Float32Array(count)
    this.#scale = vectorStep * filterStep * FIXED
    this.#bias = bias
    this.#mean = mean.map(value => value * vectorStep)

    const rows = new Int16Array(buffer, this.#filters, SUMS * DIMENSIONS)
    arrange(SUMS, (from, to) => {
      rows.set(filters.subarray(from * DIMENSIONS, (from + 1) * DIMENSIONS), to * DIMENSIONS)
    })
    const outputStep = outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / MOST_HELD
    this.#step = outputStep / FIXED
    const ofFilters = [this.#biases, this.#outputs].map(at => new Int16Array(buffer, at, FILTERS))
    const [placedBiases, placedOutputs] = ofFilters as [Int16Array, Int16Array]
    arrange(FILTERS, (from, to) => {
      placedBiases[to] = Math.round((biases[from] as number) * FIXED)
      placedOutputs[to] = Math.round((outputs[from] as number) / outputStep)
    })
  }

  /** What the network says of a text's segments `[from, to)`, 32 at most. */
  logitOf(text: Findings, from: number, to: number): number {
    if (this.#text !== text.id) {
      this.#text = text.id
      this.#segments.fill(-1)
    }
    let words = 0
    let mean = 0
    for (let segment = from; segment < to; segment++) {
      const at = segment % KEPT
      if (this.#segments[at] !== segment) this.#look(text, segment)
      words += this.#counts[at] as number
      mean += this.#means[at] as number
    }
    const said = this.#kernel.said(
      this.#found + (from % KEPT) * FOUND,
      to - from,
      this.#found,
      this.#found + KEPT * FOUND,
      FOUND,
      this.#biases,
      this.#outputs,
    )
    return bent(this.#bias + mean * meanUnit(words) + said * this.#step)
  }

  /** Lets the filters look at a segment. */
  #look(text: Findings, segment: number): void {
    const { begin, end } = text.wordsOf(segment)
    let words = 0
    let mean = 0
    for (let at = begin; at < end; at++) {
      const place = this.#placeOf(text.hashAt(at))
      this.#words[at - begin] = this.#rowAt(place)
      if (place === NO_WORD) continue
      words++
      mean += this.#own[place] as number
    }
    const before = this.#placeOf(text.hashAt(begin - 1))
    const first = before === NO_WORD ? NO_WORD : this.#placeOf(text.hashAt(begin - 2))
    const kept = segment % KEPT
    this.#kernel.look(
      this.#words.byteOffset,
      this.#words.byteOffset + this.#words.BYTES_PER_ELEMENT * (end - begin),
      this.#rowAt(before),
      this.#rowAt(first),
      this.#nothing,
      OF_WIDTH / EIGHT,
      this.#found + kept * FOUND,
    )
    this.#segments[kept] = segment
    this.#counts[kept] = words
    this.#means[kept] = mean
  }

  #rowAt(place: number): number {
    return place === NO_WORD ? this.#nothing : this.#rows + place * ROW
  }

  /** Where the word with this hash is, once all is worked out that must be known of it. */
  #placeOf(hash: number): number {
    if (hash === PARAGRAPH_END) return NO_WORD
    const place = this.#vocabulary.placeOf(hash)
    if (this.#isKnown[place] === 1) return place
    this.#isKnown[place] = 1
    const vectors = this.#vectors
    const at = place * DIMENSIONS
    this.#kernel.multiply(vectors.byteOffset + at, this.#filters, SUMS, this.#scale, this.#rowAt(place))
    let sum = 0
    for (let i = 0; i < DIMENSIONS; i++) sum += (vectors[at + i] as number) * (this.#mean[i] as number)
    this.#own[place] = sum
    return place
  }
}

let committed: NetworkReader | undefined

/** The network that is committed, unpacked once for all scanners of a process. */
export function committedReader(): NetworkReader {
  committed ??= new NetworkReader(committedNetwork())
  return committed
}

let texts = 0

/** The words of a text's segments, and what the network makes of those once somebody asks for it. */
export class Findings {
  /** Of this text, in its process. */
  readonly id = ++texts
  readonly #reader: NetworkReader
  #hashes = new Int32Array(256)
  /** Where the words of each segment begin. */
  readonly #begins: number[] = [0]

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

  wordsOf(segment: number): { begin: number; end: number } {
    return { begin: this.#begins[segment] as number, end: this.#begins[segment + 1] as number }
  }

  /** Before the first word is the end of a paragraph. */
  hashAt(word: number): number {
    return word < 0 ? PARAGRAPH_END : (this.#hashes[word] as number)
  }

  /** What the network says of the segments `[from, to)`; of many, of some at a time on average. */
  logitOf(from: number, to: number): number {
    const runs = Math.ceil((to - from) / MOST_SEGMENTS)
    if (runs <= 1) return this.#reader.logitOf(this, from, to)
    let sum = 0
    for (let run = 1; run <= runs; run++) {
      const end = Math.min(to, from + run * MOST_SEGMENTS)
      sum += this.#reader.logitOf(this, end - MOST_SEGMENTS, end)
    }
    return sum / runs
  }
}
