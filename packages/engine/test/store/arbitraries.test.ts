import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileFilter, parseQuery, printQuery } from '@tallystick/core'
import fc from 'fast-check'
import { eventPart, rowQuery, tableQuery } from './contract/arbitraries.ts'
import { completeEvent } from './contract/room.ts'

describe('the generated family of queries', () => {
  test('is in the language: each is what its text parses to', () => {
    fc.assert(
      fc.property(fc.oneof(rowQuery, tableQuery), query => {
        assert.deepEqual(parseQuery(printQuery(query)), query)
      }),
      { numRuns: 1_000 },
    )
  })

  test('meets the generated events: a third of the filters take some and not all of 25', () => {
    const parts = fc.sample(fc.array(eventPart, { minLength: 25, maxLength: 25 }), { numRuns: 20, seed: 1 })
    const scenes = parts.map(events => events.map((part, i) => completeEvent('t', i, part)))
    const queries = fc.sample(rowQuery, { numRuns: 500, seed: 2 })
    const telling = queries.filter((query, i) => {
      const events = scenes[i % scenes.length]!
      const found = events.filter(compileFilter(query.filter)).length
      return found > 0 && found < events.length
    })
    assert.ok(telling.length >= queries.length / 3, `${telling.length} of ${queries.length}`)
  })
})
