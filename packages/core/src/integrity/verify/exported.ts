import { TallyError } from '../../errors.ts'
import { equalBytes, hashFromBase64 } from '../bytes.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { type KnownLeaf, rootFromSubset } from '../merkle/subset.ts'
import type { LedgerEntry } from '../record/entry.ts'
import type { ExportBatch, ExportDocument, ExportErasure, ExportHeader } from '../record/export.ts'
import { claimedSeq, looksErased, parseLine } from '../record/line.ts'
import { entryUnder, openWithPin } from '../record/proof-document.ts'
import type { OpenedCheckpoint } from '../tlog/checkpoint.ts'
import type { VerifierKey } from '../tlog/verifier-key.ts'
import { Report, seqRange, type TenantReport } from './report.ts'
import { extendRuns, lengthOf, type SeqRun, subtractRuns } from './runs.ts'

/** Said of anything that is checked without a pin. */
export const NO_PIN = 'no pinned key: whoever wrote this file could have written all of it'

/** A line that waits for what proves it. */
type Waiting = { readonly seq: number; readonly leaf: Uint8Array; readonly stone: Uint8Array | undefined }

/** Checks an export that carries its proof, line by line as it is read. */
export class ExportCheck {
  readonly #hasher: TreeHasher
  readonly #report = new Report()
  readonly #tenant: string
  readonly #checkpoint: OpenedCheckpoint | undefined
  readonly #canTell: boolean
  /** Lines of the batch that is being read. */
  #waiting: Waiting[] = []
  /** Lines of it that are none of ours. */
  #unreadable = 0
  /** Lines read, and where the last batch began in the file. */
  #count = 0
  #batchStart = 0
  /** Proven lines: how many, and their first and last numbers. */
  #proven = 0
  #first: number | undefined
  #last = -1
  /** Number after the last batch. */
  #next = 0
  /** Proven tombstones, ascending: what each contributes to an erasure. */
  readonly #stones: { readonly seq: number; readonly leaf: Uint8Array }[] = []
  readonly #authorised: SeqRun[] = []

  constructor(header: ExportHeader, pin: VerifierKey | undefined, hasher: TreeHasher) {
    this.#hasher = hasher
    this.#tenant = typeof header.tenant === 'string' ? header.tenant : 'unknown'
    this.#canTell = pin !== undefined
    if (pin === undefined) this.#report.note(NO_PIN)
    else this.#checkpoint = this.#open(header, pin)
  }

