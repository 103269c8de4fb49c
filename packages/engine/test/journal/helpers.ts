import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import {
  batchRoot,
  CompactTree,
  EMPTY_LOG,
  findBlocks,
  growLog,
  hasBlocks,
  levelSize,
  openCheckpoint,
  parseEntry,
  parseEntryBundle,
  parseTilePath,
  parseVerifierKey,
  readTile,
  tenantVerifierKey,
  treeHasher,
} from '@tallystick/core'
import { type Journal, type JournalOptions, openJournal } from '../../src/journal/index.ts'

export const SOAK = Number(process.env.TALLY_SOAK ?? 0)

/** Journals that a test has open. They are closed before its directories are removed: closing writes. */
const opened = new WeakMap<TestContext, Journal[]>()

/** A directory of its own for a test, removed afterwards. */
export function temporaryDirectory(t: TestContext, parent = tmpdir()): string {
  const directory = mkdtempSync(join(parent, 'journal-'))
  t.after(async () => {
    for (const journal of opened.get(t) ?? []) await journal.close().catch(() => {})
    rmSync(directory, { recursive: true, force: true })
  })
  return directory
}

/** A directory in memory where there is one: for tests of many files, in which a disk's syncs would take most of the time. */
export function temporaryDirectoryInMemory(t: TestContext): string {
  return temporaryDirectory(t, existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
}

/** Opens a journal that is closed after the test, if it was not before. */
export async function open(
  t: TestContext,
  directory: string,
  options: JournalOptions = {},
): Promise<Journal> {
  const journal = await openJournal(directory, options)
  opened.set(t, [...(opened.get(t) ?? []), journal])
  t.after(() => journal.close().catch(() => {}))
  return journal
}

/** Encodes `count` canonical lines that carry an id made of `name` and their index. */
export function encodeLines(
  tenant: string,
  count: number,
  name = 'event',
  padding = '',
): (firstSeq: number) => Buffer {
  return firstSeq => {
    let lines = ''
    for (let i = 0; i < count; i++)
      lines += `{"id":"${name}-${i}","message":"${padding}","seq":${firstSeq + i},"tenant":"${tenant}"}\n`
    return Buffer.from(lines)
  }
}

/** Appends `count` events. */
export function append(
  journal: Journal,
  tenant: string,
  count: number,
  options: { name?: string; padding?: string; writer?: { writer: string; last: number } } = {},
) {
  const { name, padding, writer } = options
  return journal.append({
    tenant,
    count,
    received: Date.now(),
    encode: encodeLines(tenant, count, name, padding),
    ...(writer === undefined ? {} : { writer }),
  })
}

/** The sealed lines of a tenant as the journal reads them. */
export async function readAll(
  journal: Journal,
  tenant: string,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
  chunkBytes?: number,
) {
  const lines: string[] = []
  let next = from
  for await (const chunk of journal.read(tenant, from, to, chunkBytes)) {
    const text = chunk.lines.toString('utf8')
    assert.ok(text.endsWith('\n'))
    const here = text.split('\n').slice(0, -1)
    assert.equal(chunk.firstSeq, next)
    assert.equal(chunk.count, here.length)
    lines.push(...here)
    next += here.length
  }
  return lines
}

/**
 * Reads a data directory as a stranger would, with the portable code of core alone: every line in its place, every batch under its root,
 * every tile as it must be, every checkpoint signed. Returns the sealed lines by tenant.
 */
export async function auditDirectory(directory: string): Promise<Map<string, string[]>> {
  const pin = parseVerifierKey(readFileSync(join(directory, 'keys', 'verifier.pub'), 'utf8'))
  const tenants = readdirSync(join(directory, 'ledger'))
  return new Map(
    await Promise.all(
      tenants.map(
        async tenant =>
          [tenant, await auditTenant(directory, tenant, tenantVerifierKey(pin, tenant))] as const,
      ),
    ),
  )
}

async function auditTenant(directory: string, tenant: string, key: ReturnType<typeof parseVerifierKey>) {
  const hasher = treeHasher()
  const ledger = join(directory, 'ledger', tenant)
  const read = async (path: string) => readFileSync(join(ledger, path))
  const { checkpoint } = openCheckpoint(readFileSync(join(ledger, 'checkpoint'), 'utf8'), key)
  const entries: Uint8Array[] = []
  for (let index = 0; index * 256 < checkpoint.size; index++) {
    const bundle = await readTile(read, { level: 'entries', index, size: checkpoint.size })
    entries.push(...parseEntryBundle(bundle!.bytes))
  }
  const tree = new CompactTree(hasher)
  for (const entry of entries) tree.append(hasher.leaf(entry))
  assert.deepEqual(tree.root(), checkpoint.root, `${tenant}: the entries give the root of the checkpoint`)
  for (const { path, bytes } of growLog(EMPTY_LOG, entries, hasher).files)
    assert.deepEqual(new Uint8Array(await read(path)), new Uint8Array(bytes), `${tenant}: ${path}`)

  for (const path of readdirSync(join(ledger, 'tile'), { recursive: true, withFileTypes: true })) {
    if (!path.isFile()) continue
    const { level, index, width } = parseTilePath(join(path.parentPath, path.name).slice(ledger.length + 1))
    const within = levelSize(level === 'entries' ? 0 : level, checkpoint.size)
    assert.ok(
      index * 256 + width <= within,
      `${tenant}: no tile lies beyond the checkpoint: ${level}/${index}.p/${width}`,
    )
  }

  const lines = readSegments(join(directory, 'journal', tenant))
  const segments = readdirSync(join(directory, 'journal', tenant)).map(name => name.slice(0, 16))
  assert.deepEqual(readdirSync(join(ledger, 'blocks')), segments, `${tenant}: block hashes of every segment`)
  let seq = 0
  let time = ''
  for (const [index, bytes] of entries.entries()) {
    const entry = parseEntry(bytes)
    assert.equal(entry.batch, index)
    assert.equal(entry.firstSeq, seq)
    assert.ok(entry.time >= time, `${tenant}: times of batches never go back`)
    const batch = Buffer.from(
      lines
        .slice(seq, seq + entry.count)
        .map(line => `${line}\n`)
        .join(''),
    )
    assert.deepEqual(
      batchRoot(batch, hasher),
      { root: entry.root, count: entry.count },
      `${tenant}: root of batch ${index}`,
    )
    const segment = segments.findLast(name => Number(name) <= seq)!
    if (hasBlocks(entry.count))
      assert.ok(
        findBlocks(await read(join('blocks', segment)), entry, hasher),
        `${tenant}: block hashes of batch ${index}`,
      )
    seq += entry.count
    time = entry.time
  }
  for (const [at, line] of lines.entries()) assert.equal((JSON.parse(line) as { seq: number }).seq, at)
  assert.equal(lines.length, seq, `${tenant}: no line beyond the ledger once all is sealed`)
  return lines
}

/** Lines of all segments of a folder, in order. */
function readSegments(directory: string): string[] {
  const names = readdirSync(directory).sort()
  let next = 0
  return names.flatMap(name => {
    assert.match(name, /^\d{16}\.ndjson(\.zst)?$/, 'nothing but segments stands in a journal folder')
    assert.equal(Number(name.slice(0, 16)), next, 'a segment is named by its first number')
    const file = readFileSync(join(directory, name))
    const text = (name.endsWith('.zst') ? decodeFrames(file) : file).toString('utf8')
    assert.ok(text.endsWith('\n'))
    const lines = text.split('\n').slice(0, -1)
    next += lines.length
    return lines
  })
}

/** Decodes a file of zstd frames with the sizes of its seek table, parsed here once more from the format's description. */
export function decodeFrames(file: Buffer): Buffer {
  assert.equal(file.readUInt32LE(file.length - 4), 0x8f92eab1, 'magic number of the seekable format')
  const count = file.readUInt32LE(file.length - 9)
  const table = file.subarray(file.length - 9 - count * 8, file.length - 9)
  const parts: Buffer[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    const bytes = table.readUInt32LE(i * 8)
    const part = zstdDecompressSync(file.subarray(at, at + bytes))
    assert.equal(part.length, table.readUInt32LE(i * 8 + 4))
    parts.push(part)
    at += bytes
  }
  assert.equal(file.readUInt32LE(at), 0x184d2a5e, 'the seek table is a skippable frame')
  assert.equal(file.readUInt32LE(at + 4), file.length - at - 8)
  return Buffer.concat(parts)
}
