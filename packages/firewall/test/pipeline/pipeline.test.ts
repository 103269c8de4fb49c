import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TallyError } from '@tallystick/core'
import fc from 'fast-check'
import {
  assess,
  createDetector,
  DEFAULT_POLICY,
  type Finding,
  type Match,
  policyOf,
  resolveOverlaps,
  type ScanContext,
  type Scanner,
  STAGES,
} from '../../src/index.ts'

/** Finds every `SECRET`. */
const WORD: Scanner = {
  id: 'word',
  version: '1',
  stages: STAGES,
  types: [{ type: 'word', family: 'secret', title: 'A word', severity: 'High' }],
  scan: ({ text }) => [...text.matchAll(/SECRET/g)].map(({ index }) => match('word', index, index + 6)),
}

const match = (type: string, start: number, end: number, score = 0.9): Match => ({
  type,
  rule: `test/${type}`,
  start,
  end,
  score,
  reason: 'a word stands there',
})

/** A scanner that does what it is told to. */
const faulty = (scan: Scanner['scan']): Scanner => ({
  ...WORD,
  id: 'faulty',
  types: [{ ...WORD.types[0]!, type: 'faulty' }],
  scan,
})

const FAULTS: Record<string, { readonly scan: Scanner['scan']; readonly kind: string }> = {
  'that throws': {
    scan: () => {
      throw new Error('SECRET in the message')
    },
    kind: 'threw',
  },
  'that rejects': {
    scan: async () => {
      throw new TypeError('SECRET')
    },
    kind: 'threw',
  },
  'that throws no error': {
    scan: () => {
      throw 'SECRET'
    },
    kind: 'threw',
  },
  'that never answers': { scan: () => new Promise(() => {}), kind: 'deadline' },
  'that answers late': {
    scan: () => {
      const until = performance.now() + 60
      while (performance.now() < until);
      return []
    },
    kind: 'deadline',
  },
  'that ends behind the text': {
    scan: ({ text }) => [match('faulty', 0, text.length + 1)],
    kind: 'bad_match',
  },
  'that begins before the text': { scan: () => [match('faulty', -1, 2)], kind: 'bad_match' },
  'that finds nothing somewhere': { scan: () => [match('faulty', 2, 2)], kind: 'bad_match' },
  'whose offsets are no numbers': { scan: () => [match('faulty', Number.NaN, 2)], kind: 'bad_match' },
  'whose score is none': { scan: () => [match('faulty', 0, 2, 7)], kind: 'bad_match' },
  'whose type nobody knows': { scan: () => [match('unheard', 0, 2)], kind: 'bad_match' },
  'that answers with no list': { scan: () => undefined as unknown as Match[], kind: 'threw' },
}

describe('a detector', () => {
  for (const stage of STAGES)
    for (const [what, { scan, kind }] of Object.entries(FAULTS))
      test(`tells of a scanner ${what}, at the stage ${stage}, and loses nothing that others find`, async () => {
        const policy = policyOf({ scanners: { faulty: { deadline_ms: 40 } } })
        const detector = createDetector([WORD, faulty(scan)], policy, 'key')
        const detection = await detector.detect('the SECRET word', { stage })
        assert.deepEqual(
          detection.failures.map(failure => [failure.scanner, failure.stage, failure.kind]),
          [['faulty', stage, kind]],
        )
        assert.doesNotMatch(JSON.stringify(detection), /SECRET/)
        assert.deepEqual(
          detection.findings.map(({ type, start, end }) => [type, start, end]),
          [['word', 4, 10]],
        )
        const { outcome, action } = assess(detection, policy)
        assert.deepEqual([outcome, action], ['incomplete', 'block'])
        assert.equal(assess(detection, policyOf({ on_failure: 'open' })).action, 'redact')
        assert.equal(
          assess({ ...detection, findings: [] }, policyOf({ scanners: { faulty: { on_failure: 'open' } } }))
            .action,
          'allow',
        )
        assert.equal(assess({ ...detection, findings: [] }, policy).outcome, 'incomplete')
      })

  test('aborts a scanner at its deadline, and gives up with its caller', async () => {
    const seen: ScanContext[] = []
    const waiting = faulty((_, context) => {
      seen.push(context)
      return new Promise(() => {})
    })
    const detector = createDetector([waiting], policyOf({ deadline_ms: 20 }), 'key')
    await detector.detect('text', { stage: 'input' })
    assert.equal(seen[0]!.signal.aborted, true)
    const controller = new AbortController()
    const asked = detector.detect('text', { stage: 'input', signal: controller.signal })
    controller.abort(new Error('gone'))
    await assert.rejects(asked, /gone/)
  })

  test('places what stands in an encoded piece, and tells equal values by their hash alone', async () => {
    const detector = createDetector([WORD], DEFAULT_POLICY, 'key')
    const encoded = Buffer.from('this is a SECRET, is it not').toString('base64')
    const text = `SECRET and ${encoded}`
    const { findings } = await detector.detect(text, { stage: 'input' })
    assert.deepEqual(
      findings.map(({ start, end, encoding }) => [text.slice(start, end), encoding]),
      [
        ['SECRET', 'plain'],
        [encoded, 'base64'],
      ],
    )
    assert.equal(findings[0]!.hmac, findings[1]!.hmac)
    const other = await createDetector([WORD], DEFAULT_POLICY, 'other key').detect(text, { stage: 'input' })
    assert.notEqual(other.findings[0]!.hmac, findings[0]!.hmac)
  })

  test('does as the policy says: types and scanners that are off, least scores, values that are allowed', async () => {
    const found = async (policy: object) =>
      (await createDetector([WORD], policyOf(policy), 'key').detect('SECRET', { stage: 'input' })).findings
        .length
    assert.equal(await found({}), 1)
    assert.equal(await found({ types: { word: { off: true } } }), 0)
    assert.equal(await found({ scanners: { word: { off: true } } }), 0)
    assert.equal(await found({ min_score: 0.95 }), 0)
    assert.equal(await found({ types: { word: { min_score: 0.95 } } }), 0)
    assert.equal(await found({ allow: ['SECRET'] }), 0)
  })

  test('tells that more was encoded than is decoded', async () => {
    const text = Buffer.from('harmless words. '.repeat(100_000)).toString('base64')
    const detection = await createDetector([WORD], DEFAULT_POLICY, 'key').detect(text, { stage: 'input' })
    assert.deepEqual(
      detection.failures.map(({ scanner, kind }) => [scanner, kind]),
      [['views', 'unreadable']],
    )
    assert.equal(assess(detection, DEFAULT_POLICY).action, 'block')
  })

  test('refuses two scanners of one name', () => {
    assert.throws(() => createDetector([WORD, WORD], DEFAULT_POLICY, 'key'), /two scanners/)
  })
})

