import { equalBytes } from '../bytes.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { BLOCK_LINES } from '../record/blocks.ts'
import { claimedSeq, parseLine } from '../record/line.ts'
import { type Alignment, align, between, type Row } from './align.ts'
import type { BlockFiles } from './blocks.ts'
import type { CursorItem, LineCursor, Place } from './cursor.ts'
import type { ExpectedBatch } from './expected.ts'
import type { SegmentRef } from './reader.ts'
import { type Report, seqRange } from './report.ts'
import { extendRuns, type SeqRun } from './runs.ts'

/** A stretch of the journal that does not add up: batches [first, end) against the lines from the cursor to `untilSegment`. */
export type Stretch = {
  readonly tenant: string
  readonly batches: readonly ExpectedBatch[]
  readonly first: number
  readonly end: number
  readonly segments: readonly SegmentRef[]
  /** Segment before which the stretch ends; the number of segments when it reaches the end of the sealed lines. */
  readonly untilSegment: number
}

/**
 * Finds out what is wrong with a stretch: reads its lines one by one, aligns them with the numbers that should stand there, and
 * tries the batches' roots on what is left; where one does not fit, the hashes of its blocks. Says what can be told, and no more:
 * the hash of a block does not tell which of its lines was altered, and where block hashes are lost, nor does the root of the batch.
 * Resolves to the runs of tombstones among what verified.
 */
export async function localise(
  stretch: Stretch,
  cursor: LineCursor,
  blocks: BlockFiles,
  hasher: TreeHasher,
  report: Report,
): Promise<SeqRun[]> {
  const { first, end } = stretch
  const rows = await readRows(stretch, cursor, hasher)
  const alignment = align(rows, first, end)
  const { lines } = alignment

  const named = new Set<Row>()
  for (const { row, seq } of alignment.altered) {
    named.add(row)
    reportAltered(
      report,
      row,
      seq,
      row.fault ?? (row.seq === undefined ? undefined : `it says seq ${row.seq}`),
    )
  }
  reportMissing(alignment, stretch, report)

  /** Numbers that have a line. */
  const order = Float64Array.from(lines.keys()).sort()
  const erased: SeqRun[] = []
  const judge = (part: Part): JudgedPart | undefined => {
    const rows = between(order, part.firstSeq, part.firstSeq + part.count).map(seq => lines.get(seq)!)
    const missing = part.count - rows.length
    if (missing > 0 || !fits(part, rows, lines, alignment.inserted, hasher)) return { part, rows, missing }
    rows.forEach((row, i) => {
      if (row.erased) extendRuns(erased, part.firstSeq + i)
      else report.counts.verified++
    })
    return undefined
  }
  for (const batch of stretch.batches) {
    const whole = judge(batch)
    if (whole === undefined) continue
    const hashes = await blocks.find(batch, stretch.segments)
    const parts = hashes === undefined ? [whole] : blocksOf(batch, hashes).flatMap(part => judge(part) ?? [])
    for (const { rows, missing } of parts) {
      report.counts.missing += missing
      report.counts.altered += rows.length
    }
    if (batch.root !== undefined) explain(batch, parts, hashes !== undefined, named, report)
  }
  reportMoved(alignment, report)
  for (const row of alignment.inserted) {
    report.counts.altered++
    const says = row.fault ?? (row.seq === undefined ? undefined : `it says seq ${row.seq}`)
    report.add({
      kind: 'line inserted',
      verdict: 'ALTERED',
      ...placeOf(row),
      message: `line inserted (${at(row)})${says === undefined ? '' : `: ${says}`}`,
    })
  }
  return erased
}

async function readRows(
  { tenant, segments, untilSegment, end }: Stretch,
  cursor: LineCursor,
  hasher: TreeHasher,
): Promise<Row[]> {
  const rows: Row[] = []
  // Beyond the sealed lines stand those that are not sealed yet: the stretch ends with the first line that is followed only by them.
  const open = untilSegment >= segments.length
  for (
    let item = await cursor.next(untilSegment);
    item !== undefined;
    item = await cursor.next(untilSegment)
  ) {
    rows.push(readRow(item, tenant, hasher))
  }
  if (!open) return rows
  const last = rows.findLastIndex(({ seq }) => seq !== undefined && seq < end)
  const beyond = rows.findIndex(({ seq }, i) => i > last && seq !== undefined && seq >= end)
  return beyond < 0 ? rows : rows.slice(0, beyond)
}

