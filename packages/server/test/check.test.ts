import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { checkInput } from '@tallystick/engine'
import fc from 'fast-check'
import { Compile } from 'typebox/schema'
import { fuzz } from '../../../scripts/fuzz.ts'
import { CheckBody } from '../src/schemas/governance.ts'
import { bearer, makeUser, openTestServer, type TestServer } from './support.ts'

let t: TestServer
let ingest: Record<string, string>
let admin: Record<string, string>
before(async () => {
  t = await openTestServer()
  ingest = bearer(await t.key('acme', 'ingest'))
  admin = bearer(t.secret)
})
after(() => t.dispose())

type Body = Record<string, unknown> & { error: { code: string; message: string; details?: unknown } }

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = admin,
): Promise<{ status: number; body: Body; text: string }> {
  const response = await fetch(t.server.url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text) as Body, text }
}
const check = (body: unknown, headers = ingest) => send('POST', '/v1/check', body, headers)
const CHAT = { model: 'gpt-4o', operation: 'chat', metadata: { purpose: 'support' } }

describe('POST /v1/check', () => {
  test('answers allowed, risk_score and reason, and the decision is in the record', async () => {
    const { status, body } = await check(CHAT)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).sort(), ['allowed', 'id', 'policy', 'reason', 'risk_score'])
    assert.deepEqual([body.allowed, body.risk_score, body.reason], [true, 0.05, 'nothing speaks against it'])
    await t.engine.flush()
    const event = await t.engine.get('acme', String(body.id))
    assert.equal(event.stream, 'decision')
    assert.deepEqual(event.attributes?.metadata, CHAT.metadata)
    assert.deepEqual(
      [event.attributes?.policy_name, event.attributes?.policy_version, event.attributes?.policy_hash],
      Object.values(body.policy as object),
    )
    assert.equal((await t.engine.prove('acme', event.id)).type, 'tallystick.proof')
  })

  test('takes a check without metadata, and needs model and operation', async () => {
    assert.equal((await check({ model: 'm', operation: 'chat' })).status, 200)
    for (const body of [
      { model: 'm' },
      { operation: 'chat' },
      { model: 1, operation: 'chat' },
      [],
      'null',
      '1',
    ])
      assert.deepEqual(
        [(await check(body)).status, (await check(body)).body.error.code],
        [400, 'TALLY_REQUEST_INVALID'],
      )
  })

  test('refuses unknown fields and content, names the field, and writes the value nowhere', async () => {
    const said = 'the zebra password is under the mat, dear'
    for (const [body, status, code] of [
      [{ ...CHAT, extra: 1 }, 400, 'TALLY_REQUEST_INVALID'],
      [{ ...CHAT, prompt: said }, 422, 'TALLY_CHECK_CONTENT'],
      [{ ...CHAT, messages: [{ role: 'user', content: said }] }, 422, 'TALLY_CHECK_CONTENT'],
      [{ ...CHAT, metadata: { note: said } }, 422, 'TALLY_CHECK_CONTENT'],
      [{ ...CHAT, metadata: { [said]: true } }, 422, 'TALLY_CHECK_CONTENT'],
      [{ ...CHAT, [said]: true }, 422, 'TALLY_CHECK_CONTENT'],
      [{ ...CHAT, model: said }, 422, 'TALLY_CHECK_CONTENT'],
      [`{"model": "${said}`, 400, 'TALLY_REQUEST_INVALID'],
      [{ ...CHAT, metadata: { a: { b: { c: { d: 1 } } } } }, 400, 'TALLY_CHECK_METADATA'],
    ] as const) {
      const answer = await check(body)
      assert.deepEqual([answer.status, answer.body.error.code], [status, code], answer.text)
      assert.ok(!answer.text.includes('zebra'), answer.text)
    }
    const { body } = await check({ ...CHAT, metadata: { a: [{ text: said }] } })
    assert.deepEqual(body.error.details, { field: 'metadata.a[0].text' })
    await t.engine.flush()
    const files = readdirSync(t.engine.directory, { recursive: true }) as string[]
    for (const file of files) {
      const path = join(t.engine.directory, file)
      if (statSync(path).isFile()) assert.ok(!readFileSync(path).includes('zebra'), file)
    }
  })

  test('refuses a body that others could read otherwise: names that stand twice, and __proto__', async () => {
    const chat = '"model":"gpt-4o","operation":"chat"'
    for (const body of [
      `{${chat},"operation":"train"}`,
      `{${chat},"metadata":{"a":1,"\\u0061":2}}`,
      `{${chat},"metadata":{"a":[{"b":"\\"{","c":{"b":1},"b" : 2}]}}`,
    ]) {
      const { status, body: answer } = await check(body)
      assert.deepEqual([status, answer.error.code], [400, 'TALLY_REQUEST_INVALID'])
      assert.match(answer.error.message, /two fields of the same name/)
    }
    for (const body of [`{${chat},"__proto__":{"x":1}}`, `{${chat},"metadata":{"__proto__":{"x":1}}}`]) {
      const { status, body: answer } = await check(body)
      assert.deepEqual([status, answer.error.code], [422, 'TALLY_CHECK_CONTENT'], answer.error.message)
      assert.match(answer.error.message, /whose name is not a letter/)
    }
    assert.equal((await check(`{${chat},"metadata":{"a":{"b":"a"},"b":["a","a"],"c":{"b":1}}}`)).status, 200)
    assert.match((await check('{"zebra')).body.error.message, /^the body is not valid JSON$/)
  })

  test('takes JSON alone, whatever the text would say', async () => {
    for (const type of ['text/plain', 'text/plain; charset=utf-8', 'application/xml'])
      for (const body of [JSON.stringify(CHAT), 'hello'])
        for (const [path, who] of [
          ['/v1/check', ingest],
          ['/api/v1/policies/test', admin],
        ] as const) {
          const answer = await send('POST', path, body, { ...who, 'content-type': type })
          assert.deepEqual(
            [answer.status, answer.body.error.code],
            [415, 'TALLY_INGEST_MEDIA_TYPE'],
            answer.text,
          )
        }
  })

  test('is made with a key that may ingest, and by no user', async () => {
    const code = async (headers: Record<string, string>) => (await check(CHAT, headers)).body.error?.code
    assert.equal(await code({}), 'TALLY_AUTH_REQUIRED')
    assert.equal(await code(bearer('nonsense')), 'TALLY_AUTH_INVALID')
    assert.equal(await code(bearer(await t.key('acme', 'read'))), 'TALLY_AUTH_SCOPE')
    assert.equal(await code((await makeUser(t.engine, 'acme', 'admin')).headers), 'TALLY_AUTH_SCOPE')
    assert.equal(await code(bearer(await t.key('other', 'ingest'))), undefined)
  })

  test('takes what its schema in the document takes, as far as a schema can tell', async () => {
    const schema = Compile(CheckBody)
    const name = fc.oneof(
      fc.constantFrom('gpt-4o', 'a b', '', '-x', 'meta/llama:1'),
      fc.string({ maxLength: 6 }),
    )
    await fuzz(
      'check-schema',
      fc.property(
        fc.record(
          {
            model: fc.oneof(name, fc.integer()),
            operation: name,
            metadata: fc.oneof(fc.object(), fc.constant({})),
            more: fc.integer(),
          },
          { requiredKeys: [] },
        ),
        body => {
          let taken = true
          try {
            checkInput(body)
          } catch {
            taken = false
          }
          if (taken) assert.ok(schema.Check(body))
          if (!schema.Check(body)) assert.equal(taken, false)
        },
      ),
      500,
    )
  })
})

