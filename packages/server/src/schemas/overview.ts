import Type from 'typebox'
import { range, Time, TookMs } from './common.ts'

const count = Type.Integer({ minimum: 0 })
const amount = Type.Number({ minimum: 0 })
const orNull = <T extends Type.TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
const Percentiles = Type.Object({ p50: orNull(amount), p95: orNull(amount) })

export const OverviewQuery = Type.Object(range, { additionalProperties: false })

export const OverviewAnswer = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('unavailable')]),
  version: Type.String(),
  uptime_seconds: count,
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  rate_window_seconds: count,
  requests_per_second: orNull(amount, 'HTTP requests of the record, over the last minute.'),
  errors_per_second: orNull(amount, 'Log records at ERROR or above, over the last minute.'),
  threats_per_second: orNull(amount, 'Threats of scans and security events, over the last minute.'),
  requests: orNull(count, 'HTTP requests of the range.'),
  response_time_ms: Type.Object(Percentiles.properties, {
    description: 'Of the HTTP requests of the range; null without any.',
  }),
  errors: orNull(count, 'Log records at ERROR or above in the range.'),
  scans: orNull(count, 'Scans of the range.'),
  threats_blocked: orNull(count, 'Scans of the range that blocked a text for what they found in it.'),
  false_positives: orNull(count, 'By the feedback of the range.'),
  false_positive_rate: orNull(Type.Number(), 'See GET /api/v1/scans/accuracy. Null without feedback.'),
  detection_accuracy: orNull(Type.Number(), 'See GET /api/v1/scans/accuracy. Null without feedback.'),
  allowed: orNull(count, 'Governance decisions of the range.'),
  blocked: orNull(count, 'Likewise.'),
  cpu_percent: orNull(amount, 'Of all cores of the host. Null for tenants other than default.'),
  process_cpu_percent: orNull(amount, 'Of one core, by this process; likewise.'),
  event_loop_delay_ms: orNull(Type.Object({ p50: amount, p99: amount }), 'Likewise.'),
  memory: orNull(
    Type.Object({ rss: count, heap_used: count, total: count, free: count }),
    'Bytes. total and free are those of the container where it has a limit. Likewise.',
  ),
  disk: orNull(
    Type.Object({
      free: count,
      total: count,
      read_bytes_per_second: orNull(amount),
      write_bytes_per_second: orNull(amount),
      parts: Type.Optional(
        Type.Object(
          { wal: count, journal: count, ledger: count, index: count },
          { description: 'Bytes of the data directory; for admins of the instance only.' },
        ),
      ),
    }),
    'Bytes, of the file system of the data directory. Likewise.',
  ),
  api: orNull(
    Type.Object({ response_time_ms: Percentiles, requests_per_second: amount }),
    'This server’s own answers within the last minute. Likewise.',
  ),
  problems: Type.Array(
    Type.Object({
      severity: Type.Union([Type.Literal('critical'), Type.Literal('warning')]),
      text: Type.String(),
      hint: Type.String({ description: 'What to do about it.' }),
    }),
    { description: 'Most important first; empty when all is well.' },
  ),
  took_ms: TookMs,
})
