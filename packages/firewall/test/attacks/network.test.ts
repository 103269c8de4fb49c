import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import {
  beginNetwork,
  type Learned,
  type Passage,
  packNetwork,
  roundedNetwork,
  trainNetwork,
} from '../../../../bench/train/network.ts'
import { Random } from '../../../../bench/train/synthetic/index.ts'
import { WORD_DIMENSIONS, type WordVectors } from '../../../../bench/train/vectors.ts'
import { kernelFile } from '../../../../scripts/kernel.ts'
import { hashOf } from '../../src/attacks/hash.ts'
import { Findings, NetworkReader } from '../../src/attacks/model/findings.ts'
import {
  bent,
  committedNetwork,
  DIMENSIONS,
  FILTERS,
  loadNetwork,
  MOST_MOVED,
  meanUnit,
  type Network,
  OF_WIDTH,
  Vocabulary,
} from '../../src/attacks/model/network.ts'
import { PARAGRAPH_END, SENTENCE_END } from '../../src/attacks/reader.ts'
import { randomNetwork, WORDS } from './networks.ts'

/** What a network says of some words, by its definition: each filter at each word and those before it. */
function said(network: Network, words: readonly number[]): number {
  const { keys, vectors, filters, biases, outputs, mean, bias, vectorStep, filterStep } = network
  const vocabulary = new Vocabulary(keys)
  const product = (word: number | undefined, row: number): number => {
    if (word === undefined || word === PARAGRAPH_END) return 0
    const at = vocabulary.placeOf(word) * DIMENSIONS
    let sum = 0
    for (let i = 0; i < DIMENSIONS; i++) sum += vectors[at + i]! * filters[row * DIMENSIONS + i]!
    return sum * vectorStep * filterStep
  }
  const isWord = (at: number): boolean => words[at] !== PARAGRAPH_END
  let logit = bias
  for (let filter = 0; filter < FILTERS; filter++) {
    const width = 1 + Math.floor(filter / OF_WIDTH)
    let most = Number.NEGATIVE_INFINITY
    for (let at = 0; at < words.length; at++) {
      if (!isWord(at)) continue
      let sum = product(words[at], filter)
      if (width > 1) sum += product(words[at - 1], filter + 2 * OF_WIDTH)
      if (width > 2 && isWord(at - 1)) sum += product(words[at - 2], filter + 3 * OF_WIDTH)
      most = Math.max(most, sum)
    }
    logit += Math.max(0, most + biases[filter]!) * outputs[filter]!
  }
  const known = words.filter((_, at) => isWord(at))
  const own = known.map(word => {
    const at = vocabulary.placeOf(word) * DIMENSIONS
    return vectorStep * mean.reduce((sum, value, i) => sum + value * vectors[at + i]!, 0)
  })
  return bent(logit + own.reduce((sum, value) => sum + value, 0) * meanUnit(known.length))
}

const near = (actual: number, expected: number, by = 1e-2): void =>
  assert.ok(Math.abs(actual - expected) < by, `${actual}, not ${expected}`)

function segmentsOf(random: Random, count: number): number[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: random.below(9) }, () =>
      random.chance(0.1)
        ? PARAGRAPH_END
        : random.chance(0.1)
          ? SENTENCE_END
          : random.chance(0.2)
            ? hashOf(`unheard${random.below(50)}`)
            : hashOf(random.pick(WORDS)),
    ),
  )
}

function findingsOf(reader: NetworkReader, segments: readonly (readonly number[])[]): Findings {
  const findings = new Findings(reader)
  for (const words of segments) findings.add({ words: Int32Array.from(words), wordCount: words.length })
  return findings
}

describe('a network over words', () => {
  const random = new Random(11)
  const network = randomNetwork(random)
  const reader = new NetworkReader(network)

  it('says of a text what its filters come to at one, two and three words in a row', () => {
    for (let round = 0; round < 40; round++) {
      const segments = segmentsOf(random, 1 + random.below(6))
      near(findingsOf(reader, segments).logitOf(0, segments.length), said(network, segments.flat()))
    }
    near(findingsOf(reader, [[]]).logitOf(0, 1), bent(-0.5))
  })

  it('stays at the bounds of its numbers where a filter finds more than they hold', () => {
    const one = (value: number): NetworkReader =>
      new NetworkReader({
        ...network,
        vectors: network.vectors.map(() => 127),
        vectorStep: 1,
        filters: network.filters.map(() => value),
        filterStep: 1,
        biases: network.biases.map(() => 1),
        outputs: network.outputs.map(() => 1e-3),
        mean: network.mean.map(() => 0),
        bias: 0,
      })
    const words = [[hashOf('boat'), hashOf('rain'), hashOf('lock')]]
    // 32 in each of 192 filters, or nothing.
    near(findingsOf(one(127), words).logitOf(0, 1), bent(32 * 192 * 1e-3))
    near(findingsOf(one(-127), words).logitOf(0, 1), 0)
  })

  it('tells two texts apart that are asked about in turn', () => {
    const texts = [segmentsOf(random, 9), segmentsOf(random, 9)]
    const [first, second] = texts.map(segments => findingsOf(reader, segments))
    const expected = texts.map(segments => findingsOf(reader, segments).logitOf(2, 7))
    assert.notEqual(expected[0], expected[1])
    for (let round = 0; round < 3; round++)
      assert.deepEqual([first!.logitOf(2, 7), second!.logitOf(2, 7)], expected)
  })

  it('reads a paragraph as if the text began with it', () => {
    const own = segmentsOf(random, 3).map(words => words.filter(word => word !== PARAGRAPH_END))
    const alone = findingsOf(reader, own)
    const after = findingsOf(reader, [[hashOf('harbour'), hashOf('boat'), PARAGRAPH_END], ...own])
    for (let at = 0; at < own.length; at++)
      near(after.logitOf(at + 1, at + 2), alone.logitOf(at, at + 1), 1e-9)
  })

  it('takes the mean of 32 segments at a time in long texts', () => {
    const findings = findingsOf(reader, segmentsOf(random, 70))
    const runs = [findings.logitOf(0, 32), findings.logitOf(32, 64), findings.logitOf(38, 70)]
    near(findings.logitOf(0, 70), runs.reduce((sum, logit) => sum + logit, 0) / 3)
  })

  it('reads again what it no longer holds of a very long text', () => {
    const own = segmentsOf(random, 40)
    const rain = (count: number): number[][] => Array.from({ length: count }, () => [hashOf('rain')])
    const [long, begin, end] = [[...own, ...rain(17_000)], own, rain(90)].map(some =>
      findingsOf(reader, some),
    )
    near(long!.logitOf(17_000, 17_030), end!.logitOf(40, 70), 1e-9)
    for (const [from, to] of [
      [3, 35],
      [39, 40],
      [5, 9],
    ] as const)
      assert.equal(long!.logitOf(from, to), begin!.logitOf(from, to))
    near(long!.logitOf(17_000, 17_030), end!.logitOf(40, 70), 1e-9)
  })

  it('moves the model by no more than it may', () => {
    for (const logit of [-1e6, -50, 50, 1e6]) assert.ok(Math.abs(bent(logit)) <= MOST_MOVED)
    assert.equal(bent(0), 0)
  })
})

