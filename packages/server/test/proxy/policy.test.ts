import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { APIError } from 'openai'
import type { ProxyOptions } from '../../src/http/options.ts'
import { openProxy, type ProxyTest, SECRETS } from './support.ts'

const { email, other, card } = SECRETS
const asked = (content: string) => ({ model: 'local-1', messages: [{ role: 'user' as const, content }] })
const OBSERVE = { actions: { secret: 'observe', personal: 'observe', attack: 'observe' } }

async function using(proxy: ProxyOptions, work: (t: ProxyTest) => Promise<void>): Promise<void> {
  const t = await openProxy(proxy)
  try {
    await work(t)
  } finally {
    await t.dispose()
  }
}

const errorOf = async (work: Promise<unknown>): Promise<APIError> => {
  try {
    await work
  } catch (error) {
    assert.ok(error instanceof APIError, String(error))
    return error
  }
  throw new assert.AssertionError({ message: 'it went well' })
}

describe('a policy', () => {
  test('that observes passes everything, and records what it saw', () =>
    using({ rules: [{ policy: OBSERVE }] }, async t => {
      t.upstream.script = { choices: [{ content: `Ask ${other}` }], delta: 3 }
      const answer = await t.client().chat.completions.create(asked(`I am ${email}`))
      assert.ok(t.upstream.last.text.includes(email))
      assert.equal(answer.choices[0]!.message.content, `Ask ${other}`)
      const scans = (await t.events()).filter(({ stream }) => stream === 'scan')
      assert.deepEqual(
        scans.map(({ attributes: a }) => [a?.stage, a?.flags, a?.action]),
        [
          ['input', ['email'], 'observe'],
          ['output', ['email'], 'observe'],
        ],
      )
      assert.deepEqual(await t.leaks(email, other, SECRETS.upstreamKey), [])
    }))

  test('that blocks refuses a prompt before anybody else sees it', () =>
    using({ rules: [{ policy: { actions: { personal: 'block' } } }] }, async t => {
      const error = await errorOf(t.client().chat.completions.create(asked(`I am ${email}`)))
      assert.deepEqual(
        [error.status, error.code, error.type, error.param],
        [403, 'TALLY_PROXY_BLOCKED', 'policy_violation', null],
      )
      assert.match(error.message, /the prompt holds what the policy blocks: email/)
      assert.ok(!error.message.includes(email))
      assert.equal(t.upstream.received.length, 0)
      const events = await t.events()
      assert.deepEqual(
        events.map(({ stream, name }) => `${stream} ${name}`),
        ['scan scan', 'decision decision.blocked', 'log llm.request'],
      )
      assert.equal(events[1]!.attributes?.allowed, false)
    }))

  test('that blocks ends a stream with an error, and cancels the upstream', () =>
    using({ rules: [{ policy: { actions: { personal: 'block' } } }] }, async t => {
      t.upstream.script = {
        choices: [{ content: `Fine so far. Ask ${other} about it. ${'more '.repeat(2_000)}` }],
        delta: 3,
        pauseMs: 1,
      }
      let text = ''
      const error = await errorOf(
        (async () => {
          for await (const chunk of await t
            .client()
            .chat.completions.create({ ...asked('Hi'), stream: true }))
            text += chunk.choices[0]?.delta.content ?? ''
        })(),
      )
      assert.equal(error.code, 'TALLY_PROXY_BLOCKED')
      assert.ok('Fine so far. Ask '.startsWith(text), text)
      assert.equal(await t.upstream.last.closed, false)
      const events = await t.events()
      const decision = events.find(({ stream }) => stream === 'decision')
      assert.deepEqual([decision?.attributes?.allowed, decision?.attributes?.action], [false, 'block'])
      assert.equal(events.at(-1)?.attributes?.outcome, 'blocked')
      const whole = await errorOf(t.client().chat.completions.create(asked('Hi')))
      assert.deepEqual([whole.status, whole.code], [403, 'TALLY_PROXY_BLOCKED'])
    }))

  test('counts by route and by key, the first that fits', () =>
    using(
      {
        rules: [
          { route: '/v1/embeddings', policy: OBSERVE },
          { tenant: 'other', policy: { actions: { personal: 'block' } } },
        ],
      },
      async t => {
        await t.client().embeddings.create({ model: 'm', input: `I am ${email}`, encoding_format: 'float' })
        assert.ok(t.upstream.last.text.includes(email))
        await t.client().chat.completions.create(asked(`I am ${email}`))
        assert.ok(!t.upstream.last.text.includes(email))
        await t.engine.control.createTenant('other')
        const { secret } = await t.engine.control.createKey({
          tenant: 'other',
          name: 'x',
          scopes: ['ingest'],
        })
        const client = t.client({ defaultHeaders: { 'X-Tally-Key': secret } })
        assert.equal((await errorOf(client.chat.completions.create(asked(`I am ${email}`)))).status, 403)
      },
    ))

  test('may leave what it took out of the prompt out of the answer', () =>
    using({ rules: [{ restore: false }] }, async t => {
      t.upstream.script = { choices: [{ content: 'Hello [EMAIL_1]' }] }
      const answer = await t.client().chat.completions.create(asked(`I am ${email}`))
      assert.equal(answer.choices[0]!.message.content, 'Hello [EMAIL_1]')
    }))

  for (const redaction of ['mask', 'hash', 'encrypt', 'format'] as const)
    test(`redacts by ${redaction}`, () =>
      using({ rules: [{ policy: { redaction } }] }, async t => {
        t.upstream.script = ({ body }) => ({
          choices: [{ content: (body.messages as { content: string }[])[0]!.content }],
          delta: 3,
        })
        const said = `My card is ${card}.`
        const answer = await t.client().chat.completions.create(asked(said))
        assert.ok(!t.upstream.last.text.includes(card))
        const back = answer.choices[0]!.message.content!
        if (redaction === 'encrypt' || redaction === 'format') assert.equal(back, said)
        else assert.ok(!back.includes(card))
      }))

  test('of governance that was applied decides too', () =>
    using({}, async t => {
      await t.engine.governance.apply({
        tenant: 'acme',
        source: `name: ours\nrules: [{id: no-local, when: 'model == "local-1" && !metadata.contains_pii', effect: deny, reason: not this model}]`,
        by: 'test',
      })
      const error = await errorOf(t.client().chat.completions.create(asked('Hello')))
      assert.deepEqual([error.status, error.code], [403, 'TALLY_PROXY_BLOCKED'])
      assert.match(error.message, /not this model/)
      await t.client().chat.completions.create(asked(`I am ${email}`))
      const decisions = (await t.events()).filter(({ stream }) => stream === 'decision')
      assert.deepEqual(
        decisions.map(({ attributes: a }) => [a?.allowed, a?.policy_name, a?.policy_version]),
        [
          [false, 'ours', 1],
          [true, 'ours', 1],
        ],
      )
    }))

  test('that is none is told when the server starts', async () => {
    for (const rules of [[{ policy: { actions: { personal: 'shout' } } }], [{ rout: 'x' }], ['x']])
      await assert.rejects(openProxy({ rules }), { code: 'TALLY_CONFIG_INVALID' })
    for (const [rule, message] of [
      [{ tenat: 'x' }, /rule 1 .*unknown field tenat; did you mean tenant\? known are tenant, key, route, /],
      [{ policy: { types: { us_snn: { action: 'block' } } } }, /rule 1 .*types\.us_snn.*us_ssn\?/],
    ] as const)
      await assert.rejects(openProxy({ rules: [rule] }), { code: 'TALLY_CONFIG_INVALID', message })
    await assert.rejects(openProxy({ upstream: 'ftp://x' }), { code: 'TALLY_CONFIG_INVALID' })
  })
})

