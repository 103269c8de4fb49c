import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  batchLeaves,
  exportTrailers,
  formatVerifierKey,
  parseEntry,
  parseVerifierKey,
  proofDocument,
  proofPath,
  proveInclusion,
  proveInclusionFromTiles,
  readEntryFromTiles,
  readFromLeaves,
  utf8,
  verifierKey,
  verifyExport,
} from '../../src/integrity/index.ts'
import { hasher, MemoryRecord, ndjson, PIN } from './memory-record.ts'

async function* bytesOf(text: string, chunkBytes = 1 << 16) {
  const bytes = utf8(text)
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes)
}

/** The export of lines [first, end) with its trailers. */
async function exportRange(record: MemoryRecord, first: number, end: number): Promise<string[]> {
  const size = record.edge.size
  const entries: { entry: ReturnType<typeof parseEntry>; text: string }[] = []
  for (let i = 0; i < size; i++) {
    const bytes = await readEntryFromTiles(i, size, record.tile)
    const entry = parseEntry(bytes)
    if (entry.firstSeq < end && entry.firstSeq + entry.count > first)
      entries.push({ entry, text: new TextDecoder().decode(bytes) })
  }
  const trailers = exportTrailers({
    tenant: record.tenant,
    firstSeq: first,
    endSeq: end,
    checkpoint: record.note!,
    entries,
    ledgerProof: async index =>
      proofPath(index, size, await proveInclusionFromTiles(index, size, record.tile, hasher)),
    leaves: async (kind, from, to) => {
      const lines = record.events.slice(from, to)
      return kind === 'events'
        ? batchLeaves(utf8(ndjson(lines)), hasher)
        : lines.map(line => hasher.leaf(utf8(line)))
    },
  })
  return [...record.events.slice(first, end), ...(await Array.fromAsync(trailers))]
}

const record = new MemoryRecord().seal(5, 9, 1, 20, 7).erase(11, 4).erase(30, 2)

async function verify(lines: readonly string[], pin: typeof PIN | undefined = PIN) {
  const reports = await verifyExport(bytesOf(ndjson(lines), 100), pin)
  assert.equal(reports.length, 1)
  return reports[0]!
}

describe('an exported range', () => {
  test('verifies from the file and a pinned key alone, wherever it starts and ends', async () => {
    const range = fc.tuple(fc.nat(41), fc.nat(41)).filter(([first, last]) => first <= last)
    await fc.assert(
      fc.asyncProperty(range, async ([first, last]) => {
        const report = await verify(await exportRange(record, first, last + 1))
        assert.deepEqual(report.findings, [])
        assert.equal(report.exitCode, 0)
        const erased = record.events
          .slice(first, last + 1)
          .filter(line => line.startsWith('{"erased"')).length
        assert.deepEqual(report.counts, {
          verified: last + 1 - first - erased,
          erased,
          missing: 0,
          altered: 0,
          unsealed: 0,
        })
      }),
      { numRuns: 40 },
    )
  })

  test('is ALTERED when any line of it is changed, left out, added or moved', async () => {
    const lines = await exportRange(record, 3, 40)
    const changes: ((lines: string[]) => void)[] = [
      l => l.splice(8, 1),
      l => l.splice(8, 0, l[8]!),
      l => l.splice(20, 1, l[20]!.replace('event', 'evil')),
      l => l.splice(20, 1, 'nonsense'),
      l => l.splice(20, 2, l[21]!, l[20]!),
      l => l.splice(9, 1, l[9]!.replace('"by":"admin"', '"by":"other"')),
      l => l.splice(37, 1),
      l => l.splice(-1, 1, l.at(-1)!.replace('"last_seq":39', '"last_seq":38')),
      l => l.splice(-1, 1, l.at(-1)!.replace('"tenant":"acme"', '"tenant":"other"')),
      l => l.splice(-1, 1, l.at(-1)!.replace('\\n7\\n', '\\n8\\n')),
    ]
    for (const [i, change] of changes.entries()) {
      const changed = [...lines]
      change(changed)
      assert.notDeepEqual(changed, lines)
      const report = await verify(changed)
      assert.equal(report.exitCode, 1, `change ${i}`)
      assert.ok(report.findings.length > 0)
    }
  })

  test('cannot be told without its trailers or without a pinned key', async () => {
    const lines = await exportRange(record, 3, 40)
    assert.equal((await verify(lines.slice(0, 37))).exitCode, 2)
    assert.equal((await verifyExport(bytesOf(ndjson(lines)), undefined))[0]!.exitCode, 2)
    assert.deepEqual(await verifyExport(bytesOf(''), PIN), [])
  })

  test('without proofs is no evidence of tampering, whatever its lines are', async () => {
    const plain = await verify(['{"id":"1", "message":"as a plain export writes it"}', 'time,message'])
    assert.deepEqual([plain.exitCode, plain.findings], [2, []])
    assert.match(plain.notes[0]!, /^2 lines end without a trailer/)
  })

  test('breaks on nothing that a file can hold', async () => {
    const lines = await exportRange(record, 3, 9)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length - 1),
        fc.nat(),
        fc.string(),
        fc.anything(),
        async (i, at, text, value) => {
          const line = lines[i]!
          const position = at % line.length
          await verifyExport(
            bytesOf(ndjson(lines.with(i, line.slice(0, position) + text + line.slice(position + 1)))),
            PIN,
          )
          const odd = JSON.stringify({
            type: ['tallystick.export', 'tallystick.export.batch', 'tallystick.proof'][at % 3],
            entry: value,
            checkpoint: text,
          })
          await verifyExport(bytesOf(`${odd}\n${lines.at(-1)}\n`), PIN)
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
  })
})
