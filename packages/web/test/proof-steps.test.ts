import assert from 'node:assert/strict'
import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import { test } from 'node:test'
import {
  canonicalize,
  formatCheckpointText,
  formatEntry,
  formatNote,
  formatTombstone,
  formatVerifierKey,
  type ProofDocument,
  proofDocument,
  proofPath,
  proveInclusion,
  readFromLeaves,
  rootOfHashes,
  signNote,
  tenantVerifierKey,
  treeHasher,
  utf8,
  verifierKey,
} from '@tallystick/core'
import fc from 'fast-check'
import { pinOf } from '../src/pages/evidence/pin.ts'
import { followSteps, isOfAnother, tampered } from '../src/pages/evidence/proof-steps.ts'

const hasher = treeHasher()

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  const instance = verifierKey('tally.example', new Uint8Array(raw))
  return {
    instance,
    pin: formatVerifierKey(instance),
    sign: (message: Uint8Array) => new Uint8Array(signWith(null, message, privateKey)),
  }
}
const KEY = newKey()

const lineOf = (seq: number) =>
  canonicalize({
    id: `e${seq}`,
    message: `line ${seq}`,
    seq,
    tenant: 'acme',
    time: '2026-01-31T10:00:00.000Z',
  })

/** A ledger of `before` other entries, one batch of `size` lines, `after` others; with what proves the line at `index`. */
async function proofIn({
  before,
  size,
  after,
  index,
}: {
  before: number
  size: number
  after: number
  index: number
}) {
  const lines = Array.from({ length: size }, (_, i) => lineOf(100 + i))
  const leaves = lines.map(line => hasher.leaf(utf8(line)))
  const entry = formatEntry({
    batch: before,
    kind: 'events',
    firstSeq: 100,
    count: size,
    root: rootOfHashes(leaves, hasher),
    time: '2026-01-31T10:00:01.000Z',
  })
  const entries = Array.from({ length: before + 1 + after }, (_, i) =>
    i === before ? hasher.leaf(entry) : hasher.leaf(utf8(`other ${i}`)),
  )
  const key = tenantVerifierKey(KEY.instance, 'acme')
  const text = formatCheckpointText({
    origin: key.name,
    size: entries.length,
    root: rootOfHashes(entries, hasher),
  })
  return proofDocument({
    line: utf8(lines[index]!),
    entry,
    batchProof: proofPath(
      index,
      size,
      await proveInclusion(index, size, readFromLeaves(leaves, hasher), hasher),
    ),
    ledgerProof: proofPath(
      before,
      entries.length,
      await proveInclusion(before, entries.length, readFromLeaves(entries, hasher), hasher),
    ),
    checkpoint: formatNote({ text, signatures: [signNote(text, key, KEY.sign)] }),
  })
}

test('every step of a true proof holds, wherever the line stands, and one changed character breaks it where it must', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(20),
      fc.integer({ min: 1, max: 70 }),
      fc.nat(20),
      fc.nat(69),
      async (before, size, after, at) => {
        const document = await proofIn({ before, size, after, index: at % size })
        const steps = followSteps(document, KEY.pin)
        assert.equal(steps.verdict.verdict, 'VERIFIED')
        assert.ok(steps.batch.ok && steps.ledger.ok && steps.signature.ok)
        assert.equal(steps.batch.climbs.at(-1)?.result ?? steps.batch.leaf, steps.batch.claimed)

        const changed = followSteps(tampered(document).document, KEY.pin)
        assert.equal(changed.verdict.verdict, 'ALTERED')
        assert.ok(!changed.batch.ok && changed.ledger.ok && changed.signature.ok)
      },
    ),
    { numRuns: 60 },
  )
})

test('the steps and the verdict of core never disagree about a path', async () => {
  const document = await proofIn({ before: 3, size: 13, after: 4, index: 12 })
  const flips: ((document: ProofDocument) => ProofDocument)[] = [
    d => ({ ...d, batch_proof: { ...d.batch_proof, index: 3 } }),
    d => ({ ...d, batch_proof: { ...d.batch_proof, hashes: d.batch_proof.hashes.slice(1) } }),
    d => ({
      ...d,
      batch_proof: { ...d.batch_proof, hashes: [...d.batch_proof.hashes, d.batch_proof.hashes[0]!] },
    }),
    d => ({ ...d, ledger_proof: { ...d.ledger_proof, hashes: d.ledger_proof.hashes.toReversed() } }),
    d => ({
      ...d,
      ledger_proof: { ...d.ledger_proof, hashes: d.ledger_proof.hashes.map(() => 'no base64!') },
    }),
    d => ({ ...d, checkpoint: d.checkpoint.replace('\n8\n', '\n9\n') }),
    d => ({ ...d, entry: d.entry.replace('"count":13', '"count":12') }),
    d => ({ ...d, entry: '{}' }),
    d => ({ ...d, line: 'not json' }),
  ]
  for (const flip of flips) {
    const { batch, ledger, signature, line, entry, verdict } = followSteps(flip(document), KEY.pin)
    const inPlace = line !== undefined && entry !== undefined && line.seq === entry.firstSeq + batch.index
    assert.ok(!(batch.ok && ledger.ok && signature.ok && inPlace && batch.size === entry.count))
    assert.equal(verdict.verdict, 'ALTERED')
  }
})

test('a checkpoint that another key signed does not hold', async () => {
  const steps = followSteps(await proofIn({ before: 0, size: 2, after: 0, index: 1 }), newKey().pin)
  assert.equal(steps.signature.ok, false)
  assert.equal(steps.verdict.verdict, 'ALTERED')
  assert.throws(() => followSteps(steps.document, 'no key'), /remembers is none: a verifier key has the form/)
  assert.throws(() => followSteps({ type: 'something' }, KEY.pin), /not a proof document/)
})

test('a proof of another event is noticed, and a tombstone has the hash of what it replaced', async () => {
  const document = await proofIn({ before: 0, size: 3, after: 0, index: 1 })
  const steps = followSteps(document, KEY.pin)
  assert.ok(isOfAnother(steps, 'e100') && !isOfAnother(steps, 'e101'))

  const leaf = hasher.leaf(utf8(document.line))
  const tombstone = formatTombstone({
    seq: 101,
    tenant: 'acme',
    at: '2026-02-01T00:00:00Z',
    by: 'ada',
    leaf,
    policy: 'p',
    reason: 'r',
  })
  const erased = followSteps({ ...document, line: tombstone }, KEY.pin)
  assert.ok(erased.batch.ok)
  // Nothing in the ledger says that it was to be erased.
  assert.equal(erased.verdict.verdict, 'ALTERED')
})

test('a pin is read as it was kept, and nothing else is taken for one', () => {
  const pin = { key: KEY.pin, since: '2026-01-31T10:00:00Z', typed: true }
  assert.deepEqual(pinOf(JSON.stringify(pin)), pin)
  for (const text of [null, '', '{', 'null', '{"key":1}', '[]']) assert.equal(pinOf(text), undefined)
})
