import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryCache } from '../../src/record/index.ts'
import { describeScanCache, resultOf } from './cache-contract.ts'

describeScanCache('memory', async ({ clock, ...bounds }) => ({
  cache: createMemoryCache({ ...bounds, now: clock.now }),
}))

test('what is over makes room before anything is evicted', async () => {
  let now = 0
  const cache = createMemoryCache({ sessions: 2, now: () => now })
  await cache.cacheScanResult('short', resultOf('1'), 1)
  await cache.cacheScanResult('long', resultOf('2'))
  await cache.getRecentScans('short')
  now = 2_000
  await cache.cacheScanResult('new', resultOf('3'))
  assert.equal((await cache.getRecentScans('long')).length, 1)
  assert.equal((await cache.getCacheStats()).evictions, 0)
})
