import { chain } from '../../packages/firewall/src/attacks/hash.ts'
import { Findings, NetworkReader } from '../../packages/firewall/src/attacks/model/findings.ts'
import { unitOf, VALUES } from '../../packages/firewall/src/attacks/model/index.ts'
import type { Network } from '../../packages/firewall/src/attacks/model/network.ts'
import { LONGEST, visitWindows, WIDTHS, widthOf } from '../../packages/firewall/src/attacks/model/windows.ts'
import { BUCKET_BITS, BUCKETS } from '../../packages/firewall/src/attacks/reader.ts'
import { readSegments, SIGNS } from '../../packages/firewall/src/attacks/segments.ts'
import type { Random, Row } from './synthetic/index.ts'

/** A row as the scanner reads it: its features, one segment after the other. */
export type Sample = {
  readonly row: Row
  readonly features: Int32Array
  /** Where each segment's features begin; one more for the end. */
  readonly offsets: Int32Array
  readonly norms: Float64Array
  /** Hashes of words (`Read`), and where each segment's begin. */
  readonly words: Int32Array
  readonly wordOffsets: Int32Array
  readonly signs: number[]
  readonly inData: boolean[]
  weight: number
  /** The attack is somewhere inside a harmless text: the whole is none. */
  readonly buried: boolean
}

/** Characters of a row that are learned from. */
const MAX_LENGTH = 12_000

export function sampleOf(row: Row, weight = 1, { maximum = MAX_LENGTH, buried = false } = {}): Sample {
  const parts: number[] = []
  const offsets = [0]
  const norms: number[] = []
  const words: number[] = []
  const wordOffsets = [0]
  const { signs, inData } = readSegments(row.text.slice(0, maximum), read => {
    let norm = 0
    for (let i = 0; i < read.count; i++) {
      const feature = read.features[i]!
      const value = VALUES[feature >> BUCKET_BITS]!
      norm += value * value
      parts.push(feature)
    }
    offsets.push(parts.length)
    norms.push(norm)
    for (let i = 0; i < read.wordCount; i++) words.push(read.words[i]!)
    wordOffsets.push(words.length)
  })
  return {
    row,
    features: Int32Array.from(parts),
    offsets: Int32Array.from(offsets),
    norms: Float64Array.from(norms),
    words: Int32Array.from(words),
    wordOffsets: Int32Array.from(wordOffsets),
    signs,
    inData,
    weight,
    buried,
  }
}

/** Parameters in the making: as `Model`, not yet rounded. */
export type Parameters = { weights: Float32Array; signs: Float64Array; bias: number; data: number }

/** A model that is ready to judge. */
export type Judge = Parameters & { readonly reader?: NetworkReader }
export const judgeOf = (parameters: Parameters, network: Network): Judge => ({
  ...parameters,
  reader: new NetworkReader(network),
})

export const untrained = (): Parameters => ({
  weights: new Float32Array(BUCKETS),
  signs: new Float64Array(SIGNS.length),
  bias: -1,
  data: 0,
})

export type Example = {
  sample: Sample
  from: number
  to: number
  signs: number
  data: boolean
  weight: number
}

/** Log-odds of every window of a row, as the scanner computes them. */
function score(
  sample: Sample,
  p: Judge,
  visit: (from: number, to: number, signs: number, data: boolean, logit: number) => void,
): void {
  const count = sample.norms.length
  const sums = new Float64Array(count + 1)
  const norms = new Float64Array(count + 1)
  for (let segment = 0; segment < count; segment++) {
    let sum = 0
    for (let i = sample.offsets[segment]!; i < sample.offsets[segment + 1]!; i++) {
      const feature = sample.features[i]!
      sum += p.weights[feature & (BUCKETS - 1)]! * VALUES[feature >> BUCKET_BITS]!
    }
    sums[segment + 1] = sums[segment]! + sum
    norms[segment + 1] = norms[segment]! + sample.norms[segment]!
  }
  const findings = p.reader && findingsOf(sample, p.reader)
  visitWindows(sample, (from, to, signs, data) => {
    let logit = data ? 0 : (findings?.logitOf(from, to) ?? 0)
    logit += (sums[to]! - sums[from]!) * unitOf(norms[to]! - norms[from]!) + p.bias + (data ? p.data : 0)
    for (let rest = signs; rest !== 0; rest &= rest - 1) logit += p.signs[31 - Math.clz32(rest & -rest)]!
    visit(from, to, signs, data, logit)
  })
}

