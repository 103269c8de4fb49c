import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openEngine } from '@tallystick/engine'
import { startServer } from '../src/index.ts'
import { bearer, openTestApp, type TestApp } from './support.ts'

let t: TestApp
before(async () => {
  t = await openTestApp()
})
after(() => t.dispose())

const rotate = (payload: object, headers: Record<string, string> = {}) =>
  t.send('POST', '/api/v1/keys/rotate', { payload, headers })

describe('rotating keys', () => {
  test('makes new versions of the own tenant, and records who did', async () => {
    const before = await t.engine.vault.current('acme', 'encrypt')
    const hash = await t.engine.vault.current('acme', 'hash')
    const { status, body, text } = await rotate({})
    assert.equal(status, 200, text)
    const [made, ...rest] = body.rotated as { tenant: string; id: string; purpose: string }[]
    assert.deepEqual([made?.tenant, made?.purpose, rest.length], ['acme', 'encrypt', 0])
    assert.notEqual(made?.id, before.id)
    assert.equal((await t.engine.vault.current('acme', 'encrypt')).id, made?.id)
    assert.equal((await t.engine.vault.current('acme', 'hash')).id, hash.id)
    assert.equal(((await rotate({ hash: true })).body.rotated as object[]).length, 2)
    assert.notEqual((await t.engine.vault.current('acme', 'hash')).id, hash.id)
    await t.engine.flush()
    const { events } = await t.engine.search('acme', 'stream:audit name:tenant_key.rotate', { order: 'asc' })
    assert.equal(events.length, 3)
    assert.deepEqual([events[0]?.entity_type, events[0]?.entity_id], ['tenant_key', made?.id])
    const secrets = (await t.engine.vault.versions('acme')).map(({ secret }) => Buffer.from(secret))
    for (const secret of secrets)
      for (const form of ['hex', 'base64', 'base64url'] as const)
        assert.ok(!`${text}${JSON.stringify(events)}`.includes(secret.toString(form)))
  })

  test('of other tenants, and of all, is for those who administer the instance', async () => {
    process.env.NEW_ENCRYPTION_KEY = randomBytes(32).toString('base64')
    try {
      for (const payload of [{ tenant: 'other' }, { all: true }, { to_env: 'NEW_ENCRYPTION_KEY' }])
        assert.equal((await rotate(payload)).status, 403, JSON.stringify(payload))
      const instance = bearer(await t.key('default'))
      await t.engine.vault.current('other', 'hash')
      const all = await rotate({ all: true }, instance)
      assert.deepEqual(
        (all.body.rotated as { tenant: string }[]).map(({ tenant }) => tenant),
        ['acme', 'other'],
      )
      assert.equal((await rotate({ tenant: 'none' }, instance)).body.error.code, 'TALLY_TENANT_NOT_FOUND')
      assert.equal((await rotate({ tenant: 'other', all: true }, instance)).status, 400)
      const rewrapped = await rotate({ to_env: 'NEW_ENCRYPTION_KEY' }, instance)
      assert.deepEqual([rewrapped.body.rotated, rewrapped.body.rewrapped], [[], ['acme', 'other']])
    } finally {
      delete process.env.NEW_ENCRYPTION_KEY
    }
  })

  test('reads no variable but one that says what it is', async () => {
    const instance = bearer(await t.key('default'))
    process.env.MY_SECRET = randomBytes(32).toString('base64')
    process.env.BAD_ENCRYPTION_KEY = 'hunter2'
    try {
      const codes: unknown[] = []
      for (const to_env of ['MY_SECRET', 'NO_ENCRYPTION_KEY', 'BAD_ENCRYPTION_KEY', 'lower']) {
        const { body, text } = await rotate({ to_env }, instance)
        assert.ok(!text.includes('hunter2'))
        codes.push(body.error.code)
      }
      assert.deepEqual(codes, [
        'TALLY_CONFIG_INVALID',
        'TALLY_CONFIG_INVALID',
        'TALLY_ENCRYPTION_KEY',
        'TALLY_REQUEST_INVALID',
      ])
    } finally {
      delete process.env.MY_SECRET
      delete process.env.BAD_ENCRYPTION_KEY
    }
  })
})

test('a server does not start with another ENCRYPTION_KEY than its keys are wrapped under', async t => {
  const directory = mkdtempSync(join(tmpdir(), 'tally-vault-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const key = randomBytes(32).toString('base64')
  const open = (encryptionKey?: string) => openEngine(directory, { store: 'memory', encryptionKey })
  const first = await open(key)
  const running = await startServer(first, { log: 'off', port: 0 })
  await first.vault.current('default', 'encrypt')
  await running.close()
  for (const wrong of [randomBytes(32).toString('base64'), undefined])
    await assert.rejects(startServer(await open(wrong), { log: 'off', port: 0 }), { code: 'TALLY_VAULT_KEY' })
  // The refusal closed the engine, and changed nothing.
  const again = await startServer(await open(key), { log: 'off', port: 0 })
  await again.close()
  assert.ok(!readFileSync(join(directory, 'keys', 'tenants', 'default.json'), 'utf8').includes(key))
})
