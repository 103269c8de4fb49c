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