function readRow(item: CursorItem, tenant: string, hasher: TreeHasher): Row {
  const { segment, line } = item
  if ('damage' in item)
    return { segment, line, seq: undefined, leaf: undefined, erased: false, fault: item.damage, damage: true }
  const row = { segment, line, damage: false }
  try {
    const parsed = parseLine(item.bytes)
    const fault = parsed.tenant === tenant ? undefined : `it is a line of tenant ${parsed.tenant}`
    const leaf = parsed.tombstone?.leaf ?? hasher.leaf(item.bytes)
    return { ...row, seq: parsed.seq, id: parsed.id, leaf, erased: parsed.tombstone !== undefined, fault }
  } catch (error) {
    // Not one of our lines; its number, if it can be read at all, still says where it belongs.
    const fault = (error as Error).message.replace(/^the line/, 'it')
    return { ...row, seq: claimedSeq(item.bytes), leaf: hasher.leaf(item.bytes), erased: false, fault }
  }
}

/** Lines that a hash commits to: a batch, or a block of one. */
type Part = Pick<ExpectedBatch, 'firstSeq' | 'count' | 'root'>

/** A part whose lines do not hash to its root, with those that are there. */
type JudgedPart = { readonly part: Part; readonly rows: readonly Row[]; readonly missing: number }

function blocksOf({ firstSeq, count }: ExpectedBatch, hashes: readonly Uint8Array[]): Part[] {
  return hashes.map((root, i) => ({
    firstSeq: firstSeq + i * BLOCK_LINES,
    count: Math.min(BLOCK_LINES, count - i * BLOCK_LINES),
    root,
  }))
}

/** Second lines of one part that are tried for the place of the first. */
const MAX_SPARES = 64

/**
 * Whether the lines of a part, all of them there, hash to its root. Where a number has a second line, that one is tried too; when
 * it is the right one the two change places among the inserted lines.
 */
function fits(
  part: Part,
  rows: Row[],
  lines: Map<number, Row>,
  inserted: Row[],
  hasher: TreeHasher,
): boolean {
  const { root, firstSeq, count } = part
  if (root === undefined) return false
  const leaves = rows.map(row => row.leaf!)
  const hashes = () => equalBytes(rootOfHashes(leaves, hasher), root)
  if (hashes()) return true
  const spares = inserted.filter(({ seq }) => seq !== undefined && seq >= firstSeq && seq < firstSeq + count)
  for (const spare of spares.slice(0, MAX_SPARES)) {
    const i = spare.seq! - firstSeq
    const original = rows[i]!
    leaves[i] = spare.leaf!
    if (hashes()) {
      rows[i] = spare
      lines.set(spare.seq!, spare)
      inserted.splice(inserted.indexOf(spare), 1, original)
      return true
    }
    leaves[i] = original.leaf!
  }
  return false
}

/** Says of the parts of a batch that do not fit what is known about their lines; neighbours are told together. */
function explain(
  batch: ExpectedBatch,
  parts: readonly JudgedPart[],
  narrowed: boolean,
  named: ReadonlySet<Row>,
  report: Report,
): void {
  let run: JudgedPart[] = []
  const tell = () => {
    if (run.length > 0) reportParts(batch, run, narrowed, report)
    run = []
  }
  for (const judged of parts) {
    const { part, rows, missing } = judged
    let known = missing
    for (const row of rows) {
      if (named.has(row)) known++
      else if (row.fault !== undefined || part.count === 1) {
        known++
        reportAltered(report, row, row.seq!, row.fault)
      }
    }
    const before = run.at(-1)?.part
    if (known > 0 || (before !== undefined && before.firstSeq + before.count !== part.firstSeq)) tell()
    if (known === 0) run.push(judged)
    else if (part.count > known)
      report.note(
        `${narrowed ? `a block of batch ${batch.entry}` : `batch ${batch.entry}`} (${seqRange(part.firstSeq, part.firstSeq + part.count - 1)}): with a line altered or gone, its other lines can no longer be proven`,
      )
  }
  tell()
}

/** Adjacent parts of which nothing more is known than that their hashes do not fit. */
function reportParts(
  batch: ExpectedBatch,
  run: readonly JudgedPart[],
  narrowed: boolean,
  report: Report,
): void {
  const start = run[0]!.rows[0]!
  const end = run.at(-1)!.rows.at(-1)!
  const { part } = run.at(-1)!
  const seq = { first: run[0]!.part.firstSeq, last: part.firstSeq + part.count - 1 }
  const isOneSegment = start.segment === end.segment
  const ids = start.id === undefined || end.id === undefined ? '' : `, events ${start.id} to ${end.id}`
  const what = !narrowed
    ? 'at least one line altered; they are one batch, whose root does not tell which'
    : run.length === 1
      ? `at least one line altered; they are one block of batch ${batch.entry}, the smallest part that has a hash of its own`
      : `at least one line altered in each of these ${run.length} blocks of ${BLOCK_LINES} lines of batch ${batch.entry}`
  report.add({
    kind: 'lines altered',
    verdict: 'ALTERED',
    seq,
    entry: batch.entry,
    ...placeOf(start),
    ...(isOneSegment ? { lastLine: end.line } : {}),
    message: `${seqRange(seq.first, seq.last)} (${at(start)} to ${isOneSegment ? `line ${end.line}` : at(end)}${ids}): ${what}`,
  })
}

