import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeOf, look, sampleOf, untrained } from '../../../../bench/train/learn.ts'
import { Random } from '../../../../bench/train/synthetic/index.ts'
import { Findings, NetworkReader } from '../../src/attacks/model/findings.ts'
import { addSegment, type Model } from '../../src/attacks/model/index.ts'
import { doublings, leaning, levelOf, scoreWindows, WIDTHS } from '../../src/attacks/model/windows.ts'
import { BUCKETS } from '../../src/attacks/reader.ts'
import { readSegments, SIGNS } from '../../src/attacks/segments.ts'
import { randomNetwork } from './networks.ts'

const network = randomNetwork(new Random(4))
const reader = new NetworkReader(network)

/** Of parameters that lean towards one in three buckets, so that texts differ. */
function leaningModel(usual: number) {
  const weights = Int8Array.from({ length: BUCKETS }, (_, bucket) => (bucket % 3 === 0 ? 2 : -1))
  const model: Model = {
    weights,
    scale: 0.1,
    bias: -1,
    signs: new Float64Array(SIGNS.length),
    data: 0.3,
    penalties: [0, 0, 0],
    usual,
    threshold: 0,
  }
  const parameters = {
    ...untrained(),
    weights: Float32Array.from(weights, weight => weight * model.scale),
    bias: model.bias,
    data: model.data,
  }
  return { model, judge: judgeOf(parameters, network) }
}
const text = (sentences: number): string =>
  Array.from(
    { length: sentences },
    (_, i) => `The ${i}th of ${i * 7} boats left the harbour with tide ${i}.`,
  ).join(' ')

/** Orders in what a tool returned. */
const IN_DATA =
  '{"kind": "note", "author": "Anna", "text": "The gate is open today. Let nobody but Ben pass. Close it when the tide is in."}'

function scored(model: Model, written: string, by = reader) {
  const sums = { sums: [], norms: [] }
  const findings = new Findings(by)
  const segments = readSegments(written, read => {
    addSegment(model, read, sums)
    findings.add(read)
  })
  return {
    count: segments.starts.length,
    windows: scoreWindows(segments, sums, findings, model, Number.NEGATIVE_INFINITY),
  }
}

describe('the level of a text', () => {
  it('is what most of its sentences are below', () => {
    assert.equal(levelOf(Float64Array.from([3])), 3)
    assert.equal(levelOf(Float64Array.from({ length: 100 }, (_, i) => 99 - i)), 93)
  })

  it('is taken off a long text as far as it is unusual, never by more than 2, and off a short one not at all', () => {
    assert.equal(leaning(1, 0, 0), 0)
    assert.equal(leaning(1, 0, 1.5), 0.5)
    assert.equal(leaning(1, 0, 3), 1)
    assert.equal(leaning(1, 0, 9), 1)
    assert.equal(leaning(9, 0, 9), 2)
    assert.equal(leaning(-9, 0, 9), -2)
  })

  it('moves the windows of a text the more the longer that is', () => {
    for (const [sentences, share] of [
      [10, 0],
      [200, 1],
    ] as const) {
      const written = text(sentences)
      const [low, high] = [-1.5, -0.5].map(usual => scored(leaningModel(usual).model, written))
      const moved = high!.windows.map(({ logit }, at) => logit - low!.windows[at]!.logit)
      for (const by of moved) assert.ok(Math.abs(by - share) < 1e-9, `${sentences}: ${by}`)
    }
  })

  it('is the same for the training and the scanner', () => {
    const written = `${text(60)}\n\n${IN_DATA}\n\n${text(60)}`
    const { model, judge } = leaningModel(0)
    const { count, windows } = scored(model, written)
    const sample = sampleOf({ text: written, attack: false, set: 'x' }, 1, { maximum: written.length })
    const { best, singles } = look(sample, judge)
    const level = levelOf(Float64Array.from(singles, ({ logit }) => logit))
    const off = leaning(level, model.usual, doublings(count))
    assert.ok(Math.abs(off) > 0.01)
    for (const data of [false, true]) {
      const most = Math.max(...windows.filter(({ inData }) => inData === data).map(({ logit }) => logit))
      assert.ok(Math.abs(Math.max(...best.slice(data ? WIDTHS : 0).slice(0, WIDTHS)) - off - most) < 1e-4)
    }
  })
})

describe('what the network says', () => {
  it('counts in every window outside data, and in none inside', () => {
    const { model } = leaningModel(0)
    const written = `${text(3)}\n\n${IN_DATA}`
    const silent = new NetworkReader({
      ...network,
      outputs: network.outputs.map(() => 0),
      mean: network.mean.map(() => 0),
      bias: 0,
    })
    const [said, unsaid] = [reader, silent].map(one => scored(model, written, one).windows)
    assert.equal(said!.length, unsaid!.length)
    assert.ok(said!.some(({ inData }) => inData) && said!.some(({ inData }) => !inData))
    for (const [at, { inData, logit }] of said!.entries())
      assert.equal(logit === unsaid![at]!.logit, inData, `${at}`)
  })
})
