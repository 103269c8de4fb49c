import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { formatEntry, type TenantReader, utf8, verifyTenant } from '../../src/integrity/index.ts'
import { eventLine, hasher, MemoryRecord, ndjson, PIN, TIME } from './memory-record.ts'

const runs = process.env.TALLY_SOAK ? 5_000 : 60

const batches = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 200 })), {
  minLength: 1,
  maxLength: 12,
})

/** A whole record of random batches, segments, erasures and chunk sizes. */
const wholeRecord = fc
  .record({
    batches,
    more: batches,
    starts: fc.array(fc.nat(359), { maxLength: 5 }),
    erased: fc.array(fc.tuple(fc.nat(359), fc.integer({ min: 1, max: 9 })), { maxLength: 2 }),
    chunkBytes: fc.constantFrom(13, 100, 1 << 16),
  })
  .map(({ batches, more, starts, erased, chunkBytes }) => {
    const record = new MemoryRecord().seal(...batches)
    record.chunkBytes = chunkBytes
    const kept = record.note!
    record.seal(...more)
    for (const [first, count] of erased) if (first + count <= record.sealed) record.erase(first, count)
    // Chunks smaller than a line are for short records: of long ones they would be ten thousands, and find nothing else.
    if (record.sealed > 400) record.chunkBytes = Math.max(chunkBytes, 1_009)
    return { record: record.split(...starts.filter(start => start < record.sealed)), kept }
  })

describe('verification', () => {
  test('finds nothing wrong with any record as it was written, nor with its growth since an older checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRecord, async ({ record, kept }) => {
        const report = await verifyTenant(record, PIN, { keptCheckpoint: kept })
        assert.deepEqual(report.findings, [])
        assert.equal(report.exitCode, 0)
        assert.equal(report.counts.verified + report.counts.erased, record.sealed)
        assert.equal(report.counts.erased, record.events.filter(line => line.startsWith('{"erased"')).length)
      }),
      { numRuns: runs },
    )
  })

  test('finds every change to the journal, whatever it is, and never breaks', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }).map(text => text.replaceAll('\n', ' ')),
      fc.nat(500).map(eventLine),
      fc.nat(500).map(seq => eventLine(seq).replace('event', 'evil')),
    )
    const edit = fc.record({ at: fc.nat(400), remove: fc.nat(3), insert: fc.array(line, { maxLength: 3 }) })
    await fc.assert(
      fc.asyncProperty(
        wholeRecord,
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async ({ record }, edits) => {
          const whole = JSON.stringify(record.journal)
          for (const { at, remove, insert } of edits) {
            const segment = record.journal[at % record.journal.length]!
            segment.lines.splice(at % (segment.lines.length + 1), remove, ...insert)
          }
          const changed = JSON.stringify(record.journal) !== whole
          const report = await verifyTenant(record, PIN)
          assert.equal(report.exitCode, changed ? 1 : 0)
          assert.equal(report.findings.length > 0, changed)
          const { verified, erased, altered, missing } = report.counts
          for (const count of [verified, erased, altered, missing]) assert.ok(count >= 0)
          assert.ok(verified + erased <= record.sealed)
        },
      ),
      { numRuns: runs },
    )
  })

  test('finds every changed byte of the ledger', async () => {
    await fc.assert(
      fc.asyncProperty(
        wholeRecord,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async ({ record }, which, at, bits) => {
          const needed = [...record.tiles.keys()].filter(
            path => path.endsWith(`.p/${record.edge.size % 256}`) || path.startsWith('tile/1'),
          )
          const path = needed[which % needed.length]!
          const bytes = Uint8Array.from(record.tiles.get(path)!)
          bytes[at % bytes.length]! ^= bits
          record.tiles.set(path, bytes)
          const report = await verifyTenant(record, PIN)
          assert.equal(report.exitCode, 1)
          assert.ok(
            report.findings.some(finding => finding.tile === path),
            JSON.stringify(report.findings),
          )
        },
      ),
      { numRuns: runs },
    )
  })

  test('finds every changed character of the checkpoint and of the log’s signature', async () => {
    const record = new MemoryRecord().seal(5, 5).split()
    const note = record.note!
    // The last line is the timestamp; under another name it is a signature by a stranger, which is to be ignored.
    const signed = note.lastIndexOf('\u2014')
    await fc.assert(
      fc.asyncProperty(fc.nat(signed - 1), fc.string({ minLength: 1, maxLength: 1 }), async (at, char) => {
        record.note = note.slice(0, at) + char + note.slice(at + 1)
        assert.equal((await verifyTenant(record, PIN)).exitCode, record.note === note ? 0 : 1)
      }),
      { numRuns: runs },
    )
  })

  test('says so when a line is longer than any can be', async () => {
    const record = new MemoryRecord().seal(5).split()
    const endless: TenantReader = Object.assign(Object.create(record) as MemoryRecord, {
      async *lines() {
        for (let i = 0; i < 20; i++) yield new Uint8Array(1024 * 1024).fill(65)
      },
    })
    const report = await verifyTenant(endless, PIN)
    assert.equal(report.exitCode, 1)
    assert.match(report.findings[0]!.message, /cannot be read .*: a line longer than/)
  })

  test('is not overwhelmed by an entry that claims more lines than could be', async () => {
    const record = new MemoryRecord().seal(5)
    const huge = formatEntry({
      batch: 1,
      kind: 'events',
      firstSeq: 5,
      count: 2 ** 52,
      root: hasher.empty(),
      time: TIME,
    })
    const report = await verifyTenant(record.append([huge]).split(), PIN)
    assert.equal(report.exitCode, 1)
    assert.deepEqual([report.counts.verified, report.counts.missing], [5, 2 ** 52])
  })

  test('stops when it is told to', async () => {
    const record = new MemoryRecord().seal(5).split()
    await assert.rejects(verifyTenant(record, PIN, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  })
})

