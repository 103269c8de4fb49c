import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openCheckpoint, parseVerifierKey, tenantVerifierKey, verifyProof } from '@tallystick/core'
import { openJournal, type SealedBatch } from '../../src/journal/index.ts'
import { VirtualClock } from './clock.ts'
import {
  append,
  auditDirectory,
  encodeLines,
  open,
  readAll,
  temporaryDirectory,
  temporaryDirectoryInMemory,
} from './helpers.ts'

describe('appending', () => {
  test('numbers events consecutively per tenant, in the order of the calls', async t => {
    const journal = await open(t, temporaryDirectory(t))
    const receipts = await Promise.all([
      append(journal, 'a', 3),
      append(journal, 'b', 2),
      append(journal, 'a', 1),
    ])
    assert.deepEqual(receipts, [
      { tenant: 'a', firstSeq: 0, count: 3 },
      { tenant: 'b', firstSeq: 0, count: 2 },
      { tenant: 'a', firstSeq: 3, count: 1 },
    ])
    assert.deepEqual(journal.state('a'), { tenant: 'a', nextSeq: 4, sealedSeq: 0, ledgerSize: 0 })
  })

  test('refuses what could never be sealed, and takes nothing of it in', async t => {
    const journal = await open(t, temporaryDirectory(t))
    const request = { tenant: 'a', count: 2, received: 0, encode: encodeLines('a', 2) }
    await assert.rejects(journal.append({ ...request, tenant: '../a' }), { code: 'TALLY_TENANT_INVALID' })
    await assert.rejects(journal.append({ ...request, count: 3 }), { code: 'TALLY_INTERNAL' })
    await assert.rejects(journal.append({ ...request, encode: () => Buffer.from('no line feed') }), {
      code: 'TALLY_INTERNAL',
    })
    const fault = new Error('of the caller')
    const encode = () => {
      throw fault
    }
    await assert.rejects(journal.append({ ...request, encode }), fault)
    assert.deepEqual(journal.tenants(), [])
    assert.equal((await journal.append(request)).firstSeq, 0)
  })

  test('refuses more when too much waits to be sealed, and goes on when it is', async t => {
    const clock = new VirtualClock()
    const journal = await open(t, temporaryDirectory(t), { clock, maxUnsealedBytes: 10_000 })
    await append(journal, 'a', 200)
    await assert.rejects(append(journal, 'a', 1), { code: 'TALLY_INGEST_OVERLOADED' })
    await journal.flush()
    assert.equal((await append(journal, 'a', 1)).firstSeq, 200)
  })

  test('refuses more when too much waits to be durable', async t => {
    const journal = await open(t, temporaryDirectory(t), { maxQueuedBytes: 10_000 })
    const first = append(journal, 'a', 200)
    await assert.rejects(append(journal, 'a', 1), { code: 'TALLY_INGEST_OVERLOADED' })
    await first
    await append(journal, 'a', 1)
  })

  test('remembers how far a writer has come, in flight and across restarts, with and without the log', async t => {
    const directory = temporaryDirectory(t)
    let journal = await openJournal(directory)
    const first = append(journal, 'a', 3, { writer: { writer: 'w/1', last: 2 } })
    assert.equal(journal.writerSequence('a', 'w/1'), 2)
    assert.equal(journal.writerSequence('b', 'w/1'), undefined)
    await first
    await journal.close()
    assert.deepEqual(readdirSync(join(directory, 'wal')), [], 'all is sealed, so the log is empty')
    for (const last of [9, 11]) {
      journal = await openJournal(directory)
      assert.equal(journal.writerSequence('a', 'w/1'), last === 9 ? 2 : 9)
      await append(journal, 'a', 1, { writer: { writer: 'w/1', last } })
      await journal.close()
    }
    // A line that a crash tore off is ignored.
    const path = join(directory, 'journal', 'writers.ndjson')
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"tenant":"a","wri`)
    journal = await open(t, directory)
    assert.equal(journal.writerSequence('a', 'w/1'), 11)
    await append(journal, 'a', 1, { writer: { writer: 'w/1', last: 12 } })
    await journal.close()
    assert.equal((await open(t, directory)).writerSequence('a', 'w/1'), 12)
  })
})

describe('a writer', () => {
  test('that is silent for ninety days is forgotten', async t => {
    const directory = temporaryDirectory(t)
    const clock = new VirtualClock()
    let journal = await openJournal(directory, { clock })
    const received = clock.now()
    const writer = { writer: 'w', last: 7 }
    await journal.append({ tenant: 'a', count: 1, received, writer, encode: encodeLines('a', 1) })
    await journal.close()
    for (const [days, last] of [
      [89, 7],
      [2, undefined],
    ] as const) {
      clock.advance(days * 86_400_000)
      journal = await openJournal(directory, { clock })
      assert.equal(journal.writerSequence('a', 'w'), last)
      await journal.close()
    }
  })
})

