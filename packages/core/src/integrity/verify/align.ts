import type { Place } from './cursor.ts'
import type { SeqRun } from './runs.ts'

/** A line of a stretch that does not add up, as read one by one. */
export type Row = Place & {
  /** What the line says its sequence number is; undefined when it cannot be read. */
  readonly seq: number | undefined
  /** Id of the event, when it has one. */
  readonly id?: string | undefined
  /** What it contributes to its batch's root; undefined for damaged bytes. */
  readonly leaf: Uint8Array | undefined
  readonly erased: boolean
  /** Why the line cannot be one of ours. */
  readonly fault: string | undefined
  /** Damaged bytes rather than a line: any number of lines may be lost here. */
  readonly damage: boolean
}

/** How the lines that stand there relate to the numbers that should. */
export type Alignment = {
  /** The line for each expected number that has one, be it altered. */
  readonly lines: Map<number, Row>
  /** Lines that belong to an expected number but stand elsewhere; `instead` is the number whose place they took, `after` and `next` are the numbers on either side. */
  readonly moved: {
    readonly row: Row
    readonly seq: number
    readonly instead: number | undefined
    readonly after: number
    readonly next: number
  }[]
  /** Lines in the place of a number that no line has. */
  readonly altered: { readonly row: Row; readonly seq: number }[]
  /** Lines too many. */
  readonly inserted: Row[]
  /** Numbers without a line. `damage` is what stands there instead; `before` the line before the gap. */
  readonly missing: {
    readonly run: SeqRun
    readonly damage: Row | undefined
    readonly before: Row | undefined
    readonly after: Row | undefined
  }[]
}

/**
 * Aligns lines with the expected numbers [first, end). The longest ascending run of numbers is taken to stand where it
 * belongs; every other line is explained by the gap of that run in which it stands.
 */
export function align(rows: readonly Row[], first: number, end: number): Alignment {
  const anchors = longestAscending(rows, first, end)
  preferOriginal(rows, anchors)
  // Maps and runs rather than arrays: what a ledger that nobody vouches for expects may be any number.
  const lines = new Map(anchors.map(i => [rows[i]!.seq!, rows[i]!]))
  const gaps = gapsBetween(rows, anchors, first, end)

  const moved: Alignment['moved'] = []
  const altered: Alignment['altered'] = []
  const inserted: Row[] = []
  const missing: Alignment['missing'] = []
  const strangers = gaps.map(gap => gap.rows.filter(row => !row.damage))

  gaps.forEach((gap, g) => {
    strangers[g] = strangers[g]!.filter((row, i) => {
      const { seq } = row
      if (seq === undefined || seq < first || seq >= end || lines.has(seq)) return true
      lines.set(seq, row)
      const hole = gap.from + i
      moved.push({
        row,
        seq,
        instead: hole < gap.to && hole !== seq ? hole : undefined,
        after: gap.from - 1,
        next: gap.to,
      })
      return false
    })
  })
  const movedSeqs = moved.map(({ seq }) => seq).sort((a, b) => a - b)
  gaps.forEach((gap, g) => {
    const left = strangers[g]!
    const damage = gap.rows.find(row => row.damage)
    for (let seq = gap.from; damage === undefined && seq < gap.to && left.length > 0; seq++) {
      if (lines.has(seq)) continue
      const row = left.shift()!
      lines.set(seq, row)
      altered.push({ row, seq })
    }
    for (const run of untaken(gap, lines, movedSeqs))
      missing.push({ run, damage, before: gap.before, after: gap.after })
    inserted.push(...left)
  })
  return { lines, moved, altered, inserted, missing }
}

/** Numbers of a gap without a line: after those that altered lines took, all but the ones whose lines moved. */
function untaken({ from, to }: Gap, lines: ReadonlyMap<number, Row>, movedSeqs: readonly number[]): SeqRun[] {
  const runs: SeqRun[] = []
  let start = from
  while (start < to && lines.has(start)) start++
  for (const seq of between(movedSeqs, start, to)) {
    if (start < seq) runs.push({ first: start, end: seq })
    start = seq + 1
  }
  if (start < to) runs.push({ first: start, end: to })
  return runs
}

/** Numbers of an ascending list within [from, to). */
export function between(ascending: ArrayLike<number>, from: number, to: number): number[] {
  let low = 0
  for (let high = ascending.length; low < high; ) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < from) low = middle + 1
    else high = middle
  }
  const found: number[] = []
  for (let i = low; i < ascending.length && ascending[i]! < to; i++) found.push(ascending[i]!)
  return found
}

type Gap = {
  /** Numbers [from, to) that no anchor has. */
  readonly from: number
  readonly to: number
  /** Lines between the anchors. */
  readonly rows: Row[]
  readonly before: Row | undefined
  readonly after: Row | undefined
}

function gapsBetween(rows: readonly Row[], anchors: readonly number[], first: number, end: number): Gap[] {
  const gaps: Gap[] = []
  let start = 0
  let from = first
  let before: Row | undefined
  for (const i of [...anchors, rows.length]) {
    const after = rows[i]
    const to = after?.seq ?? end
    if (i > start || to > from)
      gaps.push({ from, to: i === rows.length ? end : to, rows: rows.slice(start, i), before, after })
    start = i + 1
    from = to + 1
    before = after
  }
  return gaps
}

/** Indexes of a longest strictly ascending subsequence of the numbers within [first, end) (patience sorting). */
function longestAscending(rows: readonly Row[], first: number, end: number): number[] {
  const tails: number[] = []
  const previous = new Int32Array(rows.length).fill(-1)
  rows.forEach(({ seq }, i) => {
    if (seq === undefined || seq < first || seq >= end) return
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (rows[tails[middle]!]!.seq! < seq) low = middle + 1
      else high = middle
    }
    if (low > 0) previous[i] = tails[low - 1]!
    tails[low] = i
  })
  const run: number[] = []
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i]!) run.push(i)
  return run.reverse()
}

/**
 * Of two neighbours with the same number the ascending run holds the second. Where the number after it is missing and the one
 * before is not, the second is rather the missing line with its number changed, and the first is the original.
 */
function preferOriginal(rows: readonly Row[], anchors: number[]): void {
  anchors.forEach((i, at) => {
    const seq = rows[i]!.seq!
    if (rows[i - 1]?.seq !== seq || anchors[at - 1] === i - 1) return
    const before = anchors[at - 1]
    const after = anchors[at + 1]
    const fullBefore = before !== undefined && rows[before]!.seq === seq - 1
    const holeAfter = after === undefined || rows[after]!.seq! > seq + 1
    if (fullBefore && holeAfter) anchors[at] = i - 1
  })
}
