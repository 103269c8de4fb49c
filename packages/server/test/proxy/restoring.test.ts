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
})

const { email, other, card } = SECRETS
/** A value with line breaks. Made at run time, so that no scanner takes this file for a leak. */
const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj'
const pem = [
  `-----BEGIN ${'PRIVATE KEY'}-----`,
  line,
  line.toLowerCase(),
  `-----END ${'PRIVATE KEY'}-----`,
].join('\n')

const user = (content: string) => [{ role: 'user' as const, content }]
const JSON_OBJECT = { response_format: { type: 'json_object' as const } }
const MARKED = '{"key":"[PRIVATE_KEY_1]"}'
const CALL = { id: 'call_1', name: 'save', arguments: MARKED }

/** The content and the arguments of the first call, whole and streamed: they are the same. */
async function answered(messages: object[], more: object = {}): Promise<{ content: string; call: string }> {
  const asked = { model: 'local-1', messages, ...more } as unknown as Parameters<
    ReturnType<ProxyTest['client']>['chat']['completions']['stream']
  >[0]
  const plain = (choice: { message: { content: string | null; tool_calls?: unknown } }) => {
    const [call] = (choice.message.tool_calls ?? []) as { function: { arguments: string } }[]
    return { content: choice.message.content ?? '', call: call?.function.arguments ?? '' }
  }
  const whole = await t.client().chat.completions.create({ ...asked, stream: false })
  const streamed = await t.client().chat.completions.stream(asked).finalChatCompletion()
  assert.deepEqual(plain(streamed.choices[0]!), plain(whole.choices[0]!))
  return plain(whole.choices[0]!)
}

/** The same of a response: its text, in the deltas, in what repeats them and whole. */
async function responded(input: string, more: object = {}): Promise<string> {
  const asked = { model: 'local-1', input, ...more }
  const whole = await t.client().responses.create(asked)
  let text = ''
  for await (const event of await t.client().responses.create({ ...asked, stream: true })) {
    if (event.type === 'response.output_text.delta') text += event.delta
    if (event.type === 'response.output_text.done') assert.equal(event.text, text)
    if (event.type === 'response.content_part.done') assert.equal((event.part as { text: string }).text, text)
    if (event.type === 'response.completed') assert.deepEqual(event.response.output, whole.output)
  }
  assert.equal(text, whole.output_text)
  return text
}

describe('a value with line breaks is put back', () => {
  for (const delta of [1, 4, 1_000])
    test(`into an answer that is JSON as JSON writes it, in pieces of ${delta}`, async () => {
      t.upstream.script = { choices: [{ content: MARKED }], delta }
      const schema = { response_format: { type: 'json_schema', json_schema: { name: 'k', schema: {} } } }
      for (const more of [JSON_OBJECT, schema])
        assert.deepEqual(JSON.parse((await answered(user(`My key: ${pem}`), more)).content), { key: pem })
      for (const type of ['json_object', 'json_schema'])
        assert.deepEqual(JSON.parse(await responded(`My key: ${pem}`, { text: { format: { type } } })), {
          key: pem,
        })
    })

  test('into JSON that stands in prose, asked for or not', async () => {
    t.upstream.script = { choices: [{ content: `Here you are:\n{"key": "[PRIVATE_KEY_1]"}` }], delta: 3 }
    const { content } = await answered(user(`My key: ${pem}`))
    assert.deepEqual(JSON.parse(content.slice(content.indexOf('{'))), { key: pem })
  })

  test('into prose as it reads, and into arguments as JSON, wherever it stood', async () => {
    t.upstream.script = {
      choices: [{ content: 'It is [PRIVATE_KEY_1]', toolCalls: [CALL] }],
      delta: 3,
    }
    const json = JSON.stringify({ key: pem })
    const slashes = json.replaceAll('/', '\\/')
    for (const messages of [
      user(`My key: ${pem}`),
      user(`Save this: ${json}, please.`),
      user(`Save this: ${slashes}`),
      user(json),
      [{ role: 'tool', tool_call_id: 'call_0', content: JSON.stringify({ found: [{ key: pem }] }, null, 2) }],
      [{ role: 'assistant', tool_calls: [{ id: 'call_0', function: { name: 'save', arguments: json } }] }],
    ]) {
      const { content, call } = await answered(messages)
      assert.ok(!t.upstream.last.text.includes(line), t.upstream.last.text)
      assert.equal(content, `It is ${pem}`)
      assert.deepEqual(JSON.parse(call), { key: pem })
    }
  })
})

describe('an answer that is JSON', () => {
  test('stays so where something is taken out of it', async () => {
    const leaked = { to: other, card: Number(card.replaceAll(' ', '')), note: 'a "b"' }
    t.upstream.script = { choices: [{ content: JSON.stringify(leaked) }], delta: 3 }
    const { content } = await answered(user('Hi'), JSON_OBJECT)
    assert.deepEqual(JSON.parse(content), { to: '[EMAIL_1]', card: '[PAYMENT_CARD_1]', note: 'a "b"' })
  })

  test('stands beside what is thought and declined, which is prose', async () => {
    const said = {
      reasoning_content: 'It is [PRIVATE_KEY_1]',
      refusal: 'No [PRIVATE_KEY_1]',
      content: MARKED,
    }
    const body = { choices: [{ message: { role: 'assistant', ...said }, finish_reason: 'stop' }] }
    t.upstream.script = { error: { status: 200, body: JSON.stringify(body) } }
    const asked = { model: 'local-1', messages: user(`My key: ${pem}`), ...JSON_OBJECT }
    const { choices } = await t.client().chat.completions.create(asked)
    assert.deepEqual(choices[0]!.message, {
      role: 'assistant',
      reasoning_content: `It is ${pem}`,
      refusal: `No ${pem}`,
      content: JSON.stringify({ key: pem }),
    })
  })

  test('gets values for placeholders whose brackets are escaped', async () => {
    const escaped = '{"to":"\\u005bEMAIL_1\\u005D, \\u005bEMAIL_1]"}'
    for (const delta of [1, 5, 1_000]) {
      t.upstream.script = {
        choices: [{ content: escaped, toolCalls: [{ ...CALL, arguments: escaped }] }],
        delta,
      }
      const { content, call } = await answered(user(`I am ${email}`), JSON_OBJECT)
      assert.equal(content, JSON.stringify({ to: `${email}, ${email}` }))
      assert.equal(call, content)
    }
  })
})
