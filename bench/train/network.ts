import {
  DIMENSIONS,
  FILTERS,
  keysOf,
  meanUnit,
  type Network,
  OF_WIDTH,
  OTHERS,
  SUMS,
  Vocabulary,
} from '../../packages/firewall/src/attacks/model/network.ts'
import { startModule } from '../../packages/firewall/src/attacks/model/wasm.ts'
import { PARAGRAPH_END } from '../../packages/firewall/src/attacks/reader.ts'
import { assemble } from '../../scripts/kernel.ts'
import type { Random } from './synthetic/index.ts'
import { WORD_DIMENSIONS, type WordVectors } from './vectors.ts'

/** Some words (`Read`) and what they are. */
export type Passage = { readonly words: Int32Array; readonly attack: boolean; readonly weight: number }

/** A network in the making: as `Network`, not yet rounded. */
export type Learned = {
  readonly keys: Int32Array
  readonly vectors: Float32Array
  readonly filters: Float32Array
  readonly biases: Float32Array
  readonly outputs: Float32Array
  readonly mean: Float32Array
  readonly bias: number
}

const BATCH = 64
/** Of Adam (Kingma and Ba, 2015), going down to nothing; words that are known from elsewhere learn slower. */
const RATE = 2e-3
const VECTOR_RATE = 5e-4
/** Of a passage's findings, and of its words (Srivastava et al., 2014). */
const DROPPED = 0.5
const WORD_DROPPED = 0.1
/** What is left of the findings counts for as much more. */
const REST = 1 / (1 - DROPPED)
/** Words of a passage. */
const LONGEST = 200

/** Which of `SUMS` a filter takes from the last word, from the one before and from the first; -1 where it looks at fewer. */
const ROWS = [0, 1, 2].map(back =>
  Int32Array.from({ length: FILTERS }, (_, filter) => {
    const width = Math.floor(filter / OF_WIDTH)
    if (back > width) return -1
    return [filter, filter + 2 * OF_WIDTH, filter + 3 * OF_WIDTH][back]!
  }),
)

/** The network before it has learned: the words' vectors, spread around 0 with a deviation of 1. */
export function beginNetwork({ words, vectors }: WordVectors, random: Random): Learned {
  const keys = keysOf(words)
  const own = new Float32Array((keys.length + OTHERS) * DIMENSIONS)
  const means = new Float64Array(DIMENSIONS)
  const each = (visit: (at: number, dimension: number, value: number) => void): void => {
    for (let word = 0; word < words.length; word++)
      for (let i = 0; i < DIMENSIONS; i++)
        visit((word + 1) * DIMENSIONS + i, i, vectors[word * WORD_DIMENSIONS + i]!)
  }
  each((_, i, value) => {
    means[i]! += value / words.length
  })
  let square = 0
  each((_, i, value) => {
    square += (value - means[i]!) ** 2
  })
  const scale = Math.sqrt((words.length * DIMENSIONS) / square)
  each((at, i, value) => {
    own[at] = (value - means[i]!) * scale
  })
  const about = (most: number): number => (random.below(2_000_001) / 1_000_000 - 1) * most
  for (let at = keys.length * DIMENSIONS; at < own.length; at++) own[at] = about(0.2)
  const filters = new Float32Array(SUMS * DIMENSIONS)
  const biases = new Float32Array(FILTERS)
  for (const [back, rows] of ROWS.entries())
    for (const [filter, row] of rows.entries()) {
      const most = 1 / Math.sqrt(DIMENSIONS * (1 + Math.floor(filter / OF_WIDTH)))
      if (back === 0) biases[filter] = about(most)
      if (row >= 0) for (let i = 0; i < DIMENSIONS; i++) filters[row * DIMENSIONS + i] = about(most)
    }
  const most = 1 / Math.sqrt(FILTERS + DIMENSIONS)
  return {
    keys,
    vectors: own,
    filters,
    biases,
    outputs: Float32Array.from({ length: FILTERS }, () => about(most)),
    mean: Float32Array.from({ length: DIMENSIONS }, () => about(most)),
    bias: 0,
  }
}

