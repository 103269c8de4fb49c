import {
  BLOCK_LINES,
  type ExportDocument,
  hasBlocks,
  type LedgerEntry,
  looksErased,
  proofPath,
  proveInclusion,
  type ReadHash,
  readHashesFromTiles,
  subtreesWithout,
  TILE_WIDTH,
  toBase64,
} from '@tallystick/core'
import type { SeqRange } from '../../ports/event-store.ts'
import { type FoundEntry, LedgerEntries } from '../entries.ts'
import { LINE_FEED } from '../lines.ts'
import { hashLines, merkleRoot, nativeHasher } from '../merkle.ts'
import { erasureLeaves, type ProofSource, readCheckpoint } from '../prove.ts'
import { ForwardLines } from './forward.ts'

const HASH_BYTES = 32

/** What is exported: for people, in the first line of the export. */
export type ExportAbout = {
  readonly tenant: string
  readonly query?: string
  readonly from?: string
  readonly to?: string
}

/**
 * An export that carries its proof (docs/design/001-record-format.md, "Export with proof"), in pieces of NDJSON: the sealed lines of
 * `ranges` (ascending and disjoint), batch by batch, each followed by what leads from it to the checkpoint, in memory for one batch.
 * Numbers that are not sealed yet are left out. Rejects TALLY_PROOF_UNSEALED when nothing is sealed.
 */
export async function* exportWithProof(
  about: ExportAbout,
  ranges: readonly SeqRange[],
  source: ProofSource,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const { checkpoint, size } = await readCheckpoint(source.readFile)
  yield document({ type: 'tallystick.export', v: 1, ...about, checkpoint })
  const entries = new LedgerEntries(size, source.readFile)
  const ledger = new LedgerProofs(size, source)
  const lines = new ForwardLines(from => source.readLines(from, Number.MAX_SAFE_INTEGER))
  const stones: number[] = []
  let count = 0
  try {
    for await (const { found, selected } of byBatch(ranges, entries)) {
      signal?.throwIfAborted()
      const batch = new ExportedBatch(found.entry, selected, source)
      for await (const piece of batch.lines(lines)) yield piece
      stones.push(...batch.stones)
      count += batch.count
      yield document({
        type: 'tallystick.export.batch',
        entry: textOf(found),
        ledger_proof: await ledger.prove(found.entry),
        hashes: batch.hashes(),
      })
    }
  } finally {
    await lines.close()
  }
  yield* erasuresOf(stones, entries, ledger, source)
  yield document({ type: 'tallystick.export.end', count })
}

type Selection = { readonly found: FoundEntry; readonly selected: readonly SeqRange[] }

/** The ranges cut along the batches they lie in, as far as the ledger reaches. */
async function* byBatch(ranges: readonly SeqRange[], entries: LedgerEntries): AsyncGenerator<Selection> {
  let at = 0
  let seq = ranges[0]?.from ?? 0
  while (at < ranges.length) {
    const found = await entries.covering(seq)
    if (found === undefined) return
    const end = found.entry.firstSeq + found.entry.count
    const selected: SeqRange[] = []
    while (at < ranges.length && seq < end) {
      const to = Math.min(ranges[at]!.to, end)
      if (seq < to) selected.push({ from: seq, to })
      if (ranges[at]!.to <= end) seq = ranges[++at]?.from ?? end
      else seq = end
    }
    yield { found, selected }
  }
}

/** The exported lines of one batch. */
class ExportedBatch {
  readonly #entry: LedgerEntry
  readonly #selected: readonly SeqRange[]
  readonly #source: ProofSource
  /** Hashes of the batch's blocks; undefined when they are not needed or not there, and all of its lines are read. */
  #blocks: readonly Uint8Array[] | undefined
  /** Leaf hashes of the lines that were read, in their places. */
  readonly #leaves: Buffer
  readonly stones: number[] = []
  readonly count: number

  constructor(entry: LedgerEntry, selected: readonly SeqRange[], source: ProofSource) {
    this.#entry = entry
    this.#selected = selected
    this.#source = source
    this.#leaves = Buffer.allocUnsafeSlow(entry.count * HASH_BYTES)
    this.count = selected.reduce((sum, { from, to }) => sum + to - from, 0)
  }

