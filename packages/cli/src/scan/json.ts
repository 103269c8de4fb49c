import type { FileFinding } from '@tallystick/firewall'
import { jsonLine } from '../output/sanitize.ts'
import type { Printer, Reported, Summary, Write } from './types.ts'

/** A finding as it travels: snake_case, and without what only this machine can compare. */
function findingOf(finding: FileFinding): object {
  const { scanner, type, family, rule, line, column, endLine, endColumn, start, end } = finding
  const { severity, score, encoding, reason, validator, hmac, fingerprint, excerpt, value } = finding
  return {
    type,
    family,
    severity,
    score,
    scanner,
    rule,
    reason,
    ...(validator === undefined ? {} : { validator }),
    encoding,
    line,
    column,
    end_line: endLine,
    end_column: endColumn,
    start,
    end,
    excerpt,
    hmac,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(value === undefined ? {} : { value }),
  }
}

export function fileOf({ file, outcome, result, lines, bytes, error, shown }: Reported): object {
  return {
    file: file.path,
    file_path: file.relative,
    ...(file.repo === undefined ? {} : { repo: file.repo }),
    outcome,
    ...(error === undefined ? {} : { error }),
    ...(result === undefined
      ? {}
      : {
          id: result.id,
          score: result.score,
          severity: result.severity,
          flags: result.flags,
          reasons: result.reasons,
          action: result.action,
          input_hash: result.input_hash,
          latency_ms: result.latency_ms,
        }),
    bytes,
    line_count: lines.count,
    avg_line_len: Math.round(lines.average * 100) / 100,
    max_line_len: lines.longest,
    findings: shown.map(findingOf),
  }
}

export function summaryOf(summary: Summary): object {
  const { walk, bySeverity, byType } = summary
  const left: Record<string, number> = {}
  for (const { reason } of walk.leftOut) left[reason] = (left[reason] ?? 0) + 1
  return {
    files: summary.files,
    bytes: summary.bytes,
    took_ms: Math.round(summary.tookMs),
    findings: summary.findings,
    by_severity: Object.fromEntries(bySeverity),
    by_type: Object.fromEntries([...byType].map(([type, { count }]) => [type, count])),
    below_severity: summary.belowSeverity,
    in_baseline: summary.inBaseline,
    stale_in_baseline: summary.stale,
    binary: summary.binary,
    unreadable: summary.unreadable,
    failed: summary.failed,
    left_out: left,
    failures: walk.failures,
    without_git: walk.withoutGit,
    stopped: summary.stopped,
  }
}

/** Whether a file has something to be told: of the others the summary has the number. */
export const isTelling = ({ outcome, shown }: Reported): boolean =>
  shown.length > 0 || outcome === 'unreadable' || outcome === 'failed'

/** A line for each file with something to tell, and one with the summary. */
export function ndjsonPrinter(write: Write): Printer {
  return {
    file: async reported => {
      if (isTelling(reported)) await write(jsonLine(fileOf(reported)))
    },
    end: summary => write(jsonLine({ summary: summaryOf(summary) })),
  }
}

/** One document: `{files, summary}`. */
export function jsonPrinter(write: Write): Printer {
  const files: object[] = []
  return {
    file: async reported => {
      if (isTelling(reported)) files.push(fileOf(reported))
    },
    end: summary => write(`${JSON.stringify({ files, summary: summaryOf(summary) }, null, 2)}\n`),
  }
}
