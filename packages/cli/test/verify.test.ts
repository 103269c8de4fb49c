import assert from 'node:assert/strict'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { formatVerifierKey, tenantVerifierKey } from '@tallystick/core'
import { runVerify, type VerifyRequest } from '../src/verify/index.ts'
import { ndjson, newSigner, Record, write } from './verify-fixture.ts'

type Output = {
  verdict: string
  exit_code: number
  tenants: {
    tenant: string
    counts: { verified: number; erased: number; missing: number; altered: number; unsealed: number }
    findings: {
      kind: string
      verdict: string
      message: string
      seq?: { first: number; last: number }
      segment?: string
      line?: number
      tile?: string
    }[]
    notes: string[]
    checkpoint?: { size: number; signed_at?: number }
  }[]
}

async function verify(request: VerifyRequest): Promise<Output & { code: number }> {
  let text = ''
  const out = (part: string) => {
    text += part
  }
  const code = await runVerify({ json: true, ...request, out })
  return { ...(JSON.parse(text) as Output), code }
}

/** Verifies a record and gives its one tenant's report. */
async function check(record: Record, request: Partial<VerifyRequest> = {}) {
  const { code, tenants } = await verify({ data: record.directory, pin: record.pin, ...request })
  assert.equal(tenants.length, 1)
  return { code, ...tenants[0]! }
}

/** The findings as text, one a line. */
const told = (report: { findings: { verdict: string; message: string }[] }) =>
  report.findings.map(({ verdict, message }) => `${verdict} ${message}`).join('\n')

/** 300 lines in 30 batches of 10 and three segments, of which two are compressed. */
function wholeRecord(): Record {
  return new Record().add(300).seal().write([0, 100, 200])
}

const EVENT = (seq: number) => `0190a1b2-c3d4-7e5f-8a9b-${String(seq).padStart(12, '0')}`
const SEGMENT = (firstSeq: number) => String(firstSeq).padStart(16, '0')

describe('a record as it was written', () => {
  test('is VERIFIED, from compressed and open segments, with the instance’s key or the tenant’s', async () => {
    using record = wholeRecord()
    for (const pin of [record.pin, formatVerifierKey(tenantVerifierKey(record.signer.key, 'acme'))]) {
      const report = await check(record, { pin })
      assert.equal(told(report), '')
      assert.equal(report.code, 0)
      assert.deepEqual(report.counts, { verified: 300, erased: 0, missing: 0, altered: 0, unsealed: 0 })
      assert.equal(report.checkpoint?.size, 30)
      assert.equal(report.checkpoint?.signed_at, 1_769_860_800)
    }
  })

  test('is VERIFIED when it grew in many steps over tile boundaries, whichever partial tiles are left', async () => {
    using record = new Record()
    for (let i = 0; i < 40; i++) record.add(20).seal(1)
    record.write([0, 300, 790])
    rmSync(record.ledger('tile/0/000.p'), { recursive: true })
    rmSync(record.ledger('tile/entries/001.p'), { recursive: true })
    const report = await check(record)
    assert.equal(told(report), '')
    assert.equal(report.counts.verified, 800)
  })

  test('may hold batches that go over the end of a segment', async () => {
    using record = new Record().add(100).seal(30).write([0, 17, 18, 50])
    assert.equal((await check(record)).code, 0)
  })

  test('cannot be told without a pinned key: exit 2, also when something is wrong', async () => {
    using record = wholeRecord()
    const { code, verdict } = await verify({ data: record.directory })
    assert.equal(code, 2)
    assert.equal(verdict, 'CANNOT TELL')
    rmSync(record.journal(100, '.ndjson.zst'))
    const tampered = await verify({ data: record.directory })
    assert.equal(tampered.code, 2)
    assert.match(told(tampered.tenants[0]!), /segment missing/)
  })

  test('is told apart for each tenant', async () => {
    using record = wholeRecord()
    const other = new Record({ tenant: 'other', signer: record.signer })
    Object.assign(other, { directory: record.directory })
    other.add(5).seal()
    write(other.journal(0), ndjson(other.lines).replace('event 3', 'event 4'))
    const { code, tenants } = await verify({ data: record.directory, pin: record.pin })
    assert.equal(code, 1)
    assert.deepEqual(
      tenants.map(({ tenant, counts }) => [tenant, counts.verified]),
      [
        ['acme', 300],
        ['other', 0],
      ],
    )
    assert.equal((await verify({ data: record.directory, pin: record.pin, tenant: 'acme' })).code, 0)
  })

  test('is refused, and not called anything, when there is no record or no key at the place named', async () => {
    using record = wholeRecord()
    await assert.rejects(verify({ data: record.path('nowhere'), pin: record.pin }), {
      code: 'TALLY_DATA_NOT_FOUND',
    })
    await assert.rejects(verify({ data: record.directory, pin: record.path('nowhere') }), {
      code: 'TALLY_CLI_USAGE',
    })
    await assert.rejects(verify({ data: record.directory, pin: `${record.pin}x` }), {
      code: 'TALLY_PROOF_INVALID',
    })
    await assert.rejects(verify({ pin: record.pin }), { code: 'TALLY_CLI_USAGE' })
  })

  test('is described in words', async () => {
    using record = wholeRecord()
    const parts: string[] = []
    await runVerify({ data: record.directory, pin: record.pin, out: part => void parts.push(part) })
    const text = parts.join('')
    assert.match(
      text,
      /^VERIFIED {2}acme {2}300 verified; checkpoint of 30 batches, signed 2026-01-31T12:00:00Z\n300 lines checked in /,
    )
  })
})