const finding = (start: number, end: number, score: number, family: Finding['family'] = 'personal') => ({
  start,
  end,
  score,
  family,
})

describe('overlapping findings', () => {
  test('are dropped when they lie within one that is at least as sure, and only then', () => {
    const kept = (list: ReturnType<typeof finding>[]) =>
      resolveOverlaps(list).map(({ start, end }) => [start, end])
    assert.deepEqual(kept([finding(0, 10, 0.9), finding(2, 5, 0.9)]), [[0, 10]])
    assert.deepEqual(kept([finding(0, 10, 0.5), finding(2, 5, 0.9)]), [
      [0, 10],
      [2, 5],
    ])
    assert.deepEqual(kept([finding(0, 10, 0.9), finding(5, 15, 0.9)]), [
      [0, 10],
      [5, 15],
    ])
    assert.deepEqual(kept([finding(0, 10, 0.9), finding(0, 10, 0.9)]), [[0, 10]])
    assert.deepEqual(kept([finding(0, 90, 1, 'secret'), finding(2, 5, 0.5)]), [
      [0, 90],
      [2, 5],
    ])
  })

  test('agree with looking at every pair', () => {
    const some = fc.record({
      start: fc.nat(30),
      length: fc.integer({ min: 1, max: 12 }),
      score: fc.constantFrom(0.5, 0.7, 0.9),
    })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 40 }), list => {
        const all = list.map(({ start, length, score }) => finding(start, start + length, score))
        const kept = resolveOverlaps(all)
        const holds = (a: (typeof all)[0], b: (typeof all)[0]) =>
          a.start <= b.start && a.end >= b.end && a.score >= b.score
        for (const one of all) assert.ok(kept.some(other => holds(other, one)))
        for (const one of kept) assert.ok(!kept.some(other => other !== one && holds(other, one)))
      }),
    )
  })
})

describe('a policy', () => {
  test('weighs types, not their number: the score is 1 − Π(1 − w·s)', () => {
    const at = (start: number, type: string, severity: Finding['severity'], score: number): Finding => ({
      scanner: 's',
      type,
      family: 'personal',
      rule: 'r',
      start,
      end: start + 1,
      encoding: 'plain',
      score,
      severity,
      reason: 'r',
      hmac: '',
    })
    const detection = {
      findings: [at(0, 'a', 'High', 0.8), at(1, 'a', 'High', 0.6), at(2, 'b', 'Medium', 1)],
      failures: [],
    }
    const { score, severity, flags, reasons } = assess(detection, DEFAULT_POLICY)
    assert.equal(score, Number((1 - (1 - 0.9 * 0.8) * (1 - 0.5)).toFixed(4)))
    assert.deepEqual([severity, flags, reasons[0]!.count], ['High', ['a', 'b'], 2])
    assert.deepEqual(assess({ findings: [], failures: [] }, DEFAULT_POLICY), {
      score: 0,
      severity: 'Info',
      flags: [],
      reasons: [],
      outcome: 'clean',
      action: 'allow',
    })
  })

  test('has a hash that follows from what it says alone', () => {
    assert.equal(policyOf({}).hash, policyOf({ name: 'default' }).hash)
    assert.notEqual(policyOf({}).hash, policyOf({ min_score: 0.5 }).hash)
  })

  test('is refused with every mistake by name', () => {
    const mistakes: readonly (readonly [policy: unknown, ...named: RegExp[]])[] = [
      [
        { min_score: 7, actions: { secret: 'delete' }, surprise: true },
        /min_score: .*<=1 but received 7/,
        /actions\.secret: .*"observe" \| "redact" \| "block".* received "delete"/,
        /surprise: A policy has no such part/,
      ],
      [{ types: { email: { weigth: 1 } } }, /types\.email\.weigth: A policy has no such part/],
      [{ deadline_ms: 1.5, allow: [''] }, /deadline_ms: Invalid integer/, /allow\.0: Invalid length/],
      [{ weights: [] }, /weights: Expected an object but received an array/],
      [[], /the policy: Expected an object but received an array/],
      [null, /the policy: Expected an object but received null/],
    ]
    for (const [policy, ...named] of mistakes)
      assert.throws(
        () => policyOf(policy),
        (error: TallyError) =>
          error.code === 'TALLY_CONFIG_INVALID' && named.every(name => name.test(error.message)),
      )
  })
})
