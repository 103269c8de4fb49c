import { equalBytes } from '../bytes.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { eachLine } from '../record/batch.ts'
import { parseLine } from '../record/line.ts'
import { LineCursor, type Place } from './cursor.ts'
import type { TenantReader } from './reader.ts'
import { type Finding, seqRange } from './report.ts'

/**
 * What stands beyond the ledger. Such lines must stand in the write-ahead log too, or under a newer checkpoint: the log is
 * trimmed only once a checkpoint covers it. `suspicions` are findings unless a newer checkpoint explains them.
 */
export type Beyond = { readonly unsealed: number; readonly suspicions: readonly Finding[] }

/**
 * Looks at everything from sequence number `sealedSeq` on, in the journal first and in the write-ahead log after it.
 * `counted` says that all lines before stand where they belong.
 */
export async function lookBeyond(
  reader: TenantReader,
  sealedSeq: number,
  counted: boolean,
  hasher: TreeHasher,
): Promise<Beyond> {
  const lines = await journalTail(reader, sealedSeq, counted, hasher)
  const logged = await walTail(reader, sealedSeq, hasher)
  const suspicions: Finding[] = []
  let unknown: TailLine | undefined
  let unknownCount = 0

  for (const line of lines) {
    const { place, seq, leaf, torn } = line
    const expected = logged.leaves.get(seq)
    if (expected === undefined) {
      unknown ??= line
      unknownCount++
    } else if (!torn && (leaf === undefined || !equalBytes(leaf, expected))) {
      suspicions.push({
        kind: 'line altered',
        verdict: 'ALTERED',
        seq: { first: seq, last: seq },
        ...place,
        message: `seq ${seq} (segment ${place.segment}, line ${place.line}): line altered: it is not sealed yet and differs from the write-ahead log`,
      })
    }
  }
  if (unknown !== undefined) {
    const range = { first: unknown.seq, last: unknown.seq + unknownCount - 1 }
    const where = `from segment ${unknown.place.segment}, line ${unknown.place.line} on`
    suspicions.push({
      kind: 'ledger rolled back',
      verdict: 'ALTERED',
      seq: range,
      ...unknown.place,
      message: `ledger rolled back or lines appended: ${seqRange(range.first, range.last)} (${where}) is covered neither by the ledger nor by the write-ahead log`,
    })
  }
  const nextSeq = sealedSeq + lines.length
  if (logged.leaves.size > 0 && logged.first > nextSeq) {
    suspicions.push({
      kind: 'tail cut off',
      verdict: 'MISSING',
      seq: { first: nextSeq, last: logged.first - 1 },
      message: `tail cut off: ${seqRange(nextSeq, logged.first - 1)} stands neither in the journal nor in the ledger, but the write-ahead log goes on with seq ${logged.first}`,
    })
  }
  return { unsealed: Math.max(nextSeq, logged.end) - sealedSeq, suspicions }
}

type TailLine = {
  readonly place: Place
  /** By its place. */
  readonly seq: number
  readonly leaf: Uint8Array | undefined
  /** Without a line feed: it is being written. */
  readonly torn: boolean
}

async function journalTail(
  reader: TenantReader,
  sealedSeq: number,
  counted: boolean,
  hasher: TreeHasher,
): Promise<TailLine[]> {
  const segments = await reader.segments()
  const cursor = await LineCursor.at(reader, segments, hasher, sealedSeq, counted)
  const lines: TailLine[] = []
  for (
    let item = await cursor.next(segments.length);
    item !== undefined;
    item = await cursor.next(segments.length)
  ) {
    const place = { segment: item.segment, line: item.line }
    const seq = sealedSeq + lines.length
    if ('damage' in item) lines.push({ place, seq, leaf: undefined, torn: true })
    else
      lines.push({
        place,
        seq,
        leaf: seqOf(item.bytes) === seq ? hasher.leaf(item.bytes) : undefined,
        torn: false,
      })
  }
  await cursor.close()
  return lines
}

type Logged = {
  readonly leaves: ReadonlyMap<number, Uint8Array>
  readonly first: number
  readonly end: number
}

/** Leaf hashes of this tenant's lines in the write-ahead log, by sequence number, with the range they span. */
async function walTail(reader: TenantReader, sealedSeq: number, hasher: TreeHasher): Promise<Logged> {
  const leaves = new Map<number, Uint8Array>()
  let first = Number.POSITIVE_INFINITY
  let end = sealedSeq
  for await (const { firstSeq, lines } of reader.wal()) {
    let seq = firstSeq
    eachLine(lines, line => {
      if (seq >= sealedSeq) leaves.set(seq, hasher.leaf(line))
      seq++
    })
    if (seq <= sealedSeq) continue
    first = Math.min(first, Math.max(firstSeq, sealedSeq))
    end = Math.max(end, seq)
  }
  return { leaves, first, end }
}

function seqOf(line: Uint8Array): number | undefined {
  try {
    return parseLine(line).seq
  } catch {
    return undefined
  }
}