describe('lines that are not sealed yet', () => {
  test('are UNSEALED as long as the write-ahead log holds them, in the journal or not, torn or whole', async () => {
    using record = new Record().add(50).seal().add(9)
    record.log(45, { torn: true })
    for (const tail of [
      '',
      `${record.lines[50]}\n${record.lines[51]}\n`,
      `${record.lines[50]}\n${record.lines[51]!.slice(0, 40)}`,
    ]) {
      write(record.journal(0), ndjson(record.lines.slice(0, 50)) + tail)
      const report = await check(record)
      assert.equal(told(report), '')
      assert.deepEqual([report.code, report.counts.verified, report.counts.unsealed], [0, 50, 9])
    }
  })

  test('are UNSEALED also before the first checkpoint', async () => {
    using record = new Record().add(9).log(0)
    record.write([0])
    const report = await check(record)
    assert.deepEqual([report.code, report.counts.unsealed], [0, 9])
  })

  test('are told when they differ from the write-ahead log', async () => {
    using record = new Record().add(50).seal().add(2).log(50)
    write(record.journal(0), ndjson(record.lines).replace('event 51', 'event 15'))
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.match(
      told(report),
      new RegExp(`^ALTERED seq 51 \\(segment ${SEGMENT(0)}, line 52\\): line altered: it is not sealed yet`),
    )
  })

  test('are told when the write-ahead log goes on where neither journal nor ledger does', async () => {
    using record = new Record().add(50).seal().write([0]).add(20).log(60)
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.match(
      told(report),
      /^MISSING tail cut off: seq 50–59 stands neither in the journal nor in the ledger/,
    )
  })
})

