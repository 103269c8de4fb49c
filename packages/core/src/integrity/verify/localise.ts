import { equalBytes } from '../bytes.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { claimedSeq, parseLine } from '../record/line.ts'
import { type Alignment, align, type Row } from './align.ts'
import { type CursorItem, extendRuns, type LineCursor, type Place, type SeqRun } from './cursor.ts'
import type { ExpectedBatch } from './expected.ts'
import type { SegmentRef } from './reader.ts'
import { type Report, seqRange } from './report.ts'

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

  const named = new Set<number>()
  for (const { row, seq } of alignment.altered) {
    named.add(seq)
    lines[seq - first] = row
    reportAltered(
      report,
      row,
      seq,
      row.fault ?? (row.seq === undefined ? undefined : `it says seq ${row.seq}`),
    )
  }
  reportMissing(alignment, stretch, report)

  const spare = alignment.inserted.filter(row => row.seq !== undefined && row.seq >= first && row.seq < end)
  const erased: SeqRun[] = []
  for (const batch of stretch.batches) {
    const verdict = judgeBatch(batch, lines, first, spare, alignment.inserted, hasher)
    const found = batch.count - verdict.missing
    report.counts.missing += verdict.missing
    if (verdict.fits) {
      let tombstones = 0
      for (let seq = batch.firstSeq; seq < batch.firstSeq + batch.count; seq++) {
        if (!lines[seq - first]!.erased) continue
        extendRuns(erased, seq)
        tombstones++
      }
      report.counts.verified += found - tombstones
      continue
    }
    report.counts.altered += found
    if (batch.root !== undefined) explainBatch(batch, stretch, lines, named, verdict.missing, report)
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

/**
 * Whether the lines found for a batch hash to its root. Where a number has a second line, that one is tried too; when it is the
 * right one the two change places among the inserted lines.
 */
function judgeBatch(
  batch: ExpectedBatch,
  lines: (Row | undefined)[],
  first: number,
  spare: Row[],
  inserted: Row[],
  hasher: TreeHasher,
): { fits: boolean; missing: number } {
  const start = batch.firstSeq - first
  const rows = lines.slice(start, start + batch.count)
  const missing = rows.filter(row => row === undefined).length
  const { root } = batch
  if (missing > 0 || root === undefined) return { fits: false, missing }
  const leaves = rows.map(row => row!.leaf!)
  const fits = () => equalBytes(rootOfHashes(leaves, hasher), root)
  if (fits()) return { fits: true, missing }
  for (const other of spare) {
    const i = other.seq! - batch.firstSeq
    if (i < 0 || i >= batch.count) continue
    const original = rows[i]!
    leaves[i] = other.leaf!
    if (fits()) {
      lines[start + i] = other
      inserted.splice(inserted.indexOf(other), 1, original)
      return { fits: true, missing }
    }
    leaves[i] = original.leaf!
  }
  return { fits: false, missing }
}

/** Says of a batch whose root does not fit what is known about its lines. */
function explainBatch(
  batch: ExpectedBatch,
  { first }: Stretch,
  lines: readonly (Row | undefined)[],
  named: ReadonlySet<number>,
  missing: number,
  report: Report,
): void {
  const last = batch.firstSeq + batch.count - 1
  const where = `batch ${batch.entry} (${seqRange(batch.firstSeq, last)})`
  let known = missing
  for (let seq = batch.firstSeq; seq <= last; seq++) {
    const row = lines[seq - first]
    if (named.has(seq)) known++
    else if (row !== undefined && (row.fault !== undefined || batch.count === 1)) {
      known++
      reportAltered(report, row, seq, row.fault)
    }
  }
  if (known > 0) {
    if (batch.count > known)
      report.note(`${where}: with a line altered or gone, its other lines can no longer be proven`)
    return
  }
  const start = lines[batch.firstSeq - first]!
  const end = lines[last - first]!
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
  { lines, missing }: Alignment,
  { first, end, segments, batches, untilSegment }: Stretch,
  report: Report,
): void {
  for (const { run, damage, before, after } of missing) {
    // A number may have found its line elsewhere, as a moved one.
    for (const { first: from, end: to } of stillMissing(run, lines, first)) {
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
}

function stillMissing(run: SeqRun, lines: readonly (Row | undefined)[], first: number): SeqRun[] {
  const runs: SeqRun[] = []
  for (let seq = run.first; seq < run.end; seq++) if (lines[seq - first] === undefined) extendRuns(runs, seq)
  return runs
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