describe('verification of a record that is being written', () => {
  /** Lets something happen the first time a part of the record is read. */
  function during(record: MemoryRecord, part: 'segments' | 'wal' | 'tile', event: () => void): TenantReader {
    let happened = false
    const once = () => {
      if (!happened) event()
      happened = true
    }
    const reader = Object.create(record) as MemoryRecord
    if (part === 'segments') {
      reader.segments = () => {
        once()
        return record.segments()
      }
    }
    if (part === 'tile') {
      reader.tile = path => {
        once()
        return record.tile(path)
      }
    }
    if (part === 'wal') {
      reader.wal = async function* () {
        once()
        yield* record.wal()
      }
    }
    return reader
  }

  test('takes lines that were sealed meanwhile for what they are', async () => {
    const record = new MemoryRecord().seal(5, 5).split()
    record.log = [{ firstSeq: 8, lines: record.events.slice(8) }]
    const reader = during(record, 'segments', () => record.seal(6, 7).split(10))
    const report = await verifyTenant(reader, PIN)
    assert.deepEqual(report.findings, [])
    assert.equal(report.counts.verified, 23)
  })

  test('takes lines for sealed whose log was trimmed between reading the journal and reading the log', async () => {
    const record = new MemoryRecord().seal(5)
    const note = record.note!
    record.seal(6).split()
    const newer = record.note!
    record.note = note
    record.log = [{ firstSeq: 5, lines: record.events.slice(5) }]
    const reader = during(record, 'wal', () => {
      record.note = newer
      record.log = []
    })
    const report = await verifyTenant(reader, PIN)
    assert.deepEqual(report.findings, [])
    assert.deepEqual([report.counts.verified, report.counts.unsealed], [11, 0])
  })

  test('follows a ledger whose partial tiles give way to full ones', async () => {
    const record = new MemoryRecord().seal(...new Array<number>(250).fill(1)).split()
    const reader = during(record, 'tile', () => {
      record.seal(...new Array<number>(10).fill(1)).split()
      for (const path of record.tiles.keys())
        if (path.startsWith('tile/0/000.p') || path.startsWith('tile/entries/000.p'))
          record.tiles.delete(path)
    })
    const report = await verifyTenant(reader, PIN)
    assert.deepEqual(report.findings, [])
    assert.equal(report.counts.verified, 260)
  })

  test('takes tombstones for authorised whose entry came meanwhile', async () => {
    const record = new MemoryRecord().seal(5, 5)
    const note = record.note!
    record.erase(3, 4).split()
    const newer = record.note!
    record.note = note
    const reader = during(record, 'wal', () => {
      record.note = newer
    })
    const report = await verifyTenant(reader, PIN)
    assert.deepEqual(report.findings, [])
    assert.deepEqual([report.counts.verified, report.counts.erased], [6, 4])
  })

  test('reads again, from a new list, before it says that a segment is missing', async () => {
    const record = new MemoryRecord().seal(5, 5, 5).split(5, 10)
    const reader = Object.create(record) as MemoryRecord
    let lists = 0
    reader.segments = async () =>
      (await record.segments()).filter(({ firstSeq }) => ++lists > 3 || firstSeq !== 5)
    const report = await verifyTenant(reader, PIN)
    assert.deepEqual(report.findings, [])
    assert.equal(report.counts.verified, 15)
  })

  test('does not accuse a log that grows faster than it can follow', async () => {
    const record = new MemoryRecord().seal(2).split()
    const reader = Object.create(record) as MemoryRecord
    reader.segments = async () => {
      record.seal(1).split()
      return record.segments()
    }
    const report = await verifyTenant(reader, PIN)
    assert.equal(report.exitCode, 0)
    assert.match(report.notes.join(), /grew faster/)
  })

  test('knows a half-written line by the log it comes from', async () => {
    const record = new MemoryRecord().seal(3).split()
    const tail = [eventLine(3), eventLine(4)]
    record.log = [{ firstSeq: 3, lines: tail }]
    const reader = Object.create(record) as MemoryRecord
    reader.lines = async function* () {
      yield utf8(`${ndjson(record.events)}${ndjson(tail).slice(0, -30)}`)
    }
    const report = await verifyTenant(reader, PIN)
    assert.deepEqual(report.findings, [])
    assert.deepEqual([report.counts.verified, report.counts.unsealed], [3, 2])
    record.log = []
    assert.equal((await verifyTenant(reader, PIN)).exitCode, 1)
  })
})

