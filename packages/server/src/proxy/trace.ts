import { randomBytes } from 'node:crypto'

/** Where an exchange stands among the spans of its callers (https://www.w3.org/TR/trace-context/). */
export type Trace = {
  readonly traceId: string
  /** Span of the exchange. */
  readonly spanId: string
  /** Span of the caller, where it told. */
  readonly parentSpanId: string | undefined
  readonly flags: string
}

const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/

export function traceOf(header: string | string[] | undefined): Trace {
  const match = typeof header === 'string' ? TRACEPARENT.exec(header) : null
  return {
    traceId: match?.[1] ?? randomBytes(16).toString('hex'),
    spanId: newSpanId(),
    parentSpanId: match?.[2],
    flags: match?.[3] ?? '01',
  }
}

export const newSpanId = (): string => randomBytes(8).toString('hex')

/** What the upstream is told: the span that asks it. */
export const traceparentOf = ({ traceId, flags }: Trace, spanId: string): string =>
  `00-${traceId}-${spanId}-${flags}`
