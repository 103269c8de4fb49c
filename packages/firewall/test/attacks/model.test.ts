import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { clusters } from '../../../../bench/train/duplicates.ts'
import { look, meanOf, quantise, rounded, sampleOf, train, untrained } from '../../../../bench/train/learn.ts'
import { Random, written } from '../../../../bench/train/synthetic/index.ts'
import { committedModel, loadModel } from '../../src/attacks/model/index.ts'
import { PARAMETERS } from '../../src/attacks/model/weights.ts'
import { BUCKETS } from '../../src/attacks/reader.ts'
import { SIGNS } from '../../src/attacks/segments.ts'

const TINY = { rounds: 2, epochs: 2, rate: 0.6, decay: 0.06 }

function trained(seed: number): { digest: string; parameters: ReturnType<typeof train> } {
  const random = new Random(seed)
  const samples = written(random, 8).map(row => sampleOf(row))
  const parameters = rounded(train(samples, random, TINY))
  const { weights, scale } = quantise(parameters)
  return {
    digest: createHash('sha256')
      .update(weights)
      .update(`${scale} ${parameters.bias} ${parameters.signs}`)
      .digest('hex'),
    parameters,
  }
}

describe('the model of prompt attacks', () => {
  it('has a weight for every bucket and every sign, none of them out of range', () => {
    const model = committedModel()
    assert.equal(model.weights.length, BUCKETS)
    assert.ok(model.weights.some(weight => weight > 0) && model.weights.some(weight => weight < 0))
    assert.deepEqual(Object.keys(PARAMETERS.signs).sort(), SIGNS.map(({ id }) => id).sort())
    for (const sign of model.signs) assert.ok(sign >= 0 && sign < 12)
    for (const value of [
      model.scale,
      model.bias,
      model.data,
      model.usual,
      model.threshold,
      ...model.penalties,
    ])
      assert.ok(Number.isFinite(value))
  })

  it('is a file of at most 700 KB', () => {
    assert.ok(statSync(new URL('../../src/attacks/model/weights.ts', import.meta.url)).size <= 700_000)
  })

  it('is refused when weights are missing', () => {
    assert.throws(
      () => loadModel(PARAMETERS, brotliCompressSync(Buffer.alloc(3)).toString('base64')),
      RangeError,
    )
  })

  it('comes out the same to the byte when it is trained again, and another from another seed', () => {
    const first = trained(5)
    assert.equal(trained(5).digest, first.digest)
    assert.notEqual(trained(6).digest, first.digest)
  })

  it('is the mean of those that are averaged', () => {
    const all = [1, 2, 6].map(value => {
      const p = untrained()
      p.weights[7] = value
      p.signs[0] = value
      return { ...p, bias: -value, data: value }
    })
    const { weights, signs, bias, data } = meanOf(all)
    assert.deepEqual(
      [weights[7], weights[8], signs[0], bias, data].map(value => Math.round(value! * 1e4) / 1e4),
      [3, 0, 3, -3, 3],
    )
    assert.equal(all[0]!.weights[7], 1)
  })

  it('learns to tell attacks from harmless texts', () => {
    const { parameters } = trained(5)
    const rows = written(new Random(77), 5)
    const mean = (attack: boolean): number => {
      const own = rows
        .filter(row => row.attack === attack)
        .map(row => look(sampleOf(row), parameters).best)
        .map(logits => Math.max(...logits))
      return own.reduce((sum, logit) => sum + logit, 0) / own.length
    }
    assert.ok(mean(true) > mean(false) + 2, `${mean(true)} ${mean(false)}`)
  })
})

describe('near duplicates', () => {
  const long =
    'It is a truth universally acknowledged that a single man in possession of a good fortune must be in want of a wife, however little known his views may be.'
  it('are put together, and others are not', () => {
    const [a, b, c] = clusters([
      long,
      `${long} Indeed.`,
      'The tide was low and the boats lay on the sand, and nobody was there to see them.',
    ])
    assert.equal(a, b)
    assert.notEqual(a, c)
  })
})