const BLOCK =
  'name: house\nrules:\n  - {id: no-train, when: operation == "train", effect: deny, reason: not here}\n'

describe('policies', () => {
  test('are applied by admins, read by readers, tried by either, and taken out of force again', async () => {
    const reader = bearer(await t.key('acme', 'read'))
    const put = (headers: Record<string, string>) =>
      send('PUT', '/api/v1/policies', { source: BLOCK }, headers)
    assert.equal((await put(reader)).body.error.code, 'TALLY_AUTH_SCOPE')
    assert.equal((await put(ingest)).body.error.code, 'TALLY_AUTH_SCOPE')
    const applied = await put(admin)
    assert.equal(applied.status, 200)
    assert.equal(applied.body.added, true)
    assert.equal((await check({ ...CHAT, operation: 'train' })).body.reason, 'not here')

    const listed = (await send('GET', '/api/v1/policies', undefined, reader)).body
    assert.equal((listed.in_force as { name: string }).name, 'house')
    assert.equal((listed.versions as unknown[]).length, 1)
    const latest = (await send('GET', '/api/v1/policies/house/versions/latest', undefined, reader)).body
    assert.deepEqual([latest.source, latest.version], [BLOCK, 1])
    assert.equal((await send('GET', '/api/v1/policies/house/versions/2')).status, 404)
    assert.equal((await send('GET', '/api/v1/policies/built-in/versions/latest')).body.version, 0)

    const reset = await send('DELETE', '/api/v1/policies/active')
    assert.equal((reset.body.in_force as { name: string }).name, 'built-in')
    assert.equal((await send('DELETE', '/api/v1/policies/active')).body.error.code, 'TALLY_POLICY_NOT_FOUND')
    await t.engine.flush()
    const trail = await t.engine.search('acme', 'stream:audit entity_type:policy', { order: 'asc' })
    assert.deepEqual(
      trail.events.map(({ name }) => name),
      ['policy.apply', 'policy.reset'],
    )
  })

  test('are given to one key, and only to one of the tenant', async () => {
    const { key: own } = await t.engine.control.createKey({ tenant: 'acme', name: 'own', scopes: ['ingest'] })
    const { key: theirs } = await t.engine.control.createKey({
      tenant: 'other',
      name: 'x',
      scopes: ['ingest'],
    })
    const put = (key: string) => send('PUT', '/api/v1/policies', { source: BLOCK, key })
    assert.equal((await put(own.id)).status, 200)
    assert.equal((await put(theirs.id)).body.error.code, 'TALLY_KEY_NOT_FOUND')
    const { keys } = (await send('GET', '/api/v1/policies')).body
    assert.deepEqual(
      (keys as { key: string }[]).map(({ key }) => key),
      [own.id],
    )
    assert.equal((await send('DELETE', `/api/v1/policies/active?key=${own.id}`)).status, 200)
  })

  test('that are wrong are refused with rule, line and column', async () => {
    const { status, body } = await send('PUT', '/api/v1/policies', {
      source: BLOCK.replace('operation ==', 'operaton =='),
    })
    assert.equal(status, 400)
    assert.equal(body.error.code, 'TALLY_POLICY_INVALID')
    assert.deepEqual(body.error.details, { line: 3, column: 26, rule: 'no-train', field: 'when' })
  })

  test('are tried with examples, of which nothing is recorded', async () => {
    await t.engine.flush()
    const count = async () => (await t.engine.aggregate('acme', 'stream:decision | count()')).rows[0]![0]
    const before = await count()
    const { status, body } = await send('POST', '/api/v1/policies/test', {
      source: BLOCK,
      examples: [
        { name: 'training', model: 'm', operation: 'train', expect: { allowed: false, rules: ['no-train'] } },
        { model: 'm', operation: 'chat', expect: { allowed: false } },
        {
          model: 'm',
          operation: 'chat',
          metadata: { prompt: 'x' },
          expect: { refused: 'TALLY_CHECK_CONTENT' },
        },
      ],
    })
    assert.equal(status, 200)
    assert.equal(body.passed, false)
    const results = body.results as { name: string; mismatch?: string; verdict?: { allowed: boolean } }[]
    assert.deepEqual(
      results.map(({ name, mismatch, verdict }) => [name, mismatch, verdict?.allowed]),
      [
        ['training', undefined, false],
        ['example 2', 'expected to be blocked', true],
        ['example 3', undefined, undefined],
      ],
    )
    const inForce = await send('POST', '/api/v1/policies/test', {
      examples: [{ model: 'm', operation: 'chat' }],
    })
    assert.equal((inForce.body.policy as { name: string }).name, 'built-in')
    await t.engine.flush()
    assert.equal(await count(), before)
  })
})

