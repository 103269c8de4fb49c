import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { ScanCache } from '../../src/record/index.ts'
import type { ScanResult } from '../../src/types.ts'

export type Clock = { readonly now: () => number; readonly advance: (seconds: number) => void }
export type CacheOptions = {
  readonly sessions: number
  readonly scansPerSession: number
  readonly queries: number
  readonly clock: Clock
}

export function resultOf(id: string): ScanResult {
  return {
    id,
    stage: 'input',
    score: 0.25,
    severity: 'Low',
    flags: ['email_address'],
    reasons: [],
    findings: [],
    outcome: 'flagged',
    action: 'redact',
    failures: [],
    input_hash: '00'.repeat(32),
    latency_ms: 1.5,
  }
}

/** What every cache does. */
export function describeScanCache(
  name: string,
  open: (
    options: CacheOptions,
  ) => Promise<{ readonly cache: ScanCache; readonly close?: () => Promise<void> }>,
): void {
  describe(`a cache in ${name}`, () => {
    let cache: ScanCache
    let clock: Clock
    let close: (() => Promise<void>) | undefined
    beforeEach(async () => {
      let now = Date.UTC(2026, 0, 31)
      clock = {
        now: () => now,
        advance: seconds => {
          now += seconds * 1_000
        },
      }
      ;({ cache, close } = await open({ sessions: 3, scansPerSession: 4, queries: 3, clock }))
    })
    afterEach(() => close?.())
    const ids = async (session: string, limit?: number) =>
      (await cache.getRecentScans(session, limit)).map(({ id }) => id)

    test('gives the results of a session, newest first, each as it was', async () => {
      for (const id of ['1', '2', '3']) await cache.cacheScanResult('s', resultOf(id))
      await cache.cacheScanResult('other', resultOf('9'))
      assert.deepEqual(await ids('s'), ['3', '2', '1'])
      assert.deepEqual(await ids('s', 2), ['3', '2'])
      assert.deepEqual(await ids('s', 0), [])
      assert.deepEqual(await ids('nobody'), [])
      assert.deepEqual(await cache.getRecentScans('other'), [resultOf('9')])
    })

    test('is not changed by what callers do to theirs', async () => {
      const mine = resultOf('1')
      await cache.cacheScanResult('s', mine)
      ;(mine.flags as string[]).push('x')
      const [given] = await cache.getRecentScans('s')
      ;(given!.flags as string[]).push('y')
      assert.deepEqual(await cache.getRecentScans('s'), [resultOf('1')])
    })

    test('keeps a session for an hour after its last result, and frequent answers for half an hour', async () => {
      await cache.cacheScanResult('s', resultOf('1'))
      await cache.cacheQuery('q', { rows: [1, null, 'x'] })
      clock.advance(1_799)
      assert.deepEqual(await cache.getQuery('q'), { rows: [1, null, 'x'] })
      clock.advance(1)
      assert.equal(await cache.getQuery('q'), undefined)
      await cache.cacheScanResult('s', resultOf('2'))
      clock.advance(3_599)
      assert.deepEqual(await ids('s'), ['2', '1'])
      clock.advance(1)
      assert.deepEqual(await ids('s'), [])
    })

    test('keeps things for as long as it is told', async () => {
      await cache.cacheScanResult('s', resultOf('1'), 10)
      await cache.cacheQuery('q', 7, 20)
      clock.advance(10)
      assert.deepEqual([await ids('s'), await cache.getQuery('q')], [[], 7])
      clock.advance(10)
      assert.equal(await cache.getQuery('q'), undefined)
      for (const ttl of [0, -1, Number.NaN]) {
        await assert.rejects(cache.cacheScanResult('s', resultOf('1'), ttl), RangeError)
        await assert.rejects(cache.cacheQuery('q', 1, ttl), RangeError)
      }
    })

    test('is bounded: the newest results, and what was used last', async () => {
      for (let i = 1; i <= 6; i++) await cache.cacheScanResult('a', resultOf(String(i)))
      assert.deepEqual(await ids('a'), ['6', '5', '4', '3'])
      for (const session of ['b', 'c']) await cache.cacheScanResult(session, resultOf('1'))
      await ids('a')
      await cache.cacheScanResult('d', resultOf('1'))
      assert.deepEqual([(await ids('a')).length, await ids('b')], [4, []])
      for (const query of ['1', '2', '3', '4']) await cache.cacheQuery(query, query)
      assert.deepEqual([await cache.getQuery('1'), await cache.getQuery('4')], [undefined, '4'])
    })

    test('counts what it keeps, and how it served', async () => {
      await cache.cacheScanResult('s', resultOf('1'))
      await cache.cacheScanResult('s', resultOf('2'))
      await cache.cacheScanResult('t', resultOf('3'), 5)
      await cache.cacheQuery('q', 1)
      await ids('s')
      await ids('nobody')
      await cache.getQuery('q')
      clock.advance(6)
      assert.deepEqual(await cache.getCacheStats(), {
        sessions: 1,
        scans: 2,
        queries: 1,
        hits: 2,
        misses: 1,
        evictions: 0,
      })
      await cache.clear()
      const { sessions, scans, queries } = await cache.getCacheStats()
      assert.deepEqual([sessions, scans, queries], [0, 0, 0])
    })
  })
}
