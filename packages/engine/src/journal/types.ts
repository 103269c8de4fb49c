import type { SeqRange } from '../ports/event-store.ts'
import type { ExportAbout } from './export/export.ts'

/** Receipt of a durable append. Sequence numbers are consecutive per tenant. */
export type Receipt = {
  readonly tenant: string
  readonly firstSeq: number
  readonly count: number
}

/** A client’s own numbering: `sequence` is the number of the first event of the batch, consecutive from there. */
export type WriterPosition = { readonly writer: string; readonly sequence: number }

export type AppendRequest = {
  readonly tenant: string
  readonly count: number
  /** Epoch milliseconds at which the events were received. */
  readonly received: number
  /** The writer and the number of the last event of its batch: what `writerSequence` answers from now on. */
  readonly writer?: { readonly writer: string; readonly last: number }
  /**
   * Gives the `count` canonical lines, each ended by a line feed. Called once, synchronously, when the numbers are known. The buffer is the
   * journal's from then on: it is handed to another thread without a copy, and must not be read or written any more.
   */
  readonly encode: (firstSeq: number) => Buffer
}

/** A batch that is sealed: on the disk, in the ledger and under a signed checkpoint. */
export type SealedBatch = {
  readonly tenant: string
  readonly batch: number
  readonly firstSeq: number
  readonly count: number
  /** Bytes of its lines. */
  readonly bytes: number
}

export type TenantJournalState = {
  readonly tenant: string
  /** Next sequence number to be given. */
  readonly nextSeq: number
  /** Every number below is sealed. */
  readonly sealedSeq: number
  /** Entries in the ledger. */
  readonly ledgerSize: number
}

export interface Journal {
  /** Instance vkey to pin (docs/design/001-record-format.md). */
  readonly verifierKey: string
  /** Resolves once durable. Rejects TALLY_JOURNAL_WRITE / TALLY_INGEST_OVERLOADED / TALLY_JOURNAL_CLOSED, having taken nothing in. */
  append(request: AppendRequest): Promise<Receipt>
  /** Last sequence taken in from a writer, or undefined. Covers appends still in flight. */
  writerSequence(tenant: string, writer: string): number | undefined
  /** Called before each append resolves, in order per tenant; not for what an earlier process had made durable. */
  onDurable(listener: (receipt: Receipt) => void): void
  /** Called after each batch is sealed and durable, in order per tenant. */
  onSealed(listener: (batch: SealedBatch) => void): void
  tenants(): TenantJournalState[]
  state(tenant: string): TenantJournalState | undefined
  /** Sealed lines from `fromSeq` (inclusive) to `toSeq` (exclusive), in chunks of whole lines of about `chunkBytes`. */
  read(
    tenant: string,
    fromSeq: number,
    toSeq: number,
    chunkBytes?: number,
  ): AsyncIterable<{ firstSeq: number; count: number; lines: Buffer }>
  /**
   * The sealed lines of these numbers (ascending, disjoint) with what proves them, in pieces of NDJSON (docs/design/001-record-format.md,
   * "Export with proof"). `about` is told in its first line. Rejects TALLY_PROOF_UNSEALED when nothing is sealed.
   */
  export(about: ExportAbout, ranges: readonly SeqRange[], signal?: AbortSignal): AsyncIterable<Buffer>
  /** Proof document of docs/design/001-record-format.md. Rejects TALLY_PROOF_UNSEALED, TALLY_EVENT_NOT_FOUND. */
  prove(tenant: string, seq: number): Promise<import('@tallystick/core').ProofDocument>
  /** `checkpoint` or a tile path of docs/design/001-record-format.md as bytes; undefined for anything else. */
  ledgerFile(tenant: string, path: string): Promise<Buffer | undefined>
  /** Resolves when everything appended before the call is sealed. */
  flush(): Promise<void>
  stats(): JournalStats
  /** Seals what is durable, stops the sealer, closes files, releases the lock. */
  close(): Promise<void>
}

export type JournalStats = {
  /** Bytes on the disk by part. */
  readonly walBytes: number
  readonly journalBytes: number
  readonly ledgerBytes: number
  /** Events durable but not sealed. */
  readonly unsealed: number
  /** Set while the WAL refuses writes: the reason. */
  readonly writeError?: string
  /** Set while durable events cannot be sealed, or full segments not compressed: the reason. Nothing is lost; it is tried again. */
  readonly sealError?: string
}
