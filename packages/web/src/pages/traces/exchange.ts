import type { TallyEvent } from '../../api/types.ts'
import type { Tone } from '../../ui/badge.tsx'
import { instantOf, isFailed } from './spans.ts'

export type Step = {
  readonly kind: 'request' | 'input' | 'upstream' | 'output' | 'decision'
  /** What it came to, in a word or two. */
  readonly verdict: string
  readonly tone: Tone
  readonly detail: string
  readonly event: TallyEvent
}

/** What the firewall did about one call of a model: request, scan of the prompt, upstream, scan of the answer, decision; those that there are. */
export type Exchange = { readonly key: string; readonly steps: readonly Step[] }

const ORDER: readonly Step['kind'][] = ['request', 'input', 'upstream', 'output', 'decision']

/** The exchanges in a trace, by time: each request with what names it as its parent; without any request all of the trace is one. */
export function exchangesOf(events: readonly TallyEvent[]): Exchange[] {
  const steps = events.flatMap(event => stepOf(event) ?? [])
  if (!steps.some(({ kind }) => kind === 'input' || kind === 'output' || kind === 'decision')) return []
  const requests = steps.filter(({ kind }) => kind === 'request')
  const groups =
    requests.length === 0 ? [steps] : requests.map(request => [request, ...childrenOf(steps, request)])
  return groups
    .filter(group => group.length > 0)
    .map(group => ({
      key: group[0]!.event.id,
      steps: [...group].sort(
        (a, b) =>
          ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || instantOf(a.event.time) - instantOf(b.event.time),
      ),
    }))
}

function childrenOf(steps: readonly Step[], { event }: Step): Step[] {
  const isChild = (step: Step) =>
    step.kind !== 'request' &&
    event.span_id !== undefined &&
    step.event.attributes?.parent_span_id === event.span_id
  return steps.filter(isChild)
}

function stepOf(event: TallyEvent): Step | undefined {
  const a = event.attributes ?? {}
  if (event.stream === 'scan') return scanStep(event, a)
  if (event.stream === 'decision' && typeof a.allowed === 'boolean')
    return {
      kind: 'decision',
      verdict: a.allowed ? 'allowed' : 'blocked',
      tone: a.allowed ? 'good' : 'bad',
      detail: text(a.reason),
      event,
    }
  if (event.name === 'llm.upstream')
    return {
      kind: 'upstream',
      verdict: typeof a.status_code === 'number' ? `answered ${a.status_code}` : 'no answer',
      tone: isFailed(event) || event.level === 'WARNING' ? 'warn' : 'good',
      detail: [text(a.upstream), text(a.model)].filter(part => part !== '').join(' · '),
      event,
    }
  if (event.name === 'llm.request') {
    const outcome = text(a.outcome)
    return {
      kind: 'request',
      verdict: outcome === '' ? 'request' : outcome.replaceAll('_', ' '),
      tone: outcome === 'completed' ? 'good' : outcome === 'blocked' ? 'bad' : 'warn',
      detail: [text(a.route), text(a.model)].filter(part => part !== '').join(' · '),
      event,
    }
  }
  return undefined
}

function scanStep(event: TallyEvent, a: Readonly<Record<string, unknown>>): Step {
  const action = text(a.action)
  const severity = text(a.severity)
  const flags = Array.isArray(a.flags) ? a.flags.filter(flag => typeof flag === 'string') : []
  return {
    kind: a.stage === 'output' ? 'output' : 'input',
    verdict: [severity, action].filter(part => part !== '').join(', ') || 'scanned',
    tone:
      action === 'block'
        ? 'bad'
        : action === 'redact' || /^(?:critical|high|medium)$/i.test(severity)
          ? 'warn'
          : 'good',
    detail: flags.length === 0 ? 'nothing found' : flags.join(', '),
    event,
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