function findingsOf({ words, wordOffsets, norms }: Sample, reader: NetworkReader): Findings {
  const findings = new Findings(reader)
  for (let segment = 0; segment < norms.length; segment++) {
    const own = words.subarray(wordOffsets[segment], wordOffsets[segment + 1])
    findings.add({ words: own, wordCount: own.length })
  }
  return findings
}

/** Log-odds of the best window of each width, outside data and then inside, and of all single sentences, with whether they are inside. */
export function look(sample: Sample, p: Judge) {
  const best = Array.from({ length: 2 * WIDTHS }, () => Number.NEGATIVE_INFINITY)
  const singles: { logit: number; data: boolean }[] = []
  score(sample, p, (from, to, _signs, data, logit) => {
    const at = widthOf(to - from) + (data ? WIDTHS : 0)
    if (logit > best[at]!) best[at] = logit
    if (to - from === 1) singles.push({ logit, data })
  })
  return { best, singles }
}

/**
 * The windows to learn from. Somewhere in an attack is the attack: its best window so far, and the whole, unless it was put into a harmless
 * text. Nowhere in a harmless text is one: its worst windows so far, one by chance, and the whole (multiple instance learning; Andrews,
 * Tsochantaridis and Hofmann, 2002).
 */
export function examples(samples: readonly Sample[], p: Judge, round: number, random: Random): Example[] {
  const list: Example[] = []
  for (const sample of samples) {
    const windows: (Omit<Example, 'sample' | 'weight'> & { logit: number })[] = []
    score(sample, p, (from, to, signs, data, logit) => windows.push({ from, to, signs, data, logit }))
    const whole = windows.at(-1)
    // Where in a long text the attack is shows when something has been learned.
    if (whole === undefined || (sample.buried && round === 0)) continue
    const add = (window: Omit<Example, 'sample' | 'weight'>, share: number): void => {
      list.push({
        sample,
        from: window.from,
        to: window.to,
        signs: window.signs,
        data: window.data,
        weight: sample.weight * share,
      })
    }
    if (windows.length === 1 || round === 0) {
      add(whole, 1)
      continue
    }
    windows.pop()
    windows.sort((a, b) => b.logit - a.logit)
    if (sample.row.attack) {
      if (!sample.buried) add(whole, whole.to > LONGEST ? 0.2 : 0.4)
      add(windows[0]!, 0.6)
    } else {
      add(whole, 0.5)
      // A long text has many windows, and must not be flagged for any.
      for (const window of windows.slice(0, 1 + Math.ceil(sample.norms.length / 12))) add(window, 0.5)
      add(random.pick(windows), 0.3)
    }
  }
  return random.shuffle(list)
}

export type Training = {
  readonly rounds: number
  readonly epochs: number
  /** Of AdaGrad (Duchi, Hazan and Singer, 2011). */
  readonly rate: number
}

/** Signs are few, and learn faster than words. */
const SIGN_RATE = 5

/** Examples that are as good as learned are left alone: that takes half the time, and the weights do not grow for nothing. */
const LEARNED = 5e-3

export const TRAINING: Training = { rounds: 4, epochs: 3, rate: 0.6 }

/**
 * Half of an example's features are left out, drawn anew each time, so that an attack is not known by the few words that only its set has (Hinton et
 * al., 2012). The rest count for as much more.
 */
const REST = 2
const SALTS = 2 ** 31 - 1

/**
 * Puts the features of `[from, to)` that are not dropped into `kept`, and returns how many they are: half of them, the same wherever in an
 * example a feature stands. There is no branch, which would be guessed wrong half of the time.
 */
function keep(kept: Int32Array, features: Int32Array, from: number, to: number, salt: number): number {
  let count = 0
  for (let i = from; i < to; i++) {
    const feature = features[i]!
    kept[count] = feature
    count += chain(salt, feature) >>> 31
  }
  return count
}

/** In an epoch of the last round, for the mean. */
const SNAPSHOTS = 16

/**
 * Logistic regression by AdaGrad, from the same start to the same end every time. The mean over the last round is what is learned (Polyak and
 * Juditsky, 1992): it depends less on which rows came last.
 */
