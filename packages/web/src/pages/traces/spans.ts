import type { TallyEvent } from '../../api/types.ts'

/** Work that took some time within a trace. Times are epoch milliseconds, with fractions. */
export type Span = {
  /** Id of the event that told of it; unique, which span ids from outside need not be. */
  readonly key: string
  readonly id: string
  readonly parentId: string | undefined
  readonly name: string
  readonly service: string
  readonly start: number
  readonly end: number
  readonly failed: boolean
  readonly event: TallyEvent
  /** What else was recorded under its id, by time. */
  readonly logs: readonly TallyEvent[]
}

export type Trace = {
  readonly spans: readonly Span[]
  /** Events of no span that is known, by time. */
  readonly loose: readonly TallyEvent[]
}

/**
 * The one place that knows how spans stand among events: an event with `span_id` and either `attributes.duration_ms` or
 * `attributes.parent_span_id` is a span that begins at its `time`. Where several claim one id, the longest is the span and the others are its logs.
 */
export function traceOf(events: readonly TallyEvent[]): Trace {
  const spans = new Map<string, { event: TallyEvent; duration: number; logs: TallyEvent[] }>()
  const others: TallyEvent[] = []
  for (const event of events) {
    const { span_id: id } = event
    const duration = durationOf(event)
    if (id === undefined || id === '' || duration === undefined) {
      others.push(event)
      continue
    }
    const known = spans.get(id)
    if (known === undefined) spans.set(id, { event, duration, logs: [] })
    else if (duration > known.duration) {
      others.push(known.event)
      spans.set(id, { event, duration, logs: [] })
    } else others.push(event)
  }
  const loose: TallyEvent[] = []
  for (const event of others) (spans.get(event.span_id ?? '')?.logs ?? loose).push(event)
  return {
    spans: Array.from(spans, ([id, { event, duration, logs }]) => spanOf(id, event, duration, logs)),
    loose: byTime(loose),
  }
}

function spanOf(id: string, event: TallyEvent, duration: number, logs: readonly TallyEvent[]): Span {
  const start = instantOf(event.time)
  const { parent_span_id: parent } = event.attributes ?? {}
  return {
    key: event.id,
    id,
    parentId: typeof parent === 'string' && parent !== '' ? parent : undefined,
    name: event.name ?? event.message ?? event.stream,
    service: event.service ?? '',
    start,
    end: start + duration,
    failed: isFailed(event),
    event,
    logs: byTime(logs),
  }
}

/** Milliseconds that the span of an event took; undefined when it tells of none. */
function durationOf({ attributes }: TallyEvent): number | undefined {
  const value = attributes?.duration_ms
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  return typeof attributes?.parent_span_id === 'string' ? 0 : undefined
}

/** Spans that took some time, as a query; those of them without a parent. A log with a duration is none. */
export const SPANS = 'span_id:* duration_ms>=0'
export const ROOTS = `${SPANS} -parent_span_id:*`

/** Errors, as a query: by level or, of a span, by status. By name, for what is of SECURITY or AUDIT may have the severity number of an error. */
export const ERRORS = '(level:ERROR OR level:CRITICAL OR span_id:* status_code>=500)'

export function isFailed({ level, attributes }: TallyEvent): boolean {
  const status = attributes?.status_code
  return level === 'ERROR' || level === 'CRITICAL' || (typeof status === 'number' && status >= 500)
}

/** Epoch milliseconds of a canonical time, with what it has beyond milliseconds as a fraction; 0 for what is no time. */
export function instantOf(time: string): number {
  const whole = Date.parse(time)
  if (Number.isNaN(whole)) return 0
  const beyond = /\.\d{3}(\d{1,6})Z$/.exec(time)?.[1]
  return beyond === undefined ? whole : Math.floor(whole) + Number(`0.${beyond}`)
}

function byTime(events: readonly TallyEvent[]): TallyEvent[] {
  return [...events].sort((a, b) => instantOf(a.time) - instantOf(b.time) || a.seq - b.seq)
}
