import { brotliDecompressSync } from 'node:zlib'
import {
  BUCKET_BITS,
  BUCKETS,
  CLASSES_KIND,
  DATA_KIND,
  LETTERS_KIND,
  type Read,
  SIGNS_KIND,
  WORDS_KIND,
} from '../reader.ts'
import { SIGNS } from '../segments.ts'
import { PARAMETERS, WEIGHTS } from './weights.ts'

/** How much a feature of each kind counts. */
export const VALUES = new Float64Array(5)
VALUES[LETTERS_KIND] = 1
VALUES[WORDS_KIND] = 2
VALUES[DATA_KIND] = 2
VALUES[SIGNS_KIND] = 2
VALUES[CLASSES_KIND] = 1

/** Added to every window's norm, so that a few words do not count as much as a page of them. */
const PRIOR_NORM = 60
/** From this norm on (some paragraphs) it is the mean that counts: a faint leaning would grow with the length of a text. */
const PAGE_NORM = 2_500

/** What a window's sum is multiplied by. */
export const unitOf = (norm: number): number =>
  norm < PAGE_NORM ? 1 / Math.sqrt(norm + PRIOR_NORM) : Math.sqrt(PAGE_NORM) / (norm + PRIOR_NORM)

export type Model = {
  /** One for each bucket. */
  readonly weights: Int8Array
  /** What one step of a weight is worth. */
  readonly scale: number
  readonly bias: number
  /** For each of `SIGNS`. */
  readonly signs: Float64Array
  /** When the window is inside data. */
  readonly data: number
  /** Taken off windows of each width for each doubling of a long text. */
  readonly penalties: readonly number[]
  /** Level of long harmless texts (`levelOf`). */
  readonly usual: number
  /** From where on a text is an attack. */
  readonly threshold: number
}

let committed: Model | undefined

/** The model that is committed, unpacked once for all scanners of a process. */
export function committedModel(): Model {
  committed ??= loadModel(PARAMETERS, WEIGHTS)
  return committed
}

/** Throws RangeError when weights are missing. */
export function loadModel(parameters: typeof PARAMETERS, weights: string): Model {
  const bytes = brotliDecompressSync(Buffer.from(weights, 'base64'))
  if (bytes.length !== BUCKETS) throw new RangeError('the weights of prompt attacks are not whole')
  return {
    ...parameters,
    weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    signs: Float64Array.from(SIGNS, sign => parameters.signs[sign.id] ?? 0),
  }
}

/** Each segment's share in a window's numerator and norm. */
export type Sums = { readonly sums: number[]; readonly norms: number[] }

export function addSegment(
  model: Model,
  { features, count }: Pick<Read, 'features' | 'count'>,
  into: Sums,
): void {
  const { weights } = model
  let sum = 0
  let norm = 0
  for (let i = 0; i < count; i++) {
    const feature = features[i] as number
    const value = VALUES[feature >> BUCKET_BITS] as number
    sum += (weights[feature & (BUCKETS - 1)] as number) * value
    norm += value * value
  }
  into.sums.push(sum * model.scale)
  into.norms.push(norm)
}