describe('sealing', () => {
  test('happens an interval after the first event, in order, and tells the listeners', async t => {
    const directory = temporaryDirectory(t)
    const clock = new VirtualClock()
    const journal = await open(t, directory, { clock, sealInterval: 500 })
    const sealed: SealedBatch[] = []
    const heard = new Promise<void>(resolve => {
      journal.onSealed(batch => {
        sealed.push(batch)
        if (sealed.length === 2) resolve()
      })
    })
    await append(journal, 'a', 2)
    await append(journal, 'a', 3)
    await append(journal, 'b', 1)
    clock.advance(499)
    assert.deepEqual(sealed, [])
    clock.advance(1)
    await heard
    const bytes = (tenant: string, count: number) => encodeLines(tenant, count)(0).length
    assert.deepEqual(sealed, [
      { tenant: 'a', batch: 0, firstSeq: 0, count: 5, bytes: bytes('a', 5) },
      { tenant: 'b', batch: 0, firstSeq: 0, count: 1, bytes: bytes('b', 1) },
    ])
    await journal.close()
    const lines = await auditDirectory(directory)
    assert.equal(lines.get('a')!.length, 5)
  })

  test('cuts batches by number and by bytes, several in one round', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, { batchEvents: 250, batchBytes: 300_000 })
    const sealed: SealedBatch[] = []
    journal.onSealed(batch => sealed.push(batch))
    // Appends of 64 KiB and more go to the sealer one by one; smaller ones are merged on their way.
    await Promise.all([
      ...Array.from({ length: 6 }, () => append(journal, 'a', 100, { padding: 'x'.repeat(800) })),
      ...Array.from({ length: 4 }, () => append(journal, 'a', 1, { padding: 'x'.repeat(200_000) })),
    ])
    await journal.flush()
    assert.deepEqual(
      sealed.map(({ batch, firstSeq, count }) => [batch, firstSeq, count]),
      [
        [0, 0, 300],
        [1, 300, 300],
        [2, 600, 2],
        [3, 602, 2],
      ],
    )
    await journal.close()
    await auditDirectory(directory)
  })

  test('grows a ledger past many tiles, with each tile and proof in place', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, { batchEvents: 1 })
    for (let round = 0; round < 5; round++) {
      // Large enough not to be merged on their way to the sealer.
      await Promise.all(
        Array.from({ length: 130 }, () => append(journal, 'a', 1, { padding: 'x'.repeat(70_000) })),
      )
      await journal.flush()
    }
    assert.equal(journal.state('a')!.ledgerSize, 650)
    for (const seq of [0, 255, 256, 511, 512, 649])
      assert.equal(
        verifyProof(await journal.prove('a', seq), parseVerifierKey(journal.verifierKey)).verdict,
        'VERIFIED',
      )
    await journal.close()
    await auditDirectory(directory)
    const tiles = readdirSync(join(directory, 'ledger/a/tile/0')).sort()
    assert.deepEqual(tiles, ['000', '001', '002.p'], 'partial tiles go when the full one is there')
  })

  test('renews the timestamp of an idle checkpoint every minute', async t => {
    const directory = temporaryDirectory(t)
    const clock = new VirtualClock()
    const journal = await open(t, directory, { clock })
    await append(journal, 'a', 1)
    await journal.flush()
    const key = tenantVerifierKey(parseVerifierKey(journal.verifierKey), 'a')
    const read = async () => openCheckpoint((await journal.ledgerFile('a', 'checkpoint'))!.toString(), key)
    const first = await read()
    assert.equal(first.signedAt, Math.floor(clock.now() / 1000))
    for (let i = 0; i < 61; i++) {
      clock.advance(1000)
      await journal.flush()
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    await append(journal, 'b', 1)
    await journal.flush()
    const renewed = await read()
    assert.equal(renewed.signedAt, first.signedAt! + 60)
    assert.deepEqual(renewed.checkpoint, first.checkpoint)
  })

  test('after a failure goes on in the files that stand there then', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, { clock: new VirtualClock() })
    await append(journal, 'a', 3)
    await journal.flush()
    const ledger = join(directory, 'ledger', 'a')
    const segments = join(directory, 'journal', 'a')
    cpSync(segments, `${segments}.aside`, { recursive: true })
    renameSync(ledger, `${ledger}.aside`)
    writeFileSync(ledger, 'in the way')
    await append(journal, 'a', 3)
    await assert.rejects(journal.flush(), { code: 'TALLY_JOURNAL_WRITE' })
    // As when a backup is put back.
    rmSync(ledger)
    renameSync(`${ledger}.aside`, ledger)
    rmSync(segments, { recursive: true })
    renameSync(`${segments}.aside`, segments)
    await journal.flush()
    assert.equal(journal.state('a')?.sealedSeq, 6)
    await journal.close()
    assert.equal((await auditDirectory(directory)).get('a')!.length, 6)
  })

  test('gives batches times that never go back, whatever the clock does', async t => {
    const directory = temporaryDirectory(t)
    for (const now of [2_000_000_000_000, 1_000_000_000_000, 3_000_000_000_000]) {
      const clock = Object.assign(new VirtualClock(), { now: () => now })
      const journal = await openJournal(directory, { clock })
      await append(journal, 'a', 1)
      await journal.close()
    }
    await auditDirectory(directory)
  })

  test('serves a thousand tenants with few open files', async t => {
    const directory = temporaryDirectoryInMemory(t)
    let journal = await openJournal(directory)
    const names = Array.from({ length: 1000 }, (_, i) => `tenant-${i}`)
    for (let round = 0; round < 2; round++) {
      await Promise.all(names.map(name => append(journal, name, 2)))
      await journal.flush()
    }
    assert.ok(readdirSync('/proc/self/fd').length < 300, `${readdirSync('/proc/self/fd').length} open files`)
    await journal.close()
    journal = await open(t, directory)
    assert.equal(journal.tenants().length, 1000)
    assert.deepEqual(journal.state('tenant-500'), {
      tenant: 'tenant-500',
      nextSeq: 4,
      sealedSeq: 4,
      ledgerSize: 2,
    })
    assert.equal((await readAll(journal, 'tenant-999')).length, 4)
  })
})

