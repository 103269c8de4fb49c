import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { dlpSet } from '../../../../scripts/dlp.ts'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { loadGitleaksRules, secretsScanner } from '../../src/secrets/index.ts'
import { GROUPS } from '../../src/secrets/rules/index.ts'
import { MAX_HOLD, type Scanner } from '../../src/types.ts'
import { sampleOf } from './generate.ts'
import { BASE64, numbers, pick, scan } from './support.ts'

const builtIn = secretsScanner()
const custom = secretsScanner({
  rules: loadGitleaksRules(`
[[rules]]
id = "order-code"
regex = '''(?i)order[ :]+([a-z]{2}-[0-9]{4,12})'''
keywords = ["order"]
`),
})

/** For each place where a text is cut: what was found before the hold is what is found there in the whole. */
function assertSettled(scanner: Scanner, text: string, cuts: readonly number[]): void {
  const whole = scan(scanner, text)
  for (const cut of cuts) {
    const part = text.slice(0, cut)
    const hold = scanner.hold!(part)
    assert.ok(hold >= 0 && hold <= cut && cut - hold <= MAX_HOLD)
    const early = whole.filter(({ start }) => start < hold)
    assert.deepEqual(
      scan(scanner, part).filter(({ start }) => start < hold),
      early,
      `cut at ${cut}`,
    )
    for (const { end } of early) assert.ok(end <= hold)
  }
}

const everywhere = (text: string): number[] => Array.from({ length: text.length + 1 }, (_, at) => at)

type Row = { readonly text: string }
const SETS = ['gitleaks/rule_cases.jsonl', 'secretlint-snapshots/cases.jsonl']

describe('what is held back of a text that goes on', () => {
  for (const path of SETS) {
    const rows = dlpSet<Row>(path)
    test(`settles ${path} wherever it is cut`, { skip: rows === undefined && `${path} is not there` }, () => {
      const every = process.env.TALLY_SOAK === undefined ? 37 : 1
      for (const [at, { text }] of (rows ?? []).entries())
        if (at % every === 0 && text.length < 3_000) assertSettled(builtIn, text, everywhere(text))
    })
  }

  test('settles values of every form and notation, wherever they are cut', async () => {
    const shapes = GROUPS.flatMap(({ rules }) =>
      rules.flatMap(rule =>
        rule.kind === 'find'
          ? []
          : rule.shapes.map(shape => ({ shape, name: rule.kind === 'near' ? rule.keywords[0]! : '' })),
      ),
    )
    const piece = fc.oneof(
      fc
        .record({
          of: fc.constantFrom(...shapes),
          seed: fc.nat(),
          link: fc.constantFrom('=', ': "', ' is ', ' => ', '="', ' ', '\n', ', "'),
        })
        .map(({ of, seed, link }) => `${of.name}${link}${sampleOf(of.shape, numbers(seed))}`),
      fc.constantFrom(
        ...'password|pass|token is|#define |variable "|name: |<key>|mysql -p|machine a.b login c password |a8)k$m=2#x^q!v@7w&z|secret|api_key=|--password |-----BEGIN |-----BEGIN RSA PRIVATE KEY-----|-----END RSA PRIVATE KEY-----|kind: Secret|data:|stringData:|  key: |curl -u ada:|-H "Authorization: Bearer |https://ada:|@host|"|\'|\n|\n| |  |.|...|,|;|&|=|hunter2|Tr0ub4dor!|3fea6af1349166ea99|order: |ab-12345678|<|>|\\n|$|{{|é|…|密码|密码是|пароль|contraseña es|是|'.split(
          '|',
        ),
      ),
      fc.nat().map(seed => pick(numbers(seed), BASE64, 64)),
    )
    const text = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''))
    for (const [name, scanner] of [
      ['built-in rules', builtIn],
      ['a rule of one’s own', custom],
    ] as const)
      await fuzz(
        `what ${name} find before the hold does not change`,
        fc.property(text, fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), (text, cuts) => {
          assertSettled(
            scanner,
            text,
            cuts.map(cut => cut % (text.length + 1)),
          )
        }),
        400,
      )
  })

  test('is little in prose, and a word at its end', () => {
    const prose = 'Tell me about the history of tea in Portugal, and how it came to England. '.repeat(20)
    assert.equal(builtIn.hold!(prose), prose.length)
    assert.equal(builtIn.hold!(`${prose}The pass`), prose.length + 4)
  })

  test('is little in scripts without blanks', () => {
    const text = '请告诉我葡萄牙茶叶的历史以及它是如何传到英国的。'.repeat(40)
    assert.equal(builtIn.hold!(text), text.length)
    assert.equal(builtIn.hold!(`${text}密码是Tr0ub4`), text.length + 3)
  })

  test('is a private key until its end', () => {
    const head = `Here: -----BEGIN RSA PRIVATE`
    assert.equal(builtIn.hold!(`${head} KEY-----\n${pick(numbers(1), BASE64, 64)}\n`), 6)
    assert.equal(builtIn.hold!(head), 6)
    const closed = `${head} KEY-----\n${pick(numbers(1), BASE64, 64)}\n-----END RSA PRIVATE KEY-----\n`
    assert.equal(builtIn.hold!(closed), closed.length)
  })

  test('is bounded for a word without end', () => {
    const long = 'a'.repeat(50_000)
    assert.equal(builtIn.hold!(long), long.length - MAX_HOLD)
  })
})
