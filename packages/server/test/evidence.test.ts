import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { bearer, makeUser, openTestApp, type TestApp } from './support.ts'

type Verification = {
  readonly state: string
  readonly verdict: string | null
  readonly checked: number
  readonly total: number
  readonly problems: readonly { readonly message: string }[]
  readonly by: string
  readonly counts: { readonly verified: number } | null
}
type Evidence = {
  readonly tenant: string
  readonly verifier_key: string
  readonly ledger_size: number
  readonly events: number
  readonly unsealed: number
  readonly checkpoint: {
    readonly size: number
    readonly root: string
    readonly age_seconds: number
    readonly note: string
  } | null
  readonly last_verification: Verification | null
}

describe('evidence', () => {
  let test_: TestApp

  beforeEach(async () => {
    test_ = await openTestApp()
  })
  afterEach(() => test_.dispose())

  const evidence = async (headers: Record<string, string> = {}): Promise<Evidence> => {
    const { status, text } = await test_.send('GET', '/api/v1/evidence', { headers })
    assert.equal(status, 200, text)
    return JSON.parse(text) as Evidence
  }
  const verified = async (): Promise<Verification> => {
    const { status, text } = await test_.send('POST', '/api/v1/evidence/verify')
    assert.equal(status, 202, text)
    for (;;) {
      const { last_verification: last } = await evidence()
      if (last !== null && last.state !== 'running') return last
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  test('of a tenant without events is empty', async () => {
    const found = await evidence()
    assert.deepEqual(
      { ledger: found.ledger_size, events: found.events, checkpoint: found.checkpoint },
      { ledger: 0, events: 0, checkpoint: null },
    )
    assert.equal(found.last_verification, null)
  })

  test('names the checkpoint that was signed last, with its age', async () => {
    await test_.record({ message: 'one' }, { message: 'two' })
    const { tenant, ledger_size, events, unsealed, checkpoint, verifier_key } = await evidence()
    assert.deepEqual(
      { tenant, ledger_size, events, unsealed },
      { tenant: 'acme', ledger_size: 1, events: 2, unsealed: 0 },
    )
    assert.equal(checkpoint!.size, 1)
    assert.ok(checkpoint!.age_seconds >= 0 && checkpoint!.age_seconds < 60)
    assert.ok(checkpoint!.note.includes(checkpoint!.root))
    assert.equal(verifier_key, test_.engine.verifierKey)
  })

  test('a verification says that the record is whole, is kept, and is recorded', async () => {
    await test_.record(...Array.from({ length: 500 }, (_, i) => ({ message: `event ${i}` })))
    const last = await verified()
    assert.equal(last.verdict, 'verified')
    assert.ok(last.counts!.verified >= 500)
    assert.ok(last.checked >= last.total)
    assert.match(last.by, /^key:/)
    await test_.engine.flush()
    const { events } = await test_.engine.search('acme', 'stream:audit name:evidence*', { order: 'asc' })
    assert.deepEqual(
      events.map(({ name }) => name),
      ['evidence.verify', 'evidence.verified'],
    )
    assert.equal(events[1]!.attributes!.verdict, 'verified')
  })

  test('a line that was altered makes it say so, and where', async () => {
    await test_.record(...Array.from({ length: 50 }, (_, i) => ({ message: `event ${i}` })))
    const folder = join(test_.engine.directory, 'journal', 'acme')
    const path = join(folder, (await readdir(folder))[0]!)
    await writeFile(path, (await readFile(path, 'utf8')).replace('event 41', 'event 14'))
    const last = await verified()
    assert.equal(last.verdict, 'tampered')
    assert.ok(last.problems.length > 0)
    assert.ok(
      last.problems.every(({ message }) => !message.includes('event 14')),
      'no payload is told',
    )
  })

  test('is of the own tenant only, and for those who may verify', async () => {
    await test_.record({ message: 'of acme' })
    await verified()
    const other = await evidence(bearer(await test_.key('other')))
    assert.equal(other.tenant, 'other')
    assert.equal(other.events, 0)
    assert.equal(other.last_verification, null)
    const guest = await makeUser(test_.engine, 'acme', 'guest')
    for (const [method, url] of [
      ['GET', '/api/v1/evidence'],
      ['POST', '/api/v1/evidence/verify'],
    ] as const)
      assert.equal((await test_.send(method, url, guest)).status, 403)
    const auditor = await makeUser(test_.engine, 'acme', 'auditor')
    assert.equal((await test_.send('GET', '/api/v1/evidence', auditor)).status, 200)
  })
})
