import assert from 'node:assert/strict'
import { generateKeyPairSync, sign as nodeSign } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  batchLeaves,
  batchRoot,
  canonicalize,
  EMPTY_LOG,
  edgeRoot,
  formatEntry,
  formatTombstone,
  growLog,
  type LedgerEntry,
  parseEntry,
  parseLine,
  proofDocument,
  proofPath,
  proveInclusion,
  proveInclusionFromTiles,
  readFromLeaves,
  rootOfHashes,
  signCheckpoint,
  tenantVerifierKey,
  toBase64,
  treeHasher,
  utf8,
  verifierKey,
  verifyProof,
} from '../../src/integrity/index.ts'

const hasher = treeHasher()
const invalid = { code: 'TALLY_PROOF_INVALID' }
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const pin = verifierKey(
  'host/0123456789abcdef',
  new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)),
)
const sign = (message: Uint8Array) => new Uint8Array(nodeSign(null, message, privateKey))
const logKey = tenantVerifierKey(pin, 'acme')
const time = '2026-01-31T12:00:00.123Z'

describe('ledger entries', () => {
  const entry: LedgerEntry = {
    batch: 41,
    count: 1000,
    firstSeq: 40000,
    kind: 'events',
    root: new Uint8Array(32),
    time,
  }

  test('have the canonical form of docs/design/001', () => {
    const text = `{"batch":41,"count":1000,"first_seq":40000,"kind":"events","root":"${toBase64(entry.root)}","time":"${time}","v":1}`
    assert.equal(new TextDecoder().decode(formatEntry(entry)), text)
    assert.deepEqual(parseEntry(utf8(text)), entry)
  })

  test('are refused in any other form', () => {
    const good = new TextDecoder().decode(formatEntry(entry))
    const changes: [string, string][] = [
      ['"v":1', '"v":2'],
      ['"count":1000', '"count":0'],
      ['"count":1000', '"count":1e3'],
      ['"batch":41', '"batch":-1'],
      ['events', 'other'],
      ['"time"', '"Time"'],
      [time, 'yesterday'],
      ['{', '{ '],
      ['AAAA', 'AAA'],
      ['"v":1', '"v":1,"x":1'],
    ]
    for (const [from, to] of changes)
      assert.throws(() => parseEntry(utf8(good.replace(from, to))), invalid, `${from} → ${to}`)
    fc.assert(fc.property(fc.uint8Array(), bytes => assert.throws(() => parseEntry(bytes), invalid)))
  })
})

describe('journal lines', () => {
  test('are read strictly', () => {
    assert.deepEqual(parseLine(utf8('{"attributes":{"seq":9},"seq":7,"tenant":"t"}')), {
      seq: 7,
      tenant: 't',
    })
    for (const bad of [
      '',
      '[]',
      '1',
      '{"seq":7,"tenant":"t"} ',
      '{"tenant":"t","seq":7}',
      '{"seq":-1,"tenant":"t"}',
      '{"seq":"7","tenant":"t"}',
      '{"seq":7}',
      '{"a":"\\ud800","seq":7,"tenant":"t"}',
      '{"erased":{},"seq":7,"tenant":"t"}',
    ]) {
      assert.throws(() => parseLine(utf8(bad)), invalid, bad)
    }
    assert.throws(() => parseLine(Uint8Array.of(0x7b, 0xff, 0x7d)), invalid)
  })

  test('keep their batch’s root when a tombstone takes their place', () => {
    const lines = [0, 1, 2].map(seq => canonicalize({ message: `m${seq}`, seq, tenant: 'acme' }))
    const { root, count } = batchRoot(utf8(lines.map(line => `${line}\n`).join('')), hasher)
    const stone = formatTombstone({
      seq: 1,
      tenant: 'acme',
      at: time,
      by: 'admin',
      leaf: hasher.leaf(utf8(lines[1]!)),
      policy: 'gdpr',
      reason: 'request',
    })
    const erased = utf8([lines[0], stone, lines[2]].map(line => `${line}\n`).join(''))
    assert.equal(count, 3)
    assert.deepEqual(rootOfHashes(batchLeaves(erased, hasher), hasher), root)
    assert.notDeepEqual(batchRoot(erased, hasher).root, root)
  })
})