describe('reading', () => {
  test('gives sealed lines of any range, in chunks of about the size asked for', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, { segmentBytes: 300_000 })
    for (let i = 0; i < 8; i++) {
      await append(journal, 'a', 1000, { name: `batch${i}`, padding: 'x'.repeat(i * 13) })
      await journal.flush()
    }
    await append(journal, 'a', 5)
    const all = await readAll(journal, 'a')
    assert.equal(all.length, 8000, 'what is not sealed is not read')
    for (const [from, to] of [
      [0, 1],
      [7999, 8000],
      [1234, 1235],
      [999, 1001],
      [500, 7500],
      [3000, 3000],
      [7999, 9000],
    ] as const)
      for (const chunkBytes of [1, 5000, 1 << 24])
        assert.deepEqual(
          await readAll(journal, 'a', from, to, chunkBytes),
          all.slice(from, to),
          `${from}–${to}`,
        )
    assert.deepEqual(await readAll(journal, 'unknown'), [])
    // A compressed frame comes whole: it has about a mebibyte.
    for await (const { lines } of journal.read('a', 0, 8000, 200_000)) assert.ok(lines.length <= 1_300_000)
  })

  test('reads a line that is longer than any buffer', async t => {
    const journal = await open(t, temporaryDirectory(t))
    await append(journal, 'a', 2)
    await append(journal, 'a', 1, { padding: 'x'.repeat(3_000_000) })
    await append(journal, 'a', 2)
    await journal.flush()
    const lines = await readAll(journal, 'a', 1, 4, 1000)
    assert.deepEqual(
      lines.map(line => (JSON.parse(line) as { seq: number }).seq),
      [1, 2, 3],
    )
  })

  test('serves the checkpoint and the tiles it covers, and nothing else', async t => {
    const journal = await open(t, temporaryDirectory(t))
    await append(journal, 'a', 1)
    await journal.flush()
    const size = async (path: string) => (await journal.ledgerFile('a', path))?.length
    assert.ok((await size('checkpoint'))! > 100)
    assert.equal(await size('tile/0/000.p/1'), 32)
    assert.ok((await size('tile/entries/000.p/1'))! > 100)
    for (const path of [
      'tile/0/000',
      'tile/0/000.p/2',
      'tile/1/000.p/1',
      '../../keys/signing-key.pem',
      'tile/0/../../checkpoint',
      'checkpoint.tmp',
      '',
    ])
      assert.equal(await size(path), undefined, path)
    assert.equal(await journal.ledgerFile('../a', 'checkpoint'), undefined)
  })
})

