import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openEngine, type StoreChoice } from '@tallystick/engine'
import { describeRecordStore } from '../../firewall/test/record/contract.ts'
import { sample } from '../../firewall/test/record/samples.ts'
import { engineRecords } from '../src/index.ts'
import { createScanning } from '../src/scans/scanning.ts'

async function open(store: StoreChoice) {
  const directory = mkdtempSync(join(tmpdir(), 'tally-engine-records-'))
  const engine = await openEngine(directory, { store })
  return {
    engine,
    store: engineRecords(engine, 'default'),
    settle: () => engine.flush(),
    dispose: async () => {
      await engine.close()
      rmSync(directory, { recursive: true })
    },
  }
}

for (const store of ['memory', 'sqlite'] as const)
  describeRecordStore(`the record of a server with ${store}`, () => open(store), {
    forgets: false,
    knowsIds: false,
  })

test('a record that the journal does not take is dropped, and whoever waits for it hears why', async () => {
  const { engine, store, dispose } = await open('memory')
  await engine.close()
  const record = sample()
  const appended = store.append(record)
  await assert.rejects(store.durable(record.id), { code: 'TALLY_JOURNAL_CLOSED' })
  assert.equal(await appended, 'dropped')
  await assert.rejects(store.durable(record.id), { code: 'TALLY_JOURNAL_CLOSED' })
  await dispose()
})

test('a scan whose record is not kept is not answered as if it were', async () => {
  const { engine, dispose } = await open('memory')
  const scanning = createScanning(engine, true)
  await scanning.run('default', 'a text', {})
  await engine.close()
  await assert.rejects(scanning.run('default', 'a text', {}), { code: 'TALLY_JOURNAL_CLOSED' })
  await dispose()
})
