import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Secret, TOTP, URI } from 'otpauth'
import { openBrowser } from './browser.ts'
import { makeUser, openTestApp, type TestApp } from './support.ts'

let now = Date.UTC(2026, 0, 31, 12)
const lines: string[] = []
let t: TestApp
before(async () => {
  t = await openTestApp({
    now: () => now,
    log: 'json',
    logLevel: 'debug',
    logTo: { write: line => lines.push(line) },
  })
})
after(() => t.dispose())

const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) =>
  `${status} ${body.error?.code ?? ''}`.trim()
const REQUIRED = '401 TALLY_AUTH_OTP_REQUIRED'
const INVALID = '401 TALLY_AUTH_OTP_INVALID'

/** What an authenticator app shows, `steps` of thirty seconds from now. */
const shown = (secret: string, steps = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: now + steps * 30_000 })

/** A user who is signed in, and whose second factor is on. Its first code is used up. */
async function withTotp(tenant = 'acme') {
  const user = await makeUser(t.engine, tenant, 'operator')
  const browser = openBrowser(t.app)
  await browser.signIn(user.name, user.password)
  const offer = await browser.send('POST', '/api/v1/account/totp', { payload: { password: user.password } })
  assert.equal(offer.status, 200, offer.text)
  const { secret, uri } = offer.body as unknown as { secret: string; uri: string }
  const confirmed = await browser.send('PUT', '/api/v1/account/totp', { payload: { otp: shown(secret) } })
  assert.equal(confirmed.status, 200, confirmed.text)
  const { recovery_codes: codes } = confirmed.body as unknown as { recovery_codes: string[] }
  now += 30_000
  const signIn = (otp?: string) => openBrowser(t.app).signIn(user.name, user.password, otp)
  return { ...user, browser, secret, uri, codes, signIn }
}

