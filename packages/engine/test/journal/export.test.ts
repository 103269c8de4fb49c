import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parseVerifierKey, verifyExport } from '@tallystick/core'
import fc from 'fast-check'
import type { Journal } from '../../src/journal/index.ts'
import { eraseLines } from './erase.ts'
import { append, open, temporaryDirectory } from './helpers.ts'

const ALL = [{ from: 0, to: Number.MAX_SAFE_INTEGER }]
const SMALL = { batchEvents: 150, segmentBytes: 40_000 }

async function exported(journal: Journal, ranges: readonly { from: number; to: number }[]): Promise<string> {
  const pieces = await Array.fromAsync(journal.export({ tenant: 'a', query: 'x' }, ranges))
  return Buffer.concat(pieces).toString('utf8')
}

async function verify(journal: Journal, text: string) {
  const reports = await verifyExport(
    (async function* () {
      yield Buffer.from(text)
    })(),
    parseVerifierKey(journal.verifierKey),
  )
  assert.equal(reports.length, 1)
  return reports[0]!
}

/** 1,000 lines in batches of many sizes. */
async function fill(journal: Journal): Promise<void> {
  for (const count of [1, 64, 65, 150, 150, 20, 150, 150, 150, 100]) {
    await append(journal, 'a', count, { padding: 'x'.repeat(50) })
    await journal.flush()
  }
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .filter(line => !line.startsWith('{"type"'))
const seqsOf = (text: string) => linesOf(text).map(line => (JSON.parse(line) as { seq: number }).seq)

describe('an export with its proof', () => {
  test('holds exactly the lines that were asked for, byte for byte, and verifies, with block hashes and without', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, SMALL)
    await fill(journal)
    const record = linesOf(await exported(journal, ALL))
    assert.equal(record.length, 1000)
    const selection = fc
      .uniqueArray(fc.nat(1100), { minLength: 1, maxLength: 12 })
      .map(edges => edges.toSorted((a, b) => a - b))
      .map(edges =>
        Array.from({ length: Math.ceil(edges.length / 2) }, (_, i) => ({
          from: edges[2 * i]!,
          to: edges[2 * i + 1] ?? edges[2 * i]! + 1,
        })),
      )
    const check = async (ranges: readonly { from: number; to: number }[]) => {
      const text = await exported(journal, ranges)
      const wanted = record.filter((_, seq) => ranges.some(({ from, to }) => seq >= from && seq < to))
      assert.deepEqual(linesOf(text), wanted)
      const report = await verify(journal, text)
      assert.deepEqual([report.exitCode, report.findings], [0, []])
      assert.equal(report.counts.verified, wanted.length)
    }
    await fc.assert(fc.asyncProperty(selection, check), { numRuns: 60 })
    rmSync(join(directory, 'ledger', 'a', 'blocks'), { recursive: true })
    await fc.assert(fc.asyncProperty(selection, check), { numRuns: 20 })
  })

  test('of everything says that it is complete and costs little beside the lines', async t => {
    const journal = await open(t, temporaryDirectory(t), SMALL)
    await fill(journal)
    const text = await exported(journal, ALL)
    const report = await verify(journal, text)
    assert.match(report.notes[0]!, /^complete: it holds every line of seq 0–999$/)
    assert.deepEqual(JSON.parse(text.split('\n', 1)[0]!).query, 'x')
    const overhead = text.length - linesOf(text).join('\n').length
    assert.ok(overhead < 1000 + 10 * 1000, `${overhead} bytes`)
  })

  test('of an altered journal does not verify', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory)
    await append(journal, 'a', 300)
    await journal.close()
    const { readFileSync, writeFileSync } = await import('node:fs')
    const path = join(directory, 'journal', 'a', '0000000000000000.ndjson')
    writeFileSync(path, readFileSync(path, 'utf8').replace('event-100"', 'evil!-100"'))
    const again = await open(t, directory)
    assert.equal((await verify(again, await exported(again, [{ from: 90, to: 110 }]))).exitCode, 1)
    assert.equal((await verify(again, await exported(again, [{ from: 10, to: 20 }]))).exitCode, 0)
  })

  test('carries what authorises the tombstones in it, and shows up those that nothing does', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory)
    await append(journal, 'a', 100)
    await journal.flush()
    await append(journal, 'a', 100)
    await journal.close()
    await eraseLines(directory, 'a', 90, 20)
    const again = await open(t, directory)
    for (const [ranges, erased] of [
      [ALL, 20],
      [[{ from: 95, to: 97 }], 2],
      [
        [
          { from: 0, to: 91 },
          { from: 108, to: 120 },
        ],
        3,
      ],
    ] as const) {
      const report = await verify(again, await exported(again, ranges))
      assert.deepEqual([report.exitCode, report.counts.erased], [0, erased])
    }
    await again.close()
    await eraseLines(directory, 'a', 20, 1, { unauthorised: true })
    const bare = await open(t, directory)
    const report = await verify(bare, await exported(bare, ALL))
    assert.deepEqual([report.exitCode, report.counts.erased, report.counts.altered], [1, 20, 1])
    assert.deepEqual(
      report.findings.map(({ kind, seq }) => [kind, seq?.first]),
      [['erasure unauthorised', 20]],
    )
  })

  test('leaves out what is not sealed, and is refused while nothing is', async t => {
    const journal = await open(t, temporaryDirectory(t), { sealInterval: 60_000 })
    await append(journal, 'a', 3)
    await assert.rejects(exported(journal, ALL), { code: 'TALLY_PROOF_UNSEALED' })
    await journal.flush()
    await append(journal, 'a', 3)
    assert.deepEqual(seqsOf(await exported(journal, ALL)), [0, 1, 2])
    const none = await exported(journal, [{ from: 4, to: 5 }])
    assert.deepEqual(seqsOf(none), [])
    assert.equal((await verify(journal, none)).exitCode, 0)
  })
})
