import {
  BLOCK_LINES,
  eachLine,
  hasBlocks,
  type LedgerEntry,
  looksErased,
  type ProofDocument,
  type ProofPath,
  parseCheckpointText,
  parseNote,
  proofDocument,
  proofPath,
  proveInclusionFromTiles,
  type ReadTile,
  TallyError,
} from '@tallystick/core'
import { type FoundEntry, LedgerEntries } from './entries.ts'
import { LINE_FEED, lineStart } from './lines.ts'
import { hashLines, inclusionProof, merkleRoot, nativeHasher } from './merkle.ts'
import type { LineChunk } from './segment/read.ts'

/** Where a tenant's proofs come from. */
export type ProofSource = {
  /** Reads the ledger. */
  readonly readFile: ReadTile
  /** Reads the journal. */
  readonly readLines: (from: number, to: number) => AsyncIterable<LineChunk>
  /** Hashes of the blocks of a batch, which fold to its root; undefined when they are not there. */
  readonly readBlocks: (batch: LedgerEntry) => Promise<readonly Uint8Array[] | undefined>
}

/**
 * The proof of one sealed line (docs/design/001-record-format.md, "Batch proof"). With the hashes of the batch's blocks only the lines of
 * one block are read and hashed; without them those of the whole batch, in pieces between reads, so that other work goes on.
 */
export async function proveLine(seq: number, source: ProofSource): Promise<ProofDocument> {
  const { checkpoint, size } = await readCheckpoint(source.readFile)
  const entries = new LedgerEntries(size, source.readFile)
  const found = await entries.covering(seq)
  if (found === undefined) return missing(`the entry of line ${seq}`)
  const { line, proof } = await proveInBatch(seq, found.entry, source)
  const ledgerProof = (entry: LedgerEntry) => proveEntry(entry, size, source.readFile)
  const authority = looksErased(line) ? await findErasure(seq, entries, source) : undefined
  return proofDocument({
    line,
    entry: found.bytes,
    batchProof: proof,
    ledgerProof: await ledgerProof(found.entry),
    ...(authority === undefined
      ? {}
      : {
          erasure: {
            entry: authority.bytes,
            batchProof: proofPath(
              seq - authority.entry.firstSeq,
              authority.entry.count,
              inclusionProof(authority.leaves, seq - authority.entry.firstSeq),
            ),
            ledgerProof: await ledgerProof(authority.entry),
          },
        }),
    checkpoint,
  })
}

/** The checkpoint as it stands now. Rejects TALLY_PROOF_UNSEALED when nothing is sealed yet. */
export async function readCheckpoint(
  readFile: ReadTile,
): Promise<{ readonly checkpoint: string; readonly size: number }> {
  const note = await readFile('checkpoint')
  if (note === undefined) throw new TallyError('TALLY_PROOF_UNSEALED', 'nothing is sealed yet')
  return { checkpoint: Buffer.from(note).toString('utf8'), size: checkpointSize(note) }
}

/** Entries of the ledger that a checkpoint is of. */
export const checkpointSize = (note: Uint8Array): number =>
  parseCheckpointText(parseNote(Buffer.from(note).toString('utf8')).text).size

async function proveEntry({ batch }: LedgerEntry, size: number, readFile: ReadTile): Promise<ProofPath> {
  return proofPath(batch, size, await proveInclusionFromTiles(batch, size, readFile, nativeHasher))
}

async function proveInBatch(
  seq: number,
  batch: LedgerEntry,
  { readLines, readBlocks }: ProofSource,
): Promise<{ line: Uint8Array; proof: ProofPath }> {
  const { firstSeq, count } = batch
  const index = seq - firstSeq
  const blocks = hasBlocks(count) ? await readBlocks(batch) : undefined
  const start = blocks === undefined ? 0 : index - (index % BLOCK_LINES)
  const end = blocks === undefined ? count : Math.min(count, start + BLOCK_LINES)
  const leaves: Uint8Array[] = []
  let line: Uint8Array | undefined
  for await (const chunk of readLines(firstSeq + start, firstSeq + end)) {
    if (seq >= chunk.firstSeq && seq < chunk.firstSeq + chunk.count)
      line = nthLine(chunk.lines, seq - chunk.firstSeq)
    leaves.push(hashLines(chunk.lines, chunk.count))
  }
  if (line === undefined) return missing(`line ${seq}`)
  const hashes = inclusionProof(leaves, index - start)
  // Blocks are the leaves of the tree above them.
  if (blocks !== undefined) hashes.push(...inclusionProof(blocks, start / BLOCK_LINES))
  return { line, proof: proofPath(index, count, hashes) }
}

/** An `erasure` entry with what its lines contribute to its root. */
export type FoundErasure = FoundEntry & { readonly leaves: readonly Uint8Array[] }

/** The entry that authorises a tombstone, as it stands there; undefined when none does. */
async function findErasure(
  seq: number,
  entries: LedgerEntries,
  source: ProofSource,
): Promise<FoundErasure | undefined> {
  for await (const found of entries.erasures()) {
    const { firstSeq, count } = found.entry
    if (seq < firstSeq || seq >= firstSeq + count) continue
    const leaves = await erasureLeaves(found.entry, source)
    if (leaves !== undefined) return { ...found, leaves }
  }
  return undefined
}

/** Leaf hashes of the tombstones that an entry covers; undefined when others stand there by now. */
export async function erasureLeaves(
  { firstSeq, count, root }: LedgerEntry,
  { readLines }: ProofSource,
): Promise<readonly Uint8Array[] | undefined> {
  const leaves: Uint8Array[] = []
  for await (const { lines } of readLines(firstSeq, firstSeq + count))
    eachLine(lines, line => leaves.push(nativeHasher.leaf(line)))
  return leaves.length === count && merkleRoot(leaves).equals(root) ? leaves : undefined
}

function nthLine(lines: Buffer, index: number): Buffer {
  const { offset } = lineStart(lines, index)
  return lines.subarray(offset, lines.indexOf(LINE_FEED, offset))
}

function missing(what: string): never {
  throw new TallyError('TALLY_JOURNAL_CORRUPT', `the record lacks ${what}; run tally verify`)
}
