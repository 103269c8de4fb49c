import type { ReadTile } from '../tlog/tile-reader.ts'

/** One segment of a tenant's journal, in whatever form it stands on the disk. */
export type SegmentRef = {
  /** Sequence number it is named by. */
  readonly firstSeq: number
  /** For people: the name without folder and extension. */
  readonly name: string
}

/**
 * Bytes of a segment, or the news that some of them cannot be read (a compressed frame that does not decode), after which
 * the bytes go on at the start of a line.
 */
export type SegmentChunk = Uint8Array | { readonly damage: string }

/** Lines of one frame of the write-ahead log, each ended by a line feed. */
export type WalLines = { readonly firstSeq: number; readonly lines: Uint8Array }

/** What verification reads of one tenant. Every method reads afresh: a server may be writing meanwhile. */
export interface TenantReader {
  readonly tenant: string
  /** The checkpoint as it stands now; undefined when there is none. */
  checkpoint(): Promise<string | undefined>
  /** A tile or entry bundle of the ledger by its path (`tile/…`); undefined when there is none. */
  readonly tile: ReadTile
  /** Segments that stand now, ascending by first sequence number, each once. */
  segments(): Promise<readonly SegmentRef[]>
  /** A segment's bytes after decompression, in chunks of any size. Nothing when it is gone. */
  lines(segment: SegmentRef): AsyncIterable<SegmentChunk>
  /** Hashes of the blocks of a segment's lines, kept beside the ledger, by the segment's name; undefined when there are none. */
  blocks(segment: string): Promise<Uint8Array | undefined>
  /** This tenant's lines in the write-ahead log, in the order in which they stand there. */
  wal(): AsyncIterable<WalLines>
}