describe('proof documents', () => {
  /** A log of 300 batches of 3 lines; batch 299 is the erasure of seq 4. */
  async function prove(options: { seq: number; withErasure?: boolean }) {
    const lineAt = (seq: number) => utf8(canonicalize({ message: `event ${seq}`, seq, tenant: 'acme' }))
    const stone = utf8(
      formatTombstone({
        seq: 4,
        tenant: 'acme',
        at: time,
        by: 'admin',
        leaf: hasher.leaf(lineAt(4)),
        policy: 'gdpr',
        reason: 'request',
      }),
    )
    const leavesOf = (batch: number) => [0, 1, 2].map(i => hasher.leaf(lineAt(3 * batch + i)))
    const entries = Array.from({ length: 299 }, (_, batch) =>
      formatEntry({
        batch,
        count: 3,
        firstSeq: 3 * batch,
        kind: 'events',
        root: rootOfHashes(leavesOf(batch), hasher),
        time,
      }),
    )
    entries.push(
      formatEntry({ batch: 299, count: 1, firstSeq: 4, kind: 'erasure', root: hasher.leaf(stone), time }),
    )
    const { edge, files } = growLog(EMPTY_LOG, entries, hasher)
    const tiles = new Map(files.map(file => [file.path, file.bytes]))
    const ledgerPath = async (index: number) =>
      proofPath(index, 300, await proveInclusionFromTiles(index, 300, async path => tiles.get(path), hasher))
    const batch = Math.floor(options.seq / 3)
    const inBatch = await proveInclusion(options.seq % 3, 3, readFromLeaves(leavesOf(batch), hasher), hasher)
    return proofDocument({
      line: options.seq === 4 ? stone : lineAt(options.seq),
      entry: entries[batch]!,
      batchProof: proofPath(options.seq % 3, 3, inBatch),
      ledgerProof: await ledgerPath(batch),
      ...(options.withErasure
        ? {
            erasure: {
              entry: entries[299]!,
              batchProof: proofPath(0, 1, []),
              ledgerProof: await ledgerPath(299),
            },
          }
        : {}),
      checkpoint: signCheckpoint(
        { origin: logKey.name, size: 300, root: edgeRoot(edge, hasher) },
        logKey,
        1_769_860_800,
        sign,
      ),
    })
  }

  test('verify a line offline, through JSON, with the instance’s or the tenant’s key', async () => {
    const document: unknown = JSON.parse(JSON.stringify(await prove({ seq: 700 })))
    for (const key of [pin, logKey]) {
      const result = verifyProof(document, key, hasher)
      assert.equal(result.verdict, 'VERIFIED')
      assert.ok(
        result.verdict === 'VERIFIED' &&
          result.seq === 700 &&
          result.tenant === 'acme' &&
          result.checkpoint.signedAt === 1_769_860_800,
      )
    }
  })

  test('verify an erased line only together with the entry that authorises the erasure', async () => {
    assert.equal(verifyProof(await prove({ seq: 4, withErasure: true }), pin, hasher).verdict, 'ERASED')
    assert.equal(verifyProof(await prove({ seq: 4 }), pin, hasher).verdict, 'ALTERED')
  })

  test('do not verify with another key, for another tenant, or with anything changed', async () => {
    const document = await prove({ seq: 700 })
    const other = generateKeyPairSync('ed25519')
      .publicKey.export({ format: 'der', type: 'spki' })
      .subarray(-32)
    const altered = (changed: unknown, key = pin) =>
      assert.equal(verifyProof(changed, key, hasher).verdict, 'ALTERED', JSON.stringify(changed))
    altered(document, verifierKey(pin.name, new Uint8Array(other)))
    altered(document, verifierKey('host/ffffffffffffffff', pin.publicKey))
    altered({ ...document, line: document.line.replace('event 700', 'event 701') })
    altered({ ...document, line: document.line.replace('"seq":700', '"seq":701') })
    altered({ ...document, line: document.line.replace('acme', 'evil') })
    altered({ ...document, entry: document.entry.replace('"count":3', '"count":4') })
    altered({ ...document, batch_proof: { ...document.batch_proof, index: 2 } })
    altered({ ...document, batch_proof: { ...document.batch_proof, hashes: [] } })
    altered({ ...document, ledger_proof: { ...document.ledger_proof, size: 299 } })
    altered({ ...document, checkpoint: document.checkpoint.replace('\n300\n', '\n301\n') })
    for (const junk of [
      null,
      1,
      [],
      {},
      { ...document, v: 2 },
      { ...document, batch_proof: null },
      { ...document, ledger_proof: { index: 0, size: 1, hashes: [1] } },
    ])
      altered(junk)
  })
})
