import { TallyError } from '../../errors.ts'
import { equalBytes, fromUtf8, hashFromBase64 } from '../bytes.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import { type Hash, type TreeHasher, treeHasher } from '../merkle/hasher.ts'
import type { ExportBatch, ExportTrailer } from '../record/export.ts'
import { parseLine } from '../record/line.ts'
import { entryUnder, openWithPin, verifyProof } from '../record/proof-document.ts'
import type { OpenedCheckpoint } from '../tlog/checkpoint.ts'
import type { VerifierKey } from '../tlog/verifier-key.ts'
import { Report, seqRange, type TenantReport } from './report.ts'
import { extendRuns, lengthOf, type SeqRun, subtractRuns } from './runs.ts'

/**
 * Verifies what was exported: proof documents, one a line, and ranges of lines that end in trailers
 * (docs/design/001-record-format.md, "Batch proof"). Lines that nothing vouches for give "cannot tell".
 */
export async function verifyExport(
  file: AsyncIterable<Uint8Array>,
  pin: VerifierKey | undefined,
  hash?: Hash,
): Promise<TenantReport[]> {
  const hasher = treeHasher(hash)
  const reports: TenantReport[] = []
  const proofs = new Map<string, ProofTally>()
  let range = new ExportedRange(hasher)
  let number = 0
  for await (const bytes of splitLines(file)) {
    number++
    const value = isTyped(bytes) ? tryJson(bytes) : undefined
    const type = (value as { type?: unknown } | undefined)?.type
    if (type === 'tallystick.proof') addProof(proofs, value, number, pin, hasher)
    else if (type === 'tallystick.export.batch') range.addBatch(value as ExportBatch)
    else if (type === 'tallystick.export') {
      reports.push(range.finish(value as ExportTrailer, pin))
      range = new ExportedRange(hasher)
    } else if (bytes.length > 0) range.addLine(bytes, number)
  }
  for (const [tenant, { report, canTell }] of proofs) reports.push(report.finish(tenant, { canTell }))
  if (!range.isEmpty) reports.push(range.withoutTrailer(proofs.size > 0))
  return reports
}

/** Results of proof documents, by tenant. */
type ProofTally = { readonly report: Report; readonly canTell: boolean }

function addProof(
  proofs: Map<string, ProofTally>,
  document: unknown,
  number: number,
  pin: VerifierKey | undefined,
  hasher: TreeHasher,
): void {
  const result = pin === undefined ? undefined : verifyProof(document, pin, hasher)
  const tenant =
    result === undefined || result.verdict === 'ALTERED' ? claimedTenant(document) : result.tenant
  const tally = proofs.get(tenant) ?? { report: new Report(), canTell: pin !== undefined }
  proofs.set(tenant, tally)
  const { report } = tally
  if (result === undefined) report.note(NO_PIN)
  else if (result.verdict === 'ALTERED') {
    report.counts.altered++
    report.add({
      kind: 'line altered',
      verdict: 'ALTERED',
      line: number,
      message: `line ${number} of the file: ${result.reason}`,
    })
  } else if (result.verdict === 'ERASED') report.counts.erased++
  else report.counts.verified++
}

const NO_PIN = 'no pinned key: whoever wrote this file could have written all of it'

/** Lines of a range, hashed as they come, until their trailers say what they should be. */
class ExportedRange {
  readonly #hasher: TreeHasher
  readonly #report = new Report()
  /** What each line contributes to its batch. */
  readonly #leaves: Uint8Array[] = []
  /** For tombstones, what they contribute to an erasure, by index. */
  readonly #stones = new Map<number, Uint8Array>()
  readonly #batches: ExportBatch[] = []

  constructor(hasher: TreeHasher) {
    this.#hasher = hasher
  }

  get isEmpty(): boolean {
    return this.#leaves.length === 0 && this.#batches.length === 0
  }