export function train(
  samples: readonly Sample[],
  random: Random,
  { rounds, epochs, rate }: Training = TRAINING,
): Parameters {
  const p = untrained()
  const { weights } = p
  const squares = new Float32Array(BUCKETS).fill(1e-3)
  const signSquares = new Float64Array(SIGNS.length).fill(1)
  let otherSquares = 1
  const mean = untrained()
  mean.bias = 0
  let snapshots = 0
  const kept = new Int32Array(1 + samples.reduce((most, { features }) => Math.max(most, features.length), 0))
  for (let round = 0; round < rounds; round++) {
    const list = examples(samples, p, round, random)
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const [index, { sample, from, to, signs, data, weight }] of list.entries()) {
        if (round === rounds - 1 && index % Math.ceil(list.length / SNAPSHOTS) === 0)
          approach(mean, p, 1 / ++snapshots)
        let norm = 0
        for (let segment = from; segment < to; segment++) norm += sample.norms[segment]!
        const unit = unitOf(norm)
        const first = sample.offsets[from]!
        const last = sample.offsets[to]!
        let logit = p.bias + (data ? p.data : 0)
        let sum = 0
        const count = keep(kept, sample.features, first, last, random.below(SALTS))
        for (let i = 0; i < count; i++) {
          const feature = kept[i]!
          sum += weights[feature & (BUCKETS - 1)]! * VALUES[feature >> BUCKET_BITS]!
        }
        for (let rest = signs; rest !== 0; rest &= rest - 1) logit += p.signs[31 - Math.clz32(rest & -rest)]!
        logit += sum * REST * unit
        const error = (1 / (1 + Math.exp(-logit)) - (sample.row.attack ? 1 : 0)) * weight
        if (Math.abs(error) < LEARNED) continue
        for (let i = 0; i < count; i++) {
          const feature = kept[i]!
          const bucket = feature & (BUCKETS - 1)
          const gradient = REST * error * unit * VALUES[feature >> BUCKET_BITS]!
          squares[bucket]! += gradient * gradient
          weights[bucket]! -= (rate * gradient) / Math.sqrt(squares[bucket]!)
        }
        for (let rest = signs; rest !== 0; rest &= rest - 1) {
          const sign = 31 - Math.clz32(rest & -rest)
          signSquares[sign]! += error * error
          // A sign speaks for an attack, or not at all.
          p.signs[sign] = Math.max(
            0,
            p.signs[sign]! - (SIGN_RATE * rate * error) / Math.sqrt(signSquares[sign]!),
          )
        }
        otherSquares += error * error
        p.bias -= (rate * error) / Math.sqrt(otherSquares)
        if (data) p.data -= (rate * error) / Math.sqrt(otherSquares)
      }
      random.shuffle(list)
    }
  }
  return mean
}

/** The model between models. */
export function meanOf([first, ...others]: readonly Parameters[]): Parameters {
  const mean = structuredClone(first!)
  for (const [at, other] of others.entries()) approach(mean, other, 1 / (at + 2))
  return mean
}

/** Moves `mean` towards `p` by a share of what they differ by. */
function approach(mean: Parameters, p: Parameters, share: number): void {
  for (let i = 0; i < BUCKETS; i++) mean.weights[i]! += share * (p.weights[i]! - mean.weights[i]!)
  for (let i = 0; i < SIGNS.length; i++) mean.signs[i]! += share * (p.signs[i]! - mean.signs[i]!)
  mean.bias += share * (p.bias - mean.bias)
  mean.data += share * (p.data - mean.data)
}

/** Weights that are kept: the rest are so small that they are noise, and room. */
const KEPT = 300_000
/** Of those, the share that no signed byte is too small for. */
const WITHIN = 0.9995

/** Rounds the largest weights to signed bytes and the others to nothing: what is committed. */
export function quantise(p: Parameters): { weights: Int8Array; scale: number } {
  const sizes = Float32Array.from(p.weights, Math.abs).sort().subarray(-KEPT)
  const least = sizes[0]!
  const scale = sizes[Math.floor(KEPT * WITHIN)]! / 127
  return {
    weights: Int8Array.from(p.weights, weight =>
      Math.abs(weight) < least ? 0 : Math.max(-127, Math.min(127, Math.round(weight / scale))),
    ),
    scale,
  }
}

/** In twentieths. */
export const coarse = (value: number): number => Math.round(value * 20) / 20

/** The parameters as rounding leaves them, so that thresholds are set for what is committed. */
export function rounded(p: Parameters): Parameters {
  const { weights, scale } = quantise(p)
  return {
    weights: Float32Array.from(weights, weight => weight * scale),
    signs: p.signs.map(coarse),
    bias: coarse(p.bias),
    data: coarse(p.data),
  }
}
