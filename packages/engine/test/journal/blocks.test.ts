import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parseVerifierKey, verifyProof } from '@tallystick/core'
import type { Journal } from '../../src/journal/index.ts'
import { type ProofSource, proveLine } from '../../src/journal/prove.ts'
import { eraseLines } from './erase.ts'
import { append, auditDirectory, open, temporaryDirectory } from './helpers.ts'

const folderOf = (directory: string) => join(directory, 'ledger', 'a', 'blocks')
/** Those that are whole: one is written under another name first. */
const filesOf = (directory: string) =>
  readdirSync(folderOf(directory))
    .filter(name => !name.endsWith('.tmp'))
    .map(name => [name, readFileSync(join(folderOf(directory), name), 'hex')])

/** Four segments, the last of them open, of batches of 200 lines and one of 3. */
async function fill(journal: Journal): Promise<void> {
  for (const count of [200, 200, 200, 3, 200]) {
    await append(journal, 'a', count, { padding: 'x'.repeat(200) })
    await journal.flush()
  }
}
const SMALL = { batchEvents: 200, segmentBytes: 40_000 }

describe('block hashes', () => {
  test('cost half a byte per event and a header per batch; small batches need none', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory)
    await append(journal, 'a', 8192)
    await journal.flush()
    await append(journal, 'a', 64)
    await journal.flush()
    const { ledgerBytes } = journal.stats()
    await journal.close()
    assert.deepEqual(readdirSync(folderOf(directory)), ['0000000000000000'])
    assert.equal(statSync(join(folderOf(directory), '0000000000000000')).size, 16 + (8192 / 64) * 32)
    assert.ok(ledgerBytes > 4096)
  })

  test('are made anew at the next start where they are missing, of open and of closed segments', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, SMALL)
    await fill(journal)
    await journal.close()
    const before = filesOf(directory)
    assert.equal(before.length, 4)
    rmSync(folderOf(directory), { recursive: true })
    const again = await open(t, directory, SMALL)
    // Those of closed segments are made while the journal works already.
    for (const end = performance.now() + 5000; filesOf(directory).length < 4 && performance.now() < end; )
      await new Promise(resolve => setTimeout(resolve, 10))
    assert.deepEqual(filesOf(directory), before)
    await append(again, 'a', 1)
    await again.close()
    await auditDirectory(directory)
  })

  test('keep nobody from starting, whatever they are', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, SMALL)
    await fill(journal)
    await journal.close()
    for (const [name] of filesOf(directory)) writeFileSync(join(folderOf(directory), name!), 'damaged')
    writeFileSync(join(folderOf(directory), 'stranger'), '')
    const again = await open(t, directory, SMALL)
    await append(again, 'a', 100)
    await again.flush()
    const pin = parseVerifierKey(again.verifierKey)
    for (const seq of [0, 250, 802, 803, 902])
      assert.equal(verifyProof(await again.prove('a', seq), pin).verdict, 'VERIFIED', `seq ${seq}`)
  })
})

describe('a proof', () => {
  test('reads one block of a batch, and is the same as without block hashes', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, SMALL)
    await fill(journal)
    let lines = 0
    const source = (journal: Journal): Omit<ProofSource, 'readBlocks'> => ({
      readFile: path => journal.ledgerFile('a', path),
      async *readLines(from, to) {
        for await (const chunk of journal.read('a', from, to)) {
          lines += chunk.count
          yield chunk
        }
      },
    })
    for (const seq of [0, 63, 64, 191, 192, 199, 600, 602, 700, 802]) {
      const proof = await journal.prove('a', seq)
      lines = 0
      const slow = await proveLine(seq, { ...source(journal), readBlocks: async () => undefined })
      assert.deepEqual(proof, slow)
      assert.ok(lines === 200 || lines === 3)
    }
    const { BlockFinder } = await import('@tallystick/core')
    const { nativeHasher } = await import('../../src/journal/merkle.ts')
    const finder = new BlockFinder(async name => readFileSync(join(folderOf(directory), name)), nativeHasher)
    lines = 0
    const quick = await proveLine(70, {
      ...source(journal),
      readBlocks: batch => finder.find('0000000000000000', batch),
    })
    assert.equal(lines, 64)
    assert.deepEqual(quick, await journal.prove('a', 70))
  })

  test('of a tombstone carries the entry that authorises it, or does not verify', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory)
    await append(journal, 'a', 100)
    await journal.close()
    await eraseLines(directory, 'a', 70, 5)
    await eraseLines(directory, 'a', 80, 1, { unauthorised: true })
    const again = await open(t, directory)
    await append(again, 'a', 100)
    await again.flush()
    const pin = parseVerifierKey(again.verifierKey)
    const proof = await again.prove('a', 72)
    const verdict = verifyProof(proof, pin)
    assert.equal(verdict.verdict, 'ERASED')
    assert.equal(proof.erasure?.batch_proof.index, 2)
    assert.equal(verifyProof(await again.prove('a', 69), pin).verdict, 'VERIFIED')
    assert.equal(verifyProof(await again.prove('a', 80), pin).verdict, 'ALTERED')
  })
})
