import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'

import { createJsonGuard, createStreamGuard } from '../../src/stream/index.ts'
import { MAX_PENDING } from '../../src/stream/live.ts'
import type { Scanner } from '../../src/types.ts'
import { codes, cutAt, parts, streamed } from './support.ts'

const TOKEN = `tok_${'Ab12'.repeat(5)}`
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Pieces of text that matter to a view, to a scanner, or to where one may cut. */
const PIECE = fc.oneof(
  fc.constantFrom(
    ...[TOKEN, 'tok_', 'Ab12Cd34', 'number: ', 'number ', '123-456', '123 456', '123', '-', '%', ' %', '_'],
    ...[
      ' ',
      '\n',
      '. ',
      ', ',
      '"',
      '"}',
      '。',
      '、',
      '日本語の文',
      'для',
      'tоk_Ab12Cd34',
      'é',
      'e\u0301',
      '\u0301',
      '\u200b',
    ],
    ...['\u{1f600}', '\ud83d', '\ude00', '\u{e0074}\u{e006f}\u{e006b}\u{e005f}', '\ufeff', '１２３', '％'],
    ...[
      base64(`see ${TOKEN} here`),
      base64(TOKEN).slice(0, 11),
      base64(TOKEN).slice(11),
      `${'QUJD'.repeat(19)}\n`,
    ],
    ...[
      encodeURIComponent('%') + TOKEN.replaceAll('_', '%5F').replaceAll('1', '%31'),
      '\\u0074\\u006f\\u006b\\u005f',
      '&#116;&#111;',
    ],
  ),
  fc.lorem({ maxCount: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const TEXT = fc.array(PIECE, { maxLength: 40 }).map(pieces => pieces.join(''))
const CUTS = fc.array(fc.nat(4_000), { maxLength: 60 })

async function whole(text: string): Promise<string> {
  const { detector, redaction } = parts()
  return redaction.redact(text, (await detector.detectLive(text, { stage: 'output' })).findings)
}

describe('a stream guard', () => {
  test('gives what redaction of the whole text gives, whatever the pieces', () =>
    fuzz(
      'stream guard',
      fc.asyncProperty(TEXT, CUTS, async (text, cuts) => {
        assert.equal(await streamed(cutAt(text, cuts), parts()), await whole(text))
      }),
      600,
    ))

  test('and character by character', () =>
    fuzz(
      'stream guard, units',
      fc.asyncProperty(TEXT, async text => {
        assert.equal(await streamed(text.split(''), parts()), await whole(text))
      }),
      150,
    ))

  test('forgets what is behind it and still finds the same in a long text', () =>
    fuzz(
      'stream guard, long',
      fc.asyncProperty(
        fc.array(TEXT, { minLength: 30, maxLength: 60 }),
        fc.integer({ min: 1, max: 300 }),
        async (texts, size) => {
          const text = texts.join(' ')
          const cuts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => i * size)
          assert.equal(await streamed(cutAt(text, cuts), parts()), await whole(text))
        },
      ),
      12,
    ))

  test('tells what was found in the whole text, in its places', () =>
    fuzz(
      'stream guard, findings',
      fc.asyncProperty(TEXT, CUTS, async (text, cuts) => {
        const options = parts()
        const guard = createStreamGuard(options)
        for (const chunk of cutAt(text, cuts)) await guard.push(chunk)
        const { detection, original } = await guard.end()
        assert.equal(original, text)
        assert.deepEqual(detection, await options.detector.detectLive(text, { stage: 'output' }))
      }),
      300,
    ))

  test('releases prose word by word', async () => {
    const guard = createStreamGuard(parts())
    const out: string[] = []
    for (const word of ['The ', 'answer', ' is ', 'here.', ' ']) out.push(await guard.push(word))
    assert.deepEqual(out, ['The ', '', 'answer is ', '', 'here. '])
  })

  test('does work that grows with the text, not with its square', async () => {
    const cost = async (length: number): Promise<number> => {
      let scanned = 0
      const counting: Scanner = {
        ...codes,
        scan: (view, context) => {
          scanned += view.text.length
          return codes.scan(view, context)
        },
      }
      const text = `The number 123-456 and ${TOKEN} or ${base64('nothing to see here')}. `.repeat(
        length / 100,
      )
      await streamed(text.match(/.{1,4}/gs) ?? [], parts({ scanners: [counting] }))
      return scanned / text.length
    }
    const [short, long] = [await cost(10_000), await cost(100_000)]
    assert.ok(long < short * 1.5, `${short} and ${long} characters scanned for each of the text`)
  })

  test('stops, and lets nothing out, when an encoded piece is longer than may wait', async () => {
    const guard = createStreamGuard(parts())
    assert.equal(await guard.push('before '), 'before ')
    let out = ''
    for (let length = 0; length <= MAX_PENDING; length += 4_096) out += await guard.push('QUJD'.repeat(1_024))
    assert.equal(out, '')
    assert.ok(guard.isStopped)
    out += await guard.push(' after ')
    const { text, detection } = await guard.end()
    assert.equal(out + text, '')
    assert.deepEqual(
      detection.failures.map(({ scanner, kind }) => [scanner, kind]),
      [['stream', 'unsettled']],
    )
  })

  test('scans a long text that comes in one piece', async () => {
    const text = `Words and more words, and ${TOKEN}. `.repeat((2 * MAX_PENDING) / 40)
    const guard = createStreamGuard(parts())
    const first = await guard.push(text)
    assert.ok(first.length > MAX_PENDING / 2, 'what has been scanned goes out at once')
    const { text: rest, detection } = await guard.end()
    assert.deepEqual(detection.failures, [])
    assert.equal(first + rest, text.replaceAll(TOKEN, '[CODE_1]'))
  })

  test('finds what is encoded in a piece that is longer than the longest match', async () => {
    const text = `see ${base64(`${'lorem ipsum '.repeat(4_000)} ${TOKEN} ${'dolor '.repeat(4_000)}`)} end`
    assert.equal(await streamed(text.match(/.{1,997}/gs) ?? [], parts()), await whole(text))
    assert.equal(await whole(text), 'see [CODE_1] end')
  })

  test('stops where the policy blocks, and says why', async () => {
    const guard = createStreamGuard(parts({ policy: { actions: { secret: 'block' } } }))
    let out = ''
    for (const chunk of ['Fine so far. ', 'The code is ', TOKEN, ' and ', 'more. '])
      out += await guard.push(chunk)
    const { text, detection } = await guard.end()
    assert.equal(out + text, 'Fine so far. The code is ')
    assert.ok(guard.isStopped)
    assert.deepEqual(
      detection.findings.map(({ type }) => type),
      ['code'],
    )
  })

  test('holds nothing back where nothing is ever done', async () => {
    const policy = {
      actions: { secret: 'observe', personal: 'observe', attack: 'observe' },
      on_failure: 'open',
    }
    const guard = createStreamGuard(parts({ policy }))
    for (const unit of `code ${TOKEN}`) assert.equal(await guard.push(unit), unit)
    const { text, detection } = await guard.end()
    assert.equal(text, '')
    assert.equal(detection.findings.length, 1)
  })

  test('leaves alone what redaction put into the prompt', async () => {
    const options = { ...parts(), isKnown: (value: string) => value === TOKEN }
    assert.equal(await streamed([`a ${TOKEN} b`], options), `a ${TOKEN} b`)
  })

  for (const [what, hold] of [
    ['throws', () => assert.fail('broken')],
    ['gives no number', () => Number.NaN],
    ['points before the text', () => -5],
  ] as const)
    test(`loses nothing to a scanner whose hold ${what}`, async () => {
      const text = `one ${TOKEN} two ${'words '.repeat(50)}`
      const options = parts({ scanners: [{ ...codes, hold }] })
      assert.equal(await streamed(text.split(''), options), await whole(text))
    })

  test('stops when a scanner fails and the policy is closed, and goes on when it is open', async () => {
    const broken: Scanner = { ...codes, scan: () => assert.fail('broken') }
    const text = 'some words to be scanned '
    assert.equal(await streamed(text.split(''), parts({ scanners: [broken] })), '')
    assert.equal(
      await streamed(text.split(''), parts({ scanners: [broken], policy: { on_failure: 'open' } })),
      text,
    )
  })

  test('waits for the end where a scanner finds values and cannot say when they are final', async () => {
    const { hold: _, ...late } = codes
    const guard = createStreamGuard(parts({ scanners: [late] }))
    let out = ''
    for (const chunk of ['one ', TOKEN, ' two ']) out += await guard.push(chunk)
    assert.equal(out, '')
    assert.equal((await guard.end()).text, 'one [CODE_1] two ')
  })

  test('does not wait for one that finds attacks, and tells what it found', async () => {
    const attacks: Scanner = {
      id: 'attacks',
      version: '1',
      stages: ['output'],
      types: [{ type: 'attack', family: 'attack', title: 'Attack', severity: 'High' }],
      scan: ({ text }) =>
        text.includes('ignore')
          ? [{ type: 'attack', rule: 'a', start: 0, end: text.length, score: 1, reason: 'r' }]
          : [],
    }
    const guard = createStreamGuard(parts({ scanners: [codes, attacks] }))
    let out = ''
    for (const chunk of ['please ', 'ignore ', TOKEN, ' now ']) out += await guard.push(chunk)
    assert.equal(out, 'please ignore [CODE_1] now ')
    const { detection } = await guard.end()
    assert.deepEqual(
      detection.findings.map(({ type }) => type),
      ['attack', 'code'],
    )
    assert.ok(guard.isStopped)
  })

  test('ends with the reason of its signal', async () => {
    const guard = createStreamGuard({ ...parts(), signal: AbortSignal.abort(new Error('gone')) })
    await assert.rejects(guard.push('some words '), /gone/)
  })
})

describe('a guard of JSON', () => {
  const json = (text: string, cuts: readonly number[] = []) =>
    streamed(cutAt(text, cuts), parts(), createJsonGuard)

  test('leaves what holds nothing as it is written', () =>
    fuzz(
      'JSON guard, clean',
      fc.asyncProperty(fc.json(), CUTS, async (text, cuts) => {
        assert.equal(await json(text, cuts), text)
      }),
      300,
    ))

  test('passes any text on unless something is found', () =>
    fuzz(
      'JSON guard, any text',
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), CUTS, async (text, cuts) => {
        assert.equal(await json(text, cuts), text)
      }),
      300,
    ))

  const value = fc.letrec(tie => ({
    any: fc.oneof(
      { depthSize: 'small' },
      tie('leaf'),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(tie('text') as fc.Arbitrary<string>, tie('any'), { maxKeys: 4 }),
    ),
    leaf: fc.oneof(tie('text'), fc.integer(), fc.boolean(), fc.constant(null)),
    text: fc
      .array(fc.oneof(PIECE, fc.constantFrom('"', '\\', '\n', '\u0007')), { maxLength: 6 })
      .map(pieces => pieces.join('').toWellFormed()),
  })).any

  test('gives JSON of the same shape, without what was found, whatever the pieces', () =>
    fuzz(
      'JSON guard',
      fc.asyncProperty(value, CUTS, fc.boolean(), async (input, cuts, isPretty) => {
        const text = JSON.stringify(input, null, isPretty ? 2 : 0)
        const out = await json(text, cuts)
        assert.equal(out, await json(text))
        assert.doesNotMatch(out, /(?<![\p{L}\p{N}_])tok_Ab12Ab12Ab12Ab12Ab12(?![\p{L}\p{N}_])/u)
        const shape = (one: unknown): unknown =>
          Array.isArray(one)
            ? one.map(shape)
            : typeof one === 'object' && one !== null
              ? Object.values(one).map(shape)
              : 0
        if (!/_\d+\]"\s*:/.test(out)) assert.deepEqual(shape(JSON.parse(out)), shape(input))
      }),
      300,
    ))

  test('sees through escapes, and keeps names in front of values', async () => {
    assert.equal(await json(`{"a":"\\u0074ok_${'Ab12'.repeat(3)}","b":1}`), '{"a":"[CODE_1]","b":1}')
    assert.equal(await json('{"number":"123-456"}'), '{"number":"[NUMBER_1]"}')
    assert.equal(await json('{"text":"line\\nnumber 123-456\\n"}'), '{"text":"line\\nnumber [NUMBER_1]\\n"}')
  })

  test('makes a string of a number that it takes out', async () => {
    assert.equal(await json('{"number":123456,"b":-1.5e3}'), '{"number":"[NUMBER_1]","b":-1.5e3}')
    assert.equal(await json('{"number": [123456, 7]}'), '{"number": ["[NUMBER_1]", 7]}')
  })
})
