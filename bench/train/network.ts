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
import { PARAGRAPH_END } from '../../packages/firewall/src/attacks/reader.ts'
import type { Random } from './synthetic/index.ts'
import { WORD_DIMENSIONS, type WordVectors } from './vectors.ts'

/** Some words (`Read`) and what they are. */
export type Passage = { readonly words: Int32Array; readonly attack: boolean; readonly weight: number }

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
export function beginNetwork({ words, vectors }: WordVectors, random: Random): Network {
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
  known: Network,
  epochs: number,
  random: Random,
): Network {
  const network = structuredClone(known)
  const vocabulary = new Vocabulary(network.keys)
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
  const learner = new Learner(network, random)
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

/** A network in the making, and what is used again from passage to passage. */
class Learner {
  readonly #network: Network
  readonly #random: Random
  readonly #bias: Float32Array
  readonly #adams
  /** Where the products of each word are in `#products`, while a batch is learned in which it is. */
  readonly #indices: Int32Array
  #products = new Float32Array(0)
  /** What each filter finds most of, and where. */
  readonly #most = new Float32Array(FILTERS)
  readonly #where = new Int32Array(FILTERS)
  /** Of the vectors of a passage's words. */
  readonly #sum = new Float64Array(DIMENSIONS)

  constructor(network: Network, random: Random) {
    const { vectors, filters, biases, outputs, mean } = network
    this.#network = network
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

  get learned(): Network {
    return { ...this.#network, bias: this.#bias[0]! }
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
    if (this.#products.length < seen.length * SUMS) this.#products = new Float32Array(seen.length * SUMS * 2)
    for (const [index, place] of seen.entries())
      multiply(
        vectors.subarray(place * DIMENSIONS, (place + 1) * DIMENSIONS),
        filters,
        this.#products.subarray(index * SUMS),
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

function multiply(vector: Float32Array, filters: Float32Array, products: Float32Array): void {
  for (let row = 0; row < SUMS; row++) {
    const from = row * DIMENSIONS
    let sum = 0
    for (let i = 0; i < DIMENSIONS; i++) sum += vector[i]! * filters[from + i]!
    products[row] = sum
  }
}

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
function bytesOf(values: Float32Array): { bytes: Int8Array; scale: number } {
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / STEPS
  return { bytes: Int8Array.from(values, value => Math.round(value / scale)), scale }
}

/** The network as `loadNetwork` reads it, with what a step of its vectors and filters is worth. */
export function packNetwork({ vectors, filters, biases, outputs, mean, bias }: Network) {
  const small = [vectors, filters].map(bytesOf)
  const bytes = Buffer.concat(
    [biases, outputs, mean, ...small.map(({ bytes }) => bytes)].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  )
  return { bytes, bias, vectors: small[0]!.scale, filters: small[1]!.scale }
}

/** The network as rounding leaves it. */
export function roundedNetwork(network: Network): Network {
  const [vectors, filters] = [network.vectors, network.filters].map(values => {
    const { bytes, scale } = bytesOf(values)
    return Float32Array.from(bytes, value => value * scale)
  })
  return { ...network, vectors: vectors!, filters: filters! }
}
