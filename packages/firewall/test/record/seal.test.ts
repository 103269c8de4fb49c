import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  createSealer,
  openSqliteRecords,
  recordOf,
  sealerFromEnvironment,
  sealKeyOf,
} from '../../src/record/index.ts'
import type { ScanResult } from '../../src/types.ts'
import { sample } from './samples.ts'

const key = () => sealKeyOf(randomBytes(32).toString('base64'))
const reasons = sample().reasons!

describe('a sealed breakdown', () => {
  test('opens with its key, for its scan and its tenant, and otherwise not', () => {
    const current = key()
    const sealer = createSealer({ tenant: 'acme', current })
    const sealed = sealer.seal('scan-1', reasons)
    assert.deepEqual(sealer.open('scan-1', sealed), reasons)
    assert.ok(!sealed.includes('ssn') && !Buffer.from(sealed.split('.')[2]!, 'base64url').includes('ssn'))
    assert.throws(() => sealer.open('scan-2', sealed), { code: 'TALLY_SEAL_BROKEN' })
    const other = createSealer({ tenant: 'other', current })
    assert.throws(() => other.open('scan-1', sealed), { code: 'TALLY_SEAL_BROKEN' })
    assert.throws(() => createSealer({ tenant: 'acme', current: key() }).open('scan-1', sealed), {
      code: 'TALLY_SEAL_KEY',
    })
  })

  test('is another one each time', () => {
    const sealer = createSealer({ tenant: 'acme', current: key() })
    assert.equal(new Set(Array.from({ length: 100 }, () => sealer.seal('s', reasons))).size, 100)
  })

  test('does not open once any of its characters is another', () => {
    const sealer = createSealer({ tenant: 'acme', current: key() })
    const sealed = sealer.seal('s', reasons)
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...'aZ0-_.'), (at, character) => {
        const altered = sealed.slice(0, at) + character + sealed.slice(at + 1)
        // The last character of base64url may hold bits that nobody reads.
        const same = (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url').toString('hex')
        fc.pre(altered.slice(0, 20) !== sealed.slice(0, 20) || same(altered) !== same(sealed))
        assert.throws(() => sealer.open('s', altered), /do not open|sealed with key/)
      }),
    )
    for (const none of ['', 'v1', 'v1..', 'v2.0000000000000000.AAAA', `v1.${'0'.repeat(16)}.AAAA`])
      assert.throws(() => sealer.open('s', none), { code: 'TALLY_SEAL_BROKEN' })
  })

  test('opens after the key was changed, and is sealed anew under the new one', () => {
    const [old, now] = [key(), key()]
    const before = createSealer({ tenant: 't', current: old })
    const after = createSealer({ tenant: 't', current: now, former: [old] })
    const sealed = before.seal('s', reasons)
    assert.deepEqual(after.open('s', sealed), reasons)
    const resealed = after.reseal('s', sealed)!
    assert.deepEqual(createSealer({ tenant: 't', current: now }).open('s', resealed), reasons)
    assert.equal(after.reseal('s', resealed), undefined)
    assert.throws(() => before.reseal('s', resealed), { code: 'TALLY_SEAL_KEY' })
  })

  test('in a local file is sealed anew there, while the file is in use', async t => {
    const directory = mkdtempSync(join(tmpdir(), 'tally-seal-'))
    t.after(() => rmSync(directory, { recursive: true }))
    const store = openSqliteRecords({ file: join(directory, 'scans.db') })
    t.after(() => store.close())
    const [old, now] = [key(), key()]
    const before = createSealer({ tenant: 't', current: old })
    const after = createSealer({ tenant: 't', current: now, former: [old] })
    const record = (sealer: typeof before) => {
      const { id, created_at: _, ...rest } = sample(Date.now())
      return recordOf({ ...rest, id, reasons, findings: [] } as unknown as ScanResult, {
        environment: 'local',
        sealer,
      })
    }
    for (let i = 0; i < 700; i++) void store.append(record(before))
    for (let i = 0; i < 5; i++) void store.append(record(after))
    assert.equal(await store.reseal(after.reseal), 700)
    assert.equal(await store.reseal(after.reseal), 0)
    const alone = createSealer({ tenant: 't', current: now })
    for (const { id, encrypted_reasons } of await store.recent(1_000))
      assert.deepEqual(alone.open(id, encrypted_reasons!), reasons)
    await store.close()
    assert.ok(!readFileSync(join(directory, 'scans.db')).includes('nine digits'))
  })
})

describe('ENCRYPTION_KEY', () => {
  test('is the base64 of 32 bytes, or refused without being quoted', () => {
    const text = randomBytes(32).toString('base64')
    assert.equal(sealKeyOf(text).id, sealKeyOf(` ${text.replaceAll('+', '-').replaceAll('/', '_')}\n`).id)
    assert.notEqual(sealKeyOf(text).id, key().id)
    for (const bad of [
      'secret',
      randomBytes(31).toString('base64'),
      randomBytes(33).toString('base64'),
      `${text}=`,
    ])
      assert.throws(
        () => sealKeyOf(bad),
        (error: Error & { code?: string }) =>
          error.code === 'TALLY_ENCRYPTION_KEY' && !error.message.includes(bad),
      )
  })

  test('asks for encryption; with the former ones what they sealed still opens', () => {
    const [a, b] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
    assert.equal(sealerFromEnvironment({}, 't'), undefined)
    assert.equal(sealerFromEnvironment({ ENCRYPTION_KEY: '' }, 't'), undefined)
    const sealed = sealerFromEnvironment({ ENCRYPTION_KEY: a }, 't')!.seal('s', reasons)
    const after = sealerFromEnvironment({ ENCRYPTION_KEY: b, ENCRYPTION_KEY_FORMER: `, ${a}` }, 't')!
    assert.deepEqual(after.open('s', sealed), reasons)
    assert.throws(() => sealerFromEnvironment({ ENCRYPTION_KEY: b, ENCRYPTION_KEY_FORMER: 'x' }, 't'), {
      code: 'TALLY_ENCRYPTION_KEY',
      message: /ENCRYPTION_KEY_FORMER/,
    })
  })
})
