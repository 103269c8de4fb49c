import { equalBytes } from '../bytes.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { claimedSeq, parseLine } from '../record/line.ts'
import { type Alignment, align, between, type Row } from './align.ts'
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
 * tries the batches' roots on what is left. Says what can be told, and no more: within a batch whose root does not fit,
 * the root alone does not tell which line was altered. Resolves to the runs of tombstones in batches that verified.
 */
export async function localise(
  stretch: Stretch,
  cursor: LineCursor,
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
  for (const batch of stretch.batches) {
    const rows = between(order, batch.firstSeq, batch.firstSeq + batch.count).map(seq => lines.get(seq)!)
    const missing = batch.count - rows.length
    report.counts.missing += missing
    if (missing === 0 && fits(batch, rows, lines, alignment.inserted, hasher)) {
      rows.forEach((row, i) => {
        if (row.erased) extendRuns(erased, batch.firstSeq + i)
        else report.counts.verified++
      })
      continue
    }
    report.counts.altered += rows.length
    if (batch.root !== undefined) explainBatch(batch, rows, named, missing, report)
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
    return { ...row, seq: parsed.seq, leaf, erased: parsed.tombstone !== undefined, fault }
  } catch (error) {
    // Not one of our lines; its number, if it can be read at all, still says where it belongs.
    const fault = (error as Error).message.replace(/^the line/, 'it')
    return { ...row, seq: claimedSeq(item.bytes), leaf: hasher.leaf(item.bytes), erased: false, fault }
  }
}

/** Second lines of one batch that are tried for the place of the first. */
const MAX_SPARES = 64

/**
 * Whether the lines of a batch, all of them there, hash to its root. Where a number has a second line, that one is tried too; when
 * it is the right one the two change places among the inserted lines.
 */
function fits(
  batch: ExpectedBatch,
  rows: Row[],
  lines: Map<number, Row>,
  inserted: Row[],
  hasher: TreeHasher,
): boolean {
  const { root, firstSeq, count } = batch
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

/** Says of a batch whose root does not fit what is known about its lines. */
function explainBatch(
  batch: ExpectedBatch,
  rows: readonly Row[],
  named: ReadonlySet<Row>,
  missing: number,
  report: Report,
): void {
  const last = batch.firstSeq + batch.count - 1
  const where = `batch ${batch.entry} (${seqRange(batch.firstSeq, last)})`
  let known = missing
  for (const row of rows) {
    if (named.has(row)) known++
    else if (row.fault !== undefined || batch.count === 1) {
      known++
      reportAltered(report, row, row.seq!, row.fault)
    }
  }
  if (known > 0) {
    if (batch.count > known)
      report.note(`${where}: with a line altered or gone, its other lines can no longer be proven`)
    return
  }
  const start = rows[0]!
  const end = rows.at(-1)!
  report.add({
    kind: 'lines altered',
    verdict: 'ALTERED',
    seq: { first: batch.firstSeq, last },
    entry: batch.entry,
    ...placeOf(start),
    message: `${seqRange(batch.firstSeq, last)} (${at(start)} to ${start.segment === end.segment ? `line ${end.line}` : at(end)}): at least one line altered; they are one batch, whose root does not tell which`,
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
