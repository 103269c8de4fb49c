import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { TallyEvent } from '@tallystick/core'
import { APIConnectionError, APIError } from 'openai'
import { openProxy, type ProxyTest, SECRETS } from './support.ts'

let t: ProxyTest
before(async () => {
  t = await openProxy({ timeoutMs: 300, idleMs: 400 })
})
after(() => t.dispose())
beforeEach(() => {
  t.upstream.script = {}
  t.upstream.received.length = 0
})

const { email, other } = SECRETS
const asked = { model: 'local-1', messages: [{ role: 'user' as const, content: `I am ${email}` }] }
const chat = () => t.client().chat.completions.create(asked)
const stream = async (): Promise<string> => {
  let text = ''
  try {
    for await (const chunk of await t.client().chat.completions.create({ ...asked, stream: true }))
      text += chunk.choices[0]?.delta.content ?? ''
  } catch (error) {
    throw Object.assign(error as Error, { text })
  }
  return text
}
const errorOf = async (work: Promise<unknown>): Promise<APIError & { text?: string }> => {
  try {
    await work
  } catch (error) {
    assert.ok(error instanceof APIError, String(error))
    return error
  }
  throw new assert.AssertionError({ message: 'it went well' })
}
const last = async (name: string): Promise<TallyEvent> =>
  (await t.events()).findLast(event => event.name === name)!
