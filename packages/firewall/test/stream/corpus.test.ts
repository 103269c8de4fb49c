import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dlpSet } from '../../../../scripts/dlp.ts'
import { builtInScanners } from '../../src/built-in.ts'
import { createDetector, DEFAULT_POLICY } from '../../src/pipeline/index.ts'
import { createRedaction } from '../../src/redact/index.ts'
import { createStreamGuard } from '../../src/stream/index.ts'
import type { Scanner } from '../../src/types.ts'

/** Every text, cut at every place, between all its characters and, if it is short, at every pair of places; else a sample of texts and pairs. */
const isSoak = process.env.TALLY_SOAK !== undefined
const SAMPLE = 60
const PAIRS = 40
/** Characters of the texts that a soak cuts at every pair of places. */
const SHORT = 50

type Row = { readonly text?: string; readonly full_text?: string; readonly label?: number }
const SETS: readonly (readonly [name: string, path: string, of: (row: Row) => string | undefined])[] = [
  [
    'secrets of every rule',
    'gitleaks/rule_cases.jsonl',
    ({ text, label }) => (label === 1 ? text : undefined),
  ],
  ['identifiers of every recogniser', 'presidio-recognizer-cases/cases.jsonl', ({ text }) => text],
  ['texts with personal data', 'presidio-research/generated_large.json', ({ full_text }) => full_text],
  ['short texts with personal data', 'nanni-pii/pii_syn_nano_en.json', ({ text }) => text],
]

/** Those that a stream asks while it runs; scanners of attacks find passages, which are not redacted. */
const scanners: Scanner[] = builtInScanners().filter(({ hold }) => hold !== undefined)
const detector = createDetector(scanners, DEFAULT_POLICY, 'test key')

async function streamed(chunks: readonly string[]): Promise<string> {
  const guard = createStreamGuard({ detector, policy: DEFAULT_POLICY, redaction: createRedaction() })
  let out = ''
  for (const chunk of chunks) out += await guard.push(chunk)
  return out + (await guard.end()).text
}

async function redacted(
  text: string,
): Promise<{ readonly text: string; readonly values: readonly string[] }> {
  const { findings } = await detector.detectLive(text, { stage: 'output' })
  return {
    text: createRedaction().redact(text, findings),
    values: findings.map(({ start, end }) => text.slice(start, end)),
  }
}

