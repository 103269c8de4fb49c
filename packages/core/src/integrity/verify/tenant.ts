import { TallyError } from '../../errors.ts'
import { equalBytes } from '../bytes.ts'
import { type Hash, type TreeHasher, treeHasher } from '../merkle/hasher.ts'
import { openWithPin } from '../record/proof-document.ts'
import { type Checkpoint, parseCheckpointText } from '../tlog/checkpoint.ts'
import { parseNote } from '../tlog/note.ts'
import { keyForOrigin } from '../tlog/origin.ts'
import { formatKeyId, formatVerifierKey, type VerifierKey } from '../tlog/verifier-key.ts'
import { BlockFiles } from './blocks.ts'
import { LineCursor } from './cursor.ts'
import { ErasureCheck } from './erasures.ts'
import { type ExpectedBatch, expectedBatches, type Reach } from './expected.ts'
import { LedgerCheck } from './ledger.ts'
import { localise } from './localise.ts'
import type { SegmentRef, TenantReader } from './reader.ts'
import { type Finding, Report, seqRange, type TenantReport } from './report.ts'
import { lengthOf, type SeqRun } from './runs.ts'
import { lookBeyond } from './unsealed.ts'

export type VerifyOptions = {
  /** An older checkpoint of this tenant's log, kept elsewhere, that the log must be a continuation of. */
  readonly keptCheckpoint?: string
  /** SHA-256; native code makes verification several times faster. */
  readonly hash?: Hash
  /** Called about once per batch with the number of lines checked so far. */
  readonly onProgress?: (lines: number) => void
  readonly signal?: AbortSignal
}

/** A server seals about once a second; each round of catching up is much shorter than the one before. */
const MAX_ROUNDS = 50

type SignedCheckpoint = Checkpoint & { readonly signedAt?: number }

/**
 * Verifies one tenant's record against a pinned key (the instance's, or that tenant's log's), from the bytes of journal, ledger
 * and write-ahead log alone. Without a pin it checks what it can and answers "cannot tell".
 *
 * A server may be writing meanwhile. The checkpoint is read first, so that everything it covers stands on the disk already;
 * nothing beyond it is accused before a newer checkpoint has had the chance to explain it; and what looks wrong is read again,
 * from a fresh list of segments, before it is called so.
 *
 * Rejects TALLY_PROOF_INVALID when the kept checkpoint itself does not verify, and with whatever the reader rejects with.
 */
export async function verifyTenant(
  reader: TenantReader,
  pin: VerifierKey | undefined,
  options: VerifyOptions = {},
): Promise<TenantReport> {
  const hasher = treeHasher(options.hash)
  const report = new Report()
  const kept =
    options.keptCheckpoint === undefined ? undefined : openKept(options.keptCheckpoint, reader.tenant, pin)
  const run = new TenantRun(reader, pin, hasher, report, options)
  const checkpoint = await run.verify(kept)
  if (pin === undefined)
    report.note('no pinned key: whoever wrote these files could have written all of them anew')
  return report.finish(reader.tenant, {
    canTell: pin !== undefined,
    ...(checkpoint === undefined ? {} : { checkpoint }),
  })
}

class TenantRun {
  readonly #reader: TenantReader
  readonly #pin: VerifierKey | undefined
  readonly #hasher: TreeHasher
  readonly #report: Report
  readonly #options: VerifyOptions
  readonly #ledger: LedgerCheck
  readonly #erasures: ErasureCheck
  readonly #blocks: BlockFiles
  readonly #reach: Reach = { sealedSeq: 0, openEnd: false }

  constructor(
    reader: TenantReader,
    pin: VerifierKey | undefined,
    hasher: TreeHasher,
    report: Report,
    options: VerifyOptions,
  ) {
    this.#reader = reader
    this.#pin = pin
    this.#hasher = hasher
    this.#report = report
    this.#options = options
    this.#ledger = new LedgerCheck(reader, hasher, report)
    this.#erasures = new ErasureCheck(reader, hasher)
    this.#blocks = new BlockFiles(reader, hasher)
  }

