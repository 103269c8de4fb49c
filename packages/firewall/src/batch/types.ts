import type { Finding, ScanResult } from '../types.ts'

/** A file that is to be scanned. */
export type SourceFile = {
  /** As the person named it or would name it. Bytes that are no UTF-8 are written `\xff`. */
  readonly path: string
  /** From the root of its repository, else from the working directory; with forward slashes. The same wherever the scan is started. */
  readonly relative: string
  /** `relative` as a relative reference of RFC 3986: bytes that are no UTF-8 are kept. */
  readonly uri: string
  /** Name of its repository: `github.com/owner/name` from its remote, else that of its folder. */
  readonly repo?: string
  /** Bytes, as far as is known before reading. */
  readonly size: number
  /** Its content in pieces of at most a few MiB. */
  read(): AsyncIterable<Buffer>
}

/** Why something that was met is not scanned. */
export const LEFT_OUT = ['excluded', 'built_in', 'submodule', 'repository', 'link', 'special'] as const
export type LeftOutReason = (typeof LEFT_OUT)[number]

/** What there is to scan below the paths that were named. */
export type Walk = {
  readonly files: readonly SourceFile[]
  /** The folders that were named, as `SourceFile.relative` begins for what is in them: empty or ending in a slash. */
  readonly roots: readonly string[]
  readonly leftOut: readonly { readonly path: string; readonly reason: LeftOutReason }[]
  /** What could not be looked into. It is not scanned, and so nobody knows what is in it. */
  readonly failures: readonly { readonly path: string; readonly message: string }[]
  /** Folders of which every file was taken because git could not be asked what it ignores, and why. */
  readonly withoutGit: readonly { readonly path: string; readonly why: string }[]
  /** Ends what reading the files may need. */
  close(): void
}

/** A finding in a file. Lines and columns count from 1, columns in UTF-16 code units. */
export type FileFinding = Omit<Finding, 'start' | 'end'> & {
  /** In the decoded text of the whole file. */
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** A part of its line in which every finding stands as `[type]`. */
  readonly excerpt: string
  /** HMAC-SHA-256 of the value under the caller's key, 32 hex digits; only when there is one. */
  readonly fingerprint?: string
  /** What was found; only when the caller asked for it. */
  readonly value?: string
}

export type LineStatistics = {
  readonly count: number
  /** In UTF-16 code units, without line ends. */
  readonly average: number
  readonly longest: number
}

/** `failed`: read, but at least one scanner gave no answer. `unreadable`: not, or not to its end. */
export type FileOutcome = 'clean' | 'flagged' | 'failed' | 'unreadable' | 'binary'

/** What became of one file. */
export type FileReport = {
  readonly file: SourceFile
  readonly outcome: FileOutcome
  /** Of the whole file; absent when nothing of it could be scanned. */
  readonly result?: ScanResult
  readonly findings: readonly FileFinding[]
  /** Findings less severe than was asked for. */
  readonly quiet: number
  readonly lines: LineStatistics
  /** Bytes that were read. */
  readonly bytes: number
  /** In words, for `failed` and `unreadable`. */
  readonly error?: string
}