/** Status and body, as any client reads them. */
const refused = async (): Promise<[number, unknown]> => {
  const answer = await fetch(`${t.server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'x-tally-key': t.key },
    body: JSON.stringify(asked),
  })
  return [answer.status, await answer.json()]
}
const outcome = async () => (await last('llm.request')).attributes?.outcome

describe('what an upstream refuses', () => {
  for (const [status, code] of [
    [400, 'invalid_request'],
    [401, 'invalid_api_key'],
    [429, 'rate_limit_exceeded'],
    [500, 'server_error'],
  ] as const)
    test(`comes as it is: ${status}`, async () => {
      const body = JSON.stringify({ error: { message: 'No.', type: 'x', param: 'model', code } })
      const headers = { 'retry-after': '7', 'x-ratelimit-remaining-requests': '0' }
      t.upstream.script = { error: { status, body, headers } }
      const error = await errorOf(chat())
      assert.deepEqual(
        [error.status, error.code, error.param, error.requestID],
        [status, code, 'model', 'req_upstream'],
      )
      assert.equal(error.headers?.get('retry-after'), '7')
      assert.equal(error.headers?.get('x-ratelimit-remaining-requests'), '0')
      assert.equal((await errorOf(stream())).status, status)
      assert.equal(await outcome(), 'upstream_error')
    })

  test('is told in the shape of the API where it is a page', async () => {
    t.upstream.script = {
      error: { status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } },
    }
    const error = await errorOf(chat())
    assert.deepEqual([error.status, error.type], [502, 'upstream_error'])
  })

  for (const [server, status, body] of [
    ['vLLM', 400, { object: 'error', message: 'too long', type: 'BadRequestError', param: null, code: 400 }],
    ['FastAPI', 404, { detail: 'Model not found' }],
    ['FastAPI', 422, { detail: [{ type: 'missing', loc: ['body', 'model'], msg: 'Field required' }] }],
  ] as const)
    test(`comes as it is in the words of ${server}: ${status}`, async () => {
      t.upstream.script = { error: { status, body: JSON.stringify(body) } }
      assert.deepEqual(await refused(), [status, body])
    })

  test('is the first of a list', async () => {
    const body = { error: { code: 400, message: 'API key not valid', status: 'INVALID_ARGUMENT' } }
    t.upstream.script = { error: { status: 400, body: JSON.stringify([body, {}]) } }
    assert.deepEqual(await refused(), [400, body])
  })

  test('is the message of an error where it is plain text', async () => {
    const headers = { 'content-type': 'text/plain' }
    t.upstream.script = { error: { status: 404, body: '404 page not found\n', headers } }
    const error = { message: '404 page not found', type: 'upstream_error', param: null, code: null }
    assert.deepEqual(await refused(), [404, { error }])
  })

  for (const [what, body] of [
    ['long', 'no '.repeat(700)],
    ['a page', 'Sorry <HTML><body>no</body></HTML>'],
    ['JSON that broke off', '{"error":{"message":"no'],
    ['an empty list', '[]'],
    ['nothing', ''],
  ] as const)
    test(`is not told where it is ${what}`, async () => {
      t.upstream.script = { error: { status: 500, body } }
      const [, { error }] = (await refused()) as [number, { error: { message: string } }]
      assert.equal(error.message, 'the upstream answered 500 without an error that can be read')
    })

  test('is tried again by the client as the upstream would have it', async () => {
    let asks = 0
    t.upstream.script = () =>
      asks++ < 2
        ? { error: { status: 429, body: '{"error":{"message":"slow"}}', headers: { 'retry-after-ms': '5' } } }
        : {}
    const answer = await t.client({ maxRetries: 3 }).chat.completions.create(asked)
    assert.equal(answer.choices.length, 1)
    assert.equal(asks, 3)
  })
})

describe('an address that is not served', () => {
  for (const [method, path, status, code] of [
    ['GET', '/v1/files', 404, 'TALLY_NOT_FOUND'],
    ['POST', '/v1/audio/speech?x=1', 404, 'TALLY_NOT_FOUND'],
    ['GET', '/v1/chat/completions', 405, 'TALLY_METHOD_NOT_ALLOWED'],
    ['DELETE', '/v1/models/local-1', 405, 'TALLY_METHOD_NOT_ALLOWED'],
  ] as const)
    test(`is told in the shape of the API: ${method} ${path}`, async () => {
      const answer = await fetch(t.server.url + path, { method, headers: { 'x-tally-key': t.key } })
      const { error } = (await answer.json()) as { error: Record<string, unknown> }
      assert.deepEqual(
        [answer.status, error.code, error.type, error.param],
        [status, code, 'invalid_request_error', null],
      )
      assert.match(String(error.message), /is not served here$/)
    })

  test('has no such shape elsewhere', async () => {
    const answer = await fetch(`${t.server.url}/api/v1/nothing`)
    assert.ok(!('type' in ((await answer.json()) as { error: object }).error))
  })
})

describe('an upstream that does not do its part', () => {
  test('by its time is a timeout', async () => {
    t.upstream.script = { waitMs: Number.POSITIVE_INFINITY }
    const error = await errorOf(chat())
    assert.deepEqual([error.status, error.code], [504, 'TALLY_UPSTREAM_TIMEOUT'])
    assert.equal(await outcome(), 'upstream_timeout')
  })

  test('in the middle of a stream is an error that the client raises, after what had come', async () => {
    t.upstream.script = { choices: [{ content: 'one two three four five' }], pauseMs: 700 }
    const error = await errorOf(stream())
    assert.equal(error.code, 'TALLY_UPSTREAM_TIMEOUT')
    assert.equal(await outcome(), 'upstream_timeout')
  })

  test('is not there', async () => {
    const gone = await openProxy({ upstream: 'http://127.0.0.1:1/v1' })
    try {
      const error = await errorOf(gone.client().chat.completions.create(asked))
      assert.deepEqual(
        [error.status, error.code, error.type],
        [502, 'TALLY_UPSTREAM_UNREACHABLE', 'upstream_error'],
      )
    } finally {
      await gone.dispose()
    }
  })

  test('and cuts the stream: what was scanned is the client’s, then an error', async () => {
    t.upstream.script = { choices: [{ content: 'one two three four five six seven' }], cutAfter: 5 }
    const error = await errorOf(stream())
    assert.equal(error.code, 'TALLY_UPSTREAM_PROTOCOL')
    assert.ok(
      'one two three four five six seven'.startsWith(error.text!) && error.text!.length > 3,
      error.text,
    )
    assert.equal(await outcome(), 'upstream_protocol')
  })

  test('and cuts the connection when all was said: nobody minds', async () => {
    t.upstream.script = { choices: [{ content: 'all of it' }], cutAfter: Number.POSITIVE_INFINITY }
    assert.equal(await stream(), 'all of it')
    await new Promise(done => setTimeout(done, 60))
    assert.equal(await stream(), 'all of it')
  })

  test('and cuts an answer in the middle', async () => {
    t.upstream.script = { headers: { 'content-length': '9999' } }
    const error = await errorOf(chat())
    assert.deepEqual([error.status, error.code], [504, 'TALLY_UPSTREAM_TIMEOUT'])
  })

  for (const [what, raw] of [
    ['JSON that is none', 'data: {"choices":[{"index":0,"delta":{"content":"x\n\n'],
    ['a list', 'data: [1]\n\n'],
    ['a word', 'data: hello\n\n'],
  ] as const)
    test(`and sends ${what} in a stream: it is not passed on`, async () => {
      t.upstream.script = { choices: [{ content: `one two ${other} three` }], inject: { after: 6, raw } }
      const error = await errorOf(stream())
      assert.equal(error.code, 'TALLY_UPSTREAM_PROTOCOL')
      assert.ok(!error.message.includes('hello'))
      assert.equal(await outcome(), 'upstream_protocol')
    })

  test('and answers what is no JSON', async () => {
    t.upstream.script = { error: { status: 200, body: `hello ${other}` } }
    const error = await errorOf(chat())
    assert.deepEqual([error.status, error.code], [502, 'TALLY_UPSTREAM_PROTOCOL'])
    assert.ok(!error.message.includes(other))
  })

  for (const [what, headers] of [['compresses', { 'content-encoding': 'gzip' }]] as const)
    test(`and ${what} what it was asked not to`, async () => {
      t.upstream.script = { headers }
      assert.equal((await errorOf(chat())).code, 'TALLY_UPSTREAM_PROTOCOL')
    })

  test('and sends its own error in a stream: the client raises it', async () => {
    t.upstream.script = {
      inject: { after: 2, raw: 'data: {"error":{"message":"overloaded","code":"server_overloaded"}}\n\n' },
    }
    assert.equal((await errorOf(stream())).code, 'server_overloaded')
  })
})

describe('an error in the middle of a stream', () => {
  const said = 'The answer is forty-two'
  const delta = (content: string) => ({ choices: [{ index: 0, delta: { content } }] })
  const text = { type: 'response.output_text.delta', item_id: 'm', output_index: 0, content_index: 0 }
  const error = { message: 'overloaded', code: 'server_overloaded' }
  type Told = {
    readonly type?: string
    readonly message?: string
    readonly error?: { readonly message: string; readonly code: string }
    readonly choices?: readonly { delta: { content?: string }; finish_reason: string | null }[]
    readonly text?: string
    readonly delta?: string
  }
  /** The upstream streams these events and nothing else; gives those that the client gets. */
  const streamed = async (
    path: string,
    events: readonly object[],
    end = '',
    content = asked.messages[0]!.content,
  ): Promise<Told[]> => {
    const body = events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('') + end
    t.upstream.script = { error: { status: 200, body, headers: { 'content-type': 'text/event-stream' } } }
    const answer = await fetch(`${t.server.url}/v1/${path}`, {
      method: 'POST',
      headers: { 'x-tally-key': t.key },
      body: JSON.stringify({ messages: [{ role: 'user', content }], input: 'Hi', stream: true }),
    })
    const lines = (await answer.text()).split('\n').filter(line => line.startsWith('data: {'))
    return lines.map(line => JSON.parse(line.slice(6)))
  }
  const recorded = async () => {
    const { outcome, status_code } = (await last('llm.request')).attributes!
    return [outcome, status_code]
  }

  for (const [what, last] of [
    ['as OpenAI has it', { error }],
    ['flat', { object: 'error', ...error }],
    ['beside a choice', { error, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] }],
    ['beside no choices', { error, choices: null }],
  ] as const)
    for (const end of ['', 'data: [DONE]\n\n'])
      test(`comes behind all that was said, ${what}${end && ', and done'}`, async () => {
        const chunks = await streamed('chat/completions', [delta(said), last], end)
        const { error: told = chunks.at(-1), choices = [] } = chunks.at(-1)!
        assert.equal(told?.message, 'overloaded')
        assert.ok(choices.every(choice => choice.finish_reason === 'error'))
        assert.equal(chunks.map(({ choices }) => choices?.[0]?.delta.content ?? '').join(''), said)
        assert.ok(chunks.slice(0, -1).every(chunk => chunk.error === undefined))
        assert.deepEqual(await recorded(), ['upstream_error', 502])
      })

  test('comes behind what was said beside the choices', async () => {
    const chunks = await streamed('chat/completions', [{ choices: [], text: said }, { error }])
    assert.equal(chunks.map(({ text = '' }) => text).join(''), said)
    assert.deepEqual(chunks.at(-1), { error })
  })

  test('does not bring out what is redacted', async () => {
    const chunks = await streamed('chat/completions', [delta(`Ask ${other}`), { error }])
    assert.ok(!JSON.stringify(chunks).includes(other))
    assert.match(JSON.stringify(chunks.at(-2)), /\[EMAIL_\d\]/)
  })

  for (const [what, last, outcome] of [
    ['an error', { type: 'error', ...error }, ['upstream_error', 502]],
    ['a failure', { type: 'response.failed', response: { error } }, ['upstream_error', 502]],
    ['an early end', { type: 'response.incomplete', response: {} }, ['completed', 200]],
    ['an end', { type: 'response.completed', response: {} }, ['completed', 200]],
  ] as const)
    test(`of a response, or ${what}, comes behind all that was said`, async () => {
      const events = await streamed('responses', [{ ...text, delta: said }, last])
      assert.equal(events.at(-1)!.type, last.type)
      assert.equal(events.map(({ delta = '' }) => delta).join(''), said)
      assert.deepEqual(await recorded(), outcome)
    })

  test('is recorded as one also when the client leaves on reading it', async () => {
    const raw = `data: ${JSON.stringify({ error })}\n\n`
    t.upstream.script = { choices: [{ content: said }], inject: { after: 3, raw }, pauseMs: 100 }
    const requests = async () => (await t.events()).filter(({ name }) => name === 'llm.request').length
    const before = await requests()
    assert.equal((await errorOf(stream())).code, 'server_overloaded')
    for (let i = 0; i < 50 && (await requests()) === before; i++)
      await new Promise(done => setTimeout(done, 20))
    assert.deepEqual(await recorded(), ['upstream_error', 502])
  })

  test('is not told where what had been held back is refused', async () => {
    const usual = t
    t = await openProxy({ rules: [{ policy: { actions: { personal: 'block' } } }] })
    try {
      const chunks = await streamed('chat/completions', [delta(`Ask ${other}`), { error }], '', 'Hi')
      assert.equal(chunks.at(-1)!.error?.code, 'TALLY_PROXY_BLOCKED')
      assert.ok(!JSON.stringify(chunks).includes('overloaded'))
      assert.deepEqual(await recorded(), ['blocked', 403])
    } finally {
      await t.dispose()
      t = usual
    }
  })
})

test('a last chunk that says something comes in the order in which it was said', async () => {
  const body = [
    { choices: [{ index: 0, delta: { content: 'The answer is' } }] },
    { choices: [{ index: 0, delta: { content: ' forty-two of them' }, finish_reason: 'stop' }] },
  ]
  const frames = body.map(chunk => `data: ${JSON.stringify(chunk)}\n\n`).join('')
  const headers = { 'content-type': 'text/event-stream' }
  t.upstream.script = { error: { status: 200, body: `${frames}data: [DONE]\n\n`, headers } }
  assert.equal(await stream(), 'The answer is forty-two of them')
})

test('a chunk whose choices are null is one without choices', async () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  const raw = `data: ${JSON.stringify({ choices: null, usage })}\n\n`
  t.upstream.script = { choices: [{ content: 'all of it' }], inject: { after: 2, raw } }
  assert.equal(await stream(), 'all of it')
  assert.equal((await last('llm.request')).attributes?.total_tokens, 3)
})

describe('a client that leaves', () => {
  test('closes the connection to the upstream at once, and is recorded', async () => {
    t.upstream.script = { choices: [{ content: 'word '.repeat(2_000) }], pauseMs: 5 }
    const answer = await t.client().chat.completions.create({ ...asked, stream: true })
    let chunks = 0
    for await (const _ of answer) if (++chunks === 3) break
    const left = performance.now()
    assert.equal(await t.upstream.last.closed, false)
    assert.ok(performance.now() - left < 1_000)
    for (let i = 0; i < 50 && (await outcome()) !== 'client_gone'; i++)
      await new Promise(done => setTimeout(done, 20))
    assert.equal(await outcome(), 'client_gone')
    const scans = (await t.events()).filter(({ stream }) => stream === 'scan')
    assert.equal(scans.at(-1)?.attributes?.stage, 'output')
  })

  test('before there is an answer closes it too', async () => {
    t.upstream.script = { waitMs: 250 }
    const controller = new AbortController()
    const asking = t.client().chat.completions.create(asked, { signal: controller.signal })
    while (t.upstream.received.length === 0) await new Promise(done => setTimeout(done, 5))
    controller.abort()
    await assert.rejects(asking)
    assert.equal(await t.upstream.last.closed, false)
  })
})

describe('a body', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${t.server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'x-tally-key': t.key, ...headers },
      body,
    })

  for (const [what, body] of [
    ['no JSON', '{'],
    ['no object', '[]'],
    ['nothing', ''],
    ['nested without end', '{"a":'.repeat(50_000)],
  ] as const)
    test(`that is ${what} is refused in the shape of the API`, async () => {
      const answer = await post(body)
      const { error } = (await answer.json()) as {
        error: { code: string; type: string; param: null; message: string }
      }
      assert.deepEqual(
        [answer.status, error.code, error.type],
        [400, 'TALLY_PROXY_BODY', 'invalid_request_error'],
      )
      assert.equal(t.upstream.received.length, 0)
    })

  test('that holds what no schema knows passes', async () => {
    assert.equal((await post('{"messages":"no list","n":"x"}')).status, 200)
  })
})

test('the proxy goes away while streams run: they end', async () => {
  const own = await openProxy()
  own.upstream.script = { choices: [{ content: 'word '.repeat(5_000) }], pauseMs: 5 }
  const answer = await own.client().chat.completions.create({ ...asked, stream: true })
  let chunks = 0
  await assert.rejects(
    async () => {
      for await (const _ of answer) if (++chunks === 3) void own.server.close()
    },
    (error: Error) => error instanceof APIConnectionError || error instanceof Error,
  )
  await own.dispose()
})
