import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FileFinding, SourceFile, TypeInfo } from '@tallystick/firewall'
import { sarifPrinter } from '../src/scan/sarif.ts'
import type { Reported, Summary } from '../src/scan/types.ts'

const file = (relative: string, uri = relative): SourceFile => ({
  path: relative,
  relative,
  uri,
  size: 0,
  read: async function* () {},
})

const finding = (fields: Partial<FileFinding> = {}): FileFinding => ({
  scanner: 'secrets',
  type: 'badge',
  family: 'secret',
  rule: 'secrets/badge',
  start: 10,
  end: 20,
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 13,
  encoding: 'plain',
  score: 0.9,
  severity: 'High',
  reason: 'looks like a badge',
  hmac: 'h'.repeat(32),
  excerpt: 'the [BADGE]',
  value: 'the value itself',
  ...fields,
})

const reported = (source: SourceFile, shown: FileFinding[], error?: string): Reported => ({
  file: source,
  outcome: error === undefined ? 'flagged' : 'unreadable',
  findings: shown,
  shown,
  quiet: 0,
  lines: { count: 1, average: 1, longest: 1 },
  bytes: 1,
  ...(error === undefined ? {} : { error }),
})

const SUMMARY = {
  walk: { roots: [], leftOut: [], failures: [], withoutGit: [] },
  stopped: false,
} as unknown as Summary
const TYPES = new Map<string, TypeInfo>([
  ['badge', { type: 'badge', family: 'secret', title: 'Badge', severity: 'High' }],
])

async function log(files: readonly Reported[], summary: Summary = SUMMARY) {
  let text = ''
  const write = async (piece: string) => {
    text += piece
  }
  const printer = sarifPrinter(write, '1.2.3', TYPES)
  for (const one of files) await printer.file(one)
  await printer.end(summary)
  assert.ok(!text.includes('the value itself'))
  return JSON.parse(text) as Log
}

type Log = {
  $schema: string
  version: string
  runs: {
    tool: {
      driver: {
        name: string
        semanticVersion: string
        rules: { id: string; shortDescription: { text: string }; help: { text: string; markdown: string } }[]
      }
    }
    invocations: {
      executionSuccessful: boolean
      toolExecutionNotifications: { level: string; message: { text: string } }[]
    }[]
    columnKind: string
    results: {
      ruleId: string
      ruleIndex: number
      level: string
      message: { text: string }
      locations: {
        physicalLocation: {
          artifactLocation: { uri: string; uriBaseId?: string }
          region: Record<string, number>
        }
      }[]
      partialFingerprints: Record<string, string>
    }[]
  }[]
}

/** What SARIF 2.1.0 demands of each part that is written (required properties, value ranges, references; §3.13 and following). */
function mustBeSarif({ $schema, version, runs }: Log): void {
  assert.equal(version, '2.1.0')
  assert.match($schema, /sarif-schema-2\.1\.0\.json$/)
  for (const { tool, results, columnKind, invocations } of runs) {
    assert.ok(tool.driver.name.length > 0)
    assert.match(tool.driver.semanticVersion, /^\d+\.\d+\.\d+/)
    assert.ok(['utf16CodeUnits', 'unicodeCodePoints'].includes(columnKind))
    const ids = tool.driver.rules.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    for (const rule of tool.driver.rules)
      for (const text of [rule.id, rule.shortDescription.text, rule.help.text]) assert.ok(text.length > 0)
    for (const { executionSuccessful, toolExecutionNotifications } of invocations) {
      assert.equal(typeof executionSuccessful, 'boolean')
      for (const { message } of toolExecutionNotifications) assert.ok(message.text.length > 0)
    }
    for (const result of results) {
      assert.equal(ids[result.ruleIndex], result.ruleId)
      assert.ok(['none', 'note', 'warning', 'error'].includes(result.level))
      assert.ok(result.message.text.length > 0)
      for (const { physicalLocation } of result.locations) {
        const { artifactLocation, region } = physicalLocation
        assert.ok(URL.canParse(artifactLocation.uri, 'file:///root/'))
        assert.match(artifactLocation.uri, /^[\x21-\x7e]+$/)
        if (artifactLocation.uriBaseId !== undefined) assert.ok(!/^([a-z]+:|\/)/.test(artifactLocation.uri))
        for (const name of ['startLine', 'startColumn', 'endLine', 'endColumn'])
          assert.ok(region[name]! >= 1, name)
        assert.ok(region.charOffset! >= 0 && region.charLength! >= 0)
      }
      for (const value of Object.values(result.partialFingerprints)) assert.match(value, /^[0-9a-f]{32}$/)
    }
  }
}

describe('SARIF', () => {
  test('is what the specification demands', async () => {
    const sarif = await log([
      reported(file('src/a b☃.ts', 'src/a%20b%E2%98%83.ts'), [
        finding(),
        finding({ line: 9, severity: 'Medium' }),
      ]),
      reported(file('/outside/x', '/outside/x'), [
        finding({ rule: 'personal/ssn', type: 'us_ssn', family: 'personal', severity: 'Info' }),
      ]),
    ])
    mustBeSarif(sarif)
    const [run] = sarif.runs
    assert.deepEqual(
      run!.results.map(({ level }) => level),
      ['error', 'warning', 'note'],
    )
    assert.deepEqual(
      run!.results.map(({ locations }) => locations[0]!.physicalLocation.artifactLocation),
      [
        { uri: 'src/a%20b%E2%98%83.ts', uriBaseId: '%SRCROOT%' },
        { uri: 'src/a%20b%E2%98%83.ts', uriBaseId: '%SRCROOT%' },
        { uri: 'file:///outside/x' },
      ],
    )
    assert.equal(run!.tool.driver.rules[0]!.shortDescription.text, 'Badge')
  })

  test('knows a result again when it has moved, and two from each other', async () => {
    const prints = async (...findings: FileFinding[]) =>
      (await log([reported(file('a.ts'), findings)])).runs[0]!.results.map(
        result => result.partialFingerprints['tallystick/v1'],
      )
    const [first, second] = await prints(finding(), finding({ line: 5 }))
    assert.notEqual(first, second)
    assert.deepEqual(await prints(finding({ line: 100, start: 4_000 })), [first])
  })

  test('of nothing is valid, and says when something could not be scanned', async () => {
    const empty = await log([])
    mustBeSarif(empty)
    assert.deepEqual([empty.runs[0]!.results, empty.runs[0]!.invocations[0]!.executionSuccessful], [[], true])
    const broken = await log([reported(file('a.ts'), [], 'EIO')])
    mustBeSarif(broken)
    assert.equal(broken.runs[0]!.invocations[0]!.executionSuccessful, false)
  })
})
