import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { retryAfterMs } from '../../src/ship/backoff.ts'
import { splitBatch } from '../../src/ship/batch.ts'
import { outcomeOf } from '../../src/ship/outcome.ts'

const answerOf = (status: number, body: unknown, retryAfter?: string) => ({
  status,
  retryAfter,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

test('whatever a server answers is read, and takes a batch only when it accounts for every record of it', () => {
  const member = fc.oneof(fc.jsonValue(), fc.integer({ min: -3, max: 20 }))
  const body = fc.oneof(
    fc.string(),
    fc.jsonValue().map(value => JSON.stringify(value)),
    fc
      .record(
        { accepted: member, duplicates: member, errors: fc.jsonValue(), gap: member, error: member },
        { requiredKeys: [] },
      )
      .map(value => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), body, (status, text) => {
      const outcome = outcomeOf(answerOf(status, text), 5, 0)
      if (outcome.kind !== 'taken') return
      const { accepted, duplicates, errors } = JSON.parse(text) as Record<string, unknown>
      const given = typeof duplicates === 'number' ? duplicates : 0
      assert.equal(Number(accepted) + given + (errors as []).length, 5)
    }),
    { numRuns: 2_000 },
  )
})

for (const [status, kind] of [
  [200, 'taken'],
  [207, 'taken'],
  [408, 'later'],
  [425, 'later'],
  [429, 'later'],
  [500, 'later'],
  [503, 'later'],
  [301, 'barred'],
  [401, 'barred'],
  [403, 'barred'],
  [404, 'barred'],
  [421, 'barred'],
] as const)
  test(`${status} is ${kind}`, () => {
    const body = status < 300 ? { accepted: 3, duplicates: 0, errors: [] } : {}
    assert.equal(outcomeOf(answerOf(status, body), 3, 0).kind, kind)
  })

test('an answer that leaves records out takes none', () => {
  const body = { accepted: 2, duplicates: 0, errors: [] }
  assert.equal(outcomeOf(answerOf(200, body), 3, 0).kind, 'later')
})

test('Retry-After is seconds or a date', () => {
  const now = Date.UTC(2026, 0, 31, 12)
  assert.equal(retryAfterMs('7', now), 7_000)
  assert.equal(retryAfterMs('Sat, 31 Jan 2026 12:00:30 GMT', now), 30_000)
  assert.equal(retryAfterMs('Sat, 31 Jan 2026 11:00:00 GMT', now), 0)
  assert.equal(retryAfterMs('soon', now), undefined)
})

test('a batch is halved until single records stand under their own numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 40 }), fc.nat(1_000), (texts, sequence) => {
      const lines = texts.map(text => JSON.stringify(text))
      const split = (batch: Parameters<typeof splitBatch>[0]): [number, string][] =>
        batch.count === 1 ? [[batch.sequence, batch.body.toString()]] : splitBatch(batch).flatMap(split)
      assert.deepEqual(
        split({ sequence, count: lines.length, body: Buffer.from(lines.map(line => `${line}\n`).join('')) }),
        lines.map((line, i) => [sequence + i, `${line}\n`]),
      )
    }),
  )
})
