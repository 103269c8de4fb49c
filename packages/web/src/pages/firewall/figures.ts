import type { AggregateAnswer } from '../../api/types.ts'
import type { Named } from '../../query/named.ts'
import { binColumn, numberOf } from '../../query/rows.ts'

export const SEVERITIES = ['Critical', 'High', 'Medium', 'Low', 'Info'] as const

/** Types of findings that are attacks on a model; all others are data and secrets (docs/reference/findings.md). */
export const ATTACKS: ReadonlySet<string> = new Set([
  'adversarial_suffix',
  'delimiter_injection',
  'encoding_trick',
  'hidden_text',
  'instruction_override',
  'jailbreak',
  'prompt_attack',
  'system_prompt_extraction',
  'tool_abuse',
])

export type ScoreBin = { readonly from: number; readonly to: number; readonly count: number }

/** `count() by bin(score, 0.1)` as ten bins; a score of exactly 1 is in the last. */
export function scoreBins(answer: AggregateAnswer): ScoreBin[] {
  const bins = Array.from({ length: 10 }, (_, i) => ({ from: i / 10, to: (i + 1) / 10, count: 0 }))
  for (const [score, value] of answer.rows) {
    if (score === null || score === undefined) continue
    const bin = bins[Math.min(Math.round(Number(score) * 10), 9)]
    if (bin !== undefined) bin.count += numberOf(value)
  }
  return bins
}

/** Names that were counted, in the order of SEVERITIES; others are left out, as the API does. */
export function severitiesOf(counts: readonly Named[]): Named[] {
  return SEVERITIES.flatMap(severity => {
    const value = counts.find(({ name }) => name === severity)?.value ?? 0
    return value === 0 ? [] : [{ name: severity, value }]
  })
}

/** Scans of each bucket of time: those below the high risk, and those from there on. */
export function riskOverTime(
  all: AggregateAnswer,
  high: AggregateAnswer | undefined,
): { time: number; values: [number, number] }[] {
  const risky = new Map(countsByTime(high))
  return countsByTime(all)
    .map(([time, count]) => {
      const at = Math.min(risky.get(time) ?? 0, count)
      return { time, values: [count - at, at] as [number, number] }
    })
    .sort((a, b) => a.time - b.time)
}

function countsByTime(answer: AggregateAnswer | undefined): [number, number][] {
  if (answer === undefined) return []
  const bin = binColumn(answer)
  return answer.rows.flatMap(row => {
    const time = Date.parse(String(row[bin]))
    return Number.isNaN(time) ? [] : [[time, numberOf(row[answer.columns.length - 1])] as [number, number]]
  })
}

export type Timing = {
  readonly count: number
  readonly average: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

/** `count(), avg(), p50(), p95(), p99() by <one group>`: what each group is, and its timing. */
export function timingsOf(answer: AggregateAnswer): (Timing & { readonly group: string | null })[] {
  return answer.rows.map(([group, count, average, p50, p95, p99]) => ({
    group: group === null || group === undefined ? null : String(group),
    count: numberOf(count),
    average: milliseconds(average),
    p50: milliseconds(p50),
    p95: milliseconds(p95),
    p99: milliseconds(p99),
  }))
}

export const TIMINGS = 'count(), avg(latency_ms), p50(latency_ms), p95(latency_ms), p99(latency_ms)'

const milliseconds = (cell: unknown): number | null => (typeof cell === 'number' ? cell : null)

/** Points of a line for every step of a span, null where there is none, so that a line breaks where nothing was. */
export function pointsOf(
  timings: readonly (Timing & { readonly group: string | null })[],
  value: (timing: Timing) => number | null,
  { from, to }: { readonly from: number; readonly to: number },
  seconds: number,
): [number, number | null][] {
  const step = seconds * 1_000
  const known = new Map(timings.map(timing => [Date.parse(timing.group ?? ''), value(timing)]))
  const first = Math.floor(from / step) * step
  const length = Math.max(1, Math.ceil((to - first) / step))
  return Array.from({ length }, (_, i) => {
    const time = first + i * step
    return [time, known.get(time) ?? null]
  })
}
