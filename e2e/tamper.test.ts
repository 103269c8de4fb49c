import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import {
  cpSync,
  createReadStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { formatNote, parseNote, signNote, verifierKey } from '@tallystick/core'
import { openEngine } from '@tallystick/engine'
import { decompressFrames } from '../packages/cli/src/verify/zstd-frames.ts'
import { pinOf, type Ran, tally } from './lib/tally.ts'

const PADDING = 'x'.repeat(300)
/** So that the record has a closed segment beside the open one. */
const SEGMENT_BYTES = 8 * 1024 * 1024
const EVENTS = 30_000
const EARLIER = 24_000
const root = mkdtempSync(join(tmpdir(), 'tally-tamper-'))
const full = join(root, 'full')
const earlier = join(root, 'earlier')
let pin = ''

async function fill(directory: string, events: number): Promise<void> {
  const engine = await openEngine(directory, { store: 'memory', segmentBytes: SEGMENT_BYTES })
  for (let i = 0; i < events; i += 1000)
    await engine.ingest(
      'default',
      Array.from({ length: 1000 }, (_, n) => ({ message: `event ${i + n} ${PADDING}` })),
    )
  await engine.close()
}

before(async () => {
  await fill(full, EARLIER)
  cpSync(full, earlier, { recursive: true })
  await fill(full, EVENTS - EARLIER)
  pin = pinOf(full)
})
after(() => rmSync(root, { recursive: true, force: true }))

const segments = (data: string): string[] =>
  readdirSync(join(data, 'journal', 'default'))
    .filter(name => name.includes('.ndjson'))
    .sort()
const openSegment = (data: string): string =>
  join(data, 'journal', 'default', segments(data).find(name => name.endsWith('.ndjson'))!)
const closedSegment = (data: string): string =>
  join(data, 'journal', 'default', segments(data).find(name => name.endsWith('.zst'))!)

/** A copy of the stopped directory, changed by someone who may write to it. */
async function tampered(change: (data: string) => unknown): Promise<string> {
  const data = mkdtempSync(join(root, 'copy-'))
  cpSync(full, data, { recursive: true })
  await change(data)
  return data
}
const check = (data: string, ...more: string[]): Ran =>
  tally(['verify', '--data', data, '--pin', pin, ...more])

type Found = {
  readonly kind: string
  readonly message: string
  readonly seq?: { readonly first: number; readonly last: number }
  readonly segment?: string
  readonly line?: number
  readonly lastLine?: number
}
type Checked = {
  readonly tenants: readonly {
    readonly counts: Readonly<Record<'verified' | 'altered' | 'missing', number>>
    readonly findings: readonly Found[]
    readonly notes: readonly string[]
  }[]
}

/** What is found in a copy with a change, and how much of it still verifies. */
async function found(change: (data: string) => unknown): Promise<Checked['tenants'][number]> {
  const data = await tampered(change)
  const { code, stdout } = check(data, '--json')
  assert.equal(code, 1, stdout)
  rmSync(data, { recursive: true, force: true })
  return (JSON.parse(stdout) as Checked).tenants[0]!
}

/** Asserts that a change is narrowed down to at most 64 lines around a number, and to nothing else. */
async function narrows(change: (data: string) => unknown, seq: number, segment: string): Promise<void> {
  const { findings, counts } = await found(change)
  assert.equal(findings.length, 1, JSON.stringify(findings))
  const { kind, seq: range, line, lastLine, message, ...place } = findings[0]!
  assert.equal(kind, 'lines altered')
  assert.ok(range!.first <= seq && seq <= range!.last && range!.last - range!.first < 64, message)
  assert.equal(place.segment, segment)
  const first = Number(segment)
  assert.deepEqual([line, lastLine], [range!.first - first + 1, range!.last - first + 1])
  assert.match(
    message,
    new RegExp(`segment ${segment}, line ${line} to line ${lastLine}, events .+ to .+\\)`),
  )
  assert.equal(counts.altered, range!.last - range!.first + 1)
  assert.equal(counts.verified, EVENTS - counts.altered, 'all other lines are proven')
}

async function finds(change: (data: string) => unknown, named: RegExp, ...more: string[]): Promise<void> {
  const data = await tampered(change)
  const { code, stdout, stderr } = check(data, ...more)
  assert.equal(code, 1, `exit code; ${stdout}${stderr}`)
  assert.match(stdout, named)
  rmSync(data, { recursive: true, force: true })
}

/** Rewrites the lines of the open segment. */
const edit = (change: (lines: string[]) => unknown) => (data: string) => {
  const lines = readFileSync(openSegment(data), 'utf8').trimEnd().split('\n')
  change(lines)
  writeFileSync(openSegment(data), `${lines.join('\n')}\n`)
}
const seqOf = (line: string): number => (JSON.parse(line) as { seq: number }).seq
const firstSeq = (): number => seqOf(readFileSync(openSegment(full), 'utf8').split('\n', 1)[0]!)

/** Changes one letter of event 1234 and compresses the segment again. */
async function alterClosed(data: string): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of decompressFrames(createReadStream(closedSegment(data))))
    chunks.push(Buffer.from(chunk as Uint8Array))
  const text = Buffer.concat(chunks)
  const at = text.indexOf('"message":"event 1234 ')
  text[at + 15] = text[at + 15]! ^ 1
  writeFileSync(closedSegment(data), zstdCompressSync(text))
}

