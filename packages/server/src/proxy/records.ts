import { timeFromMs } from '@tallystick/core'
import { type Engine, MODEL } from '@tallystick/engine'
import { eventOfScan, recordOf, type ScanResult } from '@tallystick/firewall'
import type { Firewall } from './firewall.ts'
import { newSpanId, type Trace } from './trace.ts'

/** Who asked, and where the exchange stands in a trace. */
export type ExchangeAbout = {
  readonly tenant: string
  /** As logs name them: `key:…`. */
  readonly by: string
  readonly keyId: string | undefined
  readonly requestId: string
  readonly sessionId: string | undefined
  readonly userAgent: string | undefined
  readonly ip: string
  readonly trace: Trace
  /** `/v1/chat/completions` */
  readonly route: string
  /** `chat`, `embedding`, … as policies name what is done with a model. */
  readonly operation: string
  readonly isStream: boolean
  /** Epoch milliseconds. */
  readonly startedAt: number
}

/** How an exchange ended. */
export type Outcome =
  | 'completed'
  | 'blocked'
  | 'refused'
  | 'client_gone'
  | 'upstream_error'
  | 'upstream_unreachable'
  | 'upstream_timeout'
  | 'upstream_protocol'
  | 'failed'

export type Usage = {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
  readonly total_tokens?: number
}

export type UpstreamFacts = {
  readonly spanId: string
  readonly host: string
  readonly startedAt: number
  readonly durationMs: number
  /** Absent when there was no answer. */
  readonly status?: number
  readonly firstByteMs?: number
  /** Its own id of the request. */
  readonly requestId?: string
}

export type Ruling = {
  readonly allowed: boolean
  readonly action: ScanResult['action']
  readonly riskScore: number
  readonly reason: string
  readonly policy: { readonly name: string; readonly version?: number; readonly hash: string }
  readonly rules?: readonly string[]
}

const MODEL_NAME = new RegExp(MODEL)
/** A model's name comes from outside and is recorded: what does not look like one may be anything. */
export const modelName = (value: unknown): string | undefined =>
  typeof value === 'string' && MODEL_NAME.test(value) ? value : undefined

const round = (milliseconds: number): number => Number(milliseconds.toFixed(3))

/** The events of one exchange: each a span of its trace. None holds anything of what was said. */
export class ExchangeRecord {
  readonly #about: ExchangeAbout
  readonly #events: object[] = []

  constructor(about: ExchangeAbout) {
    this.#about = about
  }

  scan(result: ScanResult, { about }: Firewall): void {
    const { sessionId, userAgent, ip } = this.#about
    const record = recordOf(result, { ...about, sessionId, userAgent, ipAddress: ip })
    const event = eventOfScan(record)
    // A span begins at its time: a scan is recorded when it has ended.
    const time = timeFromMs(
      Math.max(this.#about.startedAt, Math.round(Date.parse(event.time) - result.latency_ms)),
    )
    this.#add({ ...event, time }, newSpanId(), {
      ...event.attributes,
      duration_ms: result.latency_ms,
      route: this.#about.route,
    })
  }

  upstream(
    { spanId, host, startedAt, durationMs, status, firstByteMs, requestId }: UpstreamFacts,
    model: string | undefined,
  ): void {
    const isGood = status !== undefined && status < 400
    this.#add(
      {
        stream: 'log',
        name: 'llm.upstream',
        level: isGood ? 'INFO' : 'WARNING',
        time: timeFromMs(startedAt),
        message: `${host} answered ${status ?? 'nothing'} in ${Math.round(durationMs)} ms`,
      },
      spanId,
      {
        upstream: host,
        route: this.#about.route,
        ...(model === undefined ? {} : { model }),
        ...(status === undefined ? {} : { status_code: status }),
        ...(firstByteMs === undefined ? {} : { first_byte_ms: round(firstByteMs) }),
        ...(requestId === undefined ? {} : { upstream_request_id: requestId }),
        duration_ms: round(durationMs),
      },
    )
  }

  decision({ allowed, action, riskScore, reason, policy, rules }: Ruling, model: string | undefined): void {
    const { tenant, keyId, operation, route } = this.#about
    this.#add(
      {
        stream: 'decision',
        level: allowed ? 'INFO' : 'WARNING',
        category: 'governance',
        name: allowed ? 'decision.allowed' : 'decision.blocked',
        message: `${allowed ? 'Allowed' : 'Blocked'} ${operation} on ${model ?? 'a model'}: ${reason}`,
        entity_type: 'model',
        ...(model === undefined ? {} : { entity_id: model }),
      },
      newSpanId(),
      {
        customer_id: tenant,
        ...(keyId === undefined ? {} : { api_key_id: keyId }),
        ...(model === undefined ? {} : { model }),
        operation,
        route,
        risk_score: riskScore,
        allowed,
        action,
        reason,
        policy_name: policy.name,
        ...(policy.version === undefined ? {} : { policy_version: policy.version }),
        policy_hash: policy.hash,
        ...(rules === undefined || rules.length === 0 ? {} : { rules }),
        duration_ms: 0,
      },
    )
  }

  request(end: {
    readonly outcome: Outcome
    readonly status: number
    readonly durationMs: number
    readonly model: string | undefined
    readonly usage: Usage
    readonly firstTokenMs: number | undefined
  }): void {
    const { trace, route, operation, isStream, startedAt, tenant } = this.#about
    const { outcome, status, durationMs, model, usage, firstTokenMs } = end
    this.#add(
      {
        stream: 'log',
        name: 'llm.request',
        level: outcome === 'completed' ? 'INFO' : outcome === 'failed' ? 'ERROR' : 'WARNING',
        time: timeFromMs(startedAt),
        message: `${route} ${model ?? '-'}: ${outcome}, ${status}, ${Math.round(durationMs)} ms`,
      },
      trace.spanId,
      {
        route,
        operation,
        tenant,
        outcome,
        status_code: status,
        stream: isStream,
        ...(model === undefined ? {} : { model }),
        ...usage,
        ...(firstTokenMs === undefined ? {} : { first_token_ms: round(firstTokenMs) }),
        duration_ms: round(durationMs),
      },
    )
  }

  /** Takes in what was noted since the last time. Rejects as `Engine.ingest` does; a record that is refused is a fault of this program. */
  async write(engine: Engine): Promise<void> {
    const events = this.#events.splice(0)
    if (events.length === 0) return
    const { errors } = await engine.ingest(this.#about.tenant, events)
    if (errors.length > 0) throw new Error(`a record of the proxy was refused: ${errors[0]!.error.message}`)
  }

  #add(event: object, spanId: string, attributes: object): void {
    const { by, requestId, sessionId, userAgent, ip, trace } = this.#about
    const parent = spanId === trace.spanId ? trace.parentSpanId : trace.spanId
    this.#events.push({
      category: 'llm',
      service: 'proxy',
      ...event,
      trace_id: trace.traceId,
      span_id: spanId,
      request_id: requestId,
      user_id: by,
      ip,
      ...(sessionId === undefined ? {} : { session_id: sessionId }),
      ...(userAgent === undefined ? {} : { user_agent: userAgent }),
      attributes: { ...attributes, ...(parent === undefined ? {} : { parent_span_id: parent }) },
    })
  }
}