describe('decisions', () => {
  const other = async () => bearer(await t.key('other'))

  test('are found by customer, key, model, operation and verdict, in pages', async () => {
    const { key, secret } = await t.engine.control.createKey({
      tenant: 'other',
      name: 'd',
      scopes: ['ingest'],
    })
    for (const model of ['one', 'two', 'three'])
      await check({ model, operation: 'chat', metadata: { purpose: 'x' } }, bearer(secret))
    await check({ model: 'one', operation: 'chat', metadata: { use_case: 'social_scoring' } }, bearer(secret))
    await t.engine.flush()
    const headers = await other()
    const models = async (query: string) => {
      const { status, body } = await send('GET', `/api/v1/decisions${query}`, undefined, headers)
      assert.equal(status, 200)
      return (body.decisions as { model: string }[]).map(({ model }) => model)
    }
    const mine = `?key=${key.id}`
    assert.deepEqual(await models(mine), ['one', 'three', 'two', 'one'])
    assert.deepEqual(await models(`${mine}&allowed=false`), ['one'])
    assert.deepEqual(await models(`${mine}&model=two`), ['two'])
    assert.deepEqual(await models(`${mine}&operation=embedding`), [])
    assert.deepEqual(await models(`${mine}&customer=other`), ['one', 'three', 'two', 'one'])
    assert.deepEqual(await models(`${mine}&customer=acme`), [])
    assert.deepEqual(await models(`${mine}&last=1h`), ['one', 'three', 'two', 'one'])
    const first = (await send('GET', `/api/v1/decisions${mine}&limit=3`, undefined, headers)).body
    assert.deepEqual(await models(`${mine}&limit=3&cursor=${String(first.cursor)}`), ['one'])
    const { body } = await send('GET', `/api/v1/decisions/stats${mine}&bin=1d`, undefined, headers)
    assert.deepEqual([body.total, body.allowed, body.blocked, body.allowed_ratio], [4, 3, 1, 0.75])
    assert.equal((body.by_model_operation as { model: string }[])[0]?.model, 'one')
    assert.equal((body.over_time as unknown[]).length, 1)
  })

  test('are of the own tenant only, and not for who may not see payload', async () => {
    const { body } = await send('GET', `/api/v1/decisions?model=three`)
    assert.deepEqual(body.decisions, [])
    const { headers } = await makeUser(t.engine, 'other', 'auditor')
    for (const path of ['/api/v1/decisions', '/api/v1/decisions/stats'])
      assert.equal((await send('GET', path, undefined, headers)).body.error.code, 'TALLY_AUTH_PAYLOAD')
    for (const query of ['?allowed=perhaps', '?limit=0', '?bin=x', '?nope=1'])
      assert.equal((await send('GET', `/api/v1/decisions${query}`)).status, 400, query)
  })
})
