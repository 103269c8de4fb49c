import { hashOf } from '../../packages/firewall/src/attacks/hash.ts'
import {
  DIMENSIONS,
  FILTERS,
  meanUnit,
  type Network,
  OF_WIDTH,
  OTHERS,
  SUMS,
  Vocabulary,
} from '../../packages/firewall/src/attacks/model/network.ts'
import { PARAGRAPH_END, SENTENCE_END } from '../../packages/firewall/src/attacks/reader.ts'
import type { Random } from './synthetic/index.ts'
import { WORD_DIMENSIONS, type WordVectors } from './vectors.ts'

/** Some words (`Read`) and what they are. */
export type Passage = { readonly words: Int32Array; readonly attack: boolean; readonly weight: number }

const EPOCHS = 6
const BATCH = 64
/** Of Adam (Kingma and Ba, 2015), going down to nothing; words that are known from elsewhere learn slower. */
const RATE = 2e-3
const VECTOR_RATE = 5e-4
/** Of a passage's findings, and of its words (Srivastava et al., 2014). */
const DROPPED = 0.5
const WORD_DROPPED = 0.1
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
function begin({ words, vectors }: WordVectors, random: Random): Network {
  const keys = Int32Array.from([SENTENCE_END, ...words.map(hashOf)])
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

/** Places of a passage's words; -1 for the end of a paragraph. */
const placesOf = (words: Int32Array, vocabulary: Vocabulary): Int32Array =>
  words.subarray(0, LONGEST).map(hash => (hash === PARAGRAPH_END ? -1 : vocabulary.placeOf(hash)))

/** Learns what tells passages of attacks from others, from the same start to the same end every time. */
export function trainNetwork(passages: readonly Passage[], known: WordVectors, random: Random): Network {
  const network = begin(known, random)
  const { vectors, filters, biases, outputs, mean } = network
  const bias = new Float32Array(1)
  const vocabulary = new Vocabulary(network.keys)
  const total = passages.reduce((sum, { weight }) => sum + weight, 0)
  const list = passages
    .filter(({ words }) => words.length > 0)
    .map(({ words, attack, weight }) => ({
      places: placesOf(words, vocabulary),
      attack,
      weight: (weight * passages.length) / total / BATCH,
    }))
  const adams = {
    vectors: new Adam(vectors),
    filters: new Adam(filters),
    biases: new Adam(biases),
    outputs: new Adam(outputs),
    mean: new Adam(mean),
    bias: new Adam(bias),
  }
  // Products of the words of a batch, which are the same in all its passages.
  const indices = new Int32Array(vectors.length / DIMENSIONS).fill(-1)
  let products = new Float32Array(0)
  const most = new Float32Array(FILTERS)
  const where = new Int32Array(FILTERS)
  const sum = new Float64Array(DIMENSIONS)
  const none = new Float32Array(SUMS)
  const batches = Math.ceil(list.length / BATCH)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    random.shuffle(list)
    for (let batch = 0; batch < batches; batch++) {
      const own = list.slice(batch * BATCH, (batch + 1) * BATCH).map(passage => ({
        ...passage,
        // A word that is dropped is still there, as one that says nothing.
        places: passage.places.map(place => (place >= 0 && random.chance(WORD_DROPPED) ? -2 : place)),
      }))
      const seen: number[] = []
      for (const { places } of own)
        for (const place of places)
          if (place >= 0 && indices[place] === -1) {
            indices[place] = seen.length
            seen.push(place)
          }
      if (products.length < seen.length * SUMS) products = new Float32Array(seen.length * SUMS * 2)
      for (const [index, place] of seen.entries())
        multiply(
          vectors.subarray(place * DIMENSIONS, (place + 1) * DIMENSIONS),
          filters,
          products.subarray(index * SUMS),
        )
      const productsOf = (place: number | undefined): Float32Array =>
        place === undefined || place < 0
          ? none
          : products.subarray(indices[place]! * SUMS, (indices[place]! + 1) * SUMS)
      for (const { places, attack, weight } of own) {
        most.fill(Number.NEGATIVE_INFINITY)
        sum.fill(0)
        let words = 0
        let before: Float32Array = none
        let first: Float32Array = none
        for (const [at, place] of places.entries()) {
          if (place === -1) {
            before = first = none
            continue
          }
          const last = productsOf(place)
          find(most, where, at, last, before, first)
          first = before
          before = last
          words++
          if (place < 0) continue
          for (let i = 0; i < DIMENSIONS; i++) sum[i]! += vectors[place * DIMENSIONS + i]!
        }
        if (words === 0) continue
        const unit = meanUnit(words)
        const kept = 1 / (1 - DROPPED)
        let logit = bias[0]!
        for (let filter = 0; filter < FILTERS; filter++) {
          const found = random.chance(DROPPED) ? 0 : Math.max(0, most[filter]! + biases[filter]!) * kept
          most[filter] = found
          logit += found * outputs[filter]!
        }
        for (let i = 0; i < DIMENSIONS; i++) {
          if (random.chance(DROPPED)) sum[i] = 0
          else sum[i]! *= unit * kept
          logit += sum[i]! * mean[i]!
        }
        const error = (1 / (1 + Math.exp(-logit)) - (attack ? 1 : 0)) * weight
        adams.bias.gradient[0]! += error
        for (let filter = 0; filter < FILTERS; filter++) {
          const found = most[filter]!
          if (found === 0) continue
          adams.outputs.gradient[filter]! += error * found
          const share = error * outputs[filter]! * kept
          adams.biases.gradient[filter]! += share
          for (let back = 0, at = where[filter]!; back < 3 && at >= 0; back++, at--) {
            const row = ROWS[back]![filter]!
            const place = places[at]!
            if (row < 0 || place === -1) break
            if (place >= 0) spread(adams, share, row * DIMENSIONS, place * DIMENSIONS, filters, vectors)
          }
        }
        for (let i = 0; i < DIMENSIONS; i++) {
          if (sum[i] === 0) continue
          adams.mean.gradient[i]! += error * sum[i]!
          const share = error * mean[i]! * unit * kept
          for (const place of places) if (place >= 0) adams.vectors.gradient[place * DIMENSIONS + i]! += share
        }
      }
      const left = 1 - (epoch * batches + batch) / (EPOCHS * batches)
      for (const place of seen) {
        indices[place] = -1
        adams.vectors.step(VECTOR_RATE * left, place * DIMENSIONS, (place + 1) * DIMENSIONS)
      }
      for (const one of ['filters', 'biases', 'outputs', 'mean', 'bias'] as const)
        adams[one].step(RATE * left)
    }
  }
  return { ...network, bias: bias[0]! }
}

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
export function packNetwork({ keys, vectors, filters, biases, outputs, mean, bias }: Network) {
  const small = [vectors, filters].map(bytesOf)
  const bytes = Buffer.concat(
    [keys, biases, outputs, mean, ...small.map(({ bytes }) => bytes)].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  )
  return { bytes, words: keys.length, bias, vectors: small[0]!.scale, filters: small[1]!.scale }
}

/** The network as rounding leaves it. */
export function roundedNetwork(network: Network): Network {
  const [vectors, filters] = [network.vectors, network.filters].map(values => {
    const { bytes, scale } = bytesOf(values)
    return Float32Array.from(bytes, value => value * scale)
  })
  return { ...network, vectors: vectors!, filters: filters! }
}