  /** Resolves to the newest checkpoint that was checked; undefined when there is none that can be believed. */
  async verify(kept: Checkpoint | undefined): Promise<SignedCheckpoint | undefined> {
    const first = await this.#readCheckpoint()
    if (first === undefined) return undefined
    if (first !== 'none') return this.#followLog(first, kept)
    // A tenant without checkpoint is young, or was robbed of its ledger. Young ones stand in the write-ahead log.
    const { unsealed, suspicions } = await lookBeyond(this.#reader, 0, true, this.#hasher)
    if (suspicions.length > 0) {
      const now = await this.#readCheckpoint()
      if (now === undefined) return undefined
      if (now !== 'none') return this.#followLog(now, kept)
      this.#report.add({
        kind: 'checkpoint missing',
        verdict: 'MISSING',
        message:
          'checkpoint missing: the journal holds lines that are not in the write-ahead log, so there was a ledger',
      })
    }
    if (kept !== undefined) this.#rolledBack({ size: 0 }, kept)
    this.#report.counts.unsealed = unsealed
    return undefined
  }

  async #followLog(first: SignedCheckpoint, kept: Checkpoint | undefined): Promise<SignedCheckpoint> {
    let current = first
    let earlier: readonly Checkpoint[] = []
    if (kept !== undefined && kept.size <= first.size) earlier = [kept]
    else if (kept !== undefined) this.#rolledBack(first, kept)
    for (let round = 1; ; round++) {
      const from = this.#ledger.size
      const { missing } = await this.#ledger.extend(current, earlier)
      let suspicions: Finding[] = []
      let unsealed = 0
      if (missing === undefined) {
        if (this.#ledger.bound) await this.#verifyLines(from, this.#ledger.size)
        const beyond = await this.#lookBeyond()
        unsealed = beyond.unsealed
        suspicions = [...(await this.#unauthorisedErasures()), ...beyond.suspicions]
        earlier = [current]
      } else {
        suspicions.push({
          kind: 'tile missing',
          verdict: 'MISSING',
          tile: missing,
          message: `${missing} missing: entries of the ledger and their hashes are gone`,
        })
      }
      const newer = suspicions.length === 0 ? undefined : await this.#newerThan(current)
      if (newer !== undefined && round < MAX_ROUNDS) {
        current = newer
        continue
      }
      if (newer !== undefined)
        this.#report.note('the log grew faster than it could be followed; its newest lines were not checked')
      else for (const finding of suspicions) this.#report.add(finding)
      this.#settle(unsealed, newer === undefined ? suspicions : [])
      return current
    }
  }

  /** Checks the lines of entries [from, to), batch by batch. */
  async #verifyLines(from: number, to: number): Promise<void> {
    const batches = expectedBatches(this.#ledger.entries(from, to), this.#reach, this.#report, entry =>
      this.#erasures.addEntry(entry),
    )
    let segments = await this.#reader.segments()
    const counted = this.#report.findings.length === 0
    let cursor = await LineCursor.at(this.#reader, segments, this.#hasher, this.#reach.sealedSeq, counted)
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      this.#options.signal?.throwIfAborted()
      const batch = next.value
      const { position } = cursor
      const hashed =
        batch.root === undefined ? undefined : await cursor.hashBatch(batch.firstSeq, batch.count)
      if (hashed !== undefined && batch.root !== undefined && equalBytes(hashed.root, batch.root)) {
        this.#countErased(hashed.erased)
        this.#report.counts.verified += batch.count - lengthOf(hashed.erased)
        await this.#blocks.find(batch, segments)
      } else {
        await cursor.close()
        const firstSeq = segments[position.segment]?.firstSeq
        segments = await this.#reader.segments()
        const segment = segments.findIndex(candidate => candidate.firstSeq === firstSeq)
        cursor = await this.#localise(batch, batches, segments, { segment, line: position.line })
      }
      this.#options.onProgress?.(this.#reach.sealedSeq)
    }
    await cursor.close()
  }

  /**
   * Looks closely at everything from a batch that did not verify to the next segment that starts with a batch, and goes on
   * from there.
   */
  async #localise(
    batch: ExpectedBatch,
    rest: AsyncGenerator<ExpectedBatch>,
    segments: readonly SegmentRef[],
    position: { readonly segment: number; readonly line: number },
  ): Promise<LineCursor> {
    const batches = [batch]
    let end = batch.firstSeq + batch.count
    let untilSegment = segments.findIndex(segment => segment.firstSeq === end)
    while (untilSegment < 0) {
      const next = await rest.next()
      if (next.done) untilSegment = segments.length
      else {
        batches.push(next.value)
        end = next.value.firstSeq + next.value.count
        untilSegment = segments.findIndex(segment => segment.firstSeq === end)
      }
    }
    const stretch = {
      tenant: this.#reader.tenant,
      batches,
      first: batch.firstSeq,
      end,
      segments,
      untilSegment,
    }
    const start =
      position.segment >= 0
        ? await LineCursor.resume(this.#reader, segments, this.#hasher, position)
        : await LineCursor.at(this.#reader, segments, this.#hasher, batch.firstSeq, false)
    this.#countErased(await localise(stretch, start, this.#blocks, this.#hasher, this.#report))
    await start.close()
    return new LineCursor(this.#reader, segments, this.#hasher, untilSegment)
  }

  #countErased(runs: readonly SeqRun[]): void {
    const { tombstones } = this.#erasures
    for (const run of runs) {
      const last = tombstones.at(-1)
      if (last?.end === run.first) last.end = run.end
      else tombstones.push(run)
    }
  }

  async #unauthorisedErasures(): Promise<Finding[]> {
    const runs = await this.#erasures.unauthorised()
    return runs.map(({ first, end }) => ({
      kind: 'erasure unauthorised',
      verdict: 'ALTERED',
      seq: { first, last: end - 1 },
      message: `${seqRange(first, end - 1)}: replaced by a tombstone that no erasure entry of the ledger covers`,
    }))
  }

  async #lookBeyond(): Promise<{ unsealed: number; suspicions: readonly Finding[] }> {
    // Where the last entries are lost nobody can say which lines they covered.
    if (this.#reach.openEnd || !this.#ledger.bound) return { unsealed: 0, suspicions: [] }
    return lookBeyond(this.#reader, this.#reach.sealedSeq, this.#report.findings.length === 0, this.#hasher)
  }

  /** Final counts, once it is clear what is to be believed. */
  #settle(unsealed: number, accused: readonly Finding[]): void {
    const { counts } = this.#report
    const unauthorised = accused
      .filter(({ kind }) => kind === 'erasure unauthorised')
      .reduce((sum, { seq }) => sum + (seq === undefined ? 0 : seq.last - seq.first + 1), 0)
    counts.erased = lengthOf(this.#erasures.tombstones) - unauthorised
    counts.altered += unauthorised
    const foreign = accused
      .filter(({ kind }) => kind === 'ledger rolled back' || kind === 'line altered')
      .reduce((sum, { seq }) => sum + (seq === undefined ? 0 : seq.last - seq.first + 1), 0)
    counts.altered += foreign
    counts.unsealed = Math.max(0, unsealed - foreign)
    this.#blocks.report(this.#report)
    if (!this.#ledger.bound)
      this.#report.note('the lines were not checked: no checkpoint vouches for the ledger’s entries')
  }

  #rolledBack(now: { readonly size: number }, kept: Checkpoint): void {
    this.#report.add({
      kind: 'ledger rolled back',
      verdict: 'MISSING',
      message: `ledger rolled back: it has ${now.size} entries and the kept checkpoint ${kept.size}; entries ${now.size}\u2013${kept.size - 1} and the lines they covered are cut off`,
    })
  }

  async #newerThan(current: Checkpoint): Promise<SignedCheckpoint | undefined> {
    const now = await this.#readCheckpoint()
    return now !== undefined && now !== 'none' && now.size > current.size ? now : undefined
  }

  /** The checkpoint as it stands; undefined, with the finding reported, when it cannot be believed. */
  async #readCheckpoint(): Promise<SignedCheckpoint | 'none' | undefined> {
    const note = await this.#reader.checkpoint()
    if (note === undefined) return 'none'
    const opened = openCheckpointOf(note, this.#reader.tenant, this.#pin)
    if (!('kind' in opened)) return opened
    this.#report.add(opened)
    return undefined
  }
}

