import type { JsonObject } from '@tallystick/core'
import { decisionAttributes, MODELS } from './decisions.ts'
import { eventOf, feedbackOn, type ScanAbout, scanRecord } from './scans.ts'
import { httpRequest } from './services.ts'
import type { DemoEvent, Request, Scene, World } from './world.ts'
import { round } from './world.ts'

const TOOLS = ['get_order', 'search_products', 'start_return', 'shipping_quote', 'loyalty_balance'] as const
const ROUTE = '/v1/chat/completions'

export type Turn = {
  readonly request: Request
  /** How risky the prompt is, 0 to 1; left to chance when absent. */
  readonly risk?: number
}

/** One turn of a conversation: the shop's services, and the proxy with its scans, the decision and the model. */
export const chatTurn: Scene = (world, start) => turnOf(world, start, { request: world.request() })

export function turnOf(world: World, start: number, { request, risk }: Turn): DemoEvent[] {
  const { random } = world
  const { fields, user } = request
  const [root, assistant] = [world.span(), world.span()]
  const proxied = exchange(world, start + random.int(6, 20), request, assistant, risk)
  const events = [...proxied.events]
  let at = proxied.end
  for (let calls = proxied.status === 200 && random.chance(0.3) ? random.int(1, 3) : 0; calls > 0; calls--) {
    const tool = random.pick(TOOLS)
    const took = round(random.latency(45, 0.7), 3)
    events.push({
      ...fields,
      time: at,
      stream: 'log',
      level: 'DEBUG',
      service: 'assistant',
      category: 'ai',
      name: 'tool.call',
      span_id: world.span(),
      message: `Tool ${tool} finished in ${Math.round(took)} ms`,
      attributes: { tool, ok: true, duration_ms: took, parent_span_id: assistant },
    })
    at += took
  }
  const status = proxied.status
  events.push(
    {
      ...fields,
      time: start + 4,
      stream: 'log',
      level: status >= 500 ? 'ERROR' : 'INFO',
      service: 'assistant',
      category: 'ai',
      name: 'assistant.turn',
      span_id: assistant,
      message: status === 200 ? `Answered ${user.id}` : `Could not answer ${user.id}: ${status}`,
      attributes: { plan: user.plan, duration_ms: round(at - start - 4, 3), parent_span_id: root },
    },
    httpRequest(world, start, {
      request,
      service: 'gateway',
      span: root,
      method: 'POST',
      route: '/api/assistant',
      status,
      duration: at - start + 3,
    }),
  )
  return events
}

/** What the proxy records of one exchange, as `proxy/records.ts` writes it: every event a span of the trace. */
function exchange(world: World, start: number, { fields, user }: Request, parent: string, risk?: number) {
  const { random } = world
  const customer = world.customers[random.chance(0.75) ? 0 : random.int(1, world.customers.length - 1)]!
  const model = random.weighted(MODELS.map(one => [one.share, one] as const))
  const { request_id, session_id, trace_id, ip } = fields
  const own = world.span()
  const about = {
    category: 'llm',
    service: 'proxy',
    trace_id,
    request_id,
    session_id,
    ip,
    user_agent: user.agent,
    user_id: `key:${customer.key}`,
  } as const
  const events: DemoEvent[] = []
  const span = (
    event: Omit<DemoEvent, 'attributes'>,
    attributes: JsonObject,
    id = world.span(),
    above = own,
  ) =>
    events.push({
      ...about,
      ...event,
      span_id: id,
      attributes: { ...attributes, parent_span_id: above },
    } as DemoEvent)

  const scanned = (stage: 'input' | 'output', time: number, risk?: number) => {
    const asked: ScanAbout = {
      stage,
      session: session_id!,
      ip: ip!,
      agent: user.agent,
      ...(risk === undefined ? {} : { risk }),
    }
    const record = scanRecord(world, time, asked)
    const { attributes = {}, ...event } = eventOf(record)
    span(event, { ...attributes, duration_ms: record.latency_ms, route: ROUTE })
    events.push(...feedbackOn(world, record))
    return record
  }

  const input = scanned('input', start, risk)
  const allowed = input.action !== 'block'
  const asked = { model: model.name, operation: 'chat' }
  const verdict = {
    allowed,
    risk: input.score,
    reason: allowed
      ? 'nothing speaks against it'
      : `the input holds ${input.flags[0] ?? 'what could not be scanned'}`,
  }
  let at = start + input.latency_ms
  span(
    {
      time: at,
      stream: 'decision',
      level: allowed ? 'INFO' : 'WARNING',
      category: 'governance',
      name: allowed ? 'decision.allowed' : 'decision.blocked',
      message: `${allowed ? 'Allowed' : 'Blocked'} chat on ${model.name}: ${verdict.reason}`,
      entity_type: 'model',
      entity_id: model.name,
    },
    { ...decisionAttributes(customer, asked, verdict), route: ROUTE, action: input.action, duration_ms: 0 },
  )

  const tokens = { prompt: random.int(60, 3_000), completion: random.int(20, 900) }
  const isStream = random.chance(0.6)
  let status = allowed ? 200 : 403
  let firstMs: number | undefined
  if (allowed) {
    const troubled = (world.troubled.get('assistant') ?? 0) > at
    const fails = random.chance(troubled ? 0.2 : 0.012)
    const took = fails ? 30_000 : random.latency(180 + tokens.completion * model.msPerToken, 0.25)
    firstMs = fails ? undefined : Math.min(took, random.latency(320, 0.4))
    const host = `${model.name.split('-')[0]}.models.example`
    span(
      {
        time: at + 1,
        stream: 'log',
        name: 'llm.upstream',
        level: fails ? 'WARNING' : 'INFO',
        message: `${host} answered ${fails ? 'nothing' : 200} in ${Math.round(took)} ms`,
      },
      {
        upstream: host,
        route: ROUTE,
        model: model.name,
        ...(fails ? {} : { status_code: 200, first_byte_ms: round(firstMs!, 3) }),
        duration_ms: round(took, 3),
      },
    )
    at += 1 + took
    if (fails) status = 504
    else at += scanned('output', at, random.chance(0.985) ? 0 : undefined).latency_ms
  }
  const outcome = status === 200 ? 'completed' : status === 403 ? 'blocked' : 'upstream_timeout'
  const took = at - start + 1
  span(
    {
      time: start,
      stream: 'log',
      name: 'llm.request',
      level: status === 200 ? 'INFO' : 'WARNING',
      message: `${ROUTE} ${model.name}: ${outcome}, ${status}, ${Math.round(took)} ms`,
    },
    {
      route: ROUTE,
      operation: 'chat',
      outcome,
      status_code: status,
      stream: isStream,
      model: model.name,
      ...(status === 200
        ? {
            prompt_tokens: tokens.prompt,
            completion_tokens: tokens.completion,
            total_tokens: tokens.prompt + tokens.completion,
          }
        : {}),
      ...(firstMs !== undefined ? { first_token_ms: round(firstMs + 2, 3) } : {}),
      duration_ms: round(took, 3),
    },
    own,
    parent,
  )
  return { events, end: start + took, status }
}
