import { fdatasyncSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  formatBlocks,
  hasBlocks,
  type Sign,
  TallyError,
  tenantVerifierKey,
  timeFromMs,
  type VerifierKey,
} from '@tallystick/core'
import { release } from '../../release.ts'
import type { Crash } from '../crash.ts'
import { makeDirectory, readIfPresent, replaceFile, syncDirectory, writeWholly } from '../disk.ts'
import { blocksName, type Layout, list, listSegments, type SegmentFiles, segmentName } from '../layout.ts'
import { hashLines, merkleBlocks } from '../merkle.ts'
import { partialName } from '../segment/close.ts'
import type { Handles } from '../segment/handles.ts'
import type { LineChunk } from '../segment/read.ts'
import { cutToSealed, endOfClosed } from '../segment/tail.ts'
import type { SealedBatch } from '../types.ts'
import { rebuildBlocks } from './blocks.ts'
import { type Growth, Ledger, type LedgerOptions, MAX_GROWTH } from './ledger.ts'

export type SealLimits = {
  /** A batch is cut when it has this many events … */
  readonly batchEvents: number
  /** … or bytes of lines. */
  readonly batchBytes: number
  /** A segment is closed when it has this many bytes of lines … */
  readonly segmentBytes: number
  /** … or this age in milliseconds. */
  readonly segmentAge: number
}

export type SealContext = {
  readonly layout: Layout
  readonly limits: SealLimits
  /** Instance key. */
  readonly verifier: VerifierKey
  readonly sign: Sign
  readonly crash: Crash
  readonly handles: Handles
}

/** Lines that are durable in the write-ahead log, with their leaf hashes. */
type PendingChunk = LineChunk & { readonly leaves: Buffer }

type Batch = { readonly chunks: PendingChunk[]; readonly firstSeq: number; count: number; bytes: number }

/** Batches that are being sealed. Once decided they stay as they are until they are sealed, however often that has to be tried. */
type Decision = {
  readonly batches: readonly Batch[]
  readonly growth: Growth
  /** Records of the batches for the file of block hashes. */
  readonly blocks: Buffer
}

type OpenSegment = {
  readonly firstSeq: number
  bytes: number
  /** Bytes in its file of block hashes. */
  blockBytes: number
  /** Epoch milliseconds. */
  readonly since: number
}

/** Turns one tenant's durable lines into journal and ledger. Synchronous: it runs in a thread of its own. */
export class TenantSealer {
  readonly tenant: string
  readonly #context: SealContext
  readonly #directory: string
  readonly #ledger: Ledger
  /** First numbers of its segments, ascending; the last may be open. */
  readonly segments: number[] = []
  #segment: OpenSegment | undefined
  #pending: PendingChunk[] = []
  #decision: Decision | undefined
  /** Full segments that wait to be compressed. */
  readonly full: number[] = []
  /** Closed segments whose block hashes are missing. */
  readonly unblocked: number[] = []
  /** Bytes of segments on the disk. */
  journalBytes = 0
  #blockBytes = 0

  private constructor(tenant: string, context: SealContext, ledger: Ledger) {
    this.tenant = tenant
    this.#context = context
    this.#directory = context.layout.segments(tenant)
    this.#ledger = ledger
  }

  /**
   * Brings a tenant's journal and ledger into agreement after a start. `logEnd`: the number after its last event in the write-ahead log.
   * Rejects TALLY_JOURNAL_CORRUPT when a crash cannot explain what is there.
   */
  static async open(tenant: string, context: SealContext, logEnd: number): Promise<TenantSealer> {
    const sealer = new TenantSealer(tenant, context, await Ledger.open(ledgerOptions(tenant, context)))
    await sealer.#recoverSegments(logEnd)
    await sealer.#recoverBlocks()
    // Last, when all is known to be well: what does not fit is left as it was found.
    sealer.#ledger.removeLeftovers()
    return sealer
  }

  /** A tenant of which nothing is on the disk yet. Its folders are made when it is sealed first. */
  static fresh(tenant: string, context: SealContext): TenantSealer {
    return new TenantSealer(tenant, context, Ledger.empty(ledgerOptions(tenant, context)))
  }

  /** Every number below is sealed. */
  get sealedSeq(): number {
    return this.#ledger.nextSeq
  }

  get ledgerSize(): number {
    return this.#ledger.size
  }

  get ledgerBytes(): number {
    return this.#ledger.bytes + this.#blockBytes
  }

  get hasPending(): boolean {
    return this.#decision !== undefined || this.#pending.length > 0
  }

  /** Takes durable lines, which follow those it has. */
  add({ firstSeq, count, lines }: LineChunk): void {
    this.#pending.push({ firstSeq, count, lines, leaves: hashLines(lines, count) })
  }

