import type { Expression } from './ast.ts'
import { parseExpression } from './parser.ts'

/** A series that is computed from events and other metrics when it is asked for. */
export type DerivedSeries = {
  readonly name: string
  readonly unit: string
  readonly description: string
  /** What it stands for, in the expression language. */
  readonly expression: string
}

/** Events of HTTP requests, in the query language, as the SDK's integrations, access logs and OpenTelemetry (semantic conventions for HTTP) record them. */
export const REQUESTS = 'name:http.request OR status_code:* OR http.response.status_code:*'
const FAILED = 'metadata.status_code>=500 OR status_code>=500 OR http.response.status_code>=500'
/** Log records of errors: a scan that found something grave is no error of the service that it was made for. */
export const LOGGED_ERRORS = 'stream:log level>=ERROR'
/** Threats that scans found, and those of security events. */
export const THREATS =
  'stream:scan score>=0.7 OR stream:security (name:threat* OR name:prompt.injection OR name:malware* OR name:brute.force)'

const FEEDBACK = 'stream:scan name:scan.feedback'

/** The SDK measures a request under `performance_data`, others beside their attributes. */
const responseTime = (fn: string): string =>
  `${fn}(events("${REQUESTS}", duration_ms)) ?? ${fn}(events("name:http.request", performance_data.duration_ms))`

export const DERIVED_SERIES: readonly DerivedSeries[] = [
  {
    name: 'request_rate',
    unit: '1/s',
    description: 'HTTP requests per second',
    expression: `rate(events("${REQUESTS}"))`,
  },
  {
    name: 'error_rate',
    unit: '1',
    description: 'Share of HTTP requests that a server error (5xx) answered',
    expression: `count(events("${FAILED}")) / count(events("${REQUESTS}"))`,
  },
  {
    name: 'throughput',
    unit: '1/s',
    description: 'HTTP requests per second that no server error answered',
    expression: `rate(events("(${REQUESTS}) -(${FAILED})"))`,
  },
  {
    name: 'response_time',
    unit: 'ms',
    description: 'Average duration of HTTP requests',
    expression: responseTime('avg'),
  },
  ...(['p50', 'p95', 'p99'] as const).map(fn => ({
    name: `response_time_${fn}`,
    unit: 'ms',
    description: `${fn.slice(1)}th percentile of the duration of HTTP requests`,
    expression: responseTime(fn),
  })),
  {
    name: 'event_rate',
    unit: '1/s',
    description: 'Events of every kind per second',
    expression: 'rate(events(""))',
  },
  {
    name: 'log_error_rate',
    unit: '1',
    description: 'Share of log records at ERROR or above',
    expression: `count(events("${LOGGED_ERRORS}")) / count(events("stream:log"))`,
  },
  {
    name: 'threats_per_second',
    unit: '1/s',
    description: 'Threats found by scans and by security events, per second',
    expression: `rate(events("${THREATS}"))`,
  },
  {
    name: 'threat_rate',
    unit: '1',
    description:
      'Share of scanned inputs that hold a threat; without scans, threats per HTTP request by the SDK’s counters',
    expression:
      'count(events("stream:scan score>=0.7")) / count(events("stream:scan -name:scan.feedback")) ?? increase(threats_detected_total) / count(request_duration_seconds)',
  },
  {
    name: 'false_positive_rate',
    unit: '1',
    description:
      'Share of the verdicts on detections that say there was none, by the feedback on scans; without any, by the SDK’s counters',
    expression: `count(events("${FEEDBACK} verdict:false_positive")) / count(events("${FEEDBACK} (verdict:false_positive OR verdict:true_positive)")) ?? increase(false_positives_total) / increase(threats_detected_total)`,
  },
  {
    name: 'block_rate',
    unit: '1',
    description: 'Share of governance decisions that allowed nothing',
    expression: 'count(events("stream:decision allowed:false")) / count(events("stream:decision"))',
  },
  {
    name: 'scan_latency_p95',
    unit: 'ms',
    description: '95th percentile of the time a scan took',
    expression: 'p95(events("stream:scan", latency_ms))',
  },
  {
    name: 'login_failures_per_second',
    unit: '1/s',
    description: 'Failed logins per second',
    expression: 'rate(events("stream:security name:login.failure"))',
  },
]

const parsed = new Map<string, Expression>()

/** The definition of a derived series; undefined for any other name. */
export function derivedExpression(name: string): Expression | undefined {
  const known = parsed.get(name)
  if (known !== undefined) return known
  const series = DERIVED_SERIES.find(one => one.name === name)
  if (series === undefined) return undefined
  const expression = parseExpression(series.expression)
  parsed.set(name, expression)
  return expression
}