const DECAY = 0.9
const SQUARE_DECAY = 0.999

/** Adam for one array; `step` for a part of it, of which the gradient is taken and cleared. */
class Adam {
  readonly gradient: Float32Array
  readonly #values: Float32Array
  readonly #first: Float32Array
  readonly #second: Float32Array

  constructor(values: Float32Array) {
    this.#values = values
    this.gradient = new Float32Array(values.length)
    this.#first = new Float32Array(values.length)
    this.#second = new Float32Array(values.length)
  }

  step(rate: number, from = 0, to = this.#values.length): void {
    for (let i = from; i < to; i++) {
      const gradient = this.gradient[i]!
      this.gradient[i] = 0
      const first = this.#first[i]! + (1 - DECAY) * (gradient - this.#first[i]!)
      const second = this.#second[i]! + (1 - SQUARE_DECAY) * (gradient * gradient - this.#second[i]!)
      this.#first[i] = first
      this.#second[i] = second
      this.#values[i]! -= (rate * first) / (Math.sqrt(second) + 1e-8)
    }
  }
}

/** Among the places of a passage's words: the end of a paragraph, and a word that was dropped, which is still there but says nothing. */
const END = -1
const GONE = -2

type Lesson = { readonly places: Int32Array; readonly attack: boolean; readonly weight: number }

/** Learns what tells passages of attacks from others on top of what is known, from the same start to the same end every time. */
export function trainNetwork(
  passages: readonly Passage[],
  known: Learned,
  epochs: number,
  random: Random,
): Learned {
  const vocabulary = new Vocabulary(known.keys)
  const total = passages.reduce((sum, { weight }) => sum + weight, 0)
  const lessons = passages
    .filter(({ words }) => words.length > 0)
    .map(({ words, attack, weight }) => ({
      places: words
        .subarray(0, LONGEST)
        .map(hash => (hash === PARAGRAPH_END ? END : vocabulary.placeOf(hash))),
      attack,
      weight: (weight * passages.length) / total / BATCH,
    }))
  const learner = new Learner(known, random)
  const batches = Math.ceil(lessons.length / BATCH)
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(lessons)
    for (let batch = 0; batch < batches; batch++) {
      const left = 1 - (epoch * batches + batch) / (epochs * batches)
      learner.learn(lessons.slice(batch * BATCH, (batch + 1) * BATCH), left)
    }
  }
  return learner.learned
}

/** What multiply.wat exports. */
type Multiplier = { multiply(vector: number, rows: number, count: number, into: number): void }
const MULTIPLIER = await assemble(new URL('multiply.wat', import.meta.url))

/** A network in the making, and what is used again from passage to passage. */
class Learner {
  /** Vectors and filters are where they are multiplied. */
  readonly #network: Learned
  readonly #multiplier: Multiplier
  readonly #random: Random
  readonly #bias: Float32Array
  readonly #adams
  /** Where the products of each word are in `#products`, while a batch is learned in which it is. */
  readonly #indices: Int32Array
  readonly #products: Float32Array
  /** What each filter finds most of, and where. */
  readonly #most = new Float32Array(FILTERS)
  readonly #where = new Int32Array(FILTERS)
  /** Of the vectors of a passage's words. */
  readonly #sum = new Float64Array(DIMENSIONS)

