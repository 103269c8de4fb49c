import {
  type LedgerEntry,
  type ProofDocument,
  parseCheckpointText,
  parseEntry,
  parseEntryBundle,
  parseNote,
  proofDocument,
  proofPath,
  proveInclusionFromTiles,
  type ReadTile,
  readTile,
  TallyError,
  TILE_WIDTH,
} from '@tallystick/core'
import { LINE_FEED, lineStart } from './lines.ts'
import { hashLines, inclusionProof, nativeHasher } from './merkle.ts'
import type { LineChunk } from './segment/read.ts'

type FoundEntry = { readonly entry: LedgerEntry; readonly bytes: Uint8Array }

/**
 * The proof of one sealed line (docs/design/001-record-format.md, "Batch proof"): leaf hashes of its batch are computed anew, in pieces
 * between reads, so that other work goes on. `readFile` reads the ledger, `readLines` the journal.
 */
export async function proveLine(
  seq: number,
  readFile: ReadTile,
  readLines: (from: number, to: number) => AsyncIterable<LineChunk>,
): Promise<ProofDocument> {
  const checkpoint = Buffer.from((await readFile('checkpoint')) ?? missing('its checkpoint')).toString('utf8')
  const { size } = parseCheckpointText(parseNote(checkpoint).text)
  const { entry, bytes } = await findEntry(seq, size, readFile)
  const leaves: Uint8Array[] = []
  let line: Uint8Array | undefined
  for await (const { firstSeq, count, lines } of readLines(entry.firstSeq, entry.firstSeq + entry.count)) {
    if (seq >= firstSeq && seq < firstSeq + count) line = nthLine(lines, seq - firstSeq)
    leaves.push(hashLines(lines, count))
  }
  if (line === undefined) return missing(`line ${seq}`)
  return proofDocument({
    line,
    entry: bytes,
    batchProof: proofPath(seq - entry.firstSeq, entry.count, inclusionProof(leaves, seq - entry.firstSeq)),
    ledgerProof: proofPath(
      entry.batch,
      size,
      await proveInclusionFromTiles(entry.batch, size, readFile, nativeHasher),
    ),
    checkpoint,
  })
}

/** The `events` entry that covers a line, by binary search over the bundles. */
async function findEntry(seq: number, size: number, readFile: ReadTile): Promise<FoundEntry> {
  let low = 0
  let high = Math.ceil(size / TILE_WIDTH) - 1
  let found = await eventsOf(low, size, readFile)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    let next = middle
    let entries = await eventsOf(next, size, readFile)
    // A bundle may hold erasures alone; then the next one with events tells.
    while (entries.length === 0 && next < high) entries = await eventsOf(++next, size, readFile)
    if (entries.length > 0 && entries[0]!.entry.firstSeq <= seq) {
      low = next
      found = entries
    } else high = middle - 1
  }
  const covering = found.find(({ entry }) => seq >= entry.firstSeq && seq < entry.firstSeq + entry.count)
  return covering ?? missing(`the entry of line ${seq}`)
}

/** Entries of kind `events` in a bundle. */
async function eventsOf(index: number, size: number, readFile: ReadTile): Promise<FoundEntry[]> {
  const bundle = await readTile(readFile, { level: 'entries', index, size })
  if (bundle === undefined) return missing(`entry bundle ${index}`)
  return parseEntryBundle(bundle.bytes)
    .slice(0, bundle.width)
    .map(bytes => ({ entry: parseEntry(bytes), bytes }))
    .filter(({ entry }) => entry.kind === 'events')
}

function nthLine(lines: Buffer, index: number): Buffer {
  const { offset } = lineStart(lines, index)
  return lines.subarray(offset, lines.indexOf(LINE_FEED, offset))
}

function missing(what: string): never {
  throw new TallyError('TALLY_JOURNAL_CORRUPT', `the record lacks ${what}; run tally verify`)
}
