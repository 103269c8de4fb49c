import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  batchLeaves,
  formatVerifierKey,
  parseEntry,
  parseVerifierKey,
  proofDocument,
  proofPath,
  proveInclusion,
  proveInclusionFromTiles,
  readEntryFromTiles,
  readFromLeaves,
  rootOfHashes,
  subtreesWithout,
  toBase64,
  utf8,
  verifierKey,
  verifyExport,
} from '../../src/integrity/index.ts'
import { eventLine, hasher, MemoryRecord, ndjson, PIN } from './memory-record.ts'

async function* bytesOf(text: string, chunkBytes = 1 << 16) {
  const bytes = utf8(text)
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes)
}

/** The export of some lines, made as plainly as can be. */
async function exportLines(record: MemoryRecord, seqs: readonly number[]): Promise<string[]> {
  const size = record.edge.size
  const out: string[] = [
    JSON.stringify({ type: 'tallystick.export', v: 1, tenant: record.tenant, checkpoint: record.note! }),
  ]
  const last: string[] = []
  for (let i = 0; i < size; i++) {
    const bytes = await readEntryFromTiles(i, size, record.tile)
    const entry = parseEntry(bytes)
    const all = record.events.slice(entry.firstSeq, entry.firstSeq + entry.count)
    const isStone = (seq: number) => record.events[seq]!.startsWith('{"erased"')
    const here = seqs.filter(
      seq =>
        seq >= entry.firstSeq &&
        seq < entry.firstSeq + entry.count &&
        (entry.kind === 'events' || isStone(seq)),
    )
    if (here.length === 0) continue
    const leaves =
      entry.kind === 'events'
        ? batchLeaves(utf8(ndjson(all)), hasher)
        : all.map(line => hasher.leaf(utf8(line)))
    const indexes = here.map(seq => seq - entry.firstSeq)
    const document = JSON.stringify({
      type: entry.kind === 'events' ? 'tallystick.export.batch' : 'tallystick.export.erasure',
      entry: new TextDecoder().decode(bytes),
      ledger_proof: proofPath(i, size, await proveInclusionFromTiles(i, size, record.tile, hasher)),
      hashes: [...subtreesWithout(indexes, entry.count)].map(({ start, end }) =>
        toBase64(rootOfHashes(leaves.slice(start, end), hasher)),
      ),
    })
    if (entry.kind === 'events') out.push(...here.map(seq => record.events[seq]!), document)
    else last.push(document)
  }
  return [...out, ...last, JSON.stringify({ type: 'tallystick.export.end', count: seqs.length })]
}

const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i)
const record = new MemoryRecord().seal(5, 9, 1, 20, 7).erase(11, 4).erase(30, 2)

async function verify(lines: readonly string[], pin: typeof PIN | undefined = PIN) {
  const reports = await verifyExport(bytesOf(ndjson(lines), 100), pin)
  assert.equal(reports.length, 1)
  return reports[0]!
}

describe('an export with its proof', () => {
  test('verifies from the file and a pinned key alone, whatever was chosen, and says whether it is complete', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(41), { minLength: 1 }), fc.boolean(), async (chosen, whole) => {
        const ascending = chosen.toSorted((a, b) => a - b)
        const seqs = whole ? range(ascending[0]!, ascending.at(-1)! + 1) : ascending
        const report = await verify(await exportLines(record, seqs))
        assert.deepEqual(report.findings, [])
        assert.equal(report.exitCode, 0)
        assert.equal(report.checkpoint?.size, record.edge.size)
        const erased = seqs.filter(seq => record.events[seq]!.startsWith('{"erased"')).length
        assert.deepEqual(report.counts, {
          verified: seqs.length - erased,
          erased,
          missing: 0,
          altered: 0,
          unsealed: 0,
        })
        const complete = seqs.length === seqs.at(-1)! + 1 - seqs[0]!
        assert.match(report.notes[0]!, complete ? /^complete: it holds every line of seq / : /^a selection: /)
      }),
      { numRuns: 60 },
    )
  })

  test('is ALTERED when any line of it is changed, left out, added or moved', async () => {
    const lines = await exportLines(record, range(3, 40))
    const at = (text: string) => lines.findIndex(line => line.includes(text))
    const [batch, end] = [at('export.batch'), lines.length - 1]
    const changes: ((lines: string[]) => void)[] = [
      l => l.splice(8, 1),
      l => l.splice(8, 0, l[8]!),
      l => l.splice(at('"event 20"'), 1, eventLine(20).replace('event', 'evil')),
      l => l.splice(20, 1, 'nonsense'),
      l => l.splice(20, 2, l[21]!, l[20]!),
      l =>
        l.splice(at('"erased":{"at"'), 1, l[at('"erased":{"at"')]!.replace('"by":"admin"', '"by":"other"')),
      l => l.splice(at('export.erasure'), 1),
      l => l.splice(batch, 1),
      l => l.splice(batch, 1, l[batch]!.replace('"hashes":["', '"hashes":["A')),
      l => l.splice(1, batch),
      l => l.splice(batch + 1, 0, ...l.slice(1, batch + 1)),
      l => l.splice(end, 1),
      l => l.splice(end, 1, l[end]!.replace('"count":37', '"count":36')),
      l => l.splice(end, 0, eventLine(99)),
      l => l.splice(0, 1, l[0]!.replace('"tenant":"acme"', '"tenant":"other"')),
      l => l.splice(0, 1, l[0]!.replace('\\n7\\n', '\\n8\\n')),
      l => l.splice(0, 1, '{"type":"tallystick.export","v":1}'),
    ]
    for (const [i, change] of changes.entries()) {
      const changed = [...lines]
      change(changed)
      assert.notDeepEqual(changed, lines, `change ${i}`)
      const report = await verify(changed)
      assert.equal(report.exitCode, 1, `change ${i}`)
      assert.ok(report.findings.length > 0)
    }
  })

  test('accounts for every line of a file in which one batch was tampered with', async () => {
    const lines = await exportLines(record, range(14, 42))
    lines.splice(3, 1, lines[3]!.replace('event', 'evil'))
    const { counts, findings } = await verify(lines)
    assert.deepEqual(counts, { verified: 7, erased: 1, missing: 0, altered: 20, unsealed: 0 })
    assert.equal(findings.length, 1)
    assert.match(
      findings[0]!.message,
      /^lines 4\u201323 of the file: not the lines that were sealed as batch 3 \(seq 15/,
    )
  })

  test('cannot be told without what proves it or without a pinned key', async () => {
    const lines = await exportLines(record, range(3, 40))
    assert.equal((await verify(lines.filter(line => !line.startsWith('{"type"')))).exitCode, 2)
    assert.equal((await verifyExport(bytesOf(ndjson(lines)), undefined))[0]!.exitCode, 2)
    assert.deepEqual(await verifyExport(bytesOf(''), PIN), [])
  })

  test('without proofs is no evidence of tampering, whatever its lines are', async () => {
    const plain = await verify(['{"id":"1", "message":"as a plain export writes it"}', 'time,message'])
    assert.deepEqual([plain.exitCode, plain.findings], [2, []])
    assert.match(plain.notes[0]!, /^nothing vouches for 2 lines/)
  })

  test('breaks on nothing that a file can hold', async () => {
    const lines = await exportLines(record, range(3, 16))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length - 1),
        fc.nat(),
        fc.string(),
        fc.anything(),
        async (i, at, text, value) => {
          const line = lines[i]!
          const position = at % line.length
          const changed = line.slice(0, position) + text + line.slice(position + 1)
          await verifyExport(bytesOf(ndjson(lines.with(i, changed))), PIN)
          const types = ['', '.batch', '.erasure', '.end'].map(end => `tallystick.export${end}`)
          const odd = JSON.stringify({
            type: [...types, 'tallystick.proof'][at % 5],
            entry: value,
            hashes: value,
            ledger_proof: value,
            checkpoint: text,
          })
          await verifyExport(bytesOf(`${odd}\n${lines[0]}\n${lines[1]}\n${odd}\n${lines.at(-1)}\n`), PIN)
        },
      ),
    )
  })
})

