import type { FileFinding, FileReport, Severity, Walk } from '@tallystick/firewall'

export const FORMATS = ['text', 'json', 'ndjson', 'sarif'] as const
export type Format = (typeof FORMATS)[number]

/** A file's report with what of it is told. */
export type Reported = FileReport & {
  /** Findings that are bad enough and not in the baseline. */
  readonly shown: readonly FileFinding[]
}

/** What a scan came to. */
export type Summary = {
  readonly files: number
  readonly bytes: number
  readonly tookMs: number
  readonly binary: number
  readonly unreadable: number
  readonly failed: number
  readonly flagged: number
  /** Told, by severity and by type. */
  readonly findings: number
  readonly bySeverity: ReadonlyMap<Severity, number>
  readonly byType: ReadonlyMap<
    string,
    { readonly count: number; readonly severity: Severity; readonly files: number }
  >
  readonly belowSeverity: number
  readonly inBaseline: number
  /** Entries of the baseline that were not found any more. */
  readonly stale: number
  readonly stopped: boolean
  readonly walk: Omit<Walk, 'files' | 'close'>
}

/** Says what was found, in one of the formats. Text goes to `write`, and resolves when it is taken. */
export type Printer = {
  file(reported: Reported): Promise<void>
  end(summary: Summary): Promise<void>
}

export type Write = (text: string) => Promise<void>
