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
  normalizePoint,
  pointLine,
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

/** What becomes of one value: a record that lacks its number, and with it a canonical line. */
type RecordKind<T> = {
  /** Throws a TallyError for a value that is refused. */
  readonly normalise: (value: unknown) => T
  readonly print: (record: T, seq: number) => string
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

  /** Events. */
  async ingest(
    tenant: string,
    values: readonly unknown[],
    options: IngestOptions = {},
  ): Promise<IngestResult> {
    const now = this.#clock.now()
    const context: NormalizeContext = {
      tenant,
      received: timeFromMs(now),
      newId: () => this.#newId(now),
      newNonce: this.#newNonce,
      limits: this.#limits,
      defaults: options.defaults,
    }
    const { taken, outcome } = await this.#take<NormalizedEvent>(tenant, values, options.writer, {
      normalise: value => normalizeEvent(value, context),
      print(normalized, seq) {
        normalized.event.seq = seq
        return canonicalLine(normalized)
      },
    })
    if (taken.length > 0)
      this.#hub.publish(
        tenant,
        taken.map(({ event }) => event),
      )
    return { ...outcome, ids: taken.map(({ event }) => event.id) }
  }

  /** Metric points, by the same way and under the same numbers. They have no ids, and no tail sees them. */
  async ingestMetrics(
    tenant: string,
    values: readonly unknown[],
    { writer }: Pick<IngestOptions, 'writer'> = {},
  ): Promise<IngestResult> {
    const context = { tenant, received: timeFromMs(this.#clock.now()) }
    const { outcome } = await this.#take(tenant, values, writer, {
      normalise: value => normalizePoint(value, context),
      print: pointLine,
    })
    return { ...outcome, ids: [] }
  }

  async #take<T>(
    tenant: string,
    values: readonly unknown[],
    writer: WriterPosition | undefined,
    kind: RecordKind<T>,
  ): Promise<{ taken: readonly T[]; outcome: Omit<IngestResult, 'ids'> }> {
    const known = writer && this.#journal.writerSequence(tenant, writer.writer)
    /** How many of the values this writer had sent before. */
    const repeated =
      writer === undefined || known === undefined
        ? 0
        : Math.min(values.length, Math.max(0, known + 1 - writer.sequence))
    const earlier = writer && this.#inFlight.get(`${tenant}/${writer.writer}`)
    const { taken, errors } = normaliseAll(values, repeated, kind)
    const duplicates = repeated - errors.filter(({ index }) => index < repeated).length

    const appended =
      taken.length === 0
        ? undefined
        : this.#append(
            tenant,
            taken,
            kind,
            writer && { writer: writer.writer, last: writer.sequence + values.length - 1 },
          )
    const [receipt] = await Promise.all([appended, repeated > 0 ? earlier : undefined])

    this.accepted += taken.length
    this.rejected += values.length - repeated - taken.length
    this.duplicates += duplicates
    const expected = (known ?? -1) + 1
    const outcome = {
      tenant,
      accepted: taken.length,
      duplicates,
      ...(receipt === undefined ? {} : { firstSeq: receipt.firstSeq }),
      errors,
      ...(writer !== undefined && writer.sequence > expected
        ? { gap: { from: expected, to: writer.sequence } }
        : {}),
    }
    return { taken, outcome }
  }

  async #append<T>(
    tenant: string,
    taken: readonly T[],
    { print }: RecordKind<T>,
    writer: { writer: string; last: number } | undefined,
  ) {
    const appended = this.#journal.append({
      tenant,
      count: taken.length,
      received: this.#clock.now(),
      ...(writer === undefined ? {} : { writer }),
      encode: firstSeq => {
        let lines = ''
        for (let i = 0; i < taken.length; i++) lines += `${print(taken[i]!, firstSeq + i)}\n`
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

/**
 * The good values from index `from` on. What stands before was sent before, by a client that may not have got the answer: which of it was refused
 * is told again, or the client would take it for durable.
 */
function normaliseAll<T>(values: readonly unknown[], from: number, { normalise }: RecordKind<T>) {
  const taken: T[] = []
  const errors: { index: number; error: ErrorBody }[] = []
  for (let index = 0; index < values.length; index++) {
    try {
      const record = normalise(values[index])
      if (index >= from) taken.push(record)
    } catch (error) {
      if (!(error instanceof TallyError)) throw error
      errors.push({ index, error: error.toJSON() })
    }
  }
  return { taken, errors }
}