/** A generator of whole numbers below a bound, the same in every run (Numerical Recipes' linear congruential one). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('a stream leaks nothing and changes nothing', () => {
  for (const [name, path, of] of SETS) {
    const rows = dlpSet<Row>(path)
    test(`of ${name}, wherever it is cut`, {
      skip: rows === undefined && `${path} is not there`,
    }, async () => {
      const texts = [...new Set((rows ?? []).map(of))].filter(
        text => text !== undefined && text.length < 2_000,
      ) as string[]
      const next = numbers(7)
      const chosen = isSoak ? texts : Array.from({ length: SAMPLE }, () => texts[next(texts.length)]!)
      let cuts = 0
      let values = 0
      for (const text of chosen) {
        const whole = await redacted(text)
        values += whole.values.length
        if (whole.values.length === 0 && !isSoak) continue
        const check = async (...chunks: string[]) => {
          cuts++
          const out = await streamed(chunks)
          if (out !== whole.text)
            assert.fail(
              `differs when cut at ${chunks.map(({ length }) => length)} (row ${texts.indexOf(text)})`,
            )
        }
        for (let at = 0; at <= text.length; at++) await check(text.slice(0, at), text.slice(at))
        await check(...text.split(''))
        if (isSoak && text.length <= SHORT)
          for (let a = 1; a < text.length; a++)
            for (let b = a + 1; b < text.length; b++)
              await check(text.slice(0, a), text.slice(a, b), text.slice(b))
        else
          for (let i = 0; i < PAIRS; i++) {
            const [a, b] = [next(text.length + 1), next(text.length + 1)].sort((x, y) => x - y) as [
              number,
              number,
            ]
            await check(text.slice(0, a), text.slice(a, b), text.slice(b))
          }
      }
      assert.ok(values > 0)
      console.log(`${name}: ${chosen.length} texts, ${values} values, ${cuts} ways to cut them, 0 leaked`)
    })
  }

  test('nor of any of them in disguise', {
    skip: dlpSet(SETS[0]![1]) === undefined && 'the data sets are not there',
  }, async () => {
    const next = numbers(19)
    const all = SETS.flatMap(
      ([, path, of]) =>
        (dlpSet<Row>(path) ?? []).map(of).filter(text => text !== undefined && text.length < 500) as string[],
    )
    for (let round = 0; round < (isSoak ? 20_000 : 400); round++) {
      const text = Array.from(
        { length: 1 + next(6) },
        () => DISGUISES[next(DISGUISES.length)]!(all[next(all.length)]!) + GLUE[next(GLUE.length)]!,
      ).join('')
      const size = 1 + next(60)
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.slice(i * size, (i + 1) * size),
      )
      const [out, whole] = [await streamed(chunks), await redacted(text)]
      if (out !== whole.text)
        assert.fail(`differs in round ${round}, in pieces of ${size}: ${differing(out, whole.text)}`)
    }
  })

  test('and a run of capitals costs no more than prose', async () => {
    const cost = async (text: string): Promise<number> => {
      const before = process.cpuUsage()
      for (let i = 0; i < 5; i++) await streamed(text.match(/.{1,7}/gs) ?? [])
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    const prose = 'The report is nearly done, and most of it looks better than in spring. '.repeat(40)
    await cost(prose)
    const base = await cost(prose)
    for (const unit of ['QUVFRVFR', 'A.', 'A-B-', 'Ab ', 'A, ', 'de ', '1 ', '1-', 'x.x@', '+1-']) {
      const spent = await cost(unit.repeat(prose.length / unit.length))
      assert.ok(spent < base * 20 + 200_000, `${JSON.stringify(unit)} took ${spent} µs, prose ${base} µs`)
    }
  })

  test('nor of all of them one after the other, in a text that is longer than what is kept', {
    skip: dlpSet(SETS[0]![1]) === undefined && 'the data sets are not there',
  }, async () => {
    const next = numbers(11)
    const all = SETS.map(
      ([, path, of]) => (dlpSet<Row>(path) ?? []).map(of).filter(text => text !== undefined) as string[],
    )
    let values = 0
    for (let round = 0; round < (isSoak ? 400 : 12); round++) {
      const text = Array.from({ length: 60 }, () => {
        const set = all[next(all.length)]!
        return set[next(set.length)]! + GLUE[next(GLUE.length)]!
      }).join('')
      const whole = await redacted(text)
      values += whole.values.length
      const size = 1 + next(200)
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.slice(i * size, (i + 1) * size),
      )
      const out = await streamed(chunks)
      if (out !== whole.text)
        assert.fail(`differs in round ${round}, in pieces of ${size}: ${differing(out, whole.text)}`)
    }
    console.log(`${values} values in long texts, 0 leaked`)
  })
})

const DISGUISES: readonly ((text: string) => string)[] = [
  text => text,
  text => Buffer.from(text).toString('base64'),
  text => Buffer.from(text).toString('hex'),
  text => [...text].join('\u200b'),
  text => text.replaceAll('o', '\u043e').replaceAll('a', '\u0430'),
  text => encodeURIComponent(text.toWellFormed()),
  text => text.normalize('NFD'),
]
const GLUE = [' ', '\n', '. ', '\n\n', ', and then ', '"}, {"', ' \u200b', '。']

/** Where two texts differ first, and the texts from there on. */
function differing(a: string, b: string): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return `at ${at}, ${JSON.stringify(a.slice(Math.max(0, at - 30), at + 60))} and ${JSON.stringify(b.slice(Math.max(0, at - 30), at + 60))}`
}
