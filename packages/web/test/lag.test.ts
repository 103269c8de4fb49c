import assert from 'node:assert/strict'
import { test } from 'node:test'
import { againAfter, missing, newest } from '../src/api/lag.ts'

const NOW = Date.parse('2026-01-31T10:00:00Z')
const lag = { events: 2, seconds: 3 }

test('what came in after the end of what was asked for is not missing', () => {
  assert.equal(missing(lag, NOW - 60_000, NOW), undefined)
  assert.equal(missing(lag, NOW - 3_000, NOW), undefined)
  assert.equal(missing(lag, NOW - 2_900, NOW), lag)
  assert.equal(missing(undefined, NOW, NOW), undefined)
})

test('what has no end lacks only what is older than a moment', () => {
  assert.equal(missing(lag, undefined, NOW), lag)
  assert.equal(missing({ events: 1, seconds: 0.4 }, undefined, NOW), undefined)
})

test('what was missing is asked for again soon, and less often the longer it takes', () => {
  assert.equal(againAfter(undefined), false)
  assert.equal(againAfter({ events: 1, seconds: 0.4 }), 1_500)
  assert.equal(againAfter({ events: 1, seconds: 10 }), 5_000)
  assert.equal(againAfter({ events: 1, seconds: 3_600 }), 30_000)
})

test('one event is, and two are', () => {
  assert.equal(newest({ events: 1, seconds: 0 }), 'newest event is')
  assert.equal(newest({ events: 2_000, seconds: 0 }), 'newest 2,000 events are')
})
