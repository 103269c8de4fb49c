/**
 * Where every record is that was ever handed over: `offered = sent + pending + shed + refused`, always. Totals since the start, but for
 * `pending`. What an earlier process left in the spool counts as offered.
 */
export type FlushReport = {
  readonly offered: number
  /** Durable on the server. */
  readonly sent: number
  /** Waiting, in memory or on the disk. */
  readonly pending: number
  /** Dropped: too many were waiting, or the lane was closed. */
  readonly shed: number
  /** Never taken by the server. */
  readonly refused: number
  /** Why records are pending or refused. */
  readonly reasons: readonly string[]
}

export function addReports(a: FlushReport, b: FlushReport): FlushReport {
  return {
    offered: a.offered + b.offered,
    sent: a.sent + b.sent,
    pending: a.pending + b.pending,
    shed: a.shed + b.shed,
    refused: a.refused + b.refused,
    reasons: [...new Set([...a.reasons, ...b.reasons])],
  }
}
