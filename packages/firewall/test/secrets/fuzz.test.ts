import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TallyError } from '@tallystick/core'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { loadGitleaksRules, secretsScanner } from '../../src/secrets/index.ts'
import { scan } from './support.ts'

const FRAGMENTS =
  '[[rules]]|[rules]|[allowlist]|[[rules.allowlists]]|\n|id = "a"|id = "b"|regex = |"|\'\'\'|\'\'\'(a|b)+\'\'\'|(?i)|[|]|keywords = ["k"]|entropy = 3|entropy = "x"|secretGroup = 1|path = "x"|regexTarget = "line"|stopwords = ["a"]|condition = "AND"|[extend]|disabledRules = ["a"]|=|{|}|1979-05-27'.split(
    '|',
  )

test('files of rules are read, or refused with a typed error', async () => {
  const toml = fc
    .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 6 })), {
      maxLength: 14,
    })
    .map(parts => parts.join(''))
  await fuzz(
    'no file of rules fails otherwise',
    fc.property(toml, text => {
      try {
        for (const { id, pattern } of loadGitleaksRules(text))
          assert.ok(id !== '' && pattern.groupCount() >= 0)
      } catch (error) {
        assert.ok(error instanceof TallyError && error.code === 'TALLY_RULES_INVALID', String(error))
      }
    }),
    400,
  )
})

const scanner = secretsScanner()
const PIECES =
  'key|token=|password: |secret is |"|\'|`|\\n|\\|\n|\r\n| |://|user:|@|-----BEGIN |PRIVATE KEY-----|-----END |kind: secret|data:|  a: |curl |-u |-H "|authorization: basic |eyJ|.ey|AKIA|ghp_|sk-|T3BlbkFJ|xoxb-|12345678901|aB3dE6gH9jK2mN5p|{{|}}|$|<|>|é|😀|\u0000'.split(
    '|',
  )

test('whatever the text, matches lie in it, in order and apart', async () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 12 })), {
      maxLength: 60,
    })
    .map(parts => parts.join(''))
  await fuzz(
    'matches are well formed',
    fc.property(text, text => {
      let reach = 0
      for (const { start, end, score, rule, reason } of scan(scanner, text)) {
        assert.ok(start >= reach && end > start && end <= text.length)
        assert.ok(score > 0 && score <= 1)
        assert.match(rule, /^secrets\/[a-z0-9-]+$/)
        assert.ok(reason.length > 0)
        reach = end
      }
      const hold = scanner.hold!(text)
      assert.ok(hold >= 0 && hold <= text.length)
    }),
    400,
  )
})