describe('the network that is committed', () => {
  it('is whole, and a file of at most 900 KB', () => {
    const { keys, vectors, filters, biases, outputs, mean, bias } = committedNetwork()
    assert.ok(keys.length > 8_000)
    assert.equal(new Set(keys).size, keys.length)
    for (const values of [vectors, filters, biases, outputs, mean, [bias]]) {
      assert.ok(values.every(Number.isFinite))
      assert.ok(values.some(value => value !== 0))
    }
    const file = new URL('../../src/attacks/model/network-weights.ts', import.meta.url)
    assert.ok(statSync(file).size <= 900_000)
  })

  it('is packed and loaded as it was, and refused when bytes are missing', () => {
    const network = randomNetwork(new Random(3))
    const { bytes, steps } = packNetwork(network)
    const packed = (some: Uint8Array): string => brotliCompressSync(some).toString('base64')
    assert.deepEqual(loadNetwork(network.keys, steps, packed(bytes)), network)
    assert.throws(() => loadNetwork(network.keys, steps, packed(bytes.subarray(1))), RangeError)
  })

  it('is read by the kernel of which the text is there', async () => {
    const file = new URL('../../src/attacks/model/kernel.ts', import.meta.url)
    assert.equal(readFileSync(file, 'utf8'), await kernelFile())
  })
})

/** Of few words, each unlike the others. */
function fewVectors(): WordVectors {
  const random = new Random(5)
  const vectors = Float64Array.from(
    { length: WORDS.length * WORD_DIMENSIONS },
    () => random.below(2_001) / 1_000 - 1,
  )
  return { words: WORDS, counts: WORDS.map(() => 9), vectors }
}

/** Attacks are those in which "lock" stands right behind "open". */
function passages(random: Random, count: number): Passage[] {
  return Array.from({ length: count }, (_, at) => {
    const attack = at % 2 === 0
    const words = Array.from({ length: 3 + random.below(6) }, () =>
      random.pick(WORDS.filter(word => word !== 'open' && word !== 'lock')),
    )
    if (attack) words.splice(random.below(words.length), 0, 'open', 'lock')
    else words.splice(random.below(words.length), 0, 'lock', 'open')
    return { words: Int32Array.from(words, hashOf), attack, weight: 1 }
  })
}

describe('the training of a network', () => {
  const learned = (seed: number): Learned => {
    const random = new Random(seed)
    const known = beginNetwork(fewVectors(), random)
    return trainNetwork(passages(random, 900), known, 6, random)
  }
  const digest = (learned: Learned): string => {
    const { bytes, steps } = packNetwork(roundedNetwork(learned))
    return createHash('sha256').update(bytes).update(JSON.stringify(steps)).digest('hex')
  }
  const first = learned(1)

  it('learns in which order words stand', () => {
    const reader = new NetworkReader(roundedNetwork(first))
    let right = 0
    const others = passages(new Random(77), 200)
    for (const { words, attack } of others) {
      const findings = new Findings(reader)
      findings.add({ words, wordCount: words.length })
      if (findings.logitOf(0, 1) > 0 === attack) right++
    }
    assert.ok(right > 180, `${right} of ${others.length}`)
  })

  it('goes on from what is known, and leaves that as it was', () => {
    const before = digest(first)
    const random = new Random(9)
    const further = trainNetwork(passages(random, 60), { ...first, bias: 3 }, 1, random)
    assert.equal(digest(first), before)
    assert.notEqual(digest(further), before)
    const moved = further.vectors.filter((value, at) => Math.abs(value - first.vectors[at]!) > 0.1)
    assert.equal(moved.length, 0)
    assert.ok(Math.abs(further.bias - 3) < 0.1, `${further.bias}`)
  })

  it('comes out the same to the byte when it is done again, and another from another seed', () => {
    assert.equal(digest(learned(1)), digest(first))
    assert.notEqual(digest(learned(2)), digest(first))
  })
})
