import { randomFillSync } from 'node:crypto'
import {
  canonicalLine,
  createIdGenerator,
  createNonceGenerator,
  DEFAULT_LIMITS,
  type ErrorBody,
  type EventLimits,
  type NormalizeContext,
  type NormalizedEvent,
  normalizeEvent,
  TallyError,
  timeFromMs,
} from '@tallystick/core'
import type { Journal, WriterPosition } from '../journal/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { TailHub } from '../tail/index.ts'

export type IngestOptions = {
  /** The client's own numbering of `values`, for exactly-once delivery. A refused event uses up its number. */
  readonly writer?: WriterPosition
  readonly defaults?: NonNullable<NormalizeContext['defaults']>
}

export type IngestResult = {
  readonly tenant: string
  /** Events that are durable now. */
  readonly accepted: number
  /** Events skipped because this writer had sent them before; they are durable too. */
  readonly duplicates: number
  /** Sequence numbers of the accepted events: [firstSeq, firstSeq + accepted). Absent when none was. */
  readonly firstSeq?: number
  /** Ids of the accepted events, in order. */
  readonly ids: readonly string[]
  /** Refused events, by index in the request. */
  readonly errors: readonly { readonly index: number; readonly error: ErrorBody }[]
  /** The writer's numbers that never arrived, when a gap shows. */
  readonly gap?: { readonly from: number; readonly to: number }
}

/** Values from outside → durable events: normalise, number, append, tell the tails. Each event is touched once. */
export class Ingest {
  readonly #journal: Journal
  readonly #hub: TailHub
  readonly #clock: Clock
  readonly #limits: EventLimits
  readonly #newId = createIdGenerator(randomFillSync)
  readonly #newNonce = createNonceGenerator(randomFillSync)
  /** Last append of each writer that is not durable yet: a duplicate of it may be acknowledged only once it is. */
  readonly #inFlight = new Map<string, Promise<unknown>>()
  accepted = 0
  rejected = 0
  duplicates = 0

  constructor(journal: Journal, hub: TailHub, clock: Clock, limits: EventLimits = DEFAULT_LIMITS) {
    this.#journal = journal
    this.#hub = hub
    this.#clock = clock
    this.#limits = limits
  }

  async ingest(
    tenant: string,
    values: readonly unknown[],
    options: IngestOptions = {},
  ): Promise<IngestResult> {
    const { writer } = options
    const known = writer && this.#journal.writerSequence(tenant, writer.writer)
    /** How many of the values this writer had sent before. */
    const repeated =
      writer === undefined || known === undefined
        ? 0
        : Math.min(values.length, Math.max(0, known + 1 - writer.sequence))
    const earlier = writer && this.#inFlight.get(`${tenant}/${writer.writer}`)
    const { events, errors } = this.#normalise(tenant, values, repeated, options.defaults)
    const duplicates = repeated - errors.filter(({ index }) => index < repeated).length

    const appended =
      events.length === 0
        ? undefined
        : this.#append(
            tenant,
            events,
            writer && { writer: writer.writer, last: writer.sequence + values.length - 1 },
          )
    const [receipt] = await Promise.all([appended, repeated > 0 ? earlier : undefined])

    this.accepted += events.length
    this.rejected += values.length - repeated - events.length
    this.duplicates += duplicates
    if (receipt !== undefined)
      this.#hub.publish(
        tenant,
        events.map(({ event }) => event),
      )
    const expected = (known ?? -1) + 1
    return {
      tenant,
      accepted: events.length,
      duplicates,
      ...(receipt === undefined ? {} : { firstSeq: receipt.firstSeq }),
      ids: events.map(({ event }) => event.id),
      errors,
      ...(writer !== undefined && writer.sequence > expected
        ? { gap: { from: expected, to: writer.sequence } }
        : {}),
    }
  }

  /**
   * The events from index `from` on. What stands before was sent before, by a client that may not have got the answer: which of it was refused is
   * told again, or the client would take it for durable.
   */
  #normalise(tenant: string, values: readonly unknown[], from: number, defaults: IngestOptions['defaults']) {
    const now = this.#clock.now()
    const context: NormalizeContext = {
      tenant,
      received: timeFromMs(now),
      newId: () => this.#newId(now),
      newNonce: this.#newNonce,
      limits: this.#limits,
      defaults,
    }
    const events: NormalizedEvent[] = []
    const errors: { index: number; error: ErrorBody }[] = []
    for (let index = 0; index < values.length; index++) {
      try {
        const event = normalizeEvent(values[index], context)
        if (index >= from) events.push(event)
      } catch (error) {
        if (!(error instanceof TallyError)) throw error
        errors.push({ index, error: error.toJSON() })
      }
    }
    return { events, errors }
  }

  async #append(
    tenant: string,
    events: readonly NormalizedEvent[],
    writer: { writer: string; last: number } | undefined,
  ) {
    const appended = this.#journal.append({
      tenant,
      count: events.length,
      received: this.#clock.now(),
      ...(writer === undefined ? {} : { writer }),
      encode: firstSeq => {
        let lines = ''
        for (const [i, normalized] of events.entries()) {
          normalized.event.seq = firstSeq + i
          lines += `${canonicalLine(normalized)}\n`
        }
        return Buffer.from(lines)
      },
    })
    if (writer === undefined) return appended
    const key = `${tenant}/${writer.writer}`
    this.#inFlight.set(key, appended)
    try {
      return await appended
    } finally {
      if (this.#inFlight.get(key) === appended) this.#inFlight.delete(key)
    }
  }
}
