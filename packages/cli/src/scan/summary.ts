import type { FileReport, Severity, Walk } from '@tallystick/firewall'
import { isAtLeast } from './severity.ts'
import type { Reported, Summary } from './types.ts'

type TypeCount = { count: number; severity: Severity; files: number }

/** Adds up what was scanned and found. */
export class Totals {
  #files = 0
  #bytes = 0
  #flagged = 0
  #findings = 0
  #belowSeverity = 0
  #inBaseline = 0
  readonly #outcomes = new Map<FileReport['outcome'], number>()
  readonly #bySeverity = new Map<Severity, number>()
  readonly #byType = new Map<string, TypeCount>()

  add({ outcome, bytes, findings, shown, quiet }: Reported): void {
    if (outcome !== 'binary' && outcome !== 'unreadable') this.#files++
    this.#bytes += bytes
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1)
    this.#belowSeverity += quiet
    this.#inBaseline += findings.length - shown.length
    if (shown.length > 0) this.#flagged++
    this.#findings += shown.length
    const here = new Set<string>()
    for (const { severity, type } of shown) {
      this.#bySeverity.set(severity, (this.#bySeverity.get(severity) ?? 0) + 1)
      const known = this.#byType.get(type) ?? { count: 0, severity, files: 0 }
      known.count++
      if (!here.has(type)) known.files++
      here.add(type)
      if (isAtLeast(severity, known.severity)) known.severity = severity
      this.#byType.set(type, known)
    }
  }

  get files(): number {
    return this.#files
  }

  get findings(): number {
    return this.#findings
  }

  summary(walk: Walk, rest: Pick<Summary, 'tookMs' | 'stale' | 'stopped'>): Summary {
    const { leftOut, failures, withoutGit, roots } = walk
    const of = (outcome: FileReport['outcome']): number => this.#outcomes.get(outcome) ?? 0
    return {
      ...rest,
      files: this.#files,
      bytes: this.#bytes,
      binary: of('binary'),
      unreadable: of('unreadable') + failures.length,
      failed: of('failed'),
      flagged: this.#flagged,
      findings: this.#findings,
      bySeverity: this.#bySeverity,
      byType: this.#byType,
      belowSeverity: this.#belowSeverity,
      inBaseline: this.#inBaseline,
      walk: { leftOut, failures, withoutGit, roots },
    }
  }
}
