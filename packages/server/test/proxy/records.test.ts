import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { TallyEvent } from '@tallystick/core'
import { openProxy, type ProxyTest, SECRETS } from './support.ts'

const { email, aws, other, card, github } = SECRETS
const user = (content: string) => [{ role: 'user' as const, content }]

const REQUEST_ID = `req_${'0123456789abcdef'.repeat(2)}`

let t: ProxyTest
before(async () => {
  t = await openProxy()
})
after(() => t.dispose())

const names = (events: readonly TallyEvent[]) => events.map(({ stream, name }) => `${stream} ${name}`)

describe('an exchange', () => {
  for (const stream of [false, true])
    test(`is one trace of spans, ${stream ? 'streamed' : 'whole'}`, async () => {
      const before = (await t.events()).length
      t.upstream.script = { choices: [{ content: `Ask ${other}` }], headers: { 'x-request-id': REQUEST_ID } }
      const [traceId, parent] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
      const headers = { traceparent: `00-${traceId}-${parent}-01`, 'X-Session-ID': 'session-7' }
      const asked = { model: 'local-1', messages: user(`I am ${email}`) }
      if (stream) {
        const chunks = await t
          .client()
          .chat.completions.create({ ...asked, stream, stream_options: { include_usage: true } }, { headers })
        for await (const _ of chunks);
      } else await t.client().chat.completions.create(asked, { headers })
      const events = (await t.events()).slice(before)
      assert.deepEqual(names(events), [
        'scan scan',
        'log llm.upstream',
        'scan scan',
        'decision decision.allowed',
        'log llm.request',
      ])
      const [input, upstream, output, decision, request] = events as [
        TallyEvent,
        TallyEvent,
        TallyEvent,
        TallyEvent,
        TallyEvent,
      ]
      for (const event of events) {
        assert.equal(event.trace_id, traceId)
        assert.equal(event.session_id, 'session-7')
        assert.equal(event.request_id, request.request_id)
        assert.equal(event.user_id, `key:${t.keyId}`)
        assert.equal(event.attributes?.parent_span_id, event === request ? parent : request.span_id)
        assert.equal(typeof event.attributes?.duration_ms, 'number')
      }
      assert.equal(new Set(events.map(({ span_id }) => span_id)).size, 5)
      const ends = ({ time, attributes }: TallyEvent) => Date.parse(time) + Number(attributes?.duration_ms)
      assert.ok(
        input.time >= request.time && ends(input) <= Date.parse(upstream.time) + 2,
        'scanned before it is sent',
      )
      assert.ok(ends(output) <= ends(request) + 2, 'an answer is scanned within its exchange')
      assert.equal(t.upstream.last.headers.traceparent, `00-${traceId}-${upstream.span_id}-01`)
      assert.deepEqual([input.attributes?.stage, input.attributes?.flags], ['input', ['email']])
      assert.deepEqual([output.attributes?.stage, output.attributes?.flags], ['output', ['email']])
      assert.equal(input.attributes?.action, 'redact')
      assert.match(String(input.attributes?.input_hash), /^[0-9a-f]{64}$/)
      assert.deepEqual(
        [upstream.attributes?.status_code, upstream.attributes?.upstream_request_id],
        [200, REQUEST_ID],
      )
      assert.deepEqual(
        [decision.attributes?.allowed, decision.attributes?.model, decision.attributes?.operation],
        [true, 'local-1', 'chat'],
      )
      const {
        outcome,
        model,
        prompt_tokens,
        completion_tokens,
        total_tokens,
        stream: isStream,
      } = request.attributes!
      assert.deepEqual(
        [outcome, model, prompt_tokens, completion_tokens, total_tokens, isStream],
        ['completed', 'local-1', 21, 34, 55, stream],
      )
    })

  test('of somebody who tells no trace begins one', async () => {
    const before = (await t.events()).length
    t.upstream.script = { choices: [{ content: 'Yes.' }] }
    await t.client().chat.completions.create({ model: 'local-1', messages: user('Is it?') })
    const [request, ...spans] = (await t.events()).slice(before).toReversed()
    assert.equal(request!.attributes?.parent_span_id, undefined)
    assert.equal(spans.length, 4)
    for (const { attributes } of spans) assert.equal(attributes?.parent_span_id, request!.span_id)
  })

  test('is decided for reasons of its answer too', async () => {
    const reasonOf = async (content: string, answer: string) => {
      const before = (await t.events()).length
      t.upstream.script = { choices: [{ content: answer }] }
      await t
        .client()
        .chat.completions.create({ model: 'local-1', messages: user(content) })
        .catch(() => undefined)
      const decision = (await t.events()).slice(before).find(({ stream }) => stream === 'decision')
      return [decision?.attributes?.allowed, decision?.attributes?.reason]
    }
    assert.deepEqual(await reasonOf('Is it?', 'Yes.'), [true, 'nothing found'])
    assert.deepEqual(await reasonOf('Is it?', `Ask ${other}`), [
      true,
      'nothing found; the answer: email taken out',
    ])
    assert.deepEqual(await reasonOf('Is it?', 'QUJD'.repeat(70_000)), [
      false,
      'the answer: not scanned in full by stream',
    ])
  })

  test('of embeddings has no scan of its answer', async () => {
    const before = (await t.events()).length
    await t.client().embeddings.create({ model: 'local-1', input: 'a text' })
    const events = (await t.events()).slice(before)
    assert.deepEqual(names(events), [
      'scan scan',
      'log llm.upstream',
      'decision decision.allowed',
      'log llm.request',
    ])
    assert.equal(events.at(-1)?.attributes?.total_tokens, 8)
  })

  test('about models is recorded without a scan', async () => {
    const before = (await t.events()).length
    await t.client().models.list()
    assert.deepEqual(names((await t.events()).slice(before)), ['log llm.upstream', 'log llm.request'])
  })

  test('is found by its decision, as any other', async () => {
    const { events } = await t.engine.search('acme', 'stream:decision entity_id:"local-1"')
    assert.ok(events.length > 0)
  })

  test('leaves nothing that was said, and no key, in the data directory or the log', async () => {
    const secret = [email, aws, other, card, github]
    t.upstream.script = { choices: [{ content: `Ask ${other} or ${card}` }] }
    for (const content of secret) {
      await t.client().chat.completions.create({ model: content, messages: user(content) })
      await t.client().responses.create({ model: 'm', input: content, user: content })
      await t.client().completions.create({ model: 'm', prompt: content })
      await t.client().embeddings.create({ model: 'm', input: content })
    }
    t.upstream.script = { error: { status: 400, body: JSON.stringify({ error: { message: email } }) } }
    await t
      .client()
      .chat.completions.create({ model: 'm', messages: user(email) })
      .catch(() => undefined)
    await t
      .client()
      .get(`/models/x?q=${encodeURIComponent(email)}`)
      .catch(() => undefined)
    await t.events()
    assert.deepEqual(await t.leaks(...secret, SECRETS.upstreamKey, t.key), [])
    // The search finds what is there.
    assert.ok((await t.leaks('llm.request')).length > 0)
  })

  test('holds no value that a name of the client or of the upstream is', async () => {
    const before = (await t.events()).length
    t.upstream.script = ({ body }) => ({
      headers: { 'x-request-id': aws },
      error: { status: 200, body: JSON.stringify({ model: body.model, choices: [] }) },
    })
    for (const model of [email, aws, `not a name ${email}`, 7])
      await fetch(`${t.server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'x-tally-key': t.key, 'x-session-id': String(model) },
        body: JSON.stringify({ model, messages: user('Hi') }),
      })
    await fetch(`${t.server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'x-tally-key': t.key, 'x-session-id': `${'x'.repeat(5_000)}` },
      body: JSON.stringify({ model: email, messages: user('Hi') }),
    })
    const events = (await t.events()).slice(before)
    assert.deepEqual(
      events
        .filter(({ name }) => name === 'llm.request')
        .map(({ attributes: a, session_id }) => [a?.model, session_id]),
      [
        ['-', '-'],
        ['-', '-'],
        ['-', '-'],
        ['-', '7'],
        ['-', '-'],
      ],
    )
    assert.ok(events.every(({ attributes }) => attributes?.upstream_request_id === undefined))
    assert.deepEqual(await t.leaks(email, aws), [])
  })

  test('is refused when it cannot be recorded: what is not in the record does not happen', async () => {
    const own = await openProxy()
    try {
      const { ingest } = own.engine
      own.engine.ingest = () => Promise.reject(new Error('disk full'))
      await assert.rejects(own.client().chat.completions.create({ model: 'm', messages: user('Hi') }), {
        status: 500,
      })
      own.engine.ingest = ingest
    } finally {
      await own.dispose()
    }
  })
})

test('many streams at once each get their own answer', async () => {
  const count = process.env.TALLY_SOAK === undefined ? 200 : 1_000
  t.upstream.remember = false
  t.upstream.script = ({ body }) => {
    const [{ content }] = body.messages as [{ content: string }]
    return {
      choices: [{ content: `${content}: ${'some words '.repeat(20)}and ${other}. End.` }],
      delta: 9,
      pauseMs: 10,
    }
  }
  const client = t.client({ timeout: 120_000 })
  const texts = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      let text = ''
      for await (const chunk of await client.chat.completions.create({
        model: 'm',
        messages: user(`Number ${i}`),
        stream: true,
      }))
        text += chunk.choices[0]?.delta.content ?? ''
      return text
    }),
  )
  for (const [i, text] of texts.entries())
    assert.equal(text, `Number ${i}: ${'some words '.repeat(20)}and [EMAIL_1]. End.`)
  t.upstream.remember = true
})
