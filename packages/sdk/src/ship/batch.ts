/** Records on their way: NDJSON, every line ended by a line feed. */
export type Batch = {
  /** Who numbers them, so that the server takes each in once (docs/design/001-record-format.md, Writers). */
  readonly writer?: string
  /** Number of the first. */
  readonly sequence: number
  readonly count: number
  readonly body: Buffer
}

const LINE_FEED = 0x0a

/** The offset behind the first `lines` lines. */
function endOfLines(body: Buffer, lines: number): number {
  let end = 0
  for (let i = 0; i < lines; i++) end = body.indexOf(LINE_FEED, end) + 1
  return end
}

/** Two batches of at least one record each. */
export function splitBatch(batch: Batch): [Batch, Batch] {
  const half = batch.count >> 1
  const middle = endOfLines(batch.body, half)
  return [
    { ...batch, count: half, body: batch.body.subarray(0, middle) },
    {
      ...batch,
      sequence: batch.sequence + half,
      count: batch.count - half,
      body: batch.body.subarray(middle),
    },
  ]
}

/** A record, without its line feed. */
export function lineOf(batch: Batch, index: number): string {
  const start = endOfLines(batch.body, index)
  return batch.body.toString('utf8', start, batch.body.indexOf(LINE_FEED, start))
}
