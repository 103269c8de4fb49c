import {
  ACTIONS,
  type Reason,
  type ScanFailure,
  type ScanResult,
  SEVERITIES,
  STAGES,
  VERDICTS,
} from '@tallystick/firewall'
import Type from 'typebox'
import { range, Time, TookMs } from './common.ts'

const closed = { additionalProperties: false }
const oneOf = <T extends string>(names: readonly T[], description?: string) =>
  Type.Union(
    names.map(name => Type.Literal(name)),
    description === undefined ? {} : { description },
  )

const Share = Type.Number({ minimum: 0, maximum: 1 })
const Rate = Type.Union([Share, Type.Null()])
const ScanId = Type.String({
  pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
  description: 'UUIDv7 of the scan; its event has the same.',
})
const SeverityName = oneOf(SEVERITIES)
const StageName = oneOf(STAGES, 'Where a text is on its way: to a model, back from it, or at rest.')
const ActionName = oneOf(['allow', ...ACTIONS] as const, 'What the policy says is to be done.')
const Reasons = Type.Unsafe<readonly Reason[]>(
  Type.Array(
    Type.Object({
      type: Type.String(),
      scanner: Type.String(),
      severity: SeverityName,
      count: Type.Integer(),
      score: Share,
      weight: Share,
      reason: Type.String({ description: 'In words. Never quotes the text.' }),
    }),
    { description: 'What each type of finding contributed.' },
  ),
)
const Failures = Type.Unsafe<readonly ScanFailure[]>(
  Type.Array(
    Type.Object({
      scanner: Type.String(),
      stage: StageName,
      kind: oneOf(['threw', 'deadline', 'bad_match']),
      message: Type.String(),
    }),
    { description: 'Scanners that gave no answer.' },
  ),
)

export const ScanParams = Type.Object({ id: ScanId })

export const ScanBody = Type.Object(
  {
    text: Type.String({ description: 'Scanned and forgotten: neither recorded nor logged.' }),
    stage: Type.Optional(oneOf(STAGES, 'Default input.')),
    session_id: Type.Optional(
      Type.String({
        maxLength: 1_024,
        description: 'Default: the header X-Session-ID. Recorded as - where a value is found in it.',
      }),
    ),
    user_agent: Type.Optional(
      Type.String({ maxLength: 2_048, description: 'Of the text’s author. Default: that of this request.' }),
    ),
    ip_address: Type.Optional(
      Type.String({ maxLength: 64, description: 'Of the text’s author. Default: that of this request.' }),
    ),
    path: Type.Optional(
      Type.String({ maxLength: 4_096, description: 'Of a file, relative with forward slashes.' }),
    ),
  },
  closed,
)

export const ScanAnswer = Type.Unsafe<ScanResult>(
  Type.Object({
    id: ScanId,
    stage: StageName,
    score: Share,
    severity: SeverityName,
    flags: Type.Array(Type.String(), { description: 'Types that were found, the weightiest first.' }),
    reasons: Reasons,
    findings: Type.Array(
      Type.Object({
        scanner: Type.String(),
        type: Type.String(),
        family: Type.String(),
        rule: Type.String(),
        start: Type.Integer({ description: 'In the text that was sent, in UTF-16 code units.' }),
        end: Type.Integer({ description: 'Exclusive.' }),
        encoding: Type.String(),
        score: Share,
        severity: SeverityName,
        reason: Type.String(),
        validator: Type.Optional(Type.String()),
        hmac: Type.String({ description: 'Tells equal values apart from others, and nothing else.' }),
      }),
      { description: 'In this answer only: no place is recorded.' },
    ),
    outcome: oneOf(
      ['clean', 'flagged', 'incomplete'],
      'incomplete: a scanner failed, and that nothing was found does not mean that nothing is there.',
    ),
    action: ActionName,
    failures: Failures,
    input_hash: Type.String({ description: 'HMAC-SHA-256 of the text under a key of the tenant.' }),
    latency_ms: Type.Number(),
  }),
)