  constructor(known: Learned, random: Random) {
    const sizes = [known.vectors.length, known.filters.length, BATCH * LONGEST * SUMS]
    const { exports, buffer } = startModule<Multiplier>(
      MULTIPLIER,
      Float32Array.BYTES_PER_ELEMENT * sizes.reduce((sum, size) => sum + size, 0),
    )
    let at = 0
    const [vectors, filters, products] = sizes.map(size => {
      const values = new Float32Array(buffer, at, size)
      at += values.byteLength
      return values
    }) as [Float32Array, Float32Array, Float32Array]
    vectors.set(known.vectors)
    filters.set(known.filters)
    const [biases, outputs, mean] = [known.biases.slice(), known.outputs.slice(), known.mean.slice()]
    const network = { ...known, vectors, filters, biases, outputs, mean }
    this.#network = network
    this.#multiplier = exports
    this.#products = products
    this.#bias = Float32Array.of(network.bias)
    this.#random = random
    this.#adams = {
      vectors: new Adam(vectors),
      filters: new Adam(filters),
      biases: new Adam(biases),
      outputs: new Adam(outputs),
      mean: new Adam(mean),
      bias: new Adam(this.#bias),
    }
    this.#indices = new Int32Array(vectors.length / DIMENSIONS).fill(-1)
  }

  get learned(): Learned {
    const { vectors, filters } = this.#network
    return { ...this.#network, vectors: vectors.slice(), filters: filters.slice(), bias: this.#bias[0]! }
  }

  /** One step, of as much of the rates as is left. */
  learn(batch: readonly Lesson[], left: number): void {
    const lessons = batch.map(lesson => ({
      ...lesson,
      places: lesson.places.map(place => (place >= 0 && this.#random.chance(WORD_DROPPED) ? GONE : place)),
    }))
    const seen = this.#multiply(lessons)
    for (const lesson of lessons) {
      const words = this.#look(lesson.places)
      if (words > 0) this.#correct(lesson, words)
    }
    for (const place of seen) {
      this.#indices[place] = -1
      this.#adams.vectors.step(VECTOR_RATE * left, place * DIMENSIONS, (place + 1) * DIMENSIONS)
    }
    for (const one of ['filters', 'biases', 'outputs', 'mean', 'bias'] as const)
      this.#adams[one].step(RATE * left)
  }

  /** Works out the products of the words of a batch, which are the same in all its passages, and returns their places. */
  #multiply(lessons: readonly Lesson[]): number[] {
    const { vectors, filters } = this.#network
    const seen: number[] = []
    for (const { places } of lessons)
      for (const place of places)
        if (place >= 0 && this.#indices[place] === -1) {
          this.#indices[place] = seen.length
          seen.push(place)
        }
    for (const [index, place] of seen.entries())
      this.#multiplier.multiply(
        vectors.byteOffset + place * DIMENSIONS * vectors.BYTES_PER_ELEMENT,
        filters.byteOffset,
        SUMS,
        this.#products.byteOffset + index * SUMS * this.#products.BYTES_PER_ELEMENT,
      )
    return seen
  }

  #productsOf(place: number): Float32Array {
    const from = this.#indices[place]! * SUMS
    return place < 0 ? NOTHING : this.#products.subarray(from, from + SUMS)
  }

  /** Lets the filters look at a passage, adds up its vectors, and returns how many words it has. */
  #look(places: Int32Array): number {
    const { vectors } = this.#network
    this.#most.fill(Number.NEGATIVE_INFINITY)
    this.#sum.fill(0)
    let words = 0
    let before: Float32Array = NOTHING
    let first: Float32Array = NOTHING
    for (const [at, place] of places.entries()) {
      if (place === END) {
        before = first = NOTHING
        continue
      }
      const last = this.#productsOf(place)
      find(this.#most, this.#where, at, last, before, first)
      first = before
      before = last
      words++
      for (let i = 0; place >= 0 && i < DIMENSIONS; i++) this.#sum[i]! += vectors[place * DIMENSIONS + i]!
    }
    return words
  }