describe('who asks', () => {
  let t: ProxyTest
  before(async () => {
    t = await openProxy()
  })
  after(() => t.dispose())
  beforeEach(() => {
    t.upstream.received.length = 0
  })

  test('is told by X-Tally-Key, and the key of the upstream passes', async () => {
    await t.client().models.list()
    assert.equal(t.upstream.last.headers.authorization, `Bearer ${SECRETS.upstreamKey}`)
  })

  test('or by Authorization, which then goes no further', async () => {
    await t.client({ apiKey: t.key, defaultHeaders: {} }).chat.completions.create(asked('Hello'))
    assert.equal(t.upstream.last.headers.authorization, undefined)
    assert.ok(!JSON.stringify(t.upstream.last.headers).includes('tally_'))
  })

  test('or by name and password, which go no further either, unless the key is in X-Tally-Key', async () => {
    await t.engine.control.createUser({
      name: 'ann',
      tenant: 'acme',
      role: 'operator',
      grants: [],
      password: 'a password',
    })
    const authorization = `Basic ${Buffer.from('ann:a password').toString('base64')}`
    const client = (headers: Record<string, string>) =>
      t.client({ defaultHeaders: { authorization, ...headers } })
    await client({}).models.list()
    assert.equal(t.upstream.last.headers.authorization, undefined)
    await client({ 'X-Tally-Key': t.key }).models.list()
    assert.equal(t.upstream.last.headers.authorization, authorization)
  })

  test('is refused without a key, with a wrong one, and with one that may not ingest', async () => {
    const reader = await t.engine.control.createKey({ tenant: 'acme', name: 'r', scopes: ['read'] })
    for (const [headers, status, code] of [
      [{}, 401, 'TALLY_AUTH_REQUIRED'],
      [{ 'X-Tally-Key': 'tally_nonsense' }, 401, 'TALLY_AUTH_INVALID'],
      [{ 'X-Tally-Key': reader.secret }, 403, 'TALLY_AUTH_SCOPE'],
    ] as const) {
      const error = await errorOf(
        t.client({ defaultHeaders: headers }).chat.completions.create(asked('Hello')),
      )
      assert.deepEqual([error.status, error.code], [status, code])
    }
    assert.equal(t.upstream.received.length, 0)
  })

  test('is anyone where the proxy is open, but no page of another origin', () =>
    using({ open: true, upstreamKey: SECRETS.upstreamKey }, async open => {
      const post = (headers: Record<string, string>) =>
        fetch(`${open.server.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(asked(`AWS key: ${SECRETS.aws}`)),
        })
      assert.equal((await post({ 'x-session-id': 'test-session-123' })).status, 200)
      assert.ok(!open.upstream.last.text.includes(SECRETS.aws))
      assert.equal(open.upstream.last.headers.authorization, `Bearer ${SECRETS.upstreamKey}`)
      assert.equal((await post({ origin: 'https://evil.example' })).status, 401)
      assert.equal((await post({ 'sec-fetch-site': 'cross-site' })).status, 401)
      const events = await open.events('default')
      assert.ok(events.length > 0)
      assert.ok(events.every(({ session_id }) => session_id === 'test-session-123'))
      assert.deepEqual(await open.leaks(SECRETS.aws, SECRETS.upstreamKey), [])
    }))

  test('gets models, also those with slashes in their ids, and no other address', async () => {
    const models = await t.client().models.list()
    assert.equal(models.data[0]!.id, 'local-1')
    assert.equal((await t.client().models.retrieve('local-1')).id, 'local-1')
    const get = (path: string) =>
      fetch(`${t.server.url}/v1/models/${path}`, { headers: { 'x-tally-key': t.key } })
    assert.equal(((await (await get('org/model-1')).json()) as { id: string }).id, 'org/model-1')
    for (const path of ['%2e%2e%2fadmin', 'a%2f..%2fb', '..%2f..%2fx'])
      assert.equal((await get(path)).status, 404, path)
    assert.ok(t.upstream.received.every(({ path }) => path.startsWith('/v1/models')))
  })
})