describe('proving', () => {
  test('gives documents that verify with the pinned key, for old and new events', async t => {
    const journal = await open(t, temporaryDirectory(t), { segmentBytes: 100_000, batchEvents: 500 })
    for (let i = 0; i < 6; i++) {
      await append(journal, 'a', 700)
      await journal.flush()
    }
    const pin = parseVerifierKey(journal.verifierKey)
    for (const seq of [0, 1, 699, 700, 2500, 4199]) {
      const verdict = verifyProof(JSON.parse(JSON.stringify(await journal.prove('a', seq))), pin)
      assert.equal(verdict.verdict, 'VERIFIED')
      assert.ok('seq' in verdict && verdict.seq === seq && verdict.tenant === 'a')
    }
  })

  test('goes by a checkpoint that was published and not yet told of', async t => {
    const [directory, later] = [temporaryDirectory(t), temporaryDirectory(t)]
    const first = await open(t, directory)
    await append(first, 'a', 10)
    await first.close()
    cpSync(directory, later, { recursive: true })
    const grown = await open(t, later)
    await append(grown, 'a', 10)
    await grown.close()
    const journal = await open(t, directory)
    cpSync(join(later, 'ledger'), join(directory, 'ledger'), { recursive: true })
    assert.equal((await journal.ledgerFile('a', 'tile/0/000.p/2'))?.length, 64)
    assert.equal(await journal.ledgerFile('a', 'tile/0/000.p/3'), undefined)
    const verdict = verifyProof(await journal.prove('a', 3), parseVerifierKey(journal.verifierKey))
    assert.equal(verdict.verdict, 'VERIFIED')
  })

  test('says what cannot be proved', async t => {
    const journal = await open(t, temporaryDirectory(t), { clock: new VirtualClock() })
    await append(journal, 'a', 1)
    await assert.rejects(journal.prove('a', 0), { code: 'TALLY_PROOF_UNSEALED' })
    for (const seq of [1, -1, 0.5])
      await assert.rejects(journal.prove('a', seq), { code: 'TALLY_EVENT_NOT_FOUND' })
    await assert.rejects(journal.prove('b', 0), { code: 'TALLY_EVENT_NOT_FOUND' })
  })
})

describe('the signing key', () => {
  test('is made once, readable by its owner alone, with the key to pin beside it', async t => {
    const directory = temporaryDirectory(t)
    const keys = join(directory, 'keys')
    const first = await openJournal(directory, { host: 'logs.example.com' })
    await first.close()
    assert.equal(statSync(keys).mode & 0o777, 0o700)
    assert.equal(statSync(join(keys, 'signing-key.pem')).mode & 0o777, 0o600)
    assert.equal(readFileSync(join(keys, 'verifier.pub'), 'utf8').trim(), first.verifierKey)
    assert.match(first.verifierKey, /^logs\.example\.com\/[0-9a-f]{16}\+/)
    const second = await open(t, directory)
    assert.equal(second.verifierKey, first.verifierKey)
  })

  test('is never replaced while a ledger stands that it signed', async t => {
    const directory = temporaryDirectory(t)
    const journal = await openJournal(directory)
    await append(journal, 'a', 1)
    await journal.close()
    for (const name of ['signing-key.pem', 'instance.json']) {
      const path = join(directory, 'keys', name)
      const content = readFileSync(path)
      rmSync(path)
      await assert.rejects(openJournal(directory), {
        code: 'TALLY_SIGNING_KEY',
        message: /restore the keys folder/,
      })
      assert.ok(!existsSync(path))
      writeFileSync(path, 'damaged')
      await assert.rejects(openJournal(directory), { code: 'TALLY_SIGNING_KEY' })
      writeFileSync(path, content)
    }
    await (await openJournal(directory)).close()
  })

  test('of another instance cannot go on with a ledger', async t => {
    const [ours, theirs] = [temporaryDirectory(t), temporaryDirectory(t)]
    for (const directory of [ours, theirs]) {
      const journal = await openJournal(directory)
      await append(journal, 'a', 1)
      await journal.close()
    }
    for (const name of ['signing-key.pem', 'instance.json', 'verifier.pub'])
      writeFileSync(join(ours, 'keys', name), readFileSync(join(theirs, 'keys', name)))
    await assert.rejects(openJournal(ours), { code: 'TALLY_JOURNAL_CORRUPT' })
  })
})

describe('closing', () => {
  test('seals everything that is durable, refuses what comes later, and settles what was in flight', async t => {
    const directory = temporaryDirectory(t)
    const journal = await open(t, directory, { clock: new VirtualClock() })
    const inFlight = [append(journal, 'a', 1), append(journal, 'a', 1)]
    const closed = journal.close()
    await assert.rejects(append(journal, 'a', 1), { code: 'TALLY_JOURNAL_CLOSED' })
    assert.deepEqual(
      (await Promise.all(inFlight)).map(({ firstSeq }) => firstSeq),
      [0, 1],
    )
    await closed
    assert.equal(await journal.close(), undefined, 'closing twice is closing once')
    assert.equal((await auditDirectory(directory)).get('a')!.length, 2)
    assert.deepEqual(readdirSync(join(directory, 'wal')), [])
  })
})
