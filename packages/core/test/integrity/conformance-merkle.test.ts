import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { rootOfHashes } from '../../src/integrity/merkle/compact-tree.ts'
import { treeHasher } from '../../src/integrity/merkle/hasher.ts'
import {
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from '../../src/integrity/merkle/verify.ts'
import { auditJson, auditPath, needsAuditData } from './audit-data.ts'

const hasher = treeHasher()
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** A case file: integers reach 2^64, so they are read as BigInt, and base64 fields as bytes. */
type Case = {
  name: string
  int: (key: string) => bigint
  bytes: (key: string) => Uint8Array
  proof: Uint8Array[]
  wantErr: boolean
}

function readCase(path: string): Case {
  const raw = JSON.parse(readFileSync(path, 'utf8'), (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? BigInt(context.source) : value,
  ) as Record<string, unknown>
  const bytes = (text: unknown) => Uint8Array.from(Buffer.from((text ?? '') as string, 'base64'))
  return {
    name: path,
    int: key => {
      assert.equal(typeof raw[key], 'bigint', `${path}: ${key}`)
      return raw[key] as bigint
    },
    bytes: key => bytes(raw[key]),
    proof: ((raw.proof ?? []) as unknown[]).map(bytes),
    wantErr: raw.wantErr === true,
  }
}

const suites: Record<string, { cases: number; mustFail: number; holds: (c: Case) => boolean }> = {
  inclusion: {
    cases: 98,
    mustFail: 92,
    holds: c =>
      verifyInclusion(
        {
          index: c.int('leafIdx'),
          size: c.int('treeSize'),
          leafHash: c.bytes('leafHash'),
          proof: c.proof,
          root: c.bytes('root'),
        },
        hasher,
      ),
  },
  consistency: {
    cases: 98,
    mustFail: 92,
    holds: c =>
      verifyConsistency(
        {
          size1: c.int('size1'),
          size2: c.int('size2'),
          proof: c.proof,
          root1: c.bytes('root1'),
          root2: c.bytes('root2'),
        },
        hasher,
      ),
  },
  subtreeinclusion: {
    cases: 204,
    mustFail: 192,
    holds: c =>
      verifySubtreeInclusion(
        {
          index: c.int('leafIdx'),
          start: c.int('start'),
          end: c.int('end'),
          leafHash: c.bytes('leafHash'),
          proof: c.proof,
          root: c.bytes('root'),
        },
        hasher,
      ),
  },
  subtreeconsistency: {
    cases: 118,
    mustFail: 106,
    holds: c =>
      verifySubtreeConsistency(
        {
          start: c.int('start'),
          end: c.int('end'),
          size: c.int('size'),
          proof: c.proof,
          subtreeRoot: c.bytes('root1'),
          root: c.bytes('root2'),
        },
        hasher,
      ),
  },
}

describe('RFC 6962 proofs of transparency-dev/merkle', needsAuditData, () => {
  let executed = 0
  let failed = 0
  for (const [name, suite] of Object.entries(suites)) {
    test(`${suite.cases} ${name} cases`, () => {
      const folder = auditPath('transparency-dev-merkle/testdata', name)
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
        file.endsWith('.json'),
      )
      const cases = files.map(file => readCase(join(folder, file)))
      for (const c of cases) assert.equal(suite.holds(c), !c.wantErr, c.name)
      assert.equal(cases.length, suite.cases)
      assert.equal(cases.filter(c => c.wantErr).length, suite.mustFail)
      executed += cases.length
      failed += suite.mustFail
    })
  }
  test('were all executed: 518, of which 482 must fail', () => {
    assert.equal(executed, 518)
    assert.equal(failed, 482)
  })
})

describe('RFC 6962 known answers', needsAuditData, () => {
  let known: {
    leafInputsHex: string[]
    rootsHexBySize1to8: string[]
    emptyRoot: string
    emptyLeafHash: string
    leafHash_L123456: string
    node_N123_N456: string
  }
  before(() => {
    known = auditJson('extracted/rfc6962-known-answers.json')
  })

  test('hashes of leaves and nodes', () => {
    const utf8 = (text: string) => new TextEncoder().encode(text)
    assert.equal(toHex(hasher.empty()), known.emptyRoot)
    assert.equal(toHex(hasher.leaf(new Uint8Array(0))), known.emptyLeafHash)
    assert.equal(toHex(hasher.leaf(utf8('L123456'))), known.leafHash_L123456)
    // The node's children are the texts themselves, not hashes, so the prefix is spelled out.
    assert.equal(toHex(hasher.hash(utf8('\u0001N123N456'))), known.node_N123_N456)
  })

  test('roots of sizes 1 to 8', () => {
    const leaves = known.leafInputsHex.map(input => hasher.leaf(hex(input)))
    assert.equal(leaves.length, 8)
    leaves.forEach((_, i) => {
      assert.equal(toHex(rootOfHashes(leaves.slice(0, i + 1), hasher)), known.rootsHexBySize1to8[i])
    })
  })
})
