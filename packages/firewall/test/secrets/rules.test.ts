import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setsOf } from '../../src/secrets/characters.ts'
import { secretRuleIds, secretsScanner } from '../../src/secrets/index.ts'
import type { NearRule, TokenRule } from '../../src/secrets/rule.ts'
import { GROUPS } from '../../src/secrets/rules/index.ts'
import type { Shape } from '../../src/secrets/shape.ts'
import { MAX_HOLD, SEVERITIES } from '../../src/types.ts'
import { sampleOf } from './generate.ts'
import { numbers, scan } from './support.ts'

const scanner = secretsScanner()
const rules = GROUPS.flatMap(({ type, rules }) => rules.map(rule => ({ type: type.type, rule })))
const tokens = rules.flatMap(({ type, rule }) => (rule.kind === 'token' ? [{ type, rule }] : []))
const nears = rules.flatMap(({ type, rule }) => (rule.kind === 'near' ? [{ type, rule }] : []))
const SAMPLES = 12

/** How many of the samples of a shape are found, with what is around them, and as the value alone. */
function rate(rule: TokenRule | NearRule, shape: Shape, around: (value: string) => string): number {
  const random = numbers(shape.source.length * 7919 + rule.id.length)
  let hits = 0
  for (let n = 0; n < SAMPLES; n++) {
    const value = sampleOf(shape, random)
    const text = around(value)
    const start = text.indexOf(value)
    if (scan(scanner, text).some(match => match.start === start && match.end === start + value.length)) hits++
  }
  return hits / SAMPLES
}

describe('built-in rules', () => {
  test('have ids and types of their own', () => {
    const ids = secretRuleIds()
    assert.equal(new Set(ids).size, ids.length)
    const types = scanner.types.map(({ type }) => type)
    assert.equal(new Set(types).size, types.length)
    for (const id of ids) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    for (const { type, family, title, severity } of scanner.types) {
      assert.match(type, /^[a-z0-9]+(_[a-z0-9]+)*$/)
      assert.equal(family, 'secret')
      assert.ok(title.length > 3)
      assert.ok(SEVERITIES.includes(severity))
    }
  })

  test('find what has their form, as the value alone', () => {
    for (const { rule } of tokens)
      for (const shape of rule.shapes) {
        const hits = rate(rule, shape, value => `export THE_VALUE=${value}\nand more`)
        // Checks on digits and entropy leave out a few samples at random.
        assert.ok(hits >= 0.75, `${rule.id} ${shape.source}: ${hits}`)
      }
  })

  test('find what stands beside their names, in many notations', () => {
    const notations: ((name: string, value: string) => string)[] = [
      (name, value) => `${name} = "${value}"`,
      (name, value) => `${name}_token: '${value}'`,
      (name, value) => `"${name}Token": "${value}",`,
      (name, value) => `${name.toUpperCase()}_TOKEN=${value}\n`,
      (name, value) => `<${name}>\n    ${value}\n</${name}>`,
      (name, value) => `System.setProperty("${name}", "${value}")`,
      (name, value) => `{"config.ini": "${name}=${value}\\nBACKUP=true"}`,
    ]
    for (const { rule } of nears)
      for (const [at, notation] of notations.entries()) {
        const name = rule.keywords[0]!.replace(/^[&?.]/, '')
        const prefix = rule.keywords[0]!.slice(0, rule.keywords[0]!.length - name.length)
        const hits = Math.max(
          ...rule.shapes.map(shape => rate(rule, shape, value => `${prefix}${notation(name, value)}`)),
        )
        if (prefix === '' || at === 0) assert.ok(hits >= 0.5, `${rule.id} in notation ${at}: ${hits}`)
      }
  })

  test('match no more than a stream holds back', () => {
    for (const { rule } of [...tokens, ...nears])
      for (const shape of rule.shapes) assert.ok(shape.max < MAX_HOLD, `${rule.id} ${shape.source}`)
  })

  test('have no run that another could take characters from', () => {
    for (const { rule } of [...tokens, ...nears])
      for (const { source, pieces } of rule.shapes)
        for (const [at, piece] of pieces.entries()) {
          const next = pieces[at + 1]
          if ('literal' in piece || piece.min === piece.max || next === undefined) continue
          // Greedy runs are never given back: what follows one has to be out of its set, or optional.
          const follows =
            'literal' in next
              ? (setsOf(next.literal.charCodeAt(0)) & piece.sets) !== 0
              : next.min > 0 && (next.sets & piece.sets) !== 0
          assert.ok(!follows, `${rule.id} ${source}`)
        }
  })

  test('can be switched off one by one', () => {
    const random = numbers(5)
    const { rule } = tokens.find(({ rule }) => rule.id === 'npm-access-token')!
    const text = `x ${sampleOf(rule.shapes[0]!, random)} y`
    assert.equal(scan(scanner, text).length, 1)
    for (const disable of [['npm-access-token'], ['secrets/npm-access-token']])
      assert.deepEqual(scan(secretsScanner({ disable }), text), [])
  })
})
