import { generateKeyPairSync, sign as nodeSign } from 'node:crypto'
import {
  BLOCK_LINES,
  batchLeaves,
  batchRoot,
  blockCount,
  canonicalize,
  EMPTY_LOG,
  edgeRoot,
  formatBlocks,
  formatEntry,
  formatTombstone,
  growLog,
  hasBlocks,
  type LogEdge,
  rootOfHashes,
  type SegmentChunk,
  signCheckpoint,
  type TenantReader,
  tenantVerifierKey,
  treeHasher,
  utf8,
  verifierKey,
} from '../../src/integrity/index.ts'

export const hasher = treeHasher()
export const TIME = '2026-01-31T12:00:00.123Z'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
/** Instance key of every record in memory. */
export const PIN = verifierKey(
  'host/0123456789abcdef',
  new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)),
)
const TENANT = 'acme'
const KEY = tenantVerifierKey(PIN, TENANT)

export type MemorySegment = { firstSeq: number; lines: string[] }

/** A tenant's record in memory: what stands on the disk, open to tampering. */
export class MemoryRecord implements TenantReader {
  readonly tenant = TENANT
  /** Every line, by sequence number. */
  readonly events: string[] = []
  readonly tiles = new Map<string, Uint8Array>()
  readonly blockFiles = new Map<string, Uint8Array>()
  note: string | undefined
  log: { firstSeq: number; lines: string[] }[] = []
  journal: MemorySegment[] = []
  edge: LogEdge = EMPTY_LOG
  readonly #batches: { firstSeq: number; count: number }[] = []
  sealed = 0
  /** Bytes per chunk that readers get. */
  chunkBytes = 1 << 16

  /** Makes and seals batches of the given sizes. */
  seal(...counts: readonly number[]): this {
    const entries = counts.map((count, i) => {
      const lines = Array.from({ length: count }, (_, k) => eventLine(this.sealed + k))
      this.events.push(...lines)
      const { root } = batchRoot(utf8(ndjson(lines)), hasher)
      this.#batches.push({ firstSeq: this.sealed, count })
      const entry = formatEntry({
        batch: this.edge.size + i,
        kind: 'events',
        firstSeq: this.sealed,
        count,
        root,
        time: TIME,
      })
      this.sealed += count
      return entry
    })
    return this.append(entries)
  }

  append(entries: readonly Uint8Array[]): this {
    const { edge, files } = growLog(this.edge, entries, hasher)
    for (const { path, bytes } of files) this.tiles.set(path, bytes)
    this.edge = edge
    this.note = signCheckpoint(
      { origin: KEY.name, size: edge.size, root: edgeRoot(edge, hasher) },
      KEY,
      1_769_860_800,
      message => new Uint8Array(nodeSign(null, message, privateKey)),
    )
    return this
  }

  erase(first: number, count: number): this {
    for (let seq = first; seq < first + count; seq++) {
      const [leaf] = batchLeaves(utf8(this.events[seq]!), hasher)
      this.events[seq] = formatTombstone({
        seq,
        tenant: TENANT,
        at: TIME,
        by: 'admin',
        leaf: leaf!,
        policy: 'p',
        reason: 'r',
      })
    }
    const { root } = batchRoot(utf8(ndjson(this.events.slice(first, first + count))), hasher)
    return this.append([
      formatEntry({ batch: this.edge.size, kind: 'erasure', firstSeq: first, count, root, time: TIME }),
    ])
  }

  /** Lays the lines out in segments that start at 0 and at the given numbers, with their block hashes. */
  split(...starts: readonly number[]): this {
    for (const batch of this.#batches.filter(({ count }) => hasBlocks(count))) {
      const name = segmentName(Math.max(0, ...starts.filter(start => start <= batch.firstSeq)))
      const leaves = batchLeaves(
        utf8(ndjson(this.events.slice(batch.firstSeq, batch.firstSeq + batch.count))),
        hasher,
      )
      const hashes = Array.from({ length: blockCount(batch.count) }, (_, i) =>
        rootOfHashes(leaves.slice(i * BLOCK_LINES, (i + 1) * BLOCK_LINES), hasher),
      )
      const before = this.blockFiles.get(name) ?? new Uint8Array(0)
      this.blockFiles.set(name, concat(before, formatBlocks(batch, concat(...hashes))))
    }
    const all = [...new Set([0, ...starts])].sort((a, b) => a - b)
    this.journal = all.map((firstSeq, i) => ({ firstSeq, lines: this.events.slice(firstSeq, all[i + 1]) }))
    return this
  }

  async checkpoint(): Promise<string | undefined> {
    return this.note
  }

  tile = async (path: string): Promise<Uint8Array | undefined> => this.tiles.get(path)

  async segments() {
    return this.journal.map(({ firstSeq }) => ({ firstSeq, name: segmentName(firstSeq) }))
  }

  async blocks(segment: string) {
    return this.blockFiles.get(segment)
  }

  async *lines({ firstSeq }: { readonly firstSeq: number }): AsyncGenerator<SegmentChunk> {
    const bytes = utf8(ndjson(this.journal.find(segment => segment.firstSeq === firstSeq)?.lines ?? []))
    for (let at = 0; at < bytes.length; at += this.chunkBytes) yield bytes.slice(at, at + this.chunkBytes)
  }

  async *wal() {
    for (const { firstSeq, lines } of this.log) yield { firstSeq, lines: utf8(ndjson(lines)) }
  }
}

/** A line of which parts look like other lines. */
export function eventLine(seq: number): string {
  return canonicalize({
    attributes: { note: `\n{"seq":${seq + 1},"tenant":"x"}`, erased: seq },
    message: `event ${seq}`,
    seq,
    tenant: TENANT,
  })
}

function segmentName(firstSeq: number): string {
  return String(firstSeq).padStart(16, '0')
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

export function ndjson(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}
