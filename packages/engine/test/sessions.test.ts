import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { ErrorCode } from '@tallystick/core'
import { accountOf, offerSecondFactor, openSecondFactor } from '../src/access/index.ts'
import { CONTROL_FILE, openControlStore } from '../src/control/index.ts'
import type { ControlStore } from '../src/index.ts'
import { openEngine } from '../src/open.ts'
import { systemClock } from '../src/ports/clock.ts'

const coded = (code: ErrorCode) => ({ name: 'TallyError', code })
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let directory: string
let now: number
const opened: ControlStore[] = []

const open = async () => {
  const clock = { ...systemClock, now: () => now }
  const store = await openControlStore(directory, { clock, passwordCost: 4 })
  opened.push(store)
  return store
}
const withAda = async () => {
  const store = await open()
  await store.createTenant('acme')
  for (const name of ['ada', 'bob'])
    await store.createUser({ name, tenant: 'acme', role: 'guest', password: 'correct horse' })
  return store
}
const ada = { user: 'ada', method: 'password' } as const
/** Everything in the database and its side files. */
const stored = () =>
  ['', '-wal'].map(suffix => readFileSync(join(directory, CONTROL_FILE + suffix), 'latin1')).join('')

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tally-sessions-'))
  now = Date.UTC(2026, 0, 31, 12)
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(directory, { recursive: true })
})