  addLine(bytes: Uint8Array, number: number): void {
    try {
      const { tombstone } = parseLine(bytes)
      if (tombstone !== undefined) this.#stones.set(this.#leaves.length, this.#hasher.leaf(bytes))
      this.#leaves.push(tombstone?.leaf ?? this.#hasher.leaf(bytes))
    } catch (error) {
      this.#report.add({
        kind: 'line altered',
        verdict: 'ALTERED',
        line: number,
        message: `line ${number} of the file: ${(error as Error).message}`,
      })
      this.#leaves.push(this.#hasher.leaf(bytes))
    }
  }

  addBatch(batch: ExportBatch): void {
    this.#batches.push(batch)
  }

  /**
   * Of lines that no trailer follows. Beside evidence a line that is none was damaged; a file without any is a plain export, or something
   * else, and nothing says what its lines should be.
   */
  withoutTrailer(besideProofs: boolean): TenantReport {
    const isEvidence = besideProofs || this.#batches.length > 0
    const report = isEvidence ? this.#report : new Report()
    report.note(
      `${this.#leaves.length} lines end without a trailer, so nothing vouches for them: export the range with proofs`,
    )
    return report.finish('unknown', { canTell: report.findings.length > 0 })
  }

  finish(trailer: ExportTrailer, pin: VerifierKey | undefined): TenantReport {
    const tenant = typeof trailer.tenant === 'string' ? trailer.tenant : 'unknown'
    if (pin === undefined) {
      this.#report.note(NO_PIN)
      return this.#report.finish(tenant, { canTell: false })
    }
    try {
      const opened = openWithPin(trailer.checkpoint, pin)
      const { checkpoint, signedAt } = opened
      if (!checkpoint.origin.endsWith(`/${tenant}`))
        throw malformed(`is of tenant ${tenant}, its checkpoint of ${checkpoint.origin}`)
      this.#check(trailer, opened)
      return this.#report.finish(tenant, {
        canTell: true,
        checkpoint: signedAt === undefined ? checkpoint : { ...checkpoint, signedAt },
      })
    } catch (error) {
      if (!(error instanceof TallyError) && !(error instanceof TypeError)) throw error
      this.#report.add({
        kind: 'checkpoint altered',
        verdict: 'ALTERED',
        message: `the trailer does not verify: ${error.message}`,
      })
      return this.#report.finish(tenant, { canTell: true })
    }
  }

  #check({ first_seq: first, last_seq: last }: ExportTrailer, checkpoint: OpenedCheckpoint): void {
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last < first)
      throw malformed('names no range of lines')
    const report = this.#report
    const end = first + this.#leaves.length
    if (end <= last) {
      report.counts.missing += last + 1 - end
      report.add({
        kind: 'line deleted',
        verdict: 'MISSING',
        message: `the export holds ${this.#leaves.length} lines; ${seqRange(first, last)} are ${last + 1 - first}`,
      })
    } else if (end > last + 1) {
      report.counts.altered += end - last - 1
      report.add({
        kind: 'line inserted',
        verdict: 'ALTERED',
        message: `the export holds ${this.#leaves.length} lines; ${seqRange(first, last)} are ${last + 1 - first}`,
      })
    }
    const authorised: SeqRun[] = []
    let next = first
    for (const batch of this.#batches) {
      const entry = entryUnder(batch.entry, batch.ledger_proof, checkpoint, this.#hasher)
      const from = Math.max(entry.firstSeq, first)
      const to = Math.min(entry.firstSeq + entry.count, last + 1)
      const inside =
        entry.kind === 'events'
          ? this.#leaves.slice(from - first, to - first)
          : Array.from({ length: Math.max(0, to - from) }, (_, i) => this.#stones.get(from - first + i))
      const leaves = [...batch.before.map(hashFromBase64), ...inside, ...batch.after.map(hashFromBase64)]
      const fits =
        leaves.length === entry.count &&
        batch.before.length === from - entry.firstSeq &&
        leaves.every(leaf => leaf !== undefined) &&
        equalBytes(rootOfHashes(leaves, this.#hasher), entry.root)
      if (entry.kind === 'erasure') {
        if (fits) authorised.push({ first: from, end: to })
        continue
      }
      if (from !== next) throw malformed(`lacks the ledger entry of seq ${next}`)
      next = to
      if (fits) report.counts.verified += to - from
      else {
        report.counts.altered += inside.length
        report.add({
          kind: 'lines altered',
          verdict: 'ALTERED',
          seq: { first: from, last: to - 1 },
          entry: entry.batch,
          message: `${seqRange(from, to - 1)}: not the lines that were sealed as batch ${entry.batch}`,
        })
      }
    }
    if (next !== last + 1) throw malformed(`lacks the ledger entry of seq ${next}`)
    this.#judgeTombstones(first, authorised)
  }

  #judgeTombstones(first: number, authorised: readonly SeqRun[]): void {
    const runs: SeqRun[] = []
    for (const index of this.#stones.keys()) extendRuns(runs, first + index)
    const { counts } = this.#report
    const bare = subtractRuns(runs, authorised)
    const bareCount = lengthOf(bare)
    const shown = Math.min(this.#stones.size, counts.verified)
    counts.verified -= shown
    counts.erased += shown - Math.min(shown, bareCount)
    counts.altered += bareCount
    for (const run of bare) {
      this.#report.add({
        kind: 'erasure unauthorised',
        verdict: 'ALTERED',
        seq: { first: run.first, last: run.end - 1 },
        message: `${seqRange(run.first, run.end - 1)}: replaced by a tombstone that no erasure entry in the export covers`,
      })
    }
  }
}

/** Our own documents say their type or version first; no event has a field that sorts before these and starts so. */
function isTyped(line: Uint8Array): boolean {
  const head = fromUtf8(line.subarray(0, 8)) ?? ''
  return head.startsWith('{"type"') || head.startsWith('{"v"')
}

function tryJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? '')
  } catch {
    return undefined
  }
}

function claimedTenant(document: unknown): string {
  const line = (document as { line?: unknown }).line
  const tenant = (
    tryJson(new TextEncoder().encode(typeof line === 'string' ? line : '')) as
      | { tenant?: unknown }
      | undefined
  )?.tenant
  return typeof tenant === 'string' ? tenant : 'unknown'
}

async function* splitLines(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0)
  for await (const chunk of file) {
    const bytes = new Uint8Array(rest.length + chunk.length)
    bytes.set(rest)
    bytes.set(chunk, rest.length)
    let start = 0
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      yield bytes.subarray(start, end)
      start = end + 1
    }
    rest = bytes.slice(start)
  }
  if (rest.length > 0) yield rest
}

function malformed(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', `the export ${message}`)
}