describe('erased lines', () => {
  test('are ERASED when an entry of the ledger covers their tombstones', async () => {
    using record = new Record().add(100).seal().erase(12, 20).erase(95, 1).write([0, 20, 50])
    const report = await check(record)
    assert.equal(told(report), '')
    assert.deepEqual(report.counts, { verified: 79, erased: 21, missing: 0, altered: 0, unsealed: 0 })
  })

  test('are ALTERED when none does, or another tombstone was put in place', async () => {
    using record = new Record().add(100).seal().erase(12, 20).erase(40, 2, false).write([0, 20, 50])
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.equal(
      told(report),
      'ALTERED seq 40–41: replaced by a tombstone that no erasure entry of the ledger covers',
    )
    assert.deepEqual(report.counts, { verified: 78, erased: 20, missing: 0, altered: 2, unsealed: 0 })
    record.lines[13] = record.lines[13]!.replace('request', 'none')
    record.write([0, 20, 50])
    assert.match(told(await check(record)), /^ALTERED seq 12–31: replaced by a tombstone/)
  })
})

describe('tampering', () => {
  test('one byte changed in an open segment names the batch it is in', async () => {
    using record = wholeRecord()
    write(record.journal(200), readFileSync(record.journal(200), 'utf8').replace('event 234', 'event 235'))
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.equal(
      told(report),
      `ALTERED seq 230–239 (segment ${SEGMENT(200)}, line 31 to line 40, events ${EVENT(230)} to ${EVENT(239)}): at least one line altered; they are one batch, whose root does not tell which`,
    )
    assert.deepEqual(report.counts, { verified: 290, erased: 0, missing: 0, altered: 10, unsealed: 0 })
  })

  test('one byte changed that breaks the line’s form names the line', async () => {
    using record = wholeRecord()
    const text = readFileSync(record.journal(200), 'utf8')
    const at = text.indexOf('event 234')
    for (const [from, to, why] of [
      ['"event 234"', '"event 234 ', 'it is not JSON'],
      ['"message":"event 234"', '"messagf":"event 234"', 'at least one line altered'],
      ['"message":"event 234"', '"nessage":"event 234"', 'at least one line altered'],
      ['"message":"event 234"', '"zessage":"event 234"', 'it is not canonical JSON'],
      ['"seq":234', '"seq":235', 'it says seq 235'],
      ['"seq":234', '"seq":233', 'it says seq 233'],
      ['"seq":234', '"seq":134', 'it says seq 134'],
      ['"seq":234', '"seq":934', 'it says seq 934'],
      ['"tenant":"acme"', '"tenant":"acne"', 'it is a line of tenant acne'],
    ] as const) {
      const start = text.indexOf(from, text.lastIndexOf('\n', at))
      writeFileSync(record.journal(200), text.slice(0, start) + to + text.slice(start + from.length))
      const report = await check(record)
      assert.equal(report.code, 1, to)
      const expected = why.startsWith('at least')
        ? /^ALTERED seq 230–239/
        : new RegExp(`^ALTERED seq 234 \\(segment ${SEGMENT(200)}, line 35\\): line altered: ${why}`)
      assert.match(told(report), expected, to)
      assert.equal(report.findings.length, 1, told(report))
    }
  })

  test('one byte changed in a compressed segment is found wherever it is', async () => {
    using record = wholeRecord()
    const path = record.journal(100, '.ndjson.zst')
    const bytes = readFileSync(path)
    for (let at = 0; at < bytes.length - 17; at += 41) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 0x10
      writeFileSync(path, changed)
      const report = await check(record)
      assert.equal(report.code, 1, `byte ${at}`)
      assert.match(told(report), new RegExp(`segment ${SEGMENT(100)}, line \\d+`), `byte ${at}`)
      assert.ok(report.counts.verified >= 200, told(report))
    }
  })

  test('a line deleted is named with its place', async () => {
    using record = wholeRecord()
    const lines = record.lines.toSpliced(234, 1)
    write(record.journal(200), ndjson(lines.slice(200)))
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.equal(told(report), `MISSING seq 234: line deleted after segment ${SEGMENT(200)}, line 34`)
    assert.deepEqual(report.counts, { verified: 290, erased: 0, missing: 1, altered: 9, unsealed: 0 })
    assert.deepEqual(report.notes, [
      'batch 23 (seq 230–239): with a line altered or gone, its other lines can no longer be proven',
    ])
  })

  test('lines deleted at the start and at the end of a segment are named', async () => {
    using record = wholeRecord()
    write(record.journal(200), ndjson(record.lines.slice(203)))
    assert.match(told(await check(record)), /^MISSING seq 200–202: 3 lines deleted/)
    using other = wholeRecord()
    other.write([0, 100, 200], { plain: true })
    write(other.journal(100), ndjson(other.lines.slice(100, 197)))
    assert.match(told(await check(other)), /^MISSING seq 197–199: 3 lines deleted/)
  })

  test('two lines swapped are named, neighbours, in one batch, or far apart', async () => {
    for (const [a, b] of [
      [234, 235],
      [231, 238],
      [205, 295],
      [200, 299],
    ] as const) {
      using record = wholeRecord()
      const lines = [...record.lines]
      ;[lines[a], lines[b]] = [lines[b]!, lines[a]!]
      write(record.journal(200), ndjson(lines.slice(200)))
      const report = await check(record)
      assert.equal(report.code, 1)
      assert.match(
        told(report),
        new RegExp(`^ALTERED lines swapped: seq ${a} and seq ${b} \\(segment ${SEGMENT(200)}, line \\d+\\)$`),
      )
      assert.deepEqual(report.counts, { verified: 298, erased: 0, missing: 0, altered: 2, unsealed: 0 })
    }
  })

  test('lines swapped between segments are named on both sides', async () => {
    using record = wholeRecord()
    const lines = [...record.lines]
    ;[lines[150], lines[250]] = [lines[250]!, lines[150]!]
    record.write([0, 100, 200], { lines })
    const report = await check(record)
    assert.match(told(report), /seq 150 \(segment 0+100, line 51\): line altered: it says seq 250/)
    assert.match(told(report), /seq 250 \(segment 0+200, line 51\): line altered: it says seq 150/)
  })

  test('a line inserted is named, whatever number it bears', async () => {
    for (const [at, line] of [
      [234, '"event 234"'],
      [234, '"event 999"'],
      [200, '"event 3"'],
      [260, 'no json'],
    ] as const) {
      using record = wholeRecord()
      const original = record.lines[at]!
      const inserted = line === 'no json' ? line : original.replace(/"event \d+"/, line)
      for (const offset of [0, 1]) {
        const lines = record.lines.toSpliced(at + offset, 0, inserted)
        write(record.journal(200), ndjson(lines.slice(200)))
        const report = await check(record)
        assert.equal(report.code, 1)
        assert.match(
          told(report),
          new RegExp(`^ALTERED line inserted \\(segment ${SEGMENT(200)}, line \\d+\\)`),
          `${at}+${offset} ${line}`,
        )
        assert.equal(report.findings.length, 1, told(report))
        if (inserted !== original) assert.equal(report.findings[0]!.line, at + offset - 200 + 1)
        assert.equal(report.counts.verified, 300)
      }
    }
  })

  test('a line appended after the last one is named', async () => {
    using record = wholeRecord()
    record.add(1)
    write(record.journal(200), ndjson(record.lines.slice(200)))
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.match(told(report), /lines appended: seq 300 \(from segment 0+200, line 101 on\)/)
    assert.equal(report.counts.verified, 300)
  })

  test('the tail of the journal cut off is named', async () => {
    using record = wholeRecord()
    write(record.journal(200), ndjson(record.lines.slice(200, 277)))
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.equal(
      told(report),
      `MISSING tail cut off: seq 277–299 missing after segment ${SEGMENT(200)}, line 77`,
    )
    assert.deepEqual(report.counts, { verified: 270, erased: 0, missing: 23, altered: 7, unsealed: 0 })
    rmSync(record.path('journal'), { recursive: true })
    assert.equal(told(await check(record)), 'MISSING tail cut off: seq 0–299 missing')
  })

  test('the tail of journal and ledger cut off is told by a checkpoint kept elsewhere', async () => {
    using record = new Record().add(200).seal()
    const old = record.checkpoint
    record.add(100).seal().write([0, 100])
    write(record.path('kept'), record.checkpoint)
    assert.equal((await check(record, { checkpoint: record.path('kept') })).code, 0)
    write(record.ledger('checkpoint'), old)
    write(record.journal(100), ndjson(record.lines.slice(100, 200)))
    assert.equal(
      (await check(record)).code,
      0,
      'without the kept checkpoint it is an older record, and a whole one',
    )
    const report = await check(record, { checkpoint: record.path('kept') })
    assert.equal(report.code, 1)
    assert.equal(
      told(report),
      'MISSING ledger rolled back: it has 20 entries and the kept checkpoint 30; entries 20–29 and the lines they covered are cut off',
    )
  })

  test('a ledger that does not continue the kept checkpoint was rewritten', async () => {
    using record = wholeRecord()
    write(record.path('kept'), record.checkpoint)
    using other = new Record({ signer: record.signer }).add(300).seal(5).write([0, 200])
    const report = await check(other, { checkpoint: record.path('kept') })
    assert.equal(report.code, 1)
    assert.match(told(report), /^ALTERED the ledger was rewritten: its first 30 entries are not those/)
  })

  test('a tenant removed altogether is told by the kept checkpoint', async () => {
    using record = wholeRecord()
    write(record.path('kept'), record.checkpoint)
    rmSync(record.ledger(), { recursive: true })
    rmSync(record.path('journal', 'acme'), { recursive: true })
    const report = await check(record, { checkpoint: record.path('kept') })
    assert.equal(report.code, 1)
    assert.match(told(report), /ledger rolled back: it has 0 entries/)
  })

  test('a kept checkpoint that does not verify itself is refused', async () => {
    using record = wholeRecord()
    write(record.path('kept'), record.checkpoint.replace('\n30\n', '\n31\n'))
    await assert.rejects(check(record, { checkpoint: record.path('kept') }), { code: 'TALLY_PROOF_INVALID' })
  })

  test('a whole segment removed is named', async () => {
    for (const [start, end] of [
      [0, 99],
      [100, 199],
    ] as const) {
      using record = wholeRecord()
      rmSync(record.journal(start, '.ndjson.zst'))
      const report = await check(record)
      assert.equal(report.code, 1)
      assert.equal(told(report), `MISSING segment missing: ${SEGMENT(start)} (seq ${start}–${end})`)
      assert.deepEqual(report.counts, { verified: 200, erased: 0, missing: 100, altered: 0, unsealed: 0 })
    }
  })

  test('a segment under another name is found', async () => {
    using record = wholeRecord()
    renameSync(record.journal(100, '.ndjson.zst'), record.journal(150, '.ndjson.zst'))
    assert.equal((await check(record)).code, 1)
  })

  test('a segment too many is found', async () => {
    using record = wholeRecord()
    write(record.journal(150), ndjson(record.lines.slice(150, 160)))
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.match(told(report), /line inserted \(segment 0+150, line 1\)/)
  })

  test('every tile and bundle altered or removed is named', async () => {
    using record = new Record().add(600).seal(1).write([0])
    const tiles = readdirSync(record.ledger('tile'), { recursive: true, encoding: 'utf8' }).filter(name =>
      /(\d{3}|p\/\d+)$/.test(name),
    )
    const needed = tiles
      .map(name => `tile/${name}`)
      .filter(name => readFileSync(record.ledger(name)).length > 0)
    assert.deepEqual(needed.sort(), [
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/88',
      'tile/1/000.p/2',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/88',
    ])
    for (const name of needed) {
      const bytes = readFileSync(record.ledger(name))
      for (const change of [(b: Buffer) => (b[b.length >> 1]! ^= 1), (b: Buffer) => (b[0]! ^= 0x80)]) {
        const changed = Buffer.from(bytes)
        change(changed)
        writeFileSync(record.ledger(name), changed)
        const report = await check(record)
        assert.equal(report.code, 1, name)
        assert.match(told(report), new RegExp(`^ALTERED ${name} altered: `), name)
        assert.equal(report.findings.length, 1, told(report))
        if (!name.includes('entries')) assert.equal(report.counts.verified, 600)
      }
      rmSync(record.ledger(name))
      const report = await check(record)
      assert.equal(report.code, 1, name)
      assert.match(told(report), new RegExp(`^MISSING ${name} missing: `), name)
      writeFileSync(record.ledger(name), bytes)
    }
    assert.equal((await check(record)).code, 0)
  })

  test('an entry and its hash removed together are named', async () => {
    using record = wholeRecord()
    rmSync(record.ledger('tile'), { recursive: true })
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.match(told(report), /^MISSING tile\/entries\/000\.p\/30 missing/)
  })

  test('an entry replaced together with its hash does not reach the root', async () => {
    using record = wholeRecord()
    const { edge } = record
    const forged = new Record({ signer: record.signer }).add(300)
    forged.lines[5] = forged.lines[5]!.replace('event 5', 'event 6')
    Object.assign(forged, { directory: record.directory })
    const checkpoint = record.checkpoint
    forged.seal().write([0, 100, 200])
    write(record.ledger('checkpoint'), checkpoint)
    assert.equal(edge.size, forged.edge.size)
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.match(told(report), /^ALTERED the ledger’s 30 entries do not hash to the root of its checkpoint/)
    assert.equal(report.counts.verified, 0)
  })

  test('the ledger rolled back is told by the lines it no longer covers', async () => {
    using record = new Record().add(200).seal()
    const old = record.checkpoint
    record.add(100).seal().write([0, 100])
    write(record.ledger('checkpoint'), old)
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.equal(
      told(report),
      `ALTERED ledger rolled back or lines appended: seq 200–299 (from segment ${SEGMENT(100)}, line 101 on) is covered neither by the ledger nor by the write-ahead log`,
    )
    rmSync(record.ledger('checkpoint'))
    assert.match(told(await check(record)), /^MISSING checkpoint missing/)
  })

  test('a checkpoint signed by another key, or with its text changed, is named', async () => {
    using record = wholeRecord()
    const honest = record.checkpoint
    record.sign(newSigner())
    const report = await check(record)
    assert.equal(report.code, 1)
    assert.match(
      told(report),
      /^ALTERED checkpoint signed by another key: by tallystick\.local\/0123456789abcdef\/acme\+[0-9a-f]{8}, .*; the pinned key is tallystick/,
    )
    for (const changed of [
      honest.replace('\n30\n', '\n29\n'),
      honest.replace('acme\n', 'acne\n'),
      honest.slice(0, -9),
      'x',
      '',
    ]) {
      write(record.ledger('checkpoint'), changed)
      const altered = await check(record)
      assert.equal(altered.code, 1, changed)
      assert.match(told(altered), /^ALTERED checkpoint altered: /)
    }
    write(record.ledger('checkpoint'), honest)
    const wrongPin = await check(record, {
      pin: formatVerifierKey(newSigner('tallystick.local/ffffffffffffffff').key),
    })
    assert.match(told(wrongPin), /checkpoint signed by another key/)
  })

  test('several tamperings at once are each named', async () => {
    using record = wholeRecord()
    const lines = record.lines.toSpliced(250, 1)
    ;[lines[210], lines[211]] = [lines[211]!, lines[210]!]
    record.write([0, 100, 200], { lines, plain: true })
    write(record.journal(0), ndjson(lines.slice(0, 100)).replace('event 42"', 'event 43"'))
    rmSync(record.journal(100))
    const report = await check(record)
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['lines altered', 'segment missing', 'lines swapped', 'line deleted'],
    )
  })
})
