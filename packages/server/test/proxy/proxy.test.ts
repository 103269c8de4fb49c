import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { openProxy, type ProxyTest, SECRETS } from './support.ts'

let t: ProxyTest
before(async () => {
  t = await openProxy()
})
after(() => t.dispose())
beforeEach(() => {
  t.upstream.script = {}
  t.upstream.received.length = 0
})

const { email, aws, other, card } = SECRETS
const user = (content: string) => [{ role: 'user' as const, content }]

describe('an unmodified client', () => {
  test('chats, and its answer is the one of the upstream', async () => {
    const answer = await t.client().chat.completions.create({ model: 'local-1', messages: user('Hello') })
    assert.equal(answer.choices[0]!.message.content, 'Hello! How can I help you today?')
    assert.equal(answer.usage?.total_tokens, 55)
    assert.equal(answer._request_id, 'req_upstream')
    assert.equal(t.upstream.last.headers.authorization, `Bearer ${SECRETS.upstreamKey}`)
    assert.equal(t.upstream.last.headers['x-tally-key'], undefined)
    assert.deepEqual(t.upstream.last.body.messages, user('Hello'))
  })

  test('does not send personal data and secrets, and gets them back in the answer', async () => {
    t.upstream.script = ({ body }) => {
      const [{ content }] = body.messages as [{ content: string }]
      return { choices: [{ content: `You said: ${content}` }] }
    }
    const said = `Write to ${email} and use ${aws}, please.`
    const answer = await t.client().chat.completions.create({ model: 'local-1', messages: user(said) })
    assert.ok(!t.upstream.last.text.includes(email))
    assert.ok(!t.upstream.last.text.includes(aws))
    assert.match(t.upstream.last.text, /\[EMAIL_1\]/)
    assert.equal(answer.choices[0]!.message.content, `You said: ${said}`)
  })

  test('streams, with values put back', async () => {
    t.upstream.script = ({ body }) => {
      const [{ content }] = body.messages as [{ content: string }]
      return { choices: [{ content: `You said: ${content}` }], delta: 3, bytes: 7 }
    }
    const said = `Write to ${email} and use ${aws}, please.`
    const stream = await t.client().chat.completions.create({
      model: 'local-1',
      messages: user(said),
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    let finish: string | null | undefined
    let usage: number | undefined
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      finish = chunk.choices[0]?.finish_reason ?? finish
      usage = chunk.usage?.total_tokens ?? usage
    }
    assert.equal(text, `You said: ${said}`)
    assert.equal(finish, 'stop')
    assert.equal(usage, 55)
    assert.ok(!t.upstream.last.text.includes(email))
  })

  test('does not get what the model leaks, whole or in a stream', async () => {
    t.upstream.script = { choices: [{ content: `Ask ${other}, pay with ${card}. Bye.` }], delta: 2 }
    const asked = { model: 'local-1', messages: user('Who can help?') }
    const whole = await t.client().chat.completions.create(asked)
    assert.equal(whole.choices[0]!.message.content, 'Ask [EMAIL_1], pay with [PAYMENT_CARD_1]. Bye.')
    let text = ''
    for await (const chunk of await t.client().chat.completions.create({ ...asked, stream: true }))
      text += chunk.choices[0]?.delta.content ?? ''
    assert.equal(text, whole.choices[0]!.message.content)
  })
})

describe('every text of a request', () => {
  test('is scanned: parts, tool results, arguments of calls, system messages', async () => {
    await t.client().chat.completions.create({
      model: 'local-1',
      messages: [
        { role: 'system', content: `Operator is ${email}.` },
        { role: 'user', content: [{ type: 'text', text: `I am ${email}.` }] },
        {
          role: 'assistant',
          tool_calls: [
            {
              id: 'c1',
              type: 'function',
              function: { name: 'mail', arguments: JSON.stringify({ to: email }) },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: `sent to ${email}` },
      ],
    })
    assert.ok(!t.upstream.last.text.includes(email))
    assert.equal(t.upstream.last.text.match(/\[EMAIL_1\]/g)?.length, 4)
    const { messages } = t.upstream.last.body as {
      messages: { tool_calls?: { function: { arguments: string } }[] }[]
    }
    assert.equal(messages[2]!.tool_calls![0]!.function.arguments, '{"to":"[EMAIL_1]"}')
  })

  test('is scanned in arguments that are an object, and in a prompt of a megabyte', async () => {
    const post = (content: unknown) =>
      fetch(`${t.server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'x-tally-key': t.key },
        body: JSON.stringify({
          messages: [
            { role: 'user', content },
            { role: 'assistant', tool_calls: [{ function: { arguments: { to: [email] } } }] },
          ],
        }),
      })
    assert.equal((await post('hello')).status, 200)
    assert.match(t.upstream.last.text, /"arguments":\{"to":\["\[EMAIL_1\]"\]\}/)
    assert.equal((await post(`${'some words of prose. '.repeat(50_000)}${email}`)).status, 200)
    assert.ok(!t.upstream.last.text.includes(email))
  })

  test('is scanned on the other endpoints', async () => {
    const client = t.client()
    await client.completions.create({ model: 'local-1', prompt: [`a ${email}`, `b ${email}`] })
    assert.deepEqual(t.upstream.last.body.prompt, ['a [EMAIL_1]', 'b [EMAIL_1]'])
    const { data, usage } = await client.embeddings.create({
      model: 'local-1',
      input: [`a ${email}`, 'b'],
      encoding_format: 'float',
    })
    assert.deepEqual([data.length, usage.total_tokens], [2, 8])
    assert.deepEqual(t.upstream.last.body.input, ['a [EMAIL_1]', 'b'])
    await client.responses.create({
      model: 'local-1',
      instructions: `Serve ${email}`,
      input: [{ role: 'user', content: [{ type: 'input_text', text: `Hi from ${email}` }] }],
    })
    assert.ok(!t.upstream.last.text.includes(email))
  })

  test('passes as it was parsed, with each number as it was written', async () => {
    const body =
      '{ "model":"local-1" ,"seed":12345678901234567890,"messages":[{"role":"user","content":"Hi\\u0021"}], "x":1.0 }'
    const post = (text: string) =>
      fetch(`${t.server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-tally-key': t.key },
        body: text,
      })
    const answer = await post(body)
    assert.equal(
      t.upstream.last.text,
      '{"model":"local-1","seed":12345678901234567890,"messages":[{"role":"user","content":"Hi!"}],"x":1.0}',
    )
    assert.match(await answer.text(), /"x_vendor":\{"seed":12345678901234567890\}/)
    await post(body.replace('Hi', `Hi ${email}`))
    assert.match(t.upstream.last.text, /"seed":12345678901234567890,.*"x":1\.0/)
    assert.ok(!t.upstream.last.text.includes(email))
  })

  test('does not pass unread: token numbers are refused while the policy fails closed', async () => {
    await assert.rejects(
      t.client().embeddings.create({ model: 'local-1', input: [[1, 2, 3]] }),
      (error: { status?: number; code?: string }) =>
        error.status === 422 && error.code === 'TALLY_PROXY_UNSCANNED',
    )
    assert.equal(t.upstream.received.length, 0)
  })
})

describe('every text of an answer', () => {
  const CALL = {
    id: 'call_1',
    name: 'pay',
    arguments: JSON.stringify({ card, to: other, note: 'a\n"b"', n: 7 }),
  }

  test('is scanned: tool calls and each of several choices, whole and streamed', async () => {
    t.upstream.script = {
      choices: [
        { content: `one ${other} ` },
        { content: 'two', toolCalls: [CALL, { ...CALL, id: 'call_2' }] },
        { refusal: `No, ${other}!` },
      ],
      delta: 3,
    }
    const asked = { model: 'local-1', messages: user('Pay.'), n: 3 }
    const whole = await t.client().chat.completions.create(asked)
    const parts = (
      choices: { message: { content: string | null; refusal: string | null; tool_calls?: unknown } }[],
    ) =>
      choices.map(({ message: { content, refusal, tool_calls } }) => ({
        content: content ?? '',
        refusal: refusal ?? '',
        tool_calls,
      }))
    const runner = t.client().chat.completions.stream(asked)
    const streamed = await runner.finalChatCompletion()
    assert.ok(!JSON.stringify([whole, streamed]).includes(other))
    assert.ok(!JSON.stringify([whole, streamed]).includes(card))
    const [, second] = whole.choices
    const call = second!.message.tool_calls![0]!
    assert.ok(call.type === 'function')
    assert.deepEqual(JSON.parse(call.function.arguments), {
      card: '[PAYMENT_CARD_1]',
      to: '[EMAIL_1]',
      note: 'a\n"b"',
      n: 7,
    })
    const plain = (value: unknown) =>
      JSON.parse(JSON.stringify(value).replaceAll(/,?"parsed(?:_arguments)?":null/g, '')) as unknown
    assert.deepEqual(plain(parts(streamed.choices)), plain(parts(whole.choices)))
  })

  test('is scanned wherever it stands, and what it repeats of the request is as it was sent', async () => {
    const body = {
      instructions: '[EMAIL_1]',
      output: [],
      text: other,
      error: null,
      message: { content: other },
    }
    t.upstream.script = { error: { status: 200, body: JSON.stringify(body) } }
    const answer = await t.client().responses.create({ model: 'local-1', instructions: email, input: 'Hi' })
    assert.equal(answer.instructions, email)
    assert.ok(!JSON.stringify(answer).includes(other))
  })

  test('is the same in every event of a response', async () => {
    t.upstream.script = {
      choices: [{ content: `Ask ${other}. Bye.`, toolCalls: [CALL] }],
      delta: 4,
      bytes: 11,
    }
    const asked = { model: 'local-1', input: `I am ${email}` }
    const whole = await t.client().responses.create(asked)
    assert.equal(whole.output_text, 'Ask [EMAIL_2]. Bye.')
    const events: { type: string; sequence_number: number }[] = []
    let text = ''
    let calls = ''
    for await (const event of await t.client().responses.create({ ...asked, stream: true })) {
      events.push(event)
      if (event.type === 'response.output_text.delta') text += event.delta
      if (event.type === 'response.function_call_arguments.delta') calls += event.delta
      if (event.type === 'response.output_text.done') assert.equal(event.text, text)
      if (event.type === 'response.function_call_arguments.done') assert.equal(event.arguments, calls)
      if (event.type === 'response.completed') {
        assert.equal(event.response.output_text, undefined)
        assert.deepEqual(event.response.output, whole.output)
      }
    }
    assert.equal(text, whole.output_text)
    assert.ok(!JSON.stringify(events).includes(other))
    assert.deepEqual(
      events.map(({ sequence_number }) => sequence_number),
      events.map((_, index) => index),
    )
  })

  test('keeps the probabilities of tokens that are sent as they are, and of no other', async () => {
    const logprobs = async (content: string): Promise<string> => {
      t.upstream.script = { choices: [{ content, logprobs: true }], delta: 4 }
      let tokens = ''
      for await (const chunk of await t
        .client()
        .chat.completions.create({ model: 'm', messages: user('Hi'), stream: true }))
        tokens += (chunk.choices[0]?.logprobs?.content ?? []).map(({ token }) => token).join('')
      return tokens
    }
    assert.equal(await logprobs('All of it, word by word.'), 'All of it, word by word.')
    const cut = await logprobs(`All of it until ${other} comes.`)
    assert.ok('All of it until '.startsWith(cut) && cut.length > 4, cut)
  })

  test('has no probabilities of tokens behind a value that was put back, or in whose place something stands', async () => {
    const spelled = async (content: string, stream: boolean): Promise<string> => {
      const tokens = content.split(/(?<= )/)
      const logprobs = (list: string[]) => ({
        content: list.map(token => ({ token, logprob: -1, bytes: null, top_logprobs: [] })),
      })
      const chunks = tokens.map(token => ({
        choices: [{ index: 0, delta: { content: token }, logprobs: logprobs([token]), finish_reason: null }],
      }))
      const raw = [...chunks.map(chunk => JSON.stringify(chunk)), '[DONE]'].map(data => `data: ${data}\n\n`)
      const whole = { choices: [{ index: 0, message: { content }, logprobs: logprobs(tokens) }] }
      t.upstream.script = stream
        ? { inject: { after: 0, raw: raw.join('') } }
        : { error: { status: 200, body: JSON.stringify(whole) } }
      const answer = await fetch(`${t.server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'x-tally-key': t.key },
        body: JSON.stringify({ messages: user(`I am ${email}`), logprobs: true, stream }),
      })
      return [...(await answer.text()).matchAll(/"token":"([^"]*)"/g)].map(([, token]) => token).join('')
    }
    const plain = 'All of it is here. '
    for (const stream of [true, false]) {
      assert.equal(await spelled(plain, stream), plain)
      for (const content of ['Ask [EMAIL_1] for more of it.', `Ask ${other} for more of it.`])
        assert.ok((stream ? ['', 'Ask '] : ['']).includes(await spelled(content, stream)), content)
    }
  })

  test('is put back into arguments as JSON', async () => {
    const mark = { ...CALL, arguments: '{"to":"[EMAIL_1]"}' }
    t.upstream.script = { choices: [{ toolCalls: [mark] }], delta: 5 }
    const runner = t.client().chat.completions.stream({ model: 'local-1', messages: user(`Mail ${email}`) })
    const [choice] = (await runner.finalChatCompletion()).choices
    const call = choice!.message.tool_calls![0]!
    assert.ok(call.type === 'function')
    assert.equal(call.function.arguments, JSON.stringify({ to: email }))
  })

  test('comes through whatever the bytes and line ends it is sent in', async () => {
    const content = `Grüße 😀 an ${other}: 日本語。 Ende.`
    for (const feed of ['\n', '\r\n', '\r'] as const)
      for (const bytes of [1, 2, 3, 5, 64]) {
        t.upstream.script = {
          choices: [{ content }],
          feed,
          bytes,
          delta: 1,
          inject: { after: 3, raw: ': alive\n\n' },
        }
        let text = ''
        for await (const chunk of await t
          .client()
          .chat.completions.create({ model: 'm', messages: user('Hi'), stream: true }))
          text += chunk.choices[0]?.delta.content ?? ''
        assert.equal(text, 'Grüße 😀 an [EMAIL_1]: 日本語。 Ende.', `${JSON.stringify(feed)} ${bytes}`)
      }
  })

  test('comes through legacy completions', async () => {
    t.upstream.script = { choices: [{ content: `one ${other} end` }, { content: 'two' }], delta: 2 }
    const asked = { model: 'local-1', prompt: 'Say', n: 2 }
    const whole = await t.client().completions.create(asked)
    const texts = ['', '']
    for await (const chunk of await t.client().completions.create({ ...asked, stream: true }))
      for (const { index, text } of chunk.choices) texts[index] += text
    assert.deepEqual(texts, ['one [EMAIL_1] end', 'two'])
    assert.deepEqual(
      texts,
      whole.choices.map(({ text }) => text),
    )
  })
})