describe('a second factor', () => {
  test('is set up with the password, and confirmed with a code', async () => {
    const user = await makeUser(t.engine, 'acme', 'guest')
    const browser = openBrowser(t.app)
    await browser.signIn(user.name, user.password)
    const offer = (password: string) =>
      browser.send('POST', '/api/v1/account/totp', { payload: { password } })
    const confirm = (otp: string) => browser.send('PUT', '/api/v1/account/totp', { payload: { otp } })
    assert.equal(codeOf(await confirm('123456')), '404 TALLY_TOTP_NOT_FOUND')
    assert.equal(codeOf(await offer('wrong')), '401 TALLY_AUTH_INVALID')
    const { secret, uri } = (await offer(user.password)).body as unknown as { secret: string; uri: string }
    assert.equal(Secret.fromBase32(secret).bytes.length, 20)
    const parsed = URI.parse(uri) as TOTP
    assert.deepEqual(
      [parsed.issuer, parsed.label, parsed.secret.base32, parsed.digits, parsed.period, parsed.algorithm],
      ['Tallystick', user.name, secret, 6, 30, 'SHA1'],
    )
    // Nothing is asked for yet.
    assert.equal((await openBrowser(t.app).signIn(user.name, user.password)).status, 200)
    assert.equal((await browser.send('GET', '/api/v1/session')).body.totp, false)
    assert.equal(codeOf(await confirm(shown(secret, 5))), INVALID)
    const { status, body } = await confirm(shown(secret))
    const codes = body.recovery_codes as string[]
    assert.deepEqual([status, codes.length, new Set(codes).size], [200, 10, 10])
    assert.ok(codes.every(code => /^([a-z2-7]{4}-){3}[a-z2-7]{4}$/.test(code)))
    assert.equal((await browser.send('GET', '/api/v1/session')).body.totp, true)
    assert.equal(codeOf(await offer(user.password)), '409 TALLY_TOTP_EXISTS')
    assert.equal(codeOf(await confirm(shown(secret, 1))), '409 TALLY_TOTP_EXISTS')
  })

  test('is asked for after the password, and never before', async () => {
    const { name, secret, signIn } = await withTotp()
    assert.equal(codeOf(await signIn()), REQUIRED)
    const wrong = await openBrowser(t.app).signIn(name, 'wrong password', shown(secret))
    assert.equal(codeOf(wrong), '401 TALLY_AUTH_INVALID')
    // The code was not looked at.
    const { status, body } = await signIn(shown(secret))
    assert.deepEqual([status, body.totp], [200, true])
  })

  test('takes a code once, and none that is older than one that was taken', async () => {
    const { secret, signIn } = await withTotp()
    const [before, current, next] = [shown(secret, -1), shown(secret), shown(secret, 1)]
    // The one it was confirmed with.
    assert.equal(codeOf(await signIn(before)), INVALID)
    assert.equal(codeOf(await signIn(current)), '200')
    assert.equal(codeOf(await signIn(current)), INVALID)
    assert.equal(codeOf(await signIn(next)), '200')
    assert.equal(codeOf(await signIn(current)), INVALID)
    assert.equal(codeOf(await signIn(shown(secret, 2))), INVALID)
  })

  test('takes a code once also when it is sent twice at the same time', async () => {
    const { secret, signIn } = await withTotp()
    const otp = shown(secret)
    const answers = await Promise.all(Array.from({ length: 4 }, () => signIn(otp)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  })

  test('takes each recovery code once, however it is typed', async () => {
    const { name, secret, codes, signIn } = await withTotp()
    const [first, second] = codes as [string, string]
    assert.equal(codeOf(await signIn(first)), '200')
    assert.equal(codeOf(await signIn(first)), INVALID)
    assert.equal(codeOf(await signIn(` ${second.toUpperCase().replaceAll('-', ' ')}`)), '200')
    assert.equal(codeOf(await signIn(second)), INVALID)
    assert.equal(codeOf(await signIn('aaaa-aaaa-aaaa-aaaa')), INVALID)
    assert.equal(codeOf(await signIn(shown(secret))), '200')
    const others = await withTotp()
    assert.equal(codeOf(await signIn(others.codes[0]!)), INVALID)
    await t.engine.flush()
    const { events } = await t.engine.search('acme', `name:login.success user_id:${name}`, {
      order: 'desc',
      limit: 3,
    })
    assert.deepEqual(events.map(({ attributes }) => attributes?.second_factor).sort(), [
      'recovery_code',
      'recovery_code',
      'totp',
    ])
  })

  test('cannot be guessed: attempts are slowed for the user, from whatever address, and recorded', async () => {
    const { name, password, secret } = await withTotp('other')
    const guess = (i: number, otp = String(i).padStart(6, '0')) =>
      openBrowser(t.app).send('POST', '/api/v1/session', {
        payload: { user: name, password, otp },
        remoteAddress: `192.0.2.${i}`,
      })
    const right = [-1, 0, 1].map(steps => shown(secret, steps))
    const guesses = Array.from({ length: 20 }, (_, i) => i + 1).filter(
      i => !right.includes(String(i).padStart(6, '0')),
    )
    for (const i of guesses.slice(0, 5)) assert.equal(codeOf(await guess(i)), INVALID)
    assert.equal(codeOf(await guess(guesses[5]!)), '429 TALLY_AUTH_SLOWED')
    // Also with the right one.
    assert.equal(codeOf(await guess(guesses[6]!, shown(secret))), '429 TALLY_AUTH_SLOWED')
    now += 1_000
    assert.equal(codeOf(await guess(guesses[7]!)), INVALID)
    assert.equal(codeOf(await guess(guesses[8]!)), '429 TALLY_AUTH_SLOWED')
    await t.engine.flush()
    const { events } = await t.engine.search('other', `stream:security user_id:${name}`, {
      order: 'asc',
      limit: 100,
    })
    assert.deepEqual(
      events.map(({ attributes }) => [attributes?.severity, attributes?.details]),
      [1, 2, 3, 4, 5, 6].map(attempts => [
        attempts < 5 ? 'MEDIUM' : 'HIGH',
        { reason: 'wrong_code', method: 'console', attempts },
      ]),
    )
    now += 60_000
    assert.equal(codeOf(await guess(99, shown(secret))), '200')
  })

  test('guessed at the same time is counted before it is checked', async () => {
    const { name, password } = await withTotp()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        openBrowser(t.app).signIn(name, password, `9${String(i).padStart(7, '0')}`),
      ),
    )
    const counts = Map.groupBy(answers, ({ status }) => status)
    assert.deepEqual([counts.get(401)?.length, counts.get(429)?.length], [5, 7])
  })

  test('is not passed by with HTTP Basic', async () => {
    const { name, password, headers, browser } = await withTotp()
    const answer = await t.send('GET', '/api/v1/whoami', { headers })
    assert.equal(codeOf(answer), REQUIRED)
    assert.equal((await t.send('POST', '/api/v1/events', { headers, payload: { message: 'x' } })).status, 401)
    assert.equal((await browser.send('GET', '/api/v1/whoami')).status, 200)
    assert.ok(name && password)
    const other = await makeUser(t.engine, 'acme', 'guest')
    assert.equal((await t.send('GET', '/api/v1/whoami', { headers: other.headers })).status, 200)
  })

  test('is turned off with the password, and with it the recovery codes', async () => {
    const { name, password, codes, browser, headers, signIn } = await withTotp()
    const off = (given: string) =>
      browser.send('DELETE', '/api/v1/account/totp', { payload: { password: given } })
    assert.equal(codeOf(await off('wrong')), '401 TALLY_AUTH_INVALID')
    assert.equal(codeOf(await signIn()), REQUIRED)
    assert.equal((await off(password)).status, 204)
    assert.equal(codeOf(await off(password)), '404 TALLY_TOTP_NOT_FOUND')
    assert.equal(codeOf(await signIn()), '200')
    assert.equal((await t.send('GET', '/api/v1/whoami', { headers })).status, 200)
    assert.equal(await t.engine.control.takeRecoveryCode(name, codes[0]!.replaceAll('-', '')), false)
    await t.engine.flush()
    const { events } = await t.engine.search('acme', `name:second_factor.* user_id:${name}`, { order: 'asc' })
    assert.deepEqual(
      events.map(event => event.name),
      ['second_factor.on', 'second_factor.off'],
    )
  })

  test('that was lost is reset by an admin of the tenant', async () => {
    const { name, signIn, browser } = await withTotp()
    const url = `/api/v1/users/${name}/totp`
    const stranger = await makeUser(t.engine, 'other', 'admin')
    assert.equal((await t.send('DELETE', url, { headers: stranger.headers })).status, 404)
    assert.equal((await browser.send('DELETE', url)).status, 403)
    assert.equal(codeOf(await signIn()), REQUIRED)
    const admin = await makeUser(t.engine, 'acme', 'admin')
    assert.equal((await t.send('DELETE', url, { headers: admin.headers })).status, 204)
    assert.equal(codeOf(await t.send('DELETE', url, { headers: admin.headers })), '404 TALLY_TOTP_NOT_FOUND')
    assert.equal(codeOf(await signIn()), '200')
  })

  test('is nothing that a key has', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      assert.equal(
        (
          await t.send(method, '/api/v1/account/totp', {
            payload: method === 'PUT' ? { otp: '123456' } : { password: 'x' },
          })
        ).status,
        403,
      )
  })

  test('leaves neither secrets nor codes in the log or on the record', async () => {
    const { secret, codes, signIn } = await withTotp()
    const otp = shown(secret)
    await signIn(otp)
    await signIn(otp)
    await signIn(codes[0])
    await t.engine.flush()
    const events = await t.engine.search('acme', 'stream:audit OR stream:security', { limit: 1_000 })
    for (const text of [lines.join(''), JSON.stringify(events)]) {
      assert.ok(text.length > 1_000)
      for (const found of [secret, codes[0]!, codes[0]!.replaceAll('-', '')]) assert.ok(!text.includes(found))
      assert.doesNotMatch(text, new RegExp(`\\b${otp}\\b`))
    }
  })
})
