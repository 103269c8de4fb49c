import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { ErrorCode } from '@tallystick/core'
import { permissionsOfKey, permissionsOfUser } from '../src/access/index.ts'
import { CONTROL_FILE, openControlStore } from '../src/control/index.ts'
import { createTurns } from '../src/control/turns.ts'
import { systemClock } from '../src/ports/clock.ts'
import type { ControlStore, Grant, Role } from '../src/ports/control-store.ts'

const coded = (code: ErrorCode) => ({ name: 'TallyError', code })
const RIGHT = 'correct horse'

let directory: string
let now: number
const opened: ControlStore[] = []

/** A store with cheap passwords; `cost` is asked for where time matters. */
const open = async (passwordCost = 4) => {
  const clock = { ...systemClock, now: () => now }
  const store = await openControlStore(directory, { clock, passwordCost })
  opened.push(store)
  return store
}
const withAda = async (cost?: number) => {
  const store = await open(cost)
  await store.createTenant('acme')
  await store.createUser({ name: 'ada', tenant: 'acme', role: 'auditor', password: RIGHT })
  return store
}
/** Verifies, and says whether that cost a check of the password. */
const verify = async (store: ControlStore, name: string, password: string) => {
  let checks = 0
  const user = await store.verifyUser(name, password, () => {
    checks++
  })
  return [user?.name, checks]
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tally-users-'))
  now = Date.UTC(2026, 0, 31, 12)
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(directory, { recursive: true })
})

describe('users', () => {
  test('are made, listed by tenant, changed and deleted', async () => {
    const store = await withAda()
    await store.createTenant('other')
    const made = await store.createUser({
      name: 'bob@example.org',
      tenant: 'other',
      role: 'guest',
      grants: ['export', 'ingest', 'export'],
      password: 'another password',
    })
    assert.deepEqual(made, {
      name: 'bob@example.org',
      tenant: 'other',
      role: 'guest',
      grants: ['ingest', 'export'],
      created: '2026-01-31T12:00:00.000Z',
    })
    assert.deepEqual(await store.user('bob@example.org'), made)
    assert.deepEqual(
      (await store.users()).map(({ name }) => name),
      ['ada', 'bob@example.org'],
    )
    assert.deepEqual(await store.users('other'), [made])
    now += 1_000
    const changed = await store.changeUser('ada', { role: 'operator', grants: ['export'], disabled: true })
    assert.deepEqual(
      [changed.role, changed.grants, changed.disabled],
      ['operator', ['export'], '2026-01-31T12:00:01.000Z'],
    )
    now += 1_000
    assert.equal((await store.changeUser('ada', { disabled: true })).disabled, '2026-01-31T12:00:01.000Z')
    assert.equal((await store.changeUser('ada', { disabled: false })).disabled, undefined)
    await store.deleteUser('ada')
    assert.equal(await store.user('ada'), undefined)
    for (const attempt of [store.deleteUser('ada'), store.changeUser('ada', {})])
      await assert.rejects(attempt, coded('TALLY_USER_NOT_FOUND'))
  })

  test('are refused with a reason: name, tenant, role, grants, password', async () => {
    const store = await withAda()
    const make = (part: object) =>
      store.createUser({ name: 'eve', tenant: 'acme', role: 'guest', password: RIGHT, ...part })
    for (const name of ['', 'Eve', 'a:b', 'a b', '-a', 'x'.repeat(129), 'é', 5 as never])
      await assert.rejects(make({ name }), coded('TALLY_USER_INVALID'), String(name))
    for (const password of ['short', 'x'.repeat(257), 'line\nfeed here', 'nul\0 is inside'])
      await assert.rejects(make({ password }), coded('TALLY_PASSWORD_INVALID'), JSON.stringify(password))
    await assert.rejects(make({ name: 'ada' }), coded('TALLY_USER_EXISTS'))
    await assert.rejects(make({ tenant: 'nobody' }), coded('TALLY_TENANT_NOT_FOUND'))
    await assert.rejects(make({ role: 'root' }), coded('TALLY_REQUEST_INVALID'))
    await assert.rejects(make({ grants: ['admin'] }), coded('TALLY_REQUEST_INVALID'))
    await assert.rejects(store.changeUser('ada', { password: 'short' }), coded('TALLY_PASSWORD_INVALID'))
    await assert.rejects(store.changeUser('ada', { role: 'root' as Role }), coded('TALLY_REQUEST_INVALID'))
    assert.deepEqual(await verify(store, 'ada', RIGHT), ['ada', 1])
  })

  test('of one name made by two connections at once exist once', async () => {
    const stores = [await withAda(), await open()]
    const results = await Promise.allSettled(
      stores.map(store => store.createUser({ name: 'eve', tenant: 'acme', role: 'guest', password: RIGHT })),
    )
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  test('have a password that no file holds', async () => {
    const store = await withAda(17)
    await store.close()
    const bytes = readFileSync(join(directory, CONTROL_FILE)).toString('latin1')
    assert.ok(!bytes.includes(RIGHT))
    assert.match(bytes, /\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}/)
    assert.equal((await (await open()).verifyUser('ada', RIGHT))?.name, 'ada')
  })
})

describe('a password', () => {
  test('is right only whole, and in whatever form its accents are typed', async () => {
    const store = await withAda()
    await store.changeUser('ada', { password: 'pâtisserie' })
    assert.deepEqual(await verify(store, 'ada', 'pâtisserie'.normalize('NFD')), ['ada', 1])
    for (const wrong of ['', 'patisserie', 'pâtisserie ', 'PÂTISSERIE', 'pâtisserie\0'])
      assert.deepEqual(await verify(store, 'ada', wrong), [undefined, 1], wrong)
    assert.deepEqual(await verify(store, 'nobody', 'pâtisserie'), [undefined, 1])
  })

  test('that was right is not checked again for five minutes', async () => {
    const store = await withAda()
    assert.deepEqual(await verify(store, 'ada', RIGHT), ['ada', 1])
    assert.deepEqual(await verify(store, 'ada', RIGHT), ['ada', 0])
    assert.deepEqual(await verify(store, 'ada', 'wrong password'), [undefined, 1])
    now += 5 * 60_000 - 1
    assert.deepEqual(await verify(store, 'ada', RIGHT), ['ada', 0])
    now += 1
    assert.deepEqual(await verify(store, 'ada', RIGHT), ['ada', 1])
  })

  test('is checked once for many requests that come at the same time', async () => {
    const store = await withAda(10)
    let checks = 0
    const users = await Promise.all(
      Array.from({ length: 50 }, () =>
        store.verifyUser('ada', RIGHT, () => {
          checks++
        }),
      ),
    )
    assert.equal(users.filter(user => user?.name === 'ada').length, 50)
    assert.equal(checks, 1)
  })

  for (const [what, change] of [
    ['changed', (store: ControlStore) => store.changeUser('ada', { password: 'a new password' })],
    ['taken from a disabled user', (store: ControlStore) => store.changeUser('ada', { disabled: true })],
    ['taken from a deleted user', (store: ControlStore) => store.deleteUser('ada')],
  ] as const)
    test(`that is ${what} is refused at once, also where it was remembered, also when another process did it`, async () => {
      const [here, there] = [await withAda(), await open()]
      await verify(here, 'ada', RIGHT)
      await verify(there, 'ada', RIGHT)
      await change(there)
      assert.deepEqual(await verify(there, 'ada', RIGHT), [undefined, 1])
      assert.deepEqual(await verify(here, 'ada', RIGHT), [undefined, 1])
    })

  test('of a user disabled while it is checked is refused', async () => {
    const store = await withAda(14)
    const pending = store.verifyUser('ada', RIGHT)
    await store.changeUser('ada', { disabled: true })
    assert.equal(await pending, undefined)
  })

  test('a new role holds with the next request', async () => {
    const store = await withAda()
    await verify(store, 'ada', RIGHT)
    await (await open()).changeUser('ada', { role: 'guest' })
    assert.equal((await store.verifyUser('ada', RIGHT))?.role, 'guest')
  })

  test('that is refused before it is checked costs nothing', async () => {
    const store = await withAda()
    const refusal = new Error('too many')
    const refuse = () => {
      throw refusal
    }
    await assert.rejects(store.verifyUser('ada', RIGHT, refuse), error => error === refusal)
    assert.deepEqual(await verify(store, 'ada', RIGHT), ['ada', 1])
  })

  test('takes as long to refuse for an unknown or disabled user as for a known one', async () => {
    const store = await withAda(14)
    await store.createUser({ name: 'off', tenant: 'acme', role: 'guest', password: RIGHT })
    await store.changeUser('off', { disabled: true })
    // In CPU time, and the least of several: what else the machine does only ever adds.
    const fastest = async (name: string) => {
      let best = Number.POSITIVE_INFINITY
      for (let i = 0; i < 7; i++) {
        const started = process.cpuUsage()
        await store.verifyUser(name, `wrong password ${i}`)
        const { user, system } = process.cpuUsage(started)
        best = Math.min(best, user + system)
      }
      return best
    }
    const [known, unknown, disabled] = [await fastest('ada'), await fastest('nobody'), await fastest('off')]
    for (const other of [unknown, disabled])
      assert.ok(other > known / 2 && other < known * 2, `${known} ${unknown} ${disabled}`)
  })

  test('checks that find too many waiting are refused, not queued for ever', async () => {
    const store = await withAda(12)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) => store.verifyUser('ada', `wrong password ${i}`)),
    )
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    assert.equal(refused.length, 60 - 18)
    assert.ok(refused.every(one => one.status === 'rejected' && one.reason.code === 'TALLY_AUTH_BUSY'))
    assert.deepEqual(await verify(store, 'ada', RIGHT), ['ada', 1])
  })
})