describe('a session', () => {
  test('is known by a token of 256 bits that is not stored', async () => {
    const store = await withAda()
    const { session, token } = await store.createSession({ ...ada, ip: '192.0.2.1', userAgent: 'probe/1' })
    const again = await store.createSession(ada)
    assert.equal(Buffer.from(token, 'base64url').length, 32)
    assert.notEqual(token, again.token)
    const found = await store.session(token)
    assert.deepEqual(found?.session, session)
    assert.deepEqual([found?.user.name, found?.user.tenant, found?.user.role], ['ada', 'acme', 'guest'])
    assert.deepEqual(
      [session.ip, session.userAgent, session.expires],
      ['192.0.2.1', 'probe/1', '2026-02-07T12:00:00.000Z'],
    )
    const text = stored()
    assert.ok(text.includes(session.id))
    assert.ok(!text.includes(token))
  })

  test('is not known by anything like its token', async () => {
    const store = await withAda()
    const { session, token } = await store.createSession(ada)
    const flipped = (token[0] === 'A' ? 'B' : 'A') + token.slice(1)
    for (const wrong of [
      '',
      session.id,
      flipped,
      `${token}A`,
      token.slice(1),
      `${token}=`,
      `${token}\0`,
      '%',
    ])
      assert.equal(await store.session(wrong), undefined, wrong)
    assert.equal(await store.session(randomBytes(32).toString('base64url')), undefined)
  })

  test('ends seven days after it began, however busy it is', async () => {
    const store = await withAda()
    const { token } = await store.createSession(ada)
    for (let hour = 0; hour < 7 * 24; hour++) {
      assert.ok(await store.session(token), `after ${hour} hours`)
      now += HOUR
    }
    assert.equal(await store.session(token), undefined)
    assert.deepEqual(await store.sessions('ada'), [])
  })

  test('ends after twelve hours in which nothing was asked', async () => {
    const store = await withAda()
    const { token } = await store.createSession(ada)
    now += 12 * HOUR - 1
    assert.ok(await store.session(token))
    now += 12 * HOUR - 1
    assert.ok(await store.session(token))
    now += 12 * HOUR
    assert.equal(await store.session(token), undefined)
  })

  test('is noted as seen at most once a minute, for other processes too', async () => {
    const store = await withAda()
    const other = await open()
    const { token } = await store.createSession(ada)
    const seen = async () => (await other.sessions('ada'))[0]?.lastSeen
    now += MINUTE - 1
    await store.session(token)
    assert.equal(await seen(), '2026-01-31T12:00:00.000Z')
    now += 1
    assert.equal((await store.session(token))?.session.lastSeen, '2026-01-31T12:01:00.000Z')
    assert.equal(await seen(), '2026-01-31T12:01:00.000Z')
  })

  test('ends with a new password, a disabled or a deleted user, also by another process', async () => {
    const store = await withAda()
    const other = await open()
    const ends: readonly (readonly [string, (by: ControlStore) => Promise<unknown>])[] = [
      ['a new password', by => by.changeUser('ada', { password: 'another one' })],
      ['disabled', by => by.changeUser('ada', { disabled: true })],
      ['deleted', by => by.deleteUser('ada')],
    ]
    for (const [what, end] of ends)
      for (const by of [store, other]) {
        const user = await store.user('ada')
        if (user === undefined)
          await store.createUser({ name: 'ada', tenant: 'acme', role: 'guest', password: 'correct horse' })
        else if (user.disabled) await store.changeUser('ada', { disabled: false })
        const { token } = await store.createSession(ada)
        const { token: bobs } = await store.createSession({ ...ada, user: 'bob' })
        assert.ok(await store.session(token))
        await end(by)
        assert.equal(await store.session(token), undefined, what)
        // Neither does it come back.
        if (what === 'disabled') await by.changeUser('ada', { disabled: false })
        assert.equal(await store.session(token), undefined, what)
        assert.ok(await store.session(bobs), what)
      }
  })

  test('goes on with a change of role, which holds at once', async () => {
    const store = await withAda()
    const other = await open()
    const { token } = await store.createSession(ada)
    await other.changeUser('ada', { role: 'auditor', grants: ['payload'] })
    const found = await store.session(token)
    assert.deepEqual([found?.user.role, found?.user.grants], ['auditor', ['payload']])
  })

  test('is not made for a user who is unknown or disabled', async () => {
    const store = await withAda()
    await store.changeUser('ada', { disabled: true })
    for (const user of ['ada', 'nobody', 'ADA'])
      await assert.rejects(store.createSession({ ...ada, user }), coded('TALLY_USER_NOT_FOUND'))
  })

  test('is ended by its id and user, and with all of the user', async () => {
    const store = await withAda()
    const [one, two, three] = [
      await store.createSession(ada),
      await store.createSession(ada),
      await store.createSession(ada),
    ]
    const bobs = await store.createSession({ ...ada, user: 'bob' })
    await assert.rejects(store.endSession('ada', bobs.session.id), coded('TALLY_SESSION_NOT_FOUND'))
    await assert.rejects(store.endSession('bob', one.session.id), coded('TALLY_SESSION_NOT_FOUND'))
    await store.endSession('ada', one.session.id)
    await assert.rejects(store.endSession('ada', one.session.id), coded('TALLY_SESSION_NOT_FOUND'))
    assert.equal(await store.session(one.token), undefined)
    assert.ok(await store.session(two.token))
    assert.equal(await store.endSessions('ada'), 2)
    assert.equal(await store.session(three.token), undefined)
    assert.ok(await store.session(bobs.token))
  })

  test('gives way when its user has a hundred younger ones; what is over is not kept', async () => {
    const store = await withAda()
    const { token: first } = await store.createSession(ada)
    now += 1
    const { token: second } = await store.createSession(ada)
    for (let i = 0; i < 99; i++) {
      now += 1
      await store.createSession(ada)
    }
    assert.equal(await store.session(first), undefined)
    assert.ok(await store.session(second))
    assert.equal((await store.sessions('ada')).length, 100)
    now += 8 * DAY
    await store.createSession({ ...ada, user: 'bob' })
    assert.equal(await store.endSessions('ada'), 0)
  })

  test('outlives a kill -9 of the process that made it', async () => {
    await withAda()
    const script = `
      import { openControlStore } from ${JSON.stringify(new URL('../src/control/index.ts', import.meta.url).href)}
      import { systemClock } from ${JSON.stringify(new URL('../src/ports/clock.ts', import.meta.url).href)}
      const store = await openControlStore(${JSON.stringify(directory)}, { clock: { ...systemClock, now: () => ${now} } })
      const { token } = await store.createSession({ user: 'ada', method: 'password' })
      console.log(token)
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output] = (await once(child.stdout, 'data')) as [Buffer]
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal((await (await open()).session(output.toString().trim()))?.user.name, 'ada')
  })
})

describe('a second factor', () => {
  test('waits to be confirmed, and can be offered anew until then', async () => {
    const store = await withAda()
    await assert.rejects(
      store.confirmSecondFactor('ada', { step: 1, recoveryCodes: [] }),
      coded('TALLY_TOTP_NOT_FOUND'),
    )
    await assert.rejects(store.offerSecondFactor('nobody', 'x'), coded('TALLY_USER_NOT_FOUND'))
    await store.offerSecondFactor('ada', 'one')
    await store.offerSecondFactor('ada', 'two')
    const offered = await store.secondFactor('ada')
    assert.deepEqual([offered?.secret, offered?.confirmed], ['two', undefined])
    assert.equal(await store.takeStep('ada', 5), false)
    await store.confirmSecondFactor('ada', { step: 10, recoveryCodes: ['code-a', 'code-b'] })
    await assert.rejects(store.offerSecondFactor('ada', 'three'), coded('TALLY_TOTP_EXISTS'))
    const confirmed = await store.secondFactor('ada')
    assert.deepEqual(
      [confirmed?.secret, confirmed?.confirmed, confirmed?.recoveryCodes],
      ['two', '2026-01-31T12:00:00.000Z', 2],
    )
    assert.equal(await store.secondFactor('bob'), undefined)
  })

  test('takes each step and each recovery code once, in whatever process', async () => {
    const store = await withAda()
    const other = await open()
    await store.offerSecondFactor('ada', 'secret')
    await store.confirmSecondFactor('ada', { step: 10, recoveryCodes: ['code-a', 'code-b'] })
    const taken = (step: number, by = store) => by.takeStep('ada', step)
    assert.deepEqual(
      [await taken(10), await taken(11), await taken(11, other), await taken(9), await taken(12, other)],
      [false, true, false, false, true],
    )
    assert.equal(await store.takeRecoveryCode('bob', 'code-a'), false)
    assert.equal(await store.takeRecoveryCode('ada', 'code-c'), false)
    assert.deepEqual(await Promise.all([store, other].map(by => by.takeRecoveryCode('ada', 'code-a'))), [
      true,
      false,
    ])
    assert.equal((await store.secondFactor('ada'))?.recoveryCodes, 1)
    assert.ok(!stored().includes('code-a'))
  })

  test('goes with its recovery codes, and with its user', async () => {
    const store = await withAda()
    for (const end of [
      () => store.removeSecondFactor('ada'),
      async () => {
        await store.deleteUser('ada')
        await store.createUser({ name: 'ada', tenant: 'acme', role: 'guest', password: 'correct horse' })
      },
    ]) {
      await store.offerSecondFactor('ada', 'secret')
      await store.confirmSecondFactor('ada', { step: 1, recoveryCodes: ['code-a'] })
      await end()
      assert.equal(await store.secondFactor('ada'), undefined)
      assert.equal(await store.takeRecoveryCode('ada', 'code-a'), false)
      await assert.rejects(store.removeSecondFactor('ada'), coded('TALLY_TOTP_NOT_FOUND'))
    }
  })

  test('is encrypted where an encryption key guards the vault, and opens after a rotation', async () => {
    const bytes = randomBytes(20)
    for (const encryptionKey of [undefined, randomBytes(32).toString('base64')]) {
      const root = mkdtempSync(join(tmpdir(), 'tally-factors-'))
      const engine = await openEngine(root, { store: 'memory', passwordCost: 4, encryptionKey })
      try {
        await engine.control.createTenant('default')
        const user = await engine.control.createUser({
          name: 'ada',
          tenant: 'default',
          role: 'guest',
          password: 'correct horse',
        })
        assert.equal(await openSecondFactor(engine, user), undefined)
        await offerSecondFactor(engine, user, bytes)
        await engine.vault.rotate('default', 'encrypt')
        const factor = await openSecondFactor(engine, user)
        assert.ok(bytes.equals(factor!.secret))
        assert.equal(factor!.confirmed, false)
        const { secret } = (await engine.control.secondFactor('ada'))!
        assert.equal(secret.includes(bytes.toString('base64url')), encryptionKey === undefined)
        // Bound to its user.
        if (encryptionKey === undefined) continue
        const bob = { ...user, name: 'bob' }
        await engine.control.createUser({ ...bob, password: 'correct horse' })
        await engine.control.offerSecondFactor('bob', secret)
        await assert.rejects(openSecondFactor(engine, bob), coded('TALLY_VAULT_CORRUPT'))
      } finally {
        await engine.close()
        rmSync(root, { recursive: true })
      }
    }
  })
})

describe('a user of an identity provider', () => {
  const identity = { issuer: 'https://id.example', subject: 'subject-1' }
  const eve = { name: 'eve@example.org', tenant: 'acme', role: 'guest' } as const

  test('is known by issuer and subject, and has no password', async () => {
    const store = await withAda()
    await store.createUserOf(identity, eve)
    assert.equal((await store.userOf(identity))?.name, eve.name)
    assert.equal(await store.userOf({ ...identity, issuer: 'https://other.example' }), undefined)
    for (const password of ['', 'correct horse', identity.subject])
      assert.equal(await store.verifyUser(eve.name, password), undefined)
    await store.deleteUser(eve.name)
    assert.equal(await store.userOf(identity), undefined)
  })

  test('never takes the name of somebody else, nor a second name', async () => {
    const store = await withAda()
    await assert.rejects(store.createUserOf(identity, { ...eve, name: 'ada' }), coded('TALLY_USER_EXISTS'))
    assert.equal(await store.userOf(identity), undefined)
    assert.equal((await store.verifyUser('ada', 'correct horse'))?.name, 'ada')
    await store.createUserOf(identity, eve)
    await assert.rejects(store.createUserOf(identity, { ...eve, name: 'eve2' }))
    assert.equal(await store.user('eve2'), undefined)
    await assert.rejects(
      store.createUserOf({ ...identity, subject: 's' }, { ...eve, name: 'x', tenant: 'none' }),
      coded('TALLY_TENANT_NOT_FOUND'),
    )
  })
})

test('whoever cannot be recorded is not signed in', async () => {
  const root = mkdtempSync(join(tmpdir(), 'tally-account-'))
  const engine = await openEngine(root, { store: 'memory', passwordCost: 4 })
  try {
    await engine.control.createTenant('default')
    const user = await engine.control.createUser({
      name: 'ada',
      tenant: 'default',
      role: 'guest',
      password: 'correct horse',
    })
    const deaf = Object.create(engine, {
      ingest: { value: async () => assert.fail('the disk is full') },
    }) as typeof engine
    const account = accountOf(deaf, { name: 'ada' }, user)
    await assert.rejects(account.signIn({ method: 'password' }), /the disk is full/)
    assert.deepEqual(await engine.control.sessions('ada'), [])
    await assert.rejects(
      accountOf(engine, { name: 'ada' }, user).signIn({ method: 'password', stillHolds: async () => false }),
      coded('TALLY_AUTH_INVALID'),
    )
    assert.deepEqual(await engine.control.sessions('ada'), [])
  } finally {
    await engine.close()
    rmSync(root, { recursive: true })
  }
})