/** A scan of the record. Without the permission `payload` only what the envelope says. */
export const Scan = Type.Object({
  id: ScanId,
  created_at: Time,
  session_id: Type.Optional(Type.String()),
  environment: Type.Optional(
    Type.String({ description: 'Where it ran: docker, kubernetes, aws, ci, local, …' }),
  ),
  user_agent: Type.Optional(Type.String()),
  ip_address: Type.Optional(Type.String()),
  stage: Type.Optional(StageName),
  input_hash: Type.Optional(Type.String()),
  score: Type.Optional(Share),
  severity: Type.Optional(SeverityName),
  flags: Type.Optional(Type.Array(Type.String())),
  reasons: Type.Optional(Reasons),
  encrypted_reasons: Type.Optional(Type.String()),
  is_encrypted: Type.Optional(
    Type.Boolean({
      description: 'Kept encrypted. Of one scan the reasons are opened where its key is at hand.',
    }),
  ),
  outcome: Type.Optional(oneOf(['clean', 'flagged', 'incomplete', 'failed'])),
  action: Type.Optional(ActionName),
  failures: Type.Optional(Failures),
  policy: Type.Optional(Type.String()),
  scanners: Type.Optional(Type.Array(Type.String(), { description: 'id@version' })),
  latency_ms: Type.Optional(Type.Number()),
  error: Type.Optional(Type.String()),
  repo: Type.Optional(Type.String()),
  file_path: Type.Optional(Type.String()),
  detector: Type.Optional(Type.String()),
  line_count: Type.Optional(Type.Number()),
  avg_line_len: Type.Optional(Type.Number()),
  max_line_len: Type.Optional(Type.Number()),
})

export const ScansQuery = Type.Object(
  {
    severity: Type.Optional(oneOf(SEVERITIES)),
    session_id: Type.Optional(Type.String({ description: 'Only of this session.' })),
    min_score: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Only from this score on.' }),
    ),
    ...range,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, description: 'Scans per page. Default 100.' }),
    ),
    cursor: Type.Optional(Type.String({ description: 'cursor of the page before.' })),
  },
  closed,
)
export const ScansAnswer = Type.Object({
  scans: Type.Array(Scan, { description: 'Newest first.' }),
  cursor: Type.Optional(
    Type.String({ description: 'Give it back to get the next page; absent on the last one.' }),
  ),
  took_ms: TookMs,
})

const VerdictName = oneOf(
  VERDICTS,
  'false_positive: what was found is not there. true_positive: it is. false_negative: something was missed.',
)
const Feedback = Type.Object({
  id: Type.String({ description: 'Of the feedback’s event.' }),
  time: Time,
  by: Type.Optional(Type.String()),
  verdict: Type.Optional(VerdictName),
  comment: Type.Optional(Type.String()),
})
export const ScanDetail = Type.Object({
  scan: Scan,
  feedback: Type.Array(Feedback, { description: 'Newest first, at most 100. The last verdict counts.' }),
})
export const FeedbackBody = Type.Object(
  {
    verdict: VerdictName,
    comment: Type.Optional(
      Type.String({
        maxLength: 2_000,
        description: 'Why. Recorded without the values that a scan finds in it.',
      }),
    ),
  },
  closed,
)
export const FeedbackAnswer = Type.Object({
  id: Type.String({ description: 'Of the feedback’s event.' }),
  scan: Type.String(),
  verdict: VerdictName,
})

export const ScanRange = Type.Object(range, closed)
const counts = Type.Record(Type.String(), Type.Integer(), { description: 'Most first.' })
export const ScanStatsAnswer = Type.Object({
  records: Type.Integer({ description: 'Scans in the range.' }),
  oldest: Type.Optional(Time),
  newest: Type.Optional(Time),
  high_risk: Type.Integer({ description: 'Of a score of 0.7 or more.' }),
  average_latency_ms: Type.Union([Type.Number(), Type.Null()]),
  sessions: Type.Integer({ description: 'Distinct sessions.' }),
  by_severity: counts,
  by_environment: counts,
  took_ms: TookMs,
})
export const AccuracyQuery = Type.Object(
  {
    q: Type.Optional(
      Type.String({
        description: 'Only feedback on scans for which this filter holds, as in the query language.',
      }),
    ),
    ...range,
  },
  closed,
)
export const AccuracyAnswer = Type.Object({
  reviewed: Type.Integer({
    description: 'Scans with feedback in the range; the last verdict of each counts.',
  }),
  false_positives: Type.Integer(),
  true_positives: Type.Integer(),
  false_negatives: Type.Integer(),
  false_positive_rate: Type.Union(Rate.anyOf, {
    description: 'FP / (FP + TP): of the detections looked at, the share that was none. Null without any.',
  }),
  detection_accuracy: Type.Union(Rate.anyOf, {
    description: 'TP / (TP + FP + FN): share of the verdicts that say the scan was right. Null without any.',
  }),
  took_ms: TookMs,
})