test('turns run in their order, a few at a time, whatever becomes of them', async () => {
  const turns = createTurns(2, 2)
  const log: string[] = []
  let open = 0
  const work = (name: string) =>
    turns.take(async () => {
      open++
      assert.ok(open <= 2)
      await new Promise(resolve => setTimeout(resolve, 1))
      open--
      log.push(name)
      if (name === 'b') throw new Error(name)
    })
  const taken = ['a', 'b', 'c', 'd', 'e'].map(work)
  assert.equal(taken[4], undefined)
  await Promise.allSettled(taken)
  assert.deepEqual(log, ['a', 'b', 'c', 'd'])
  assert.notEqual(work('f'), undefined)
})

test('permissions follow from role, grants and scopes', () => {
  const of = (role: Role, ...grants: Grant[]) => [...permissionsOfUser({ role, grants })].sort()
  assert.deepEqual(of('admin'), ['admin', 'export', 'ingest', 'payload', 'read', 'verify'])
  assert.deepEqual(of('operator'), ['ingest', 'payload', 'read', 'verify'])
  assert.deepEqual(of('auditor'), ['export', 'read', 'verify'])
  assert.deepEqual(of('auditor', 'payload'), ['export', 'payload', 'read', 'verify'])
  assert.deepEqual(of('guest'), ['payload', 'read'])
  assert.deepEqual([...permissionsOfKey({ scopes: ['ingest'] })], ['ingest'])
  assert.deepEqual([...permissionsOfKey({ scopes: ['read'] })].sort(), [
    'export',
    'payload',
    'read',
    'verify',
  ])
  assert.equal(permissionsOfKey({ scopes: ['admin'] }).size, 6)
})
