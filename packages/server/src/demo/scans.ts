import type { JsonObject } from '@tallystick/core'
import {
  eventOfFeedback,
  eventOfScan,
  HIGH_RISK,
  type Reason,
  type ScanRecord,
  type Severity,
  type Stage,
  type Verdict,
} from '@tallystick/firewall'
import type { DemoEvent, World } from './world.ts'
import { round } from './world.ts'

type Threat = {
  readonly type: string
  readonly scanner: 'attacks' | 'personal' | 'secrets'
  readonly severity: Severity
  readonly weight: number
  readonly reason: string
}

/** What is found, each as often as its share; the types and scanners are those of the firewall. */
const THREATS: readonly (readonly [share: number, threat: Threat])[] = [
  [30, attack('instruction_override', 'High', 'asks to ignore earlier instructions')],
  [18, attack('jailbreak', 'High', 'asks to play a role without rules')],
  [12, attack('system_prompt_extraction', 'High', 'asks for hidden instructions')],
  [9, attack('tool_abuse', 'High', 'an instruction inside data')],
  [5, attack('encoding_trick', 'Medium', 'an instruction in a cipher')],
  [4, attack('hidden_text', 'High', 'an instruction in invisible text')],
  [
    9,
    {
      type: 'payment_card',
      scanner: 'personal',
      severity: 'High',
      weight: 0.8,
      reason: 'a payment card number',
    },
  ],
  [8, { type: 'email', scanner: 'personal', severity: 'Low', weight: 0.25, reason: 'an e-mail address' }],
  [3, { type: 'iban', scanner: 'personal', severity: 'Medium', weight: 0.6, reason: 'an account number' }],
  [
    2,
    { type: 'aws_access_key', scanner: 'secrets', severity: 'Critical', weight: 1, reason: 'an access key' },
  ],
]

function attack(type: string, severity: Severity, reason: string): Threat {
  return { type, scanner: 'attacks', severity, weight: 0.95, reason }
}

const SCANNERS = ['secrets@1', 'personal@1', 'attacks@1']
const ENVIRONMENTS: readonly (readonly [number, string])[] = [
  [62, 'kubernetes'],
  [20, 'docker'],
  [10, 'aws'],
  [5, 'ci'],
  [3, 'local'],
]

export type ScanAbout = {
  readonly stage: Stage
  readonly session?: string
  readonly ip?: string
  readonly agent?: string
  /** How risky, 0 to 1; left to chance when absent. */
  readonly risk?: number
}

/** Thresholds of the firewall's default policy. */
function severityOf(score: number): Severity {
  if (score >= 0.9) return 'Critical'
  if (score >= 0.7) return 'High'
  if (score >= 0.4) return 'Medium'
  return score >= 0.15 ? 'Low' : 'Info'
}

/** Most texts hold nothing; some are doubtful; few are attacks, and attackers mean it. */
function riskOf({ random }: World): number {
  const kind = random.next()
  if (kind < 0.87) return 0
  if (kind < 0.955) return 0.08 + random.next() * 0.5
  return 0.7 + Math.sqrt(random.next()) * 0.29
}

/** A record as the pipeline makes it; without a text, for there never was one. */
export function scanRecord(world: World, time: number, about: ScanAbout): ScanRecord {
  const { random } = world
  const id = world.id(time)
  const common = {
    id,
    created_at: new Date(Math.round(time)).toISOString(),
    ...(about.session === undefined ? {} : { session_id: about.session }),
    ...(about.agent === undefined ? {} : { user_agent: about.agent }),
    ...(about.ip === undefined ? {} : { ip_address: about.ip }),
    environment: random.weighted(ENVIRONMENTS),
    policy: 'default@1',
    scanners: SCANNERS,
    stage: about.stage,
    input_hash: world.hashOfInput(),
    is_encrypted: false,
  } as const
  if (about.risk === undefined && random.chance(0.004))
    return {
      ...common,
      score: 0,
      severity: 'Medium',
      flags: [],
      reasons: [],
      outcome: 'failed',
      action: 'block',
      failures: [],
      latency_ms: round(random.latency(400, 0.4), 3),
      error: random.pick(['RangeError', 'ERR_WORKER_OUT_OF_MEMORY', 'AbortError']),
    }
  const risk = about.risk ?? riskOf(world)
  const reasons = risk === 0 ? [] : reasonsOf(world, risk)
  const score = round(1 - reasons.reduce((rest, { weight, score }) => rest * (1 - weight * score), 1), 4)
  const incomplete = about.risk === undefined && random.chance(0.006)
  return {
    ...common,
    score,
    severity: severityOf(score),
    flags: reasons.map(({ type }) => type),
    reasons,
    outcome: incomplete ? 'incomplete' : reasons.length > 0 ? 'flagged' : 'clean',
    action: score >= HIGH_RISK ? 'block' : score >= 0.4 ? 'redact' : score > 0 ? 'observe' : 'allow',
    failures: incomplete
      ? [{ scanner: 'attacks', stage: about.stage, kind: 'deadline', message: 'no answer within 250 ms' }]
      : [],
    latency_ms: round(random.latency(incomplete ? 250 : 5, incomplete ? 0.05 : 0.7), 3),
  }
}

/** One to three types of findings whose weights come to about that risk. */
function reasonsOf({ random }: World, risk: number): Reason[] {
  const first = random.weighted(THREATS)
  const others = risk > 0.8 && random.chance(0.4) ? [random.weighted(THREATS)] : []
  const threats = [first, ...others.filter(({ type }) => type !== first.type)]
  return threats
    .map(({ type, scanner, severity, weight, reason }, i) => ({
      type,
      scanner,
      severity,
      count: random.chance(0.8) ? 1 : random.int(2, 4),
      score: round(Math.min(0.99, i === 0 ? risk / weight : 0.3 + random.next() * 0.4), 4),
      weight,
      reason,
    }))
    .sort((a, b) => b.weight * b.score - a.weight * a.score)
}

export function eventOf(record: ScanRecord): DemoEvent {
  return { ...(eventOfScan(record) as unknown as DemoEvent), time: Date.parse(record.created_at) }
}

/** Somebody looks at some of the findings later, and says whether they were right. */
export function feedbackOn({ random }: World, { id, created_at, score }: ScanRecord): DemoEvent[] {
  const looked = score >= HIGH_RISK ? 0.6 : score >= 0.4 ? 0.3 : score > 0 ? 0.03 : 0.002
  if (!random.chance(looked)) return []
  const wrong = random.chance(score >= 0.9 ? 0.03 : score >= HIGH_RISK ? 0.08 : 0.2)
  const verdict: Verdict = score === 0 ? 'false_negative' : wrong ? 'false_positive' : 'true_positive'
  const comment = {
    false_positive: 'An order number, no card.',
    true_positive: undefined,
    false_negative: 'A pasted instruction went through.',
  }[verdict]
  const event = eventOfFeedback({ scan: id, verdict, comment, by: random.pick(['mara', 'ilja', 'sofie']) })
  return [
    {
      ...(event as JsonObject & { readonly stream: 'scan' }),
      time: Date.parse(created_at) + Math.round(random.latency(25 * 60_000, 1)),
    },
  ]
}
