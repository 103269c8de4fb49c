import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type SegmentChunk,
  type SegmentRef,
  TallyError,
  TENANT_NAME,
  type TenantReader,
} from '@tallystick/core'
import { isMissing, namesIn, readIfPresent } from './files.ts'
import { walLines } from './wal.ts'
import { decompressFrames } from './zstd-frames.ts'

/** Names of docs/design/001-record-format.md. */
const SEGMENT = /^(\d{16})\.ndjson(\.zst)?$/
const WAL_FILE = /^\d{16}\.wal$/
const READ_BYTES = 1024 * 1024

/** Tenants that have a journal or a ledger in a data directory. Rejects TALLY_DATA_NOT_FOUND when it is none. */
export async function tenantsIn(directory: string): Promise<string[]> {
  const found = new Set<string>()
  let isData = false
  for (const part of ['journal', 'ledger']) {
    const path = join(directory, part)
    const names = await namesIn(path)
    isData ||= names.length > 0 || (await isDirectory(path))
    for (const name of names)
      if (TENANT_NAME.test(name) && (await isDirectory(join(path, name)))) found.add(name)
  }
  if (!isData)
    throw new TallyError('TALLY_DATA_NOT_FOUND', `${directory} holds neither a journal nor a ledger`)
  return [...found].sort()
}

/** Reads one tenant's record from a data directory, which a server may be writing to. Opens nothing for writing. */
export function directoryReader(directory: string, tenant: string): TenantReader {
  const journal = join(directory, 'journal', tenant)
  const ledger = join(directory, 'ledger', tenant)
  const wal = join(directory, 'wal')
  return {
    tenant,
    checkpoint: async () => (await readIfPresent(join(ledger, 'checkpoint')))?.toString('utf8'),
    tile: path => readIfPresent(join(ledger, path)),
    segments: () => listSegments(journal),
    blocks: segment => readIfPresent(join(ledger, 'blocks', segment)),
    lines: segment => readSegment(journal, segment),
    async *wal() {
      const names = (await namesIn(wal)).filter(name => WAL_FILE.test(name)).sort()
      for (const name of names) {
        // A file that is gone was trimmed: a checkpoint covers what it held.
        const file = await readIfPresent(join(wal, name))
        if (file !== undefined) yield* walLines(file, tenant)
      }
    },
  }
}

async function listSegments(journal: string): Promise<SegmentRef[]> {
  const names = new Set((await namesIn(journal)).flatMap(name => SEGMENT.exec(name)?.[1] ?? []))
  return [...names].sort().map(name => ({ firstSeq: Number(name), name }))
}

/** The compressed form wins where both stand; it may take the plain one's place while it is being opened. */
async function* readSegment(journal: string, { name }: SegmentRef): AsyncGenerator<SegmentChunk> {
  const path = join(journal, `${name}.ndjson`)
  const compressed = (await openStream(`${path}.zst`)) ?? undefined
  if (compressed !== undefined) {
    yield* decompressFrames(compressed)
    return
  }
  const plain = await openStream(path)
  if (plain !== undefined) {
    yield* plain
    return
  }
  const replaced = await openStream(`${path}.zst`)
  if (replaced !== undefined) yield* decompressFrames(replaced)
}

/** A stream of an opened file; undefined when there is none. */
function openStream(path: string): Promise<AsyncIterable<Buffer> | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<AsyncIterable<Buffer> | undefined>()
  const stream = createReadStream(path, { highWaterMark: READ_BYTES })
  stream.once('open', () => resolve(stream as AsyncIterable<Buffer>))
  stream.once('error', error => (isMissing(error) ? resolve(undefined) : reject(error)))
  return promise
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