/** A checkpoint that verifies with the pin (with none: that parses), or what is wrong with it. */
function openCheckpointOf(
  note: string,
  tenant: string,
  pin: VerifierKey | undefined,
): SignedCheckpoint | Finding {
  try {
    const { text, signatures } = parseNote(note)
    const claimed = parseCheckpointText(text)
    if (!claimed.origin.endsWith(`/${tenant}`)) {
      return {
        kind: 'checkpoint altered',
        verdict: 'ALTERED',
        message: `checkpoint altered: it is of the log ${claimed.origin}, not of tenant ${tenant}`,
      }
    }
    if (pin === undefined) return claimed
    const key = keyForOrigin(pin, claimed.origin)
    if (key === undefined || !signatures.some(({ name, id }) => name === key.name && id === key.id)) {
      const signers = signatures.map(({ name, id }) => `${name}+${formatKeyId(id)}`)
      return {
        kind: 'checkpoint signed by another key',
        verdict: 'ALTERED',
        message: `checkpoint signed by another key: by ${signers.join(', ')}; the pinned key is ${formatVerifierKey(key ?? pin)}`,
      }
    }
    const { checkpoint, signedAt } = openWithPin(note, pin)
    return signedAt === undefined ? checkpoint : { ...checkpoint, signedAt }
  } catch (error) {
    if (!(error instanceof TallyError)) throw error
    return { kind: 'checkpoint altered', verdict: 'ALTERED', message: `checkpoint altered: ${error.message}` }
  }
}

function openKept(note: string, tenant: string, pin: VerifierKey | undefined): Checkpoint {
  const opened = openCheckpointOf(note, tenant, pin)
  if ('kind' in opened)
    throw new TallyError('TALLY_PROOF_INVALID', `the kept checkpoint does not verify: ${opened.message}`)
  return opened
}
