import type { DemoEvent, Request, Scene, World } from './world.ts'
import { round } from './world.ts'

const MODELS = [
  { name: 'claude-sonnet-4', weight: 40, msPerToken: 14, usdPerToken: 0.000015 },
  { name: 'gpt-4o-mini', weight: 35, msPerToken: 9, usdPerToken: 0.0000006 },
  { name: 'llama-3.3-70b', weight: 15, msPerToken: 18, usdPerToken: 0.0000008 },
  { name: 'mistral-large', weight: 10, msPerToken: 12, usdPerToken: 0.000006 },
] as const

const OPERATIONS = [
  'chat.completion',
  'chat.completion',
  'chat.completion',
  'summarize',
  'classify',
  'translate',
] as const
const TOOLS = ['get_order', 'search_products', 'start_return', 'shipping_quote', 'loyalty_balance'] as const

const THREATS = [
  { flag: 'prompt_injection', reason: 'asks the assistant to ignore its instructions', weight: 40 },
  { flag: 'jailbreak', reason: 'role-play that lifts the safety rules', weight: 22 },
  { flag: 'pii', reason: 'holds a payment card number', weight: 18 },
  { flag: 'secret', reason: 'holds an access token', weight: 12 },
  { flag: 'data_exfiltration', reason: 'asks for the records of other customers', weight: 8 },
] as const

type Verdict = {
  readonly score: number
  readonly flags: string[]
  readonly reasons: string[]
  readonly severity: string
}

function severityOf(score: number): string {
  return score >= 0.9
    ? 'Critical'
    : score >= 0.7
      ? 'High'
      : score >= 0.4
        ? 'Medium'
        : score >= 0.15
          ? 'Low'
          : 'Info'
}

function judge({ random }: World): Verdict {
  const risky = random.chance(0.035)
  const doubtful = !risky && random.chance(0.06)
  const score = round(
    risky ? 0.7 + random.next() * 0.3 : doubtful ? 0.15 + random.next() * 0.5 : random.next() ** 3 * 0.15,
    3,
  )
  const threats =
    risky || doubtful ? [random.weighted(THREATS.map(threat => [threat.weight, threat] as const))] : []
  return {
    score,
    flags: threats.map(threat => threat.flag),
    reasons: threats.map(threat => threat.reason),
    severity: severityOf(score),
  }
}

function scanned(
  world: World,
  { fields }: Request,
  time: number,
  verdict: Verdict,
  latencyMs: number,
): DemoEvent {
  const { random } = world
  const level = verdict.score >= 0.7 ? 'SECURITY' : verdict.score >= 0.4 ? 'WARNING' : 'INFO'
  const found = verdict.flags.length === 0 ? 'nothing found' : verdict.flags.join(', ')
  return {
    ...fields,
    time,
    stream: 'scan',
    level,
    service: 'firewall',
    category: 'security',
    name: 'scan.completed',
    span_id: world.span(),
    message: `Input scanned: score ${verdict.score}, ${found}`,
    attributes: {
      score: verdict.score,
      severity: verdict.severity,
      flags: verdict.flags,
      reasons: verdict.reasons,
      latency_ms: latencyMs,
      input_hash: world.hashOfInput(),
      input_chars: random.int(12, 4_000),
    },
  }
}

function decided(
  { span }: World,
  { fields, user }: Request,
  time: number,
  verdict: Verdict,
  model: string,
  operation: string,
): DemoEvent {
  const allowed = verdict.score < 0.7
  return {
    ...fields,
    time,
    stream: 'decision',
    level: allowed ? 'INFO' : 'WARNING',
    service: 'governance',
    category: 'security',
    name: allowed ? 'decision.allowed' : 'decision.blocked',
    span_id: span(),
    message: allowed
      ? `Allowed ${operation} on ${model}`
      : `Blocked ${operation} on ${model}: ${verdict.reasons[0]}`,
    attributes: {
      model,
      operation,
      allowed,
      risk_score: verdict.score,
      reason: allowed ? 'below the threshold of the policy' : `policy/${verdict.flags[0]}`,
      policy: 'assistant-default@7',
      customer_plan: user.plan,
    },
  }
}

function answered(
  world: World,
  { fields }: Request,
  time: number,
  status: number,
  durationMs: number,
): DemoEvent {
  return {
    ...fields,
    time,
    stream: 'log',
    level: status >= 500 ? 'ERROR' : status >= 400 ? 'WARNING' : 'INFO',
    service: 'gateway',
    category: 'api',
    module: 'http.access',
    span_id: world.span(),
    message: `POST /v1/chat/completions ${status} in ${durationMs} ms`,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/v1/chat/completions',
      'http.response.status_code': status,
      duration_ms: durationMs,
    },
  }
}

/** One turn of a conversation: scan, decision, model with its tools, answer; stopped early when the decision says so. */
export const chatTurn: Scene = (world, start) => {
  const { random } = world
  const request = world.request()
  const model = random.weighted(MODELS.map(each => [each.weight, each] as const))
  const operation = random.pick(OPERATIONS)
  const verdict = judge(world)
  const scanMs = round(random.latency(6, 0.6), 2)
  const afterScan = start + scanMs
  const events = [
    scanned(world, request, afterScan, verdict, scanMs),
    decided(world, request, afterScan + 1, verdict, model.name, operation),
  ]
  if (verdict.score >= 0.7)
    return [...events, answered(world, request, afterScan + 3, 403, Math.round(scanMs + 3))]

  const from = { ...request.fields, stream: 'log', service: 'llm-router', category: 'ai' } as const
  let at = afterScan + 2
  for (let calls = random.chance(0.3) ? random.int(1, 3) : 0; calls > 0; calls--) {
    const tool = random.pick(TOOLS)
    const toolMs = Math.round(random.latency(45, 0.7))
    at += toolMs
    events.push({
      ...from,
      time: at,
      level: 'DEBUG',
      name: 'tool.call',
      span_id: world.span(),
      message: `Tool ${tool} finished in ${toolMs} ms`,
      attributes: { tool, duration_ms: toolMs, ok: true },
    })
  }
  const tokens = random.int(20, 900)
  const modelMs = Math.round(random.latency(180 + tokens * model.msPerToken, 0.25))
  at += modelMs
  const troubled = (world.troubled.get('llm-router') ?? 0) > at
  const fails = random.chance(troubled ? 0.2 : 0.012)
  events.push(
    fails
      ? {
          ...from,
          time: at,
          level: 'ERROR',
          name: 'model.error',
          span_id: world.span(),
          message: `Model ${model.name} did not answer: upstream connect error or disconnect, reset reason: connection timeout`,
          attributes: {
            model: model.name,
            operation,
            duration_ms: modelMs,
            attempt: 3,
            'error.type': 'timeout',
          },
        }
      : {
          ...from,
          time: at,
          level: 'INFO',
          name: 'model.completion',
          span_id: world.span(),
          message: `Completion from ${model.name}: ${tokens} tokens in ${modelMs} ms`,
          attributes: {
            model: model.name,
            operation,
            prompt_tokens: random.int(60, 3_000),
            completion_tokens: tokens,
            duration_ms: modelMs,
            cost_usd: round(tokens * model.usdPerToken, 6),
            finish_reason: random.weighted([
              [95, 'stop'],
              [5, 'length'],
            ]),
          },
        },
  )
  return [...events, answered(world, request, at + 1, fails ? 504 : 200, Math.round(at + 1 - start))]
}
