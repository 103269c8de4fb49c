import type { Checkpoint } from '../tlog/checkpoint.ts'

/** What was found wrong, in words that stay the same. */
export type FindingKind =
  | 'checkpoint missing'
  | 'checkpoint altered'
  | 'checkpoint signed by another key'
  | 'ledger rolled back'
  | 'ledger rewritten'
  | 'ledger altered'
  | 'tile altered'
  | 'tile missing'
  | 'entry altered'
  | 'segment missing'
  | 'segment damaged'
  | 'tail cut off'
  | 'line altered'
  | 'lines altered'
  | 'line deleted'
  | 'line inserted'
  | 'lines swapped'
  | 'line moved'
  | 'erasure unauthorised'

/** One thing that is not as it was written. Places are there as far as they can be told. */
export type Finding = {
  readonly kind: FindingKind
  /** MISSING: something is gone. ALTERED: something is there that was not written so. */
  readonly verdict: 'MISSING' | 'ALTERED'
  /** A whole sentence that names the place. */
  readonly message: string
  /** Sequence numbers concerned, both ends included. */
  readonly seq?: { readonly first: number; readonly last: number }
  readonly segment?: string
  /** One-based line within the segment. */
  readonly line?: number
  /** The last line, where several are concerned that stand in one segment. */
  readonly lastLine?: number
  /** Index of a ledger entry. */
  readonly entry?: number
  /** Path of a tile or entry bundle. */
  readonly tile?: string
}

/** How many lines got which verdict. */
export type VerdictCounts = {
  verified: number
  /** Erased with authority: a tombstone that an erasure entry covers. */
  erased: number
  missing: number
  /** Altered, inserted, out of place, or in a batch that can no longer be proven because of such a line. */
  altered: number
  /** Durable in the write-ahead log, not under a checkpoint yet. */
  unsealed: number
}

/** 0: as it was written. 1: tampered with. 2: cannot tell. */
export type VerifyExitCode = 0 | 1 | 2

export type TenantReport = {
  readonly tenant: string
  readonly exitCode: VerifyExitCode
  readonly counts: Readonly<VerdictCounts>
  /** What concerns the ledger first, then by sequence number. */
  readonly findings: readonly Finding[]
  /** Findings beyond the limit that were counted and not kept. */
  readonly omitted: number
  /** What else is worth knowing; why it cannot be told, when it cannot. */
  readonly notes: readonly string[]
  /** The newest checkpoint that was checked, and when it was signed (seconds since the Unix epoch). */
  readonly checkpoint?: Checkpoint & { readonly signedAt?: number }
}

const MAX_FINDINGS = 1000

/** Collects what a verification finds. */
export class Report {
  readonly counts: VerdictCounts = { verified: 0, erased: 0, missing: 0, altered: 0, unsealed: 0 }
  readonly findings: Finding[] = []
  readonly notes: string[] = []
  #omitted = 0

  add(finding: Finding): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push(finding)
    else this.#omitted++
  }

  note(text: string): void {
    if (this.notes.length < MAX_FINDINGS && !this.notes.includes(text)) this.notes.push(text)
  }

  finish(
    tenant: string,
    outcome: { canTell: boolean; checkpoint?: TenantReport['checkpoint'] },
  ): TenantReport {
    const { canTell, checkpoint } = outcome
    return {
      tenant,
      exitCode: !canTell ? 2 : this.findings.length > 0 ? 1 : 0,
      counts: this.counts,
      findings: this.findings.toSorted((a, b) => (a.seq?.first ?? -1) - (b.seq?.first ?? -1)),
      omitted: this.#omitted,
      notes: this.notes,
      ...(checkpoint === undefined ? {} : { checkpoint }),
    }
  }
}

/** One exit code for several reports: tampering outweighs doubt, and nothing to check is doubt. */
export function combinedExitCode(reports: readonly { readonly exitCode: VerifyExitCode }[]): VerifyExitCode {
  const codes = reports.map(report => report.exitCode)
  if (codes.includes(1)) return 1
  return codes.includes(2) || codes.length === 0 ? 2 : 0
}

/** `seq 7` or `seq 7–9`. */
export function seqRange(first: number, last: number): string {
  return first === last ? `seq ${first}` : `seq ${first}\u2013${last}`
}
