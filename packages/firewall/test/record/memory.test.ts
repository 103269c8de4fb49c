import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemoryRecords } from '../../src/record/index.ts'
import { describeRecordStore } from './contract.ts'
import { NOON, sample } from './samples.ts'

describeRecordStore('memory', async () => ({ store: openMemoryRecords({ now: () => NOON }) }))

test('memory keeps the newest records that it has room for, and counts the others', async () => {
  const store = openMemoryRecords({ capacity: 3 })
  const records = [1, 2, 3, 4, 5].map(second => sample(NOON + second * 1_000))
  for (const record of records) await store.append(record)
  assert.deepEqual(
    (await store.recent(10)).map(({ id }) => id),
    records
      .slice(2)
      .reverse()
      .map(({ id }) => id),
  )
  assert.equal((await store.stats()).dropped, 2)
})