  /**
   * Seals what is pending, at most MAX_GROWTH batches of it. Each step is durable before the next begins: segment lines, block hashes,
   * tiles, checkpoint.
   * When it throws nothing of it counts, and the next call tries the same batches again: it writes everything anew, because after a
   * failed sync the kernel may have dropped pages that it calls clean.
   */
  seal(now: number): SealedBatch[] {
    if (!this.hasPending) return []
    if (this.#decision === undefined) {
      // Not between two attempts: then lines that are not sealed stand at the end of the segment.
      if (this.#isFull(now)) this.#close()
      this.#decision = this.#decide(now)
    }
    const { batches, growth, blocks } = this.#decision
    const segment = this.#write(this.#decision, now)
    const bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0)
    segment.bytes += bytes
    segment.blockBytes += blocks.length
    this.journalBytes += bytes
    this.#blockBytes += blocks.length
    const sealed = this.#pending.splice(
      0,
      batches.reduce((sum, { chunks }) => sum + chunks.length, 0),
    )
    for (const { lines } of sealed) release(lines)
    this.#decision = undefined
    const { tenant } = this
    return batches.map(({ firstSeq, count, bytes }, i) => ({
      tenant,
      batch: growth.entries[i]!.batch,
      firstSeq,
      count,
      bytes,
    }))
  }

  /** Renews a checkpoint that is older than `renewAge` milliseconds; tells whether it had to. */
  renew(now: number, renewAge: number): boolean {
    const due = this.#decision === undefined && this.ledgerSize > 0 && now - this.#ledger.signedAt >= renewAge
    if (due) this.#ledger.renew(now)
    return due
  }

  /** Closes an open segment that has grown old. */
  closeOld(now: number): void {
    if (!this.hasPending && this.#isFull(now)) this.#close()
  }

  /** A segment was compressed. */
  closed({ plainBytes, bytes }: { readonly plainBytes: number; readonly bytes: number }): void {
    this.journalBytes += bytes - plainBytes
  }

  #decide(now: number): Decision {
    const { batchEvents, batchBytes } = this.#context.limits
    const batches: Batch[] = []
    let batch: Batch | undefined
    for (const chunk of this.#pending) {
      if (batch === undefined || batch.count >= batchEvents || batch.bytes >= batchBytes) {
        if (batches.length === MAX_GROWTH) break
        batch = { chunks: [], firstSeq: chunk.firstSeq, count: 0, bytes: 0 }
        batches.push(batch)
      }
      batch.chunks.push(chunk)
      batch.count += chunk.count
      batch.bytes += chunk.lines.length
    }
    const sealed = batches.map(({ firstSeq, count, chunks }) => ({
      firstSeq,
      count,
      ...merkleBlocks(chunks.map(({ leaves }) => leaves)),
    }))
    const blocks = Buffer.concat(
      sealed.filter(({ count }) => hasBlocks(count)).map(batch => formatBlocks(batch, batch.blocks)),
    )
    return { batches, growth: this.#ledger.plan(sealed, timeFromMs(now)), blocks }
  }

  #write(decision: Decision, now: number): OpenSegment {
    try {
      const segment = this.#writeLines(decision, now)
      this.#writeBlocks(segment, decision.blocks)
      this.#ledger.write(decision.growth)
      this.#ledger.publish(decision.growth, now)
      return segment
    } catch (error) {
      // Who mends the disk may put other files in their place.
      if (this.#segment !== undefined) this.#letGo(this.#segment)
      throw error
    }
  }

  #writeLines({ batches }: Decision, now: number): OpenSegment {
    const { handles, crash } = this.#context
    const segment = this.#segment ?? this.#openSegment(now)
    const fd = handles.get(this.#path(segment.firstSeq))
    let position = segment.bytes
    for (const { lines } of batches.flatMap(({ chunks }) => chunks)) {
      writeWholly(fd, lines, position)
      position += lines.length
      crash('segment.written')
    }
    fdatasyncSync(fd)
    crash('segment.synced')
    return segment
  }

  /** Appends to the file of block hashes. A crash may leave a part, or what is never published: nobody finds it, for it leads to no root. */
  #writeBlocks({ firstSeq, blockBytes }: OpenSegment, blocks: Buffer): void {
    if (blocks.length === 0) return
    const { handles, crash } = this.#context
    const fd = handles.get(this.#blocksPath(firstSeq))
    writeWholly(fd, blocks, blockBytes)
    crash('blocks.written')
    fdatasyncSync(fd)
    crash('blocks.synced')
  }

  #openSegment(now: number): OpenSegment {
    const firstSeq = this.sealedSeq
    const { handles, crash } = this.#context
    // Made first, and empty when no batch needs it: only what was lost is ever made anew.
    for (const path of [this.#blocksPath(firstSeq), this.#path(firstSeq)]) {
      makeDirectory(dirname(path))
      handles.get(path)
      syncDirectory(dirname(path))
    }
    crash('segment.made')
    this.segments.push(firstSeq)
    this.#segment = { firstSeq, bytes: 0, blockBytes: 0, since: now }
    return this.#segment
  }

  #isFull(now: number): boolean {
    if (this.#segment === undefined || this.#segment.bytes === 0) return false
    const { segmentBytes, segmentAge } = this.#context.limits
    return this.#segment.bytes >= segmentBytes || now - this.#segment.since >= segmentAge
  }

  #close(): void {
    const segment = this.#segment!
    this.#letGo(segment)
    this.full.push(segment.firstSeq)
    this.#segment = undefined
  }

  #letGo({ firstSeq }: OpenSegment): void {
    this.#context.handles.close(this.#path(firstSeq))
    this.#context.handles.close(this.#blocksPath(firstSeq))
  }

  async #recoverSegments(logEnd: number): Promise<void> {
    const found = listSegments(this.#directory)
    for (const { firstSeq, plain, closed } of found) {
      rmSync(join(this.#directory, partialName(firstSeq)), { force: true })
      // The compressed form was complete before it got its name.
      if (plain && closed) unlinkSync(this.#path(firstSeq))
    }
    const newest = found.at(-1)
    // Made for lines that were never sealed.
    if (newest?.firstSeq === this.sealedSeq && !newest.closed) {
      cutToSealed(this.#path(newest.firstSeq), newest.firstSeq, this.sealedSeq, logEnd)
      found.pop()
    }
    await this.#recoverLast(found.at(-1), logEnd)
    for (const { firstSeq, closed } of found) {
      this.segments.push(firstSeq)
      this.journalBytes += statSync(closed ? `${this.#path(firstSeq)}.zst` : this.#path(firstSeq)).size
      if (!closed && firstSeq !== this.#segment?.firstSeq) this.full.push(firstSeq)
    }
  }

  /**
   * What is missing of the block hashes is made anew: of the open segment now, of the others when there is time. They are a help, so what
   * cannot be read keeps nobody from starting.
   */
  async #recoverBlocks(): Promise<void> {
    const present = new Set(list(this.#context.layout.blocks(this.tenant)))
    // Made together with a segment of which nothing was sealed.
    for (const name of present)
      if (Number(name) >= this.sealedSeq) rmSync(join(this.#context.layout.blocks(this.tenant), name))
    for (const firstSeq of this.segments) {
      const isThere = present.has(blocksName(firstSeq))
      if (isThere) this.#blockBytes += statSync(this.#blocksPath(firstSeq)).size
      else if (firstSeq !== this.#segment?.firstSeq) this.unblocked.push(firstSeq)
      else await this.restoreBlocks(firstSeq).catch(() => {})
    }
    const open = this.#segment
    if (open !== undefined)
      open.blockBytes = statSync(this.#blocksPath(open.firstSeq), { throwIfNoEntry: false })?.size ?? 0
  }

  /** Makes the block hashes of a segment anew. */
  async restoreBlocks(firstSeq: number): Promise<void> {
    const { layout } = this.#context
    const next = this.segments[this.segments.indexOf(firstSeq) + 1]
    const blocks = await rebuildBlocks({
      tenant: this.tenant,
      firstSeq,
      endSeq: next ?? this.sealedSeq,
      directory: this.#directory,
      ledgerSize: this.ledgerSize,
      readFile: async path => readIfPresent(join(layout.log(this.tenant), path)),
    })
    makeDirectory(layout.blocks(this.tenant))
    replaceFile(this.#blocksPath(firstSeq), blocks)
    this.#blockBytes += blocks.length
  }

  /** The last segment must end where the ledger does. */
  async #recoverLast(last: SegmentFiles | undefined, logEnd: number): Promise<void> {
    const { sealedSeq } = this
    if (last !== undefined && !last.closed && last.firstSeq < sealedSeq) {
      const path = this.#path(last.firstSeq)
      const bytes = cutToSealed(path, last.firstSeq, sealedSeq, logEnd)
      this.#segment = { firstSeq: last.firstSeq, bytes, blockBytes: 0, since: statSync(path).birthtimeMs }
      return
    }
    const end =
      last === undefined
        ? 0
        : last.closed
          ? await endOfClosed(`${this.#path(last.firstSeq)}.zst`)
          : last.firstSeq
    if (end !== sealedSeq)
      throw new TallyError(
        'TALLY_JOURNAL_CORRUPT',
        `the journal of ${this.tenant} ends at line ${end}, but its ledger at ${sealedSeq}`,
      )
  }

  #blocksPath(firstSeq: number): string {
    return join(this.#context.layout.blocks(this.tenant), blocksName(firstSeq))
  }

  #path(firstSeq: number): string {
    return join(this.#directory, segmentName(firstSeq))
  }
}

function ledgerOptions(tenant: string, { layout, verifier, sign, crash }: SealContext): LedgerOptions {
  return { directory: layout.log(tenant), key: tenantVerifierKey(verifier, tenant), sign, crash }
}
