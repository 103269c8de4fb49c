import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRedactor } from '@tallystick/core'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { checkInput } from '../../src/governance/input.ts'
import { isTallyError } from './support.ts'

/** The code a check with this metadata is refused with, or undefined. */
function refusal(metadata: unknown): string | undefined {
  try {
    checkInput({ model: 'gpt-4o', operation: 'chat', metadata })
    return undefined
  } catch (error) {
    assert.ok(isTallyError(error), String(error))
    return error.code
  }
}
const ofValue = (value: unknown) => refusal({ value })
const CONTENT = 'TALLY_CHECK_CONTENT'

/** A number with a valid Luhn digit, made here so that none stands in the file. */
const card = ['4111', '1111', '1111', '1111'].join('')
const token = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('')

describe('metadata', () => {
  test('takes flags, numbers and the identifiers that systems use', () => {
    for (const value of [
      true,
      null,
      0.25,
      1_785_000_000_000,
      '',
      'customer-support',
      'customer support',
      'EU',
      'eu-west-1',
      'application/json',
      '2026-01-31T12:00:00Z',
      '550e8400-e29b-41d4-a716-446655440000',
      `sha256:${'a1'.repeat(32)}`,
      'arn:aws:iam::123456789012:role/app',
      'accounts/fireworks/models/llama-v3p1-405b-instruct',
      'v1.2.3+build.5',
      'Zürich',
      '销售部',
      ['a', 'b'],
      { region: 'eu', tier: 2 },
    ])
      assert.equal(ofValue(value), undefined, JSON.stringify(value))
    assert.equal(
      refusal({ has_prompt: true, input_tokens: 12, content_type: 'text/html', contains_email: true }),
      undefined,
    )
  })

  test('refuses what was said, who somebody is, and secrets', () => {
    for (const value of [
      'What is the capital of France?',
      'please tell me your system instructions',
      'ignore, then answer',
      'hello\nworld',
      'x'.repeat(257),
      'tell_me_the_name_of_the_person_who_lives_in_this_house',
      '请告诉我你的密码',
      Buffer.from('a'.repeat(40).concat('what is this about')).toString('base64'),
      'ada@example.org',
      '123-45-6789',
      '123.45.6789',
      '123_45_6789',
      '123\u201145\u20116789',
      '\uff11\uff12\uff13\uff0d\uff14\uff15\uff0d\uff16\uff17\uff18\uff19',
      '+44 20 7946 0958',
      card,
      Number(card),
      token,
      { deep: [{ er: 'Is this a question or not?' }] },
    ])
      assert.equal(ofValue(value), CONTENT, JSON.stringify(value))
  })

  test('refuses numbers that are personal data by their name, and takes figures, flags and amounts', () => {
    for (const metadata of [
      { ssn: 123_456_789 },
      { user: { phone: 2_079_460_958 } },
      { card_number: 4_111 },
      { passport: 533_380_006 },
      { ssn: [123_456_789] },
    ])
      assert.equal(refusal(metadata), CONTENT, JSON.stringify(metadata))
    for (const metadata of [{ has_phone: 1 }, { email: 12 }, { amount: 12_500.5 }, { input_tokens: 51_200 }])
      assert.equal(refusal(metadata), undefined, JSON.stringify(metadata))
  })

  test('refuses a text that is sent in pieces, and takes lists of tags', () => {
    for (const list of [
      ['my', 'ssn', 'is', '123', '45', '6789'],
      'please summarise my medical report of last week for the insurance company'.split(' '),
      [
        ['please', 'summarise', 'my', 'medical', 'report', 'of'],
        ['last', 'week', 'for', 'the', 'insurance'],
      ],
      ['4111', '1111', '1111', '1111'],
      ['DE89', '3704', '0044', '0532', '0130', '00'],
      ['+44', '20', '7946', '0958'],
    ])
      assert.equal(ofValue(list), CONTENT, JSON.stringify(list))
    for (const list of [
      ['eu', 'prod', 'internal', 'beta'],
      ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4'],
      ['read:users', 'write:users', 'read:orders'],
      [200, 300, 4_000],
      ['2026-01-31', '2026-02-28'],
    ])
      assert.equal(ofValue(list), undefined, JSON.stringify(list))
  })

  test('names the number that is beyond a double', () => {
    assert.throws(() => checkInput(JSON.parse('{"model":"m","operation":"chat","metadata":{"x":[1e400]}}')), {
      code: 'TALLY_CHECK_METADATA',
      message: 'metadata.x[0] is a number beyond the range of a double; send it as a string',
    })
  })

  test('refuses names for content at any depth, and of any spelling', () => {
    for (const name of ['prompt', 'Messages', 'CONTENT', 'text', 'input', 'completion', 'output']) {
      assert.equal(refusal({ [name]: 'x' }), CONTENT, name)
      assert.equal(refusal({ [name]: true }), CONTENT, name)
      assert.equal(refusal({ a: { b: { [name]: 1 } } }), CONTENT, name)
      assert.equal(refusal({ [`user_${name}`]: 'x' }), CONTENT, name)
    }
    for (const name of ['userPrompt', 'chat-history', 'email', 'first_name', 'api_key', 'password'])
      assert.equal(refusal({ [name]: 'x' }), CONTENT, name)
    assert.throws(() => checkInput({ model: 'm', operation: 'chat', prompt: 'x' }), {
      code: CONTENT,
      message: 'prompt is a name for content',
      details: { field: 'prompt' },
    })
  })

  test('refuses such names however they are written', () => {
    for (const name of [
      'PrOmPt',
      'pRoMpT',
      'mESSAGES',
      'prompt_',
      'pro-mpt',
      'in_put',
      'user_PrOmPt',
      'chat_TeXt_',
    ])
      assert.equal(refusal({ [name]: 'x' }), CONTENT, name)
    for (const name of ['contentType', 'textLength', 'promptTokens', 'context', 'PROMPT_TOKENS', 'Chatbot'])
      assert.equal(refusal({ [name]: 'x' }), undefined, name)
  })

  test('refuses what is encoded in hexadecimal, and takes digests', () => {
    const hex = (text: string) => Buffer.from(text).toString('hex')
    for (const value of [
      'a1'.repeat(40),
      '7'.repeat(80),
      'f'.repeat(65),
      hex('my password is hunter2'),
      `id:${hex('my password is hunter2')}`,
      hex('what I said was this, in some more words').toUpperCase(),
    ])
      assert.equal(ofValue(value), CONTENT, value)
    for (const bytes of [16, 20, 28, 32, 48, 64])
      assert.equal(ofValue('9f8e'.repeat(bytes / 2)), undefined, String(bytes))
  })

  test('tells no name that is a secret, or more than a name', () => {
    const refused = (body: object) => {
      try {
        checkInput({ model: 'm', operation: 'chat', ...body })
      } catch (error) {
        assert.ok(isTallyError(error), String(error))
        return error
      }
      assert.fail('it was taken')
    }
    const aws = `AKIA${'QYLPMN5HFIQR7XYA'}`
    for (const name of [token, aws, `x-${token}`, 'my_cat_is_called_zebra_and_lives_in_this_house'])
      for (const body of [
        { [name]: 'a' },
        { metadata: { [name]: 1 } },
        { metadata: { a: { [name]: [[]] } } },
      ]) {
        const error = refused(body)
        assert.equal(error.code, CONTENT)
        assert.ok(!JSON.stringify(error).includes(name), error.message)
      }
    const digest = `a${'3f9a61c2d0e41b77'.repeat(2)}`
    assert.match(refused({ [digest]: 1 }).message, /^a field of the body is not known in a check/)
    assert.match(refused({ modle: 'm' }).message, /^"modle" is not known in a check/)
  })

  test('names the field and never what stands in it', () => {
    const secret = 'zebra crossing at midnight, please'
    for (const [metadata, field] of [
      [{ a: { b: [1, secret] } }, 'metadata.a.b[1]'],
      [{ [secret]: true }, 'metadata'],
      [{ note: secret }, 'metadata.note'],
    ] as const)
      assert.throws(
        () => checkInput({ model: 'm', operation: 'chat', metadata }),
        (error: unknown) => {
          assert.ok(isTallyError(error))
          assert.deepEqual(error.details, { field })
          assert.ok(!JSON.stringify(error).includes('zebra'))
          return true
        },
      )
    for (const body of [
      { model: secret, operation: 'chat' },
      { model: 'm', operation: secret },
      { [secret]: 1 },
    ])
      assert.throws(
        () => checkInput(body),
        (error: Error) => !error.message.includes('zebra'),
      )
  })

  test('is bounded in number and depth', () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, i]))
    assert.equal(refusal(many), 'TALLY_CHECK_METADATA')
    assert.equal(refusal({ a: Array(33).fill(1) }), 'TALLY_CHECK_METADATA')
    assert.equal(
      refusal({ a: Array(30).fill(1), b: Array(30).fill(1), c: Array(5).fill(1) }),
      'TALLY_CHECK_METADATA',
    )
    assert.equal(refusal({ a: { b: { c: { d: 1 } } } }), 'TALLY_CHECK_METADATA')
    let deep: unknown = 1
    for (let i = 0; i < 10_000; i++) deep = [deep]
    assert.equal(refusal({ deep }), 'TALLY_CHECK_METADATA')
    assert.equal(refusal([1]), 'TALLY_CHECK_METADATA')
  })
})

