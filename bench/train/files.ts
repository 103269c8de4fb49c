import { brotliCompressSync } from 'node:zlib'
import type { Network } from '../../packages/firewall/src/attacks/model/network.ts'
import { SIGNS } from '../../packages/firewall/src/attacks/segments.ts'
import { type Parameters, quantise } from './learn.ts'
import { packNetwork } from './network.ts'
import type { WordVectors } from './vectors.ts'

/** `model/weights.ts`. */
export function weightsFile(
  model: Parameters & { threshold: number; penalties: readonly number[]; usual: number },
): string {
  const { weights, scale } = quantise(model)
  const parameters = {
    scale,
    bias: model.bias,
    signs: Object.fromEntries(SIGNS.map(({ id }, index) => [id, model.signs[index]!])),
    data: model.data,
    penalties: model.penalties,
    usual: model.usual,
    threshold: model.threshold,
  }
  return `/** Made by \`bench/train/attacks.ts\`; docs/model-card.md says from what. */
export const PARAMETERS: {
  readonly scale: number
  readonly bias: number
  readonly signs: Readonly<Record<string, number>>
  readonly data: number
  readonly penalties: readonly number[]
  readonly usual: number
  readonly threshold: number
} = ${JSON.stringify(parameters, null, 2)}

/** One signed byte for each bucket, most of them 0: brotli, in base64. */
export const WEIGHTS =
  '${brotliCompressSync(weights).toString('base64')}'
`
}

/** `model/vocabulary.ts`: the words that the network has vectors of, the most frequent first. */
export const vocabularyFile = ({ words }: WordVectors): string =>
  `/** Frequent words, folded: those that the network knows, and that letters which are written apart are parted into. Made by \`bench/train/attacks.ts\`. */
export const VOCABULARY =
  '${words.join(' ')}'
`

/** `model/classes.ts`: a line for each class. */
export const classesFile = (classes: readonly (readonly string[])[]): string =>
  `/** Words that stand among the same words, folded: a line for each class. Made by \`bench/train/attacks.ts\`. */
export const WORD_CLASSES = \`
${classes.map(words => words.join(' ')).join('\n')}
\`
`

/** `model/network-weights.ts`. */
export function networkFile(network: Network): string {
  const { bytes, steps } = packNetwork(network)
  return `/** Made by \`bench/train/attacks.ts\`; docs/model-card.md says from what. \`loadNetwork\` reads it. */
export const NETWORK = ${JSON.stringify(steps, null, 2)}

/** Brotli, in base64. */
export const NETWORK_BYTES =
  '${brotliCompressSync(bytes).toString('base64')}'
`
}