function reportAltered(report: Report, row: Row, seq: number, why: string | undefined): void {
  report.add({
    kind: 'line altered',
    verdict: 'ALTERED',
    seq: { first: seq, last: seq },
    ...placeOf(row),
    message: `seq ${seq} (${at(row)}): line altered${why === undefined ? '' : `: ${why}`}`,
  })
}

function reportMissing(
  { missing }: Alignment,
  { first, end, segments, batches, untilSegment }: Stretch,
  report: Report,
): void {
  for (const { run, damage, before, after } of missing) {
    const { first: from, end: to } = run
    const seq = { first: from, last: to - 1 }
    const range = seqRange(seq.first, seq.last)
    if (damage !== undefined) {
      report.add({
        kind: 'segment damaged',
        verdict: 'MISSING',
        seq,
        ...placeOf(damage),
        message: `${range} cannot be read (${at(damage)}): ${damage.fault}`,
      })
      continue
    }
    const atEnd = to === end && after === undefined
    const endsAtSegment = atEnd
      ? untilSegment < segments.length
      : segments.some(segment => segment.firstSeq === to && segment.name === after?.segment)
    // Segments end with a batch; what is cut out along both kinds of border is a segment, or as good as one.
    const startsLikeSegment =
      from === (before?.seq === undefined ? first : before.seq + 1) &&
      batches.some(batch => batch.firstSeq === from) &&
      !segments.some(segment => segment.firstSeq === from)
    if (startsLikeSegment && endsAtSegment) {
      report.add({
        kind: 'segment missing',
        verdict: 'MISSING',
        seq,
        message: `segment missing: ${segmentName(from)} (${range})`,
      })
    } else if (atEnd && !endsAtSegment) {
      report.add({
        kind: 'tail cut off',
        verdict: 'MISSING',
        seq,
        ...(before === undefined ? {} : placeOf(before)),
        message: `tail cut off: ${range} missing${before === undefined ? '' : ` after ${at(before)}`}`,
      })
    } else {
      report.add({
        kind: 'line deleted',
        verdict: 'MISSING',
        seq,
        ...(before === undefined ? {} : placeOf(before)),
        message: `${range}: ${to - from === 1 ? 'line' : `${to - from} lines`} deleted${before === undefined ? '' : ` after ${at(before)}`}`,
      })
    }
  }
}

function reportMoved({ moved }: Alignment, report: Report): void {
  const bySeq = new Map(moved.map(move => [move.seq, move]))
  const done = new Set<number>()
  for (const { row, seq, instead, after, next } of moved) {
    if (done.has(seq)) continue
    // Two lines that stand in each other's place; of two neighbours one counts as standing where it belongs.
    const neighbour = after === seq + 1 ? after : next === seq - 1 ? next : undefined
    const other = instead !== undefined && bySeq.get(instead)?.instead === seq ? instead : neighbour
    done.add(seq)
    if (other === undefined) {
      displace(report, 1)
      report.add({
        kind: 'line moved',
        verdict: 'ALTERED',
        seq: { first: seq, last: seq },
        ...placeOf(row),
        message: `seq ${seq} (${at(row)}): line moved, it stands after seq ${after}`,
      })
      continue
    }
    done.add(other)
    displace(report, 2)
    const [low, high] = [Math.min(seq, other), Math.max(seq, other)]
    report.add({
      kind: 'lines swapped',
      verdict: 'ALTERED',
      seq: { first: low, last: high },
      ...placeOf(row),
      message: `lines swapped: seq ${low} and seq ${high} (${at(row)})`,
    })
  }
}

/** Lines whose content verified, but not their place. */
function displace({ counts }: Report, lines: number): void {
  const taken = Math.min(lines, counts.verified)
  counts.verified -= taken
  counts.altered += taken
}

function placeOf({ segment, line }: Place): Place {
  return { segment, line }
}

function at({ segment, line }: Place): string {
  return `segment ${segment}, line ${line}`
}

function segmentName(firstSeq: number): string {
  return String(firstSeq).padStart(16, '0')
}
