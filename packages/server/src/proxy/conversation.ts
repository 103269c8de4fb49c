import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { TallyError } from '@tallystick/core'
import type { Engine } from '@tallystick/engine'
import { recordableId } from '@tallystick/firewall'
import type { Principal } from '../http/principal.ts'
import type { Endpoint } from './endpoints.ts'
import { Exchange } from './exchange.ts'
import { AnswerFacts } from './facts.ts'
import type { Firewall } from './firewall.ts'
import { requestHeaders } from './headers.ts'
import type { JsonObject } from './json.ts'
import {
  type ExchangeAbout,
  ExchangeRecord,
  modelName,
  type Outcome,
  type Ruling,
  type UpstreamFacts,
} from './records.ts'
import { refusalOf } from './refusal.ts'
import { reasonOf, rule } from './ruling.ts'
import { newSpanId, traceparentOf } from './trace.ts'
import type { Upstream } from './upstream.ts'

export type ConversationParts = {
  readonly engine: Engine
  readonly firewall: Firewall
  readonly upstream: Upstream
  readonly principal: Principal
  readonly about: ExchangeAbout
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
}

export type Ask = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly authorization: string | undefined
  readonly body: Buffer | undefined
}

/** One request on its way through the proxy, from the scan of the prompt to the last record. */
export class Conversation {
  readonly exchange: Exchange
  readonly facts = new AnswerFacts()
  readonly #parts: ConversationParts
  readonly #record: ExchangeRecord
  readonly #started = performance.now()
  #model: string | undefined
  #upstream: (UpstreamFacts & { readonly asked: number }) | undefined
  #ruling: Ruling | undefined
  #firstTokenMs: number | undefined

  constructor(parts: ConversationParts) {
    this.#parts = parts
    this.#record = new ExchangeRecord(parts.about)
    this.exchange = new Exchange(parts.firewall, parts.signal)
  }

  get signal(): AbortSignal {
    return this.#parts.signal
  }