describe('tally verify', () => {
  test('finds nothing wrong with an untouched record', () => {
    const { code, stdout } = check(full)
    assert.equal(code, 0, stdout)
    assert.match(stdout, /VERIFIED/)
    assert.equal(segments(full).length, 2, 'one closed and one open segment')
  })

  test('cannot tell without a pinned key', () => {
    assert.equal(tally(['verify', '--data', full]).code, 2)
  })

  test('narrows one changed byte in the open segment down to 64 lines', () =>
    narrows(
      edit(lines => {
        lines[7] = lines[7]!.replace('event ', 'Event ')
      }),
      firstSeq() + 7,
      basename(openSegment(full), '.ndjson'),
    ))

  test('narrows one changed byte in a closed segment down to 64 lines, compressed again with care', () =>
    narrows(alterClosed, 1234, basename(closedSegment(full), '.ndjson.zst')))

  test('proves a record without its block hashes too, says that they are missing, and then names the batch', async () => {
    const withoutBlocks = (data: string) =>
      rmSync(join(data, 'ledger', 'default', 'blocks'), { recursive: true })
    const clean = await tampered(withoutBlocks)
    const { code, stdout } = check(clean)
    assert.equal(code, 0, stdout)
    assert.match(
      stdout,
      /^VERIFIED[\s\S]*note {5}block hashes of \d+ batches in 2 segments are missing or damaged/,
    )
    rmSync(clean, { recursive: true, force: true })
    const { findings } = await found(async data => {
      withoutBlocks(data)
      await alterClosed(data)
    })
    const { first, last } = findings[0]!.seq!
    assert.ok(findings.length === 1 && first <= 1234 && 1234 <= last && last - first >= 64)
  })

  test('names a flipped bit in a compressed file', () =>
    finds(data => {
      const bytes = readFileSync(closedSegment(data))
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(closedSegment(data), bytes)
    }, /ALTERED|MISSING/))

  test('names a deleted line', async () => {
    const { findings, counts } = await found(edit(lines => lines.splice(5, 1)))
    const deleted = firstSeq() + 5
    assert.deepEqual(
      findings.map(({ kind, seq, line }) => [kind, seq, line]),
      [['line deleted', { first: deleted, last: deleted }, 5]],
    )
    assert.deepEqual([counts.missing, counts.altered], [1, 63], 'only its block can no longer be proven')
  })
  test('names two swapped lines', async () => {
    const { findings } = await found(edit(lines => lines.splice(5, 2, lines[6]!, lines[5]!)))
    assert.deepEqual(
      findings.map(({ kind, seq }) => [kind, seq]),
      [['lines swapped', { first: firstSeq() + 5, last: firstSeq() + 6 }]],
    )
  })
  test('names an inserted line', async () => {
    const { findings, counts } = await found(edit(lines => lines.splice(5, 0, lines[4]!)))
    assert.deepEqual(
      findings.map(({ kind, line }) => [kind, line]),
      [['line inserted', 5]],
    )
    assert.deepEqual([counts.altered, counts.missing], [1, 0])
  })
  test('names a line inserted under numbers made to fit', () =>
    finds(
      edit(lines => {
        const last = lines.at(-1)!
        lines.push(last.replace(`"seq":${seqOf(last)}`, `"seq":${seqOf(last) + 1}`))
      }),
      new RegExp(`appended: seq ${EVENTS} `),
    ))
  test('names a tail that was cut off', () =>
    finds(
      edit(lines => lines.splice(-10)),
      /MISSING/,
    ))

  test('names a record rolled back as a whole, against a checkpoint kept elsewhere', () => {
    const kept = join(root, 'kept-checkpoint')
    writeFileSync(kept, readFileSync(join(full, 'ledger', 'default', 'checkpoint')))
    assert.equal(check(earlier).code, 0, 'by itself the earlier record is in order')
    const { code, stdout } = check(earlier, '--checkpoint', kept)
    assert.equal(code, 1, stdout)
    assert.match(stdout, /rolled back|cut off/)
  })

  test('names a removed segment', () =>
    finds(data => rmSync(closedSegment(data)), /segment.*missing|MISSING/))

  test('names an altered tile', () =>
    finds(data => {
      const folder = join(data, 'ledger', 'default', 'tile', '0', '000.p')
      const tile = join(folder, readdirSync(folder).sort((a, b) => Number(b) - Number(a))[0]!)
      const bytes = readFileSync(tile)
      bytes[0]! ^= 1
      writeFileSync(tile, bytes)
    }, /tile\/0\/000/))

  test('names a ledger that was rolled back below its journal', () =>
    finds(data => {
      rmSync(join(data, 'ledger'), { recursive: true })
      cpSync(join(earlier, 'ledger'), join(data, 'ledger'), { recursive: true })
    }, /rolled back|UNSEALED|not in the ledger/i))

  test('names a checkpoint signed again with another key', () =>
    finds(data => {
      const file = join(data, 'ledger', 'default', 'checkpoint')
      const { text } = parseNote(readFileSync(file, 'utf8'))
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
      const origin = text.split('\n', 1)[0]!
      const signature = signNote(text, verifierKey(origin, raw), message => sign(null, message, privateKey))
      writeFileSync(file, formatNote({ text, signatures: [signature] }))
    }, /another key|not signed|signature/))

  test('raises no false alarm while a process writes to the directory', async () => {
    const data = await tampered(() => undefined)
    const engine = await openEngine(data, { store: 'memory' })
    let running = true
    const writing = (async () => {
      while (running) {
        await engine.ingest(
          'default',
          Array.from({ length: 100 }, () => ({ message: `busy ${PADDING}` })),
        )
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    })()
    const run = (): Promise<number | null> =>
      new Promise(resolve => {
        const child = spawn(
          process.execPath,
          [join(import.meta.dirname, '../packages/cli/dist/main.js'), 'verify', '--data', data, '--pin', pin],
          { stdio: 'ignore' },
        )
        child.on('exit', resolve)
      })
    for (let i = 0; i < 4; i++) assert.equal(await run(), 0)
    running = false
    await writing
    await engine.close()
    assert.equal(check(data).code, 0)
  })
})