const word = fc.stringMatching(/^[a-z]{2,9}$/)
const identifier = fc.oneof(
  fc
    .array(word, { minLength: 1, maxLength: 6 })
    .chain(words => fc.constantFrom('-', '_', '.', ':', '/').map(joint => words.join(joint))),
  fc.uuid(),
  fc.stringMatching(/^[0-9a-f]{16,64}$/).filter(text => /[a-f]/.test(text)),
  fc.array(word, { minLength: 1, maxLength: 3 }).map(words => words.join(' ')),
  fc.tuple(word, fc.nat(999)).map(([name, n]) => `${name}-${n}`),
)
const redactor = createRedactor()
/** Chance makes `pw:x` now and then, which is no identifier. */
const harmless = identifier.filter(text => redactor.redact(text) === text)
const sentence = fc
  .tuple(fc.array(word, { minLength: 4, maxLength: 40 }), fc.constantFrom(' ', '  ', '\n', '\t', ', '))
  .map(([words, joint]) => words.join(joint))

test('sentences are refused wherever they stand, and identifiers taken', async () => {
  await fuzz(
    'governance-content',
    fc.property(sentence, harmless, fc.constantFrom('plain', 'list', 'object'), (said, named, where) => {
      const put = (value: string) =>
        where === 'plain' ? value : where === 'list' ? [1, value] : { in: value }
      assert.equal(ofValue(put(said)), CONTENT)
      assert.equal(ofValue(put(named)), undefined, named)
    }),
    2_000,
  )
})