  /**
   * What is to be sent of a request: scanned, and by the policies let through. Always what was parsed, never the bytes, which others may read otherwise
   * (of keys that stand twice, say). Throws TALLY_PROXY_BLOCKED, TALLY_PROXY_UNSCANNED.
   */
  async screen(body: JsonObject, { said, operation }: Endpoint): Promise<Buffer> {
    const { engine, firewall, principal, about } = this.#parts
    this.#model = await this.#nameOf(body.model)
    const result = await this.exchange.screenPrompt(body, said)
    this.#record.scan(result, firewall)
    this.#ruling = await rule({
      engine,
      principal,
      firewall,
      result,
      model: this.#model === UNNAMED ? undefined : this.#model,
      operation,
      route: about.route,
      isStream: about.isStream,
      now: about.startedAt,
    })
    if (result.action === 'block') throw refusalOf('input', result, firewall.pipeline.policy)
    const { allowed, reason, rules = [] } = this.#ruling
    if (!allowed) throw new TallyError('TALLY_PROXY_BLOCKED', reason, { details: { stage: 'input', rules } })
    return Buffer.from(JSON.stringify(body))
  }

  /** A model's name for the record. */
  async #nameOf(model: unknown): Promise<string | undefined> {
    if (model === undefined || model === null) return undefined
    const name = modelName(model)
    return name === undefined ? UNNAMED : recordableId(name, this.#parts.firewall.pipeline.detector)
  }

  /**
   * Asks the upstream while what is known so far is being recorded; resolves when both are done, so that there is no answer without a record of what was
   * asked. Rejects as both do.
   */
  async ask({ method, path, headers, authorization, body }: Ask): Promise<IncomingMessage> {
    const { engine, upstream, about, signal } = this.#parts
    const spanId = newSpanId()
    const asked = performance.now()
    const facts = { spanId, host: upstream.host, startedAt: Date.now(), asked, durationMs: 0 }
    this.#upstream = facts
    const gaveUp = new AbortController()
    try {
      const [response] = await Promise.all([
        upstream.ask({
          method,
          path,
          headers: requestHeaders(headers, {
            authorization,
            traceparent: traceparentOf(about.trace, spanId),
          }),
          body,
          signal: AbortSignal.any([signal, gaveUp.signal]),
        }),
        this.#record.write(engine),
      ])
      const id = await this.#requestIdOf(response.headers['x-request-id'])
      this.#upstream = {
        ...facts,
        status: response.statusCode ?? 0,
        firstByteMs: performance.now() - asked,
        ...(id === undefined ? {} : { requestId: id }),
      }
      return response
    } catch (error) {
      gaveUp.abort()
      throw error
    }
  }

  /** The upstream's own id of the request, where it is no more than that. */
  async #requestIdOf(id: string | string[] | undefined): Promise<string | undefined> {
    if (typeof id !== 'string' || !REQUEST_ID.test(id)) return undefined
    return (await recordableId(id, this.#parts.firewall.pipeline.detector)) === id ? id : undefined
  }

  /** Something of the answer goes to the client. */
  noteFirstToken(): void {
    this.#firstTokenMs ??= performance.now() - this.#started
  }

  /** Records the end. Rejects as ingest does. */
  async finish(outcome: Outcome, status: number): Promise<void> {
    const { engine, firewall } = this.#parts
    const model = (await this.#nameOf(this.facts.model)) ?? this.#model
    if (this.#upstream !== undefined) {
      const { asked, ...facts } = this.#upstream
      this.#record.upstream({ ...facts, durationMs: performance.now() - asked }, model)
    }
    if (this.exchange.hasAnswer) this.#record.scan(await this.exchange.concludeAnswer(), firewall)
    if (this.#ruling !== undefined) this.#record.decision(this.#ruled(outcome), model)
    this.#record.request({
      outcome,
      status,
      durationMs: performance.now() - this.#started,
      model,
      usage: this.facts.usage,
      firstTokenMs: this.#firstTokenMs,
    })
    await this.#record.write(engine)
  }

  /** The decision once the answer is known too. */
  #ruled(outcome: Outcome): Ruling {
    const ruling = this.#ruling!
    const answer = this.exchange.answer
    if (answer === undefined) return ruling
    const riskScore = Math.max(ruling.riskScore, answer.score)
    const ofAnswer = `the answer: ${reasonOf(answer)}`
    if (outcome === 'blocked' && ruling.allowed)
      return { ...ruling, riskScore, allowed: false, action: 'block', reason: ofAnswer }
    return answer.flags.length === 0
      ? { ...ruling, riskScore }
      : { ...ruling, riskScore, reason: `${ruling.reason}; ${ofAnswer}` }
  }
}

/** Stands in records for what looks like something else than a model's name. */
const UNNAMED = '-'
const REQUEST_ID = /^(?:(?:req_)?[A-Za-z0-9]{16,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** How an error ended an exchange. Once an upstream `hasFailed` by its own word, that clients leave and connections break off only follows from it. */
export function outcomeOf(error: unknown, signal: AbortSignal, hasFailed = false): Outcome {
  const outcome = endOf(error, signal)
  return hasFailed && FOLLOWS.has(outcome) ? 'upstream_error' : outcome
}

const FOLLOWS: ReadonlySet<Outcome> = new Set(['client_gone', 'upstream_timeout', 'upstream_protocol'])

function endOf(error: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted) return 'client_gone'
  if (!(error instanceof TallyError)) return 'failed'
  switch (error.code) {
    case 'TALLY_PROXY_BLOCKED':
    case 'TALLY_PROXY_UNSCANNED':
      return 'blocked'
    case 'TALLY_UPSTREAM_UNREACHABLE':
      return 'upstream_unreachable'
    case 'TALLY_UPSTREAM_TIMEOUT':
      return 'upstream_timeout'
    case 'TALLY_UPSTREAM_PROTOCOL':
      return 'upstream_protocol'
    default:
      return error.status < 500 ? 'refused' : 'failed'
  }
}
