import { generateKeyPairSync, sign as nodeSign } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { constants, crc32, zstdCompressSync } from 'node:zlib'
import {
  batchRoot,
  canonicalize,
  EMPTY_LOG,
  edgeRoot,
  formatEntry,
  formatTombstone,
  formatVerifierKey,
  growLog,
  type LedgerEntry,
  type LogEdge,
  type Sign,
  signCheckpoint,
  tenantVerifierKey,
  treeHasher,
  utf8,
  type VerifierKey,
  verifierKey,
} from '@tallystick/core'
import { sha256 } from '../src/verify/sha256.ts'

const hasher = treeHasher(sha256)
const TIME = '2026-01-31T12:00:00.123Z'

export type Signer = { readonly key: VerifierKey; readonly sign: Sign }

export function newSigner(name = 'tallystick.local/0123456789abcdef'): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  return { key: verifierKey(name, raw), sign: message => nodeSign(null, message, privateKey) }
}

/** A small writer of the record format, apart from the engine's, so that both are held to the document and not to each other. */
export class Record {
  readonly directory = mkdtempSync(join(tmpdir(), 'tally-verify-'))
  readonly tenant: string
  readonly signer: Signer
  readonly lines: string[] = []
  edge: LogEdge = EMPTY_LOG
  #sealed = 0

  constructor(options: { tenant?: string; signer?: Signer } = {}) {
    this.tenant = options.tenant ?? 'acme'
    this.signer = options.signer ?? newSigner()
  }

  get pin(): string {
    return formatVerifierKey(this.signer.key)
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts)
  }

  journal(firstSeq: number, suffix = '.ndjson'): string {
    return this.path('journal', this.tenant, `${String(firstSeq).padStart(16, '0')}${suffix}`)
  }

  ledger(...parts: string[]): string {
    return this.path('ledger', this.tenant, ...parts)
  }

  get checkpoint(): string {
    return readFileSync(this.ledger('checkpoint'), 'utf8')
  }

  /** Makes events; they are not written anywhere yet. Their attributes hold text that looks like a number of a line. */
  add(count: number): this {
    for (let i = 0; i < count; i++) {
      const seq = this.lines.length
      this.lines.push(
        canonicalize({
          attributes: { note: `"seq":${seq + 1},"tenant":"other"`, value: seq * 1.5 },
          id: `0190a1b2-c3d4-7e5f-8a9b-${String(seq).padStart(12, '0')}`,
          level: 'INFO',
          message: `event ${seq}`,
          received: TIME,
          seq,
          severity_number: 9,
          stream: 'log',
          tenant: this.tenant,
          time: TIME,
        }),
      )
    }
    return this
  }

  /** Seals the lines that are not yet, in batches of at most `batch`, and signs a checkpoint. */
  seal(batch = 10): this {
    const entries: Uint8Array[] = []
    while (this.#sealed < this.lines.length) {
      const lines = this.lines.slice(this.#sealed, this.#sealed + batch)
      const { root, count } = batchRoot(utf8(ndjson(lines)), hasher)
      entries.push(this.#entry(entries.length, { kind: 'events', firstSeq: this.#sealed, count, root }))
      this.#sealed += count
    }
    return this.append(entries)
  }

  #entry(offset: number, parts: Pick<LedgerEntry, 'kind' | 'firstSeq' | 'count' | 'root'>): Uint8Array {
    return formatEntry({ batch: this.edge.size + offset, time: TIME, ...parts })
  }

  /** Appends entries to the ledger. */
  append(entries: readonly Uint8Array[], signer = this.signer): this {
    const { edge, files } = growLog(this.edge, entries, hasher)
    for (const { path, bytes } of files) write(this.ledger(path), bytes)
    this.edge = edge
    return this.sign(signer)
  }

  sign(signer = this.signer, time = 1_769_860_800): this {
    const key = tenantVerifierKey(signer.key, this.tenant)
    const root = edgeRoot(this.edge, hasher)
    write(
      this.ledger('checkpoint'),
      signCheckpoint({ origin: key.name, size: this.edge.size, root }, key, time, signer.sign),
    )
    return this
  }

  /** Erases lines: tombstones in their place, and the entry that authorises them. */
  erase(first: number, count: number, authorised = true): this {
    for (let seq = first; seq < first + count; seq++) {
      const leaf = hasher.leaf(utf8(this.lines[seq]!))
      this.lines[seq] = formatTombstone({
        seq,
        tenant: this.tenant,
        at: TIME,
        by: 'admin',
        leaf,
        policy: 'gdpr',
        reason: 'request',
      })
    }
    if (!authorised) return this
    const { root } = batchRoot(utf8(ndjson(this.lines.slice(first, first + count))), hasher)
    return this.append([this.#entry(0, { kind: 'erasure', firstSeq: first, count, root })])
  }

  /** Writes the journal anew: segments that start at the given numbers, all but the last compressed unless `plain`. */
  write(
    starts: readonly number[],
    options: { plain?: boolean; lines?: readonly string[]; frameLines?: number } = {},
  ): this {
    const { plain = false, lines = this.lines, frameLines = 7 } = options
    rmSync(this.path('journal'), { recursive: true, force: true })
    mkdirSync(this.path('journal', this.tenant), { recursive: true })
    starts.forEach((start, i) => {
      const part = lines.slice(start, starts[i + 1])
      if (plain || i === starts.length - 1) write(this.journal(start), ndjson(part))
      else write(this.journal(start, '.ndjson.zst'), compress(part, frameLines))
    })
    return this
  }

  /** Writes a write-ahead log of the lines from `first` on, in frames of 4. */
  log(first: number, options: { torn?: boolean; end?: number } = {}): this {
    const frames: Buffer[] = []
    const end = options.end ?? this.lines.length
    for (let seq = first; seq < end; seq += 4)
      frames.push(walFrame(this.tenant, seq, this.lines.slice(seq, Math.min(seq + 4, end))))
    if (options.torn) frames.push(walFrame(this.tenant, end, ['{"never":"acknowledged"}']).subarray(0, -5))
    write(
      this.path('wal', '0000000000000000.wal'),
      Buffer.concat([walFrame('someone-else', 3, ['{}']), ...frames]),
    )
    return this
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}

export function ndjson(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

export function write(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** A closed segment: zstd frames of whole lines with checksums, ended by a skippable frame as the seekable format has it. */
function compress(lines: readonly string[], frameLines: number): Buffer {
  const frames: Buffer[] = []
  for (let i = 0; i < lines.length; i += frameLines) {
    frames.push(
      zstdCompressSync(ndjson(lines.slice(i, i + frameLines)), {
        params: { [constants.ZSTD_c_checksumFlag]: 1 },
      }),
    )
  }
  const table = Buffer.alloc(17)
  table.writeUInt32LE(0x184d2a5e, 0)
  table.writeUInt32LE(9, 4)
  table.writeUInt32LE(0x8f92eab1, 13)
  return Buffer.concat([...frames, table])
}

function walFrame(tenant: string, firstSeq: number, lines: readonly string[]): Buffer {
  const header = Buffer.from(
    JSON.stringify({ tenant, first_seq: firstSeq, count: lines.length, received: 1, synced: 0 }),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  const body = Buffer.concat([length, header, Buffer.from(ndjson(lines))])
  const prefix = Buffer.alloc(12)
  prefix.write('TWF1')
  prefix.writeUInt32BE(body.length, 4)
  prefix.writeUInt32BE(crc32(body), 8)
  return Buffer.concat([prefix, body])
}