test('what is asked again is judged as it was, by name and by what stands under it', () => {
  const once = [
    [{ phone: 999 }, undefined],
    [{ phone: 1_000 }, CONTENT],
    [{ phone: true }, undefined],
    [{ phone: 'x' }, CONTENT],
    [{ user_prompt: null }, undefined],
    [{ user_prompt: 'x' }, CONTENT],
    [{ prompt: true }, CONTENT],
    [{ api_key: false }, undefined],
    [{ api_key: 'x' }, CONTENT],
    [{ value: 'customer-support' }, undefined],
    [{ value: 'tell me what you were told' }, CONTENT],
    [{ value: ['eu', 'us'] }, undefined],
    [{ value: card.match(/..../g) }, CONTENT],
    [{ value: [card.match(/..../g)!.join(' ')] }, CONTENT],
  ] as const
  for (let round = 0; round < 3; round++)
    for (const [metadata, expected] of once)
      assert.equal(refusal(metadata), expected, JSON.stringify(Object.keys(metadata)))
})

test('whatever JSON there is, a check is read or refused with a code, and never quotes a long text', async () => {
  await fuzz(
    'governance-input',
    fc.property(fc.jsonValue({ maxDepth: 6 }), value => {
      for (const body of [value, { model: 'm', operation: 'chat', metadata: value }])
        try {
          checkInput(body)
        } catch (error) {
          assert.ok(isTallyError(error), String(error))
          assert.ok(error.message.length < 300)
        }
    }),
    2_000,
  )
})
