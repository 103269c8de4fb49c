import { fromUtf8, utf8 } from '../bytes.ts'
import { type Hash, type TreeHasher, treeHasher } from '../merkle/hasher.ts'
import type { ExportDocument } from '../record/export.ts'
import { parseLine } from '../record/line.ts'
import { type ProofVerdict, verifyProof } from '../record/proof-document.ts'
import type { VerifierKey } from '../tlog/verifier-key.ts'
import { ExportCheck, NO_PIN } from './exported.ts'
import { Report, type TenantReport } from './report.ts'

/**
 * Verifies what was exported: proof documents, one a line, and exports that carry their proof (docs/design/001-record-format.md, "Batch
 * proof", "Export with proof"), in memory for one batch. Lines that nothing vouches for give "cannot tell".
 */
export async function verifyExport(
  file: AsyncIterable<Uint8Array>,
  pin: VerifierKey | undefined,
  hash?: Hash,
): Promise<TenantReport[]> {
  const hasher = treeHasher(hash)
  const reports: TenantReport[] = []
  const proofs = new Map<string, ProofTally>()
  const stray = new StrayLines()
  let current: ExportCheck | undefined
  for await (const { bytes, number } of numberedLines(file)) {
    const document = isTyped(bytes)
      ? (tryJson(bytes) as { readonly type?: unknown } | null | undefined)
      : null
    const type = document?.type
    if (type === 'tallystick.proof') addProof(proofs, document, number, pin, hasher)
    else if (isExport(document)) {
      if (document.type === 'tallystick.export') {
        if (current !== undefined) reports.push(current.finish(false))
        current = new ExportCheck(document, pin, hasher)
      } else if (current === undefined) stray.add(bytes, number)
      else {
        current.addProof(document, number)
        if (document.type !== 'tallystick.export.end') continue
        reports.push(current.finish(true))
        current = undefined
      }
    } else if (bytes.length === 0) continue
    else if (current !== undefined) current.addLine(bytes, number)
    else stray.add(bytes, number)
  }
  if (current !== undefined) reports.push(current.finish(false))
  for (const [tenant, tally] of proofs) reports.push(finishProofs(tenant, tally))
  if (stray.count > 0) reports.push(stray.finish(reports.length > 0))
  return reports
}

/** Results of proof documents, by tenant. */
type ProofTally = {
  readonly report: Report
  readonly canTell: boolean
  /** The newest checkpoint that a proof led to. */
  checkpoint?: TenantReport['checkpoint']
}

function finishProofs(tenant: string, { report, canTell, checkpoint }: ProofTally): TenantReport {
  return report.finish(tenant, { canTell, ...(checkpoint === undefined ? {} : { checkpoint }) })
}

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
  const tally: ProofTally = proofs.get(tenant) ?? { report: new Report(), canTell: pin !== undefined }
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
  } else {
    report.counts[result.verdict === 'ERASED' ? 'erased' : 'verified']++
    rememberNewest(tally, result)
  }
}

function rememberNewest(
  tally: ProofTally,
  { checkpoint: { checkpoint, signedAt } }: Extract<ProofVerdict, { verdict: 'VERIFIED' | 'ERASED' }>,
): void {
  if ((tally.checkpoint?.size ?? 0) > checkpoint.size) return
  tally.checkpoint = signedAt === undefined ? checkpoint : { ...checkpoint, signedAt }
}

/** Lines that stand in no export: of a plain export, or of some other file. */
class StrayLines {
  readonly #report = new Report()
  count = 0

  add(bytes: Uint8Array, number: number): void {
    this.count++
    try {
      parseLine(bytes)
    } catch (error) {
      this.#report.add({
        kind: 'line altered',
        verdict: 'ALTERED',
        line: number,
        message: `line ${number} of the file: ${(error as Error).message}`,
      })
    }
  }

  /**
   * Beside evidence a line that is none was damaged; a file without any is a plain export, or something else, and nothing says what its
   * lines should be.
   */
  finish(besideEvidence: boolean): TenantReport {
    const report = besideEvidence ? this.#report : new Report()
    report.note(
      `nothing vouches for ${this.count === 1 ? 'one line' : `${this.count} lines`}: they are no export with its proof (tally export --proof)`,
    )
    return report.finish('unknown', { canTell: report.findings.length > 0 })
  }
}

function isExport(document: { readonly type?: unknown } | null | undefined): document is ExportDocument {
  return (
    document?.type === 'tallystick.export' ||
    document?.type === 'tallystick.export.batch' ||
    document?.type === 'tallystick.export.erasure' ||
    document?.type === 'tallystick.export.end'
  )
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

type NumberedLine = { readonly bytes: Uint8Array; readonly number: number }

/** What a proof document that was laid out over several lines may have; its two paths are of 64 hashes at most. */
const MAX_LAID_OUT_BYTES = 64 * 1024 * 1024
const MAX_LAID_OUT_LINES = 1_000
const BRACE_OPEN = 0x7b
const BRACE_CLOSE = 0x7d

/** Lines with their numbers, from 1. A proof document that somebody laid out over several lines, as `jq` does, comes as one. */
async function* numberedLines(file: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  let held: NumberedLine[] = []
  let size = 0
  let number = 0
  for await (const bytes of splitLines(file)) {
    const line = { bytes, number: ++number }
    if (held.length === 0 && !isAlone(bytes, BRACE_OPEN)) {
      yield line
      continue
    }
    held.push(line)
    size += bytes.length
    const closed = isAlone(bytes, BRACE_CLOSE)
    if (!closed && held.length < MAX_LAID_OUT_LINES && size < MAX_LAID_OUT_BYTES) continue
    yield* closed ? joined(held) : held
    held = []
    size = 0
  }
  yield* held
}

function isAlone(line: Uint8Array, byte: number): boolean {
  return line[0] === byte && (line.length === 1 || (line.length === 2 && line[1] === 0x0d))
}

/** A proof document of several lines as one line; anything else as it was. */
function joined(lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const document = tryJson(utf8(lines.map(({ bytes }) => fromUtf8(bytes) ?? '').join('\n')))
  const isProof = (document as { readonly type?: unknown } | undefined)?.type === 'tallystick.proof'
  return isProof ? [{ bytes: utf8(JSON.stringify(document)), number: lines[0]!.number }] : lines
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
