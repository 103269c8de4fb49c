import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import { dlpFolder, dlpSet } from '../../../../scripts/dlp.ts'
import {
  loadGitleaksRules,
  readGitleaksFile,
  secretRuleIds,
  secretsScanner,
} from '../../src/secrets/index.ts'
import { found, numbers, token } from './support.ts'

const FILE = `
title = "ours"

[extend]
disabledRules = ["off"]

[allowlist]
regexes = ['''^acme-0+$''']

[[rules]]
id = "acme-key"
description = "Acme key"
regex = '''\\b(acme)-([0-9a-f]{8,40})\\b'''
secretGroup = 2
entropy = 2
keywords = ["ACME-"]
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''no secret here''']
[[rules.allowlists]]
condition = "AND"
paths = ['''\\.md$''']
stopwords = ["cafe"]

[[rules]]
id = "off"
regex = '''turned-off'''

[[rules]]
id = "only-yaml"
regex = '''anchor: ([a-z0-9]+)'''
path = '''\\.ya?ml$'''
keywords = ["anchor"]

[[rules]]
id = "keystore"
path = '''\\.p12$'''
`

const only = (toml: string): ReturnType<typeof secretsScanner> =>
  secretsScanner({ rules: loadGitleaksRules(toml), disable: secretRuleIds() })

describe('rules in the form of gitleaks', () => {
  const scanner = only(FILE)

  test('find the group that is the secret', () => {
    assert.deepEqual(found(scanner, 'key acme-12af34bc99 here'), ['secrets/acme-key 12af34bc99'])
    assert.ok(scanner.types.some(({ type }) => type === 'custom_secret'))
  })

  test('leave out what lacks entropy, or is allowed by line, or by path and word together', () => {
    assert.deepEqual(found(scanner, 'acme-11111111'), [])
    assert.deepEqual(found(scanner, 'first\nacme-12af34bc99 no secret here\n'), [])
    assert.equal(found(scanner, 'no secret here\nacme-12af34bc99\n').length, 1)
    assert.deepEqual(found(scanner, 'acme-12cafe34bc', 'file', 'a.md'), [])
    assert.equal(found(scanner, 'acme-12cafe34bc', 'file', 'a.ts').length, 1)
    assert.equal(found(scanner, 'acme-12af34bc99', 'file', 'a.md').length, 1)
  })

  test('are for the files of their path, and for texts without one', () => {
    assert.equal(found(scanner, 'anchor: abc', 'file', 'k8s/a.yaml').length, 1)
    assert.equal(found(scanner, 'anchor: abc', 'file', 'a.ts').length, 0)
    assert.equal(found(scanner, 'anchor: abc').length, 1)
  })

  test('that are disabled, or are for names of files alone, are left out', () => {
    assert.deepEqual(
      loadGitleaksRules(FILE).map(({ id }) => id),
      ['acme-key', 'only-yaml'],
    )
    assert.deepEqual(found(scanner, 'turned-off'), [])
  })

  test('tell what of their file is not followed', () => {
    const { rules, disabled, ignored } = readGitleaksFile(
      FILE.replace('[extend]', '[extend]\nuseDefault = true\npath = "base.toml"'),
    )
    assert.deepEqual([rules.length, disabled], [2, ['off']])
    assert.deepEqual(ignored, [
      'extend.path: rules of other files are given by themselves',
      '1 rule that has only a path, for names of files are not looked at: keystore',
    ])
    assert.deepEqual(readGitleaksFile("[[rules]]\nid = 'x'\nregex = 'a'").ignored, [])
  })

  test('take the place of built-in ones with their ids', () => {
    const pat = ['gh', 'p_', token(numbers(3), 36)].join('')
    assert.deepEqual(found(secretsScanner(), pat), [`secrets/github-pat ${pat}`])
    const own = secretsScanner({
      rules: loadGitleaksRules("[[rules]]\nid = 'github-pat'\nregex = 'house-1'"),
    })
    assert.deepEqual(found(own, `${pat} house-1`), ['secrets/github-pat house-1'])
  })

  test('find every one of many secrets, and far from each other', () => {
    const text = Array.from({ length: 400 }, (_, at) => `acme-12af34bc${1000 + at}`).join(' '.repeat(37))
    assert.equal(found(scanner, text).length, 400)
  })

  for (const [toml, told] of [
    ['[[rules]]\nid = "x"\nregex = ', /^line 3, column/],
    ["[[rules]]\nid = 'x'\nregex = '''(a'''", /^rule "x", field "regex": .*missing/],
    ["[[rules]]\nregex = 'a'", /^rule 1: has no id/],
    ["[[rules]]\nid = 'x'", /^rule "x": has neither/],
    [
      "[[rules]]\nid = 'x'\nregex = 'a'\nsecretGroup = 2",
      /^rule "x", field "secretGroup": the pattern has 0/,
    ],
    ["[[rules]]\nid = 'x'\nregex = 'a'\nentropie = 2", /^rule "x": has an unknown field "entropie"/],
    ["[[rules]]\nid = 'x'\nregex = 'a'\nkeywords = 'a'", /^rule "x", field "keywords": is an array/],
    [
      "[[rules]]\nid = 'x'\nregex = 'a'\n[[rules.allowlists]]\nregexTarget = 'all'",
      /^rule "x", allowlist 1, field "regexTarget"/,
    ],
    [
      "[[rules]]\nid = 'x'\nregex = 'a'\n[[rules]]\nid = 'x'\nregex = 'a'",
      /^rule "x": stands in the file twice/,
    ],
    ['rules = 3', /^rules: is an array of tables/],
    ["[[rules]]\nid = 'x'\nregex = '''(?=a)'''", /^rule "x", field "regex"/],
  ] as const)
    test(`are refused where they are wrong: ${JSON.stringify(toml.slice(-40))}`, () => {
      assert.throws(
        () => loadGitleaksRules(toml),
        (error: unknown) =>
          error instanceof TallyError && error.code === 'TALLY_RULES_INVALID' && told.test(error.message),
      )
    })

  const folder = dlpFolder()
  test("gitleaks' own file finds its own cases", {
    skip: folder === undefined && 'gitleaks is not there',
  }, () => {
    const all = only(readFileSync(join(folder ?? '', 'gitleaks/gitleaks.toml'), 'utf8'))
    const cases = (dlpSet<{ label: number; text: string }>('gitleaks/rule_cases.jsonl') ?? []).filter(
      ({ label }, at) => label === 1 && at % 10 === 0,
    )
    const hits = cases.filter(({ text }) => found(all, text).length > 0).length
    assert.ok(hits / cases.length > 0.98, `${hits} of ${cases.length}`)
  })
})