describe('the hashes of blocks', () => {
  const altered = (at: readonly number[]) => {
    const record = new MemoryRecord().seal(70, 300, 64).split(70)
    for (const seq of at) {
      const { firstSeq, lines } = record.journal[seq < 70 ? 0 : 1]!
      lines[seq - firstSeq] = lines[seq - firstSeq]!.replace('event', 'evil!')
    }
    return record
  }
  const rangesOf = async (record: MemoryRecord) => {
    const { findings, counts, notes } = await verifyTenant(record, PIN)
    return { findings, counts, notes, ranges: findings.map(({ seq }) => [seq?.first, seq?.last]) }
  }

  test('narrow an altered line down to the 64 lines around it, and prove all others of its batch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 70, max: 369 }), async seq => {
        const { findings, counts, ranges } = await rangesOf(altered([seq]))
        const first = 70 + Math.floor((seq - 70) / 64) * 64
        const last = Math.min(first + 63, 369)
        assert.deepEqual(ranges, [[first, last]])
        const { segment, line, lastLine, entry } = findings[0]!
        assert.deepEqual([segment, line, lastLine, entry], ['0000000000000070', first - 69, last - 69, 1])
        assert.equal(counts.altered, last - first + 1)
        assert.equal(counts.verified, 434 - counts.altered)
      }),
      { numRuns: 20 },
    )
  })

  test('name the one line of a last block that is alone', async () => {
    const record = new MemoryRecord().seal(65).split()
    record.journal[0]!.lines[64] = record.journal[0]!.lines[64]!.replace('event', 'evil!')
    const { findings } = await verifyTenant(record, PIN)
    assert.deepEqual(
      findings.map(({ kind, line }) => [kind, line]),
      [['line altered', 65]],
    )
  })

  test('tell neighbouring blocks together and others apart', async () => {
    const { ranges } = await rangesOf(altered([71, 135, 300, 10, 64]))
    assert.deepEqual(ranges, [
      [0, 69],
      [70, 197],
      [262, 325],
    ])
  })

  test('leave what a deleted line leaves over in other blocks proven', async () => {
    const record = altered([])
    record.journal[1]!.lines.splice(100, 1)
    const { counts, ranges } = await rangesOf(record)
    assert.deepEqual(ranges, [[170, 170]])
    assert.deepEqual([counts.missing, counts.altered, counts.verified], [1, 63, 370])
  })

  test('never speak against a record: without them, or with any bytes in their place, it verifies and a note says so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.option(fc.integer({ min: 1, max: 255 })), async (at, bits) => {
        const record = altered([])
        const name = '0000000000000070'
        if (bits === null) record.blockFiles.delete(name)
        else record.blockFiles.get(name)![at % record.blockFiles.get(name)!.length]! ^= bits
        const { findings, counts, notes } = await rangesOf(record)
        assert.deepEqual([findings, counts.verified], [[], 434])
        assert.equal(notes.length, 1)
        assert.match(
          notes[0]!,
          /^block hashes of 1 batch in 1 segment are missing or damaged, first those of batch 1/,
        )
      }),
      { numRuns: 40 },
    )
  })

  test('when they are lost or forged leave the batch as what can be named', async () => {
    for (const damage of [
      (record: MemoryRecord) => record.blockFiles.clear(),
      (record: MemoryRecord) => record.blockFiles.get('0000000000000070')!.fill(7, 16),
    ]) {
      const record = altered([200])
      damage(record)
      const { ranges, notes } = await rangesOf(record)
      assert.deepEqual(ranges, [[70, 369]])
      assert.match(notes.join(), /missing or damaged/)
    }
  })

  test('are found behind damage and behind the records of batches that never were', async () => {
    const record = altered([200])
    const name = '0000000000000070'
    const file = record.blockFiles.get(name)!
    const stale = new Uint8Array(file)
    stale.fill(9, 16)
    record.blockFiles.set(name, new Uint8Array(Buffer.concat([stale, stale.subarray(0, 50), file])))
    assert.deepEqual((await rangesOf(record)).ranges, [[198, 261]])
  })
})
