import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { canonicalize } from '../../src/integrity/index.ts'
import { auditJson, auditPath, needsAuditData } from './audit-data.ts'
import { doubleHex, es6Numbers } from './es6-numbers.ts'

describe('RFC 8785 vectors of cyberphone/json-canonicalization', needsAuditData, () => {
  test('6 inputs give their published outputs, byte for byte', () => {
    const names = readdirSync(auditPath('jcs-rfc8785/testdata/input'))
    assert.equal(names.length, 6)
    for (const name of names) {
      const input: unknown = JSON.parse(readFileSync(auditPath('jcs-rfc8785/testdata/input', name), 'utf8'))
      const hex = readFileSync(
        auditPath('jcs-rfc8785/testdata/outhex', name.replace('.json', '.txt')),
        'utf8',
      )
      assert.deepEqual(Buffer.from(canonicalize(input)), Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'), name)
      const output = readFileSync(auditPath('jcs-rfc8785/testdata/output', name), 'utf8')
      assert.equal(canonicalize(JSON.parse(output)), output, name)
    }
  })

  test('ES6 numbers print with the published checksums', () => {
    const { sha256ByLines } = auditJson<{ sha256ByLines: Record<string, string> }>(
      'extracted/jcs-es6-number-checksums.json',
    )
    // One million lines take seconds; a sample of the same sequence otherwise.
    const last = process.env.TALLY_SOAK ? 1_000_000 : 100_000
    const hash = createHash('sha256')
    const checked: number[] = []
    let lines = 0
    for (const value of es6Numbers()) {
      hash.update(`${doubleHex(value)},${canonicalize(value)}\n`)
      const expected = sha256ByLines[++lines]
      if (expected !== undefined) {
        assert.equal(hash.copy().digest('hex'), expected, `${lines} lines`)
        checked.push(lines)
      }
      if (lines === last) break
    }
    assert.deepEqual(
      checked,
      [1000, 10_000, 100_000, 1_000_000].filter(count => count <= last),
    )
  })
})
