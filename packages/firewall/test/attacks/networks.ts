import type { Random } from '../../../../bench/train/synthetic/index.ts'
import { DIMENSIONS, FILTERS, keysOf, type Network, OTHERS, SUMS } from '../../src/attacks/model/network.ts'

export const WORDS = 'the boat left harbour with tide open lock bread mill rain stone'.split(' ')

/** A network that has learned nothing, and says something else of each text. */
export function randomNetwork(random: Random): Network {
  const values = (count: number, most: number): Float32Array =>
    Float32Array.from({ length: count }, () => (random.below(2_001) / 1_000 - 1) * most)
  const bytes = (count: number): Int8Array => Int8Array.from({ length: count }, () => random.below(255) - 127)
  const keys = keysOf(WORDS)
  return {
    keys,
    vectors: bytes((keys.length + OTHERS) * DIMENSIONS),
    vectorStep: 1 / 127,
    filters: bytes(SUMS * DIMENSIONS),
    filterStep: 0.2 / 127,
    biases: values(FILTERS, 0.5),
    outputs: values(FILTERS, 0.2),
    mean: values(DIMENSIONS, 0.3),
    bias: -0.5,
  }
}
