import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { isObject, parseFaithfully } from '../../src/proxy/json.ts'
import { textsOf } from '../../src/proxy/texts.ts'
import { openProxy, type ProxyTest, SECRETS } from './support.ts'

describe('JSON', () => {
  test('is written as it was read, numbers and all', () =>
    fuzz(
      'faithful JSON',
      fc.property(fc.json(), fc.bigInt(), fc.nat(9), (text, big, digit) => {
        const whole = `{"a":${text},"big":${big},"b":1.${digit}0}`
        const compact = `{"a":${JSON.stringify(JSON.parse(text))},"big":${big},"b":1.${digit}0}`
        assert.equal(
          JSON.stringify(parseFaithfully(whole)).replace(/^\{"a":.*?,"big"/s, ''),
          compact.replace(/^\{"a":.*?,"big"/s, ''),
        )
      }),
      300,
    ))

  test('of any shape gives texts that can be replaced, and never fails', () =>
    fuzz(
      'texts of any body',
      fc.property(
        fc.dictionary(
          fc.constantFrom('messages', 'input', 'content', 'text', 'arguments', 'x'),
          fc.jsonValue({ maxDepth: 4 }),
        ),
        body => {
          const copy = parseFaithfully(JSON.stringify(body))
          assert.ok(isObject(copy))
          const { texts } = textsOf(copy, ['messages', 'input'])
          for (const { text, replace } of texts) replace(`<${text}>`)
          assert.deepEqual(
            // Names that are replaced stand last.
            textsOf(copy, ['messages', 'input'])
              .texts.map(({ text }) => text)
              .sort(),
            texts.map(({ text }) => `<${text}>`).sort(),
          )
        },
      ),
      300,
    ))
})

describe('any chunk', () => {
  let t: ProxyTest
  before(async () => {
    t = await openProxy()
  })
  after(() => t.dispose())
  const { other } = SECRETS

  const field = fc.oneof(fc.constant(`see ${other} `), fc.jsonValue({ maxDepth: 2 }))
  const delta = fc.dictionary(
    fc.constantFrom(
      'content',
      'refusal',
      'reasoning_content',
      'thinking',
      'name',
      'tool_calls',
      'function_call',
      'role',
      'audio',
    ),
    field,
  )
  const part = fc.record({
    index: fc.oneof(fc.nat(2), fc.jsonValue({ maxDepth: 1 })),
    delta: fc.oneof(delta, fc.jsonValue({ maxDepth: 1 })),
    finish_reason: fc.constantFrom(null, 'stop'),
  })
  const chunk = fc.oneof(
    fc.record(
      { choices: fc.oneof(fc.array(part, { maxLength: 3 }), fc.jsonValue({ maxDepth: 1 })) },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constantFrom(
          'response.output_text.delta',
          'response.output_text.done',
          'response.completed',
          'x',
        ),
        delta: field,
        text: field,
        item: fc.record({ content: field }),
        response: fc.record({ output: fc.array(fc.record({ text: field })) }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.jsonValue({ maxDepth: 2 }),
  )

  for (const path of ['chat/completions', 'responses'])
    test(`of ${path} is passed on without what it leaks, or an error that clients read`, () =>
      fuzz(
        `chunks of ${path}`,
        fc.asyncProperty(fc.array(chunk, { maxLength: 5 }), async chunks => {
          const raw = chunks.map(one => `data: ${JSON.stringify(one)}\n\n`).join('')
          t.upstream.script = { inject: { after: 2, raw } }
          const answer = await fetch(`${t.server.url}/v1/${path}`, {
            method: 'POST',
            headers: { 'x-tally-key': t.key },
            body: '{"stream":true,"messages":[],"input":"x"}',
          })
          const text = await answer.text()
          assert.equal(answer.status, 200)
          assert.ok(!text.includes('TALLY_INTERNAL'), text)
          assert.ok(!text.includes(other), text)
          if (path === 'chat/completions') assert.ok(text.endsWith('\n\n'))
          for (const line of text.split('\n')) if (line.startsWith('data: {')) JSON.parse(line.slice(6))
        }),
        40,
      ))
})