  /** The bytes of the lines. Only blocks that hold one of them are read. */
  async *lines(reader: ForwardLines): AsyncGenerator<Buffer> {
    const { firstSeq, count } = this.#entry
    if (hasBlocks(count) && this.count < count) this.#blocks = await this.#source.readBlocks(this.#entry)
    const whole = [{ from: firstSeq, to: firstSeq + count }]
    for (const { from, to } of this.#blocks === undefined ? whole : this.#touchedBlocks()) {
      for await (const chunk of reader.take(from, to)) {
        hashLines(chunk.lines, chunk.count).copy(this.#leaves, (chunk.firstSeq - firstSeq) * HASH_BYTES)
        yield* this.#pick(chunk)
      }
    }
  }

  /** Roots of the largest subtrees without an exported line, base64. Once the lines are read. */
  hashes(): string[] {
    const { firstSeq, count } = this.#entry
    if (this.count === count) return []
    const indexes = this.#selected.flatMap(({ from, to }) =>
      Array.from({ length: to - from }, (_, i) => from + i - firstSeq),
    )
    const touched = new Set(indexes.map(blockOf))
    return Array.from(subtreesWithout(indexes, count), ({ start, end }) => {
      // A subtree that lies in no block with an exported line is made of whole blocks.
      const nodes =
        this.#blocks === undefined || touched.has(blockOf(start))
          ? [this.#leaves.subarray(start * HASH_BYTES, end * HASH_BYTES)]
          : this.#blocks.slice(blockOf(start), blockOf(end - 1) + 1)
      return toBase64(merkleRoot(nodes))
    })
  }

  /** Ranges of lines of the blocks that hold an exported line, adjacent ones together. */
  #touchedBlocks(): SeqRange[] {
    const { firstSeq, count } = this.#entry
    const ranges: { from: number; to: number }[] = []
    for (const { from, to } of this.#selected) {
      const start = firstSeq + blockOf(from - firstSeq) * BLOCK_LINES
      const end = firstSeq + Math.min(count, (blockOf(to - 1 - firstSeq) + 1) * BLOCK_LINES)
      const last = ranges.at(-1)
      if (last !== undefined && start <= last.to) last.to = end
      else ranges.push({ from: start, to: end })
    }
    return ranges
  }

  /** The exported lines of a chunk. */
  *#pick({ firstSeq, count, lines }: { firstSeq: number; count: number; lines: Buffer }): Generator<Buffer> {
    let seq = firstSeq
    let offset = 0
    for (const { from, to } of this.#selected) {
      if (to <= seq) continue
      if (from >= firstSeq + count) return
      for (; seq < from; seq++) offset = lines.indexOf(LINE_FEED, offset) + 1
      const start = offset
      for (; seq < Math.min(to, firstSeq + count); seq++) {
        if (looksErased(lines, offset)) this.stones.push(seq)
        offset = lines.indexOf(LINE_FEED, offset) + 1
      }
      yield lines.subarray(start, offset)
    }
  }
}

/** Inclusion proofs of entries in ascending order. Tiles are read once per 256 entries. */
class LedgerProofs {
  readonly #size: number
  readonly #source: ProofSource
  #bundle = -1
  #hashes: ReadHash | undefined

  constructor(size: number, source: ProofSource) {
    this.#size = size
    this.#source = source
  }

  async prove({ batch }: LedgerEntry) {
    const bundle = Math.floor(batch / TILE_WIDTH)
    if (this.#hashes === undefined || bundle !== this.#bundle)
      this.#hashes = readHashesFromTiles(this.#source.readFile, this.#size, nativeHasher)
    this.#bundle = bundle
    return proofPath(batch, this.#size, await proveInclusion(batch, this.#size, this.#hashes, nativeHasher))
  }
}

/** The entries that authorise exported tombstones. */
async function* erasuresOf(
  stones: readonly number[],
  entries: LedgerEntries,
  ledger: LedgerProofs,
  source: ProofSource,
): AsyncGenerator<Buffer> {
  if (stones.length === 0) return
  for await (const found of entries.erasures()) {
    const { entry } = found
    const { firstSeq, count } = entry
    const covered = stones.filter(seq => seq >= firstSeq && seq < firstSeq + count)
    const leaves = covered.length === 0 ? undefined : await erasureLeaves(entry, source)
    if (leaves === undefined) continue
    const subtrees = subtreesWithout(
      covered.map(seq => seq - firstSeq),
      count,
    )
    yield document({
      type: 'tallystick.export.erasure',
      entry: textOf(found),
      ledger_proof: await ledger.prove(entry),
      hashes: Array.from(subtrees, ({ start, end }) => toBase64(merkleRoot(leaves.slice(start, end)))),
    })
  }
}

function blockOf(index: number): number {
  return Math.floor(index / BLOCK_LINES)
}

function textOf({ bytes }: FoundEntry): string {
  return Buffer.from(bytes).toString('utf8')
}

function document(content: ExportDocument): Buffer {
  return Buffer.from(`${JSON.stringify(content)}\n`)
}