  /** Says what the passage is by what is not dropped of all that was found, and adds what was wrong about that to the gradients. */
  #correct({ places, attack, weight }: Lesson, words: number): void {
    const { biases, outputs, mean } = this.#network
    const unit = meanUnit(words)
    let logit = this.#bias[0]!
    for (let filter = 0; filter < FILTERS; filter++) {
      const found = this.#random.chance(DROPPED)
        ? 0
        : Math.max(0, this.#most[filter]! + biases[filter]!) * REST
      this.#most[filter] = found
      logit += found * outputs[filter]!
    }
    for (let i = 0; i < DIMENSIONS; i++) {
      this.#sum[i]! *= this.#random.chance(DROPPED) ? 0 : unit * REST
      logit += this.#sum[i]! * mean[i]!
    }
    const error = (1 / (1 + Math.exp(-logit)) - (attack ? 1 : 0)) * weight
    this.#adams.bias.gradient[0]! += error
    for (let filter = 0; filter < FILTERS; filter++)
      if (this.#most[filter] !== 0) this.#correctFilter(filter, error, places)
    for (let i = 0; i < DIMENSIONS; i++) {
      if (this.#sum[i] === 0) continue
      this.#adams.mean.gradient[i]! += error * this.#sum[i]!
      const share = error * mean[i]! * unit * REST
      for (const place of places)
        if (place >= 0) this.#adams.vectors.gradient[place * DIMENSIONS + i]! += share
    }
  }

  /** Of the words where a filter found most, none counts that it does not look at, and none before the paragraph. */
  #correctFilter(filter: number, error: number, places: Int32Array): void {
    const { vectors, filters, outputs } = this.#network
    this.#adams.outputs.gradient[filter]! += error * this.#most[filter]!
    const share = error * outputs[filter]! * REST
    this.#adams.biases.gradient[filter]! += share
    for (let back = 0, at = this.#where[filter]!; back < ROWS.length && at >= 0; back++, at--) {
      const row = ROWS[back]![filter]!
      const place = places[at]!
      if (row < 0 || place === END) break
      if (place !== GONE) spread(this.#adams, share, row * DIMENSIONS, place * DIMENSIONS, filters, vectors)
    }
  }
}

/** Products of what stands before the first word. */
const NOTHING = new Float32Array(SUMS)

/** Raises what each filter found to what it finds in the words up to `at`, and remembers where. */
function find(
  most: Float32Array,
  where: Int32Array,
  at: number,
  last: Float32Array,
  before: Float32Array,
  first: Float32Array,
): void {
  for (let filter = 0; filter < FILTERS; filter++) {
    let found = last[filter]!
    if (filter >= OF_WIDTH) found += before[filter + 2 * OF_WIDTH]!
    if (filter >= 2 * OF_WIDTH) found += first[filter + 3 * OF_WIDTH]!
    if (found > most[filter]!) {
      most[filter] = found
      where[filter] = at
    }
  }
}

function spread(
  adams: { readonly filters: Adam; readonly vectors: Adam },
  share: number,
  row: number,
  word: number,
  filters: Float32Array,
  vectors: Float32Array,
): void {
  const { gradient: ofFilters } = adams.filters
  const { gradient: ofVectors } = adams.vectors
  for (let i = 0; i < DIMENSIONS; i++) {
    ofFilters[row + i]! += share * vectors[word + i]!
    ofVectors[word + i]! += share * filters[row + i]!
  }
}

const STEPS = 127

/** Signed bytes, and what a step of them is worth. */
function bytesOf(values: Float32Array): { bytes: Int8Array; step: number } {
  const step = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / STEPS
  return { bytes: Int8Array.from(values, value => Math.round(value / step)), step }
}

/** What is learned, as it is committed. */
export function roundedNetwork({ vectors, filters, ...others }: Learned): Network {
  const [ofVectors, ofFilters] = [vectors, filters].map(bytesOf)
  return {
    ...others,
    vectors: ofVectors!.bytes,
    vectorStep: ofVectors!.step,
    filters: ofFilters!.bytes,
    filterStep: ofFilters!.step,
  }
}

/** The network as `loadNetwork` reads it. */
export function packNetwork({ biases, outputs, mean, vectors, filters, ...others }: Network) {
  const { bias, vectorStep, filterStep } = others
  const bytes = Buffer.concat(
    [biases, outputs, mean, vectors, filters].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  )
  return { bytes, steps: { bias, vectorStep, filterStep } }
}