describe('exported proof documents', () => {
  test('verify line by line, and one that does not is named', async () => {
    const size = record.edge.size
    const documents = await Promise.all(
      [0, 3, 4].map(async seq => {
        const leaves = batchLeaves(utf8(ndjson(record.events.slice(0, 5))), hasher)
        return JSON.stringify(
          proofDocument({
            line: utf8(record.events[seq]!),
            entry: await readEntryFromTiles(0, size, record.tile),
            batchProof: proofPath(
              seq,
              5,
              await proveInclusion(seq, 5, readFromLeaves(leaves, hasher), hasher),
            ),
            ledgerProof: proofPath(0, size, await proveInclusionFromTiles(0, size, record.tile, hasher)),
            checkpoint: record.note!,
          }),
        )
      }),
    )
    const report = await verify(documents)
    assert.deepEqual([report.exitCode, report.counts.verified], [0, 3])
    assert.deepEqual([report.checkpoint?.size, report.checkpoint?.signedAt], [size, 1_769_860_800])
    const altered = await verify(documents.with(1, documents[1]!.replace('event 3', 'event 4')))
    assert.deepEqual([altered.exitCode, altered.counts.verified, altered.counts.altered], [1, 2, 1])
    assert.match(
      altered.findings[0]!.message,
      /^line 2 of the file: the proof does not connect line 3 to its batch/,
    )
    const damaged = await verifyExport(bytesOf(ndjson(documents.with(1, `x${documents[1]}`))), PIN)
    assert.deepEqual([damaged.length, damaged[1]!.exitCode, damaged[1]!.findings[0]!.line], [2, 1, 2])
    const stranger = verifierKey('host/ffffffffffffffff', parseVerifierKey(formatVerifierKey(PIN)).publicKey)
    assert.equal((await verify(documents, stranger)).exitCode, 1)
    assert.equal((await verifyExport(bytesOf(ndjson(documents)), undefined))[0]!.exitCode, 2)

    const laidOut = (text: string, lineFeed = '\n') =>
      JSON.stringify(JSON.parse(text), null, 2).replaceAll('\n', lineFeed)
    const [first = '', second = '', third = ''] = documents
    const mixed = await verify([laidOut(first), second, laidOut(third, '\r\n')])
    assert.deepEqual([mixed.exitCode, mixed.counts.verified], [0, 3])
    const changed = await verify([first, laidOut(second.replace('event 3', 'event 4')), third])
    assert.deepEqual([changed.exitCode, changed.findings[0]!.line], [1, 2])
    const cut = await verifyExport(bytesOf(ndjson([first, laidOut(second).slice(0, -1)])), PIN)
    assert.deepEqual([cut[0]!.counts.verified, cut[1]!.exitCode], [1, 1])
    // What only begins like one is not held for ever.
    const endless = await verifyExport(
      bytesOf(ndjson(['{', ...new Array<string>(2_000).fill(''), laidOut(second)])),
      PIN,
    )
    assert.deepEqual([endless[0]!.counts.verified, endless[1]!.exitCode], [1, 1])
  })
})