  #open(header: ExportHeader, pin: VerifierKey): OpenedCheckpoint | undefined {
    try {
      const opened = openWithPin(textOf(header.checkpoint), pin)
      const { origin } = opened.checkpoint
      if (!origin.endsWith(`/${this.#tenant}`))
        throw malformed(`is of tenant ${this.#tenant}, its checkpoint of ${origin}`)
      return opened
    } catch (error) {
      this.#accuse('checkpoint altered', `the first line of the export does not verify: ${messageOf(error)}`)
      return undefined
    }
  }

  addLine(bytes: Uint8Array, number: number): void {
    if (this.#waiting.length === 0 && this.#unreadable === 0) this.#batchStart = number
    this.#count++
    if (this.#checkpoint === undefined) return
    try {
      // A line that leads to the root is the one that was sealed, so of others than tombstones the number is enough.
      const stone = looksErased(bytes) ? parseLine(bytes).tombstone : undefined
      const seq = stone?.seq ?? claimedSeq(bytes)
      if (seq === undefined) throw malformed('holds a line without a seq')
      const leaf = this.#hasher.leaf(bytes)
      this.#waiting.push({ seq, leaf: stone?.leaf ?? leaf, stone: stone && leaf })
    } catch (error) {
      this.#unreadable++
      this.#accuse('line altered', `line ${number} of the file: ${messageOf(error)}`, number)
    }
  }

  /** Takes what follows the lines; `number` is its line in the file. */
  addProof(document: Exclude<ExportDocument, ExportHeader>, number: number): void {
    if (this.#checkpoint === undefined) return
    try {
      if (document.type === 'tallystick.export.batch') this.#addBatch(document, number)
      else if (document.type === 'tallystick.export.erasure') this.#addErasure(document)
      else this.#addEnd(document.count)
    } catch (error) {
      this.#accuse('ledger altered', `line ${number} of the file: ${messageOf(error)}`, number)
      this.#giveUp()
    }
  }

  #addBatch(batch: ExportBatch, number: number): void {
    const entry = this.#entryOf(batch, 'events')
    const lines = this.#waiting
    const leaves = lines.map(({ seq, leaf }) => ({ index: seq - entry.firstSeq, hash: leaf }))
    const fits = this.#unreadable === 0 && this.#leadsTo(entry, leaves, batch)
    const where = `lines ${this.#batchStart}\u2013${number - 1} of the file`
    const range = seqRange(entry.firstSeq, entry.firstSeq + entry.count - 1)
    if (!fits) {
      this.#accuse(
        'lines altered',
        `${where}: not the lines that were sealed as batch ${entry.batch} (${range}): at least one was altered, left out, added or moved`,
        this.#batchStart,
        entry.batch,
      )
      this.#giveUp()
    } else if (entry.firstSeq < this.#next) {
      this.#accuse('line inserted', `${where}: batch ${entry.batch} (${range}) stands here out of its order`)
      this.#giveUp()
    } else this.#prove(lines)
    this.#next = Math.max(this.#next, entry.firstSeq + entry.count)
    this.#forget()
  }

  #prove(lines: readonly Waiting[]): void {
    const { counts } = this.#report
    this.#first ??= lines[0]!.seq
    this.#last = lines.at(-1)!.seq
    this.#proven += lines.length
    for (const { seq, stone } of lines) {
      if (stone === undefined) counts.verified++
      else this.#stones.push({ seq, leaf: stone })
    }
  }

  #addErasure(erasure: ExportErasure): void {
    const entry = this.#entryOf(erasure, 'erasure')
    const end = entry.firstSeq + entry.count
    const covered = this.#stones.filter(({ seq }) => seq >= entry.firstSeq && seq < end)
    const leaves = covered.map(({ seq, leaf }) => ({ index: seq - entry.firstSeq, hash: leaf }))
    if (this.#leadsTo(entry, leaves, erasure)) this.#authorised.push({ first: entry.firstSeq, end })
  }

  #addEnd(count: number): void {
    if (this.#waiting.length + this.#unreadable > 0) {
      this.#accuse(
        'line inserted',
        `${this.#waiting.length + this.#unreadable} lines, from line ${this.#batchStart} of the file on, that no ledger entry follows`,
        this.#batchStart,
      )
      this.#giveUp()
      this.#forget()
    }
    const gap = count - this.#count
    if (gap === 0) return
    if (gap > 0) this.#report.counts.missing += gap
    this.#report.add({
      kind: gap > 0 ? 'line deleted' : 'line inserted',
      verdict: gap > 0 ? 'MISSING' : 'ALTERED',
      message: `the export holds ${this.#count} lines; its last line says that they are ${count}`,
    })
  }

  /** `whole`: its last line was there. */
  finish(whole: boolean): TenantReport {
    const report = this.#report
    if (!whole && this.#checkpoint !== undefined) {
      this.#giveUp()
      report.add({
        kind: 'tail cut off',
        verdict: 'MISSING',
        message: `the export ends without its last line: it was cut off, or its writing broke off${this.#last < 0 ? '' : `, after seq ${this.#last}`}`,
      })
    }
    this.#judgeTombstones()
    if (this.#proven > 0) report.note(this.#extent())
    if (this.#checkpoint === undefined) return report.finish(this.#tenant, { canTell: this.#canTell })
    const { checkpoint, signedAt } = this.#checkpoint
    return report.finish(this.#tenant, {
      canTell: true,
      checkpoint: signedAt === undefined ? checkpoint : { ...checkpoint, signedAt },
    })
  }

  /** What the proven lines are of the record. */
  #extent(): string {
    const span = this.#last - this.#first! + 1
    const range = seqRange(this.#first!, this.#last)
    return span === this.#proven
      ? `complete: it holds every line of ${range}`
      : `a selection: it holds ${this.#proven} of the ${span} lines of ${range}; whether it lacks one that was asked for cannot be told from it`
  }

  #judgeTombstones(): void {
    const runs: SeqRun[] = []
    for (const { seq } of this.#stones) extendRuns(runs, seq)
    const bare = subtractRuns(runs, this.#authorised)
    const { counts } = this.#report
    counts.altered += lengthOf(bare)
    counts.erased += this.#stones.length - lengthOf(bare)
    for (const { first, end } of bare)
      this.#report.add({
        kind: 'erasure unauthorised',
        verdict: 'ALTERED',
        seq: { first, last: end - 1 },
        message: `${seqRange(first, end - 1)}: replaced by a tombstone that no erasure entry in the export covers`,
      })
  }

  #entryOf(proof: ExportBatch | ExportErasure, kind: LedgerEntry['kind']): LedgerEntry {
    const entry = entryUnder(textOf(proof.entry), proof.ledger_proof, this.#checkpoint!, this.#hasher)
    if (entry.kind !== kind) throw malformed(`needs an entry of kind ${kind}, not ${entry.kind}`)
    return entry
  }

  #leadsTo(entry: LedgerEntry, leaves: readonly KnownLeaf[], proof: ExportBatch | ExportErasure): boolean {
    const root = rootFromSubset(leaves, entry.count, proof.hashes.map(hashFromBase64), this.#hasher)
    return root !== undefined && equalBytes(root, entry.root)
  }

  /** Lines that wait cannot be proven any more. */
  #giveUp(): void {
    this.#report.counts.altered += this.#waiting.length + this.#unreadable
    this.#forget()
  }

  #forget(): void {
    this.#waiting = []
    this.#unreadable = 0
  }

  #accuse(
    kind: 'checkpoint altered' | 'ledger altered' | 'line altered' | 'lines altered' | 'line inserted',
    message: string,
    line?: number,
    entry?: number,
  ): void {
    this.#report.add({
      kind,
      verdict: 'ALTERED',
      ...(line === undefined ? {} : { line }),
      ...(entry === undefined ? {} : { entry }),
      message,
    })
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw malformed('lacks a text')
  return value
}

/** Why a check failed. What is of another shape than ours breaks a check with a TypeError; anything else is a fault of the program. */
function messageOf(error: unknown): string {
  if (error instanceof TallyError) return error.message
  if (error instanceof TypeError) return 'it has not the members that it should have'
  throw error
}

function malformed(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', `the export ${message}`)
}
