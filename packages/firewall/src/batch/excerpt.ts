import { mergeSpans, type Replacement } from '../redact/index.ts'
import type { Finding } from '../types.ts'

/** Characters shown on each side of a finding. */
const AROUND = 40

/** What may belong to a secret that a rule saw only a part of. */
const OF_A_TOKEN = /[A-Za-z0-9_+/-]/

/** Says where a finding stands without showing it, nor anything else that was found. */
export type Excerpts = (finding: Finding, line: { readonly start: number; readonly end: number }) => string

/** Excerpts of one text; `findings` are all that was found in it. */
export function createExcerpts(text: string, findings: readonly Finding[]): Excerpts {
  const spans = mergeSpans(
    findings.map(finding => (finding.family === 'secret' ? whole(text, finding) : finding)),
  )
  return (finding, line) => {
    const start = Math.max(line.start, finding.start - AROUND)
    const end = Math.min(line.end, finding.end + AROUND)
    let shown = start > line.start ? '…' : ''
    let at = start
    for (let i = firstEndingAfter(spans, start); i < spans.length && spans[i]!.start < end; i++) {
      const span = spans[i]!
      shown += `${text.slice(at, Math.max(at, span.start))}[${span.finding.type.toUpperCase()}]`
      at = span.end
    }
    shown += text.slice(at, Math.max(at, end))
    return `${shown.trim()}${end < line.end ? '…' : ''}`
  }
}

/** The token that holds a secret: nothing of one is shown because a rule ended early. */
function whole(text: string, finding: Finding): Finding {
  let { start, end } = finding
  for (let i = 0; i < AROUND && start > 0 && OF_A_TOKEN.test(text[start - 1]!); i++) start--
  for (let i = 0; i < AROUND && end < text.length && OF_A_TOKEN.test(text[end]!); i++) end++
  return { ...finding, start, end }
}

function firstEndingAfter(spans: readonly Replacement[], at: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.end <= at) low = middle + 1
    else high = middle
  }
  return low
}
