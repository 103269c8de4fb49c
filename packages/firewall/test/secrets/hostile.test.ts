import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GENERIC_KEYWORDS } from '../../src/secrets/generic.ts'
import { secretsScanner } from '../../src/secrets/index.ts'
import { GROUPS } from '../../src/secrets/rules/index.ts'
import { anchorOf } from '../../src/secrets/shape.ts'
import { sampleOf } from './generate.ts'
import { numbers, scan, token } from './support.ts'

const scanner = secretsScanner()
const SIZE = 40_000

const filled = (piece: string, size = SIZE): string =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size)

/** Processor time, in milliseconds: the least of a few runs, which others disturb least. */
function cost(text: string, runs = 3): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const from = process.cpuUsage()
    scan(scanner, text)
    const { user, system } = process.cpuUsage(from)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

/** A configuration with a secret of every rule: what costs most of what people really have. */
function configuration(): string {
  const random = numbers(3)
  const lines = GROUPS.flatMap(({ rules }) =>
    rules.flatMap(rule =>
      rule.kind === 'find'
        ? [`password = "${token(random, 14)}"`]
        : rule.shapes.map(shape => {
            const name = rule.kind === 'near' ? rule.keywords[0] : 'api_token'
            return `${name} = "${sampleOf(shape, random)}"\nkey_of_api=${token(random, 24)}`
          }),
    ),
  )
  return filled(lines.join('\n'))
}

const keywords = new Set<string>(GENERIC_KEYWORDS)
for (const { rules } of GROUPS)
  for (const rule of rules)
    if (rule.kind === 'token') for (const shape of rule.shapes) keywords.add(anchorOf(shape).keyword)
    else for (const keyword of rule.keywords) keywords.add(keyword)

const ATTACKS: readonly ((keyword: string) => string)[] = [
  keyword => keyword,
  keyword => `${keyword} `,
  keyword => `${keyword}=`,
  keyword => `${keyword}="`,
  keyword => `${keyword}: `,
  keyword => `name: ${keyword}\n`,
  keyword => `variable "${keyword}" { `,
  keyword => `${keyword}: a[b|`,
  keyword => `${keyword}=aQbTcXdReWfZgYhViUjSkPlO `,
  keyword => `${keyword}${'a1B2'.repeat(60)} `,
]

test('no text made of keywords costs many times what a configuration full of secrets does', () => {
  const benign = configuration()
  cost(benign, 10)
  const limit = 6 * cost(benign, 5)
  const slow: string[] = []
  for (const [at, keyword] of [...keywords].entries())
    for (const [kind, attack] of ATTACKS.entries()) {
      // A seventh of them in each run of the tests, all in a soak.
      if (process.env.TALLY_SOAK === undefined && (at + kind) % 7 !== 0) continue
      const text = filled(attack(keyword))
      if (cost(text, 1) > limit && cost(text, 5) > limit)
        slow.push(`${JSON.stringify(attack(keyword).slice(0, 40))}`)
    }
  assert.deepEqual(slow, [])
})

test('ten times the text costs about ten times as much', () => {
  for (const piece of [
    'eyJ',
    '.ey',
    'glpat-',
    '://a:',
    'password is ',
    '-----BEGIN PRIVATE KEY-----',
    'kind: Secret\ndata:\n',
    ' -u a',
    'key=',
    'T3BlbkFJ',
    '-H "key: aaaaaaaa',
    '#define key ',
    'variable "key" { ',
    'mysql ',
    'machine a.b login c password ',
    'AAAAAAAAAAAAAAAAAAAAA',
    '12345678:AA',
    "secret='a8)k$m=2#",
  ]) {
    const small = cost(filled(piece, 50_000), 5)
    const large = cost(filled(piece, 500_000), 2)
    assert.ok(large < 25 * Math.max(small, 1), `${piece}: ${small} ms, ${large} ms`)
  }
})
