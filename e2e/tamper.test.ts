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
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { formatNote, parseNote, signNote, verifierKey } from '@tallystick/core'
import { openEngine } from '@tallystick/engine'
import { decompressFrames } from '../packages/cli/src/verify/zstd-frames.ts'
import { pinOf, type Ran, tally } from './lib/tally.ts'

/** Long messages, so that the record has a closed segment (64 MiB) beside the open one. */
const PADDING = 'x'.repeat(3000)
const root = mkdtempSync(join(tmpdir(), 'tally-tamper-'))
const full = join(root, 'full')
const earlier = join(root, 'earlier')
let pin = ''

async function fill(directory: string, events: number): Promise<void> {
  const engine = await openEngine(directory, { store: 'memory' })
  for (let i = 0; i < events; i += 1000)
    await engine.ingest(
      'default',
      Array.from({ length: 1000 }, (_, n) => ({ message: `event ${i + n} ${PADDING}` })),
    )
  await engine.close()
}

before(async () => {
  await fill(full, 24_000)
  cpSync(full, earlier, { recursive: true })
  await fill(full, 6_000)
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

  test('names one changed byte in the open segment', () =>
    finds(
      edit(lines => {
        lines[7] = lines[7]!.replace('event ', 'Event ')
      }),
      new RegExp(`${firstSeq() + 7}|ALTERED`),
    ))

  test('names one changed byte in a closed segment, compressed again with care', () =>
    finds(async data => {
      const chunks: Buffer[] = []
      for await (const chunk of decompressFrames(createReadStream(closedSegment(data))))
        chunks.push(Buffer.from(chunk as Uint8Array))
      const text = Buffer.concat(chunks)
      const at = text.indexOf('"message":"event 1234 ')
      text[at + 15] = text[at + 15]! ^ 1
      writeFileSync(closedSegment(data), zstdCompressSync(text))
    }, /ALTERED/))

  test('names a flipped bit in a compressed file', () =>
    finds(data => {
      const bytes = readFileSync(closedSegment(data))
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(closedSegment(data), bytes)
    }, /ALTERED|MISSING/))

  test('names a deleted line', () =>
    finds(
      edit(lines => lines.splice(5, 1)),
      new RegExp(`${firstSeq() + 5}`),
    ))
  test('names two swapped lines', () =>
    finds(
      edit(lines => lines.splice(5, 2, lines[6]!, lines[5]!)),
      new RegExp(`swap|${firstSeq() + 5}|${firstSeq() + 6}`),
    ))
  test('names an inserted line', () =>
    finds(
      edit(lines => lines.splice(5, 0, lines[4]!)),
      /insert|twice|ALTERED/,
    ))
  test('names a line inserted under numbers made to fit', () =>
    finds(
      edit(lines => {
        const last = lines.at(-1)!
        lines.push(last.replace(`"seq":${seqOf(last)}`, `"seq":${seqOf(last) + 1}`))
      }),
      new RegExp(`${firstSeq()}|insert|ALTERED`),
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
