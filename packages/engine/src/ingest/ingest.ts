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
  type TallyEvent,
  timeFromMs,
} from '@tallystick/core'
import type { Journal, Receipt, WriterPosition } from '../journal/index.ts'
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

type Outcome = Omit<IngestResult, 'ids'>

/** Events on their way to the disk. */
type TakenEvents = {
  readonly outcome: Promise<Outcome>
  readonly ids: readonly string[]
  /** For tails. */
  readonly live: readonly TallyEvent[]
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

  /**
   * Events. While they wait for the disk only what the answer and tails need of them is held, and no frame that waits holds `values`: those of
   * all requests together would outlive several collections, which then cost more than anything else here.
   */
  ingest(tenant: string, values: readonly unknown[], options: IngestOptions = {}): Promise<IngestResult> {
    try {
      return this.#answer(this.#takeEvents(tenant, values, options))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #takeEvents(tenant: string, values: readonly unknown[], options: IngestOptions): TakenEvents {
    const now = this.#clock.now()
    const context: NormalizeContext = {
      tenant,
      received: timeFromMs(now),
      newId: () => this.#newId(now),
      newNonce: this.#newNonce,
      limits: this.#limits,
      defaults: options.defaults,
    }
    const { taken, outcome } = this.#take<NormalizedEvent>(tenant, values, options.writer, {
      normalise: value => normalizeEvent(value, context),
      print(normalized, seq) {
        normalized.event.seq = seq
        return canonicalLine(normalized)
      },
    })
    return {
      outcome,
      ids: taken.map(({ event }) => event.id),
      live: this.#hub.isFollowed(tenant) ? taken.map(({ event }) => event) : [],
    }
  }

  async #answer({ outcome, ids, live }: TakenEvents): Promise<IngestResult> {
    const result = await outcome
    this.#hub.publish(result.tenant, live)
    return { ...result, ids }
  }

  /** Metric points, by the same way and under the same numbers. They have no ids, and no tail sees them. */
  async ingestMetrics(
    tenant: string,
    values: readonly unknown[],
    { writer }: Pick<IngestOptions, 'writer'> = {},
  ): Promise<IngestResult> {
    const context = { tenant, received: timeFromMs(this.#clock.now()) }
    const { outcome } = this.#take(tenant, values, writer, {
      normalise: value => normalizePoint(value, context),
      print: pointLine,
    })
    return { ...(await outcome), ids: [] }
  }

  #take<T>(
    tenant: string,
    values: readonly unknown[],
    writer: WriterPosition | undefined,
    kind: RecordKind<T>,
  ): { readonly taken: readonly T[]; readonly outcome: Promise<Outcome> } {
    const known = writer && this.#journal.writerSequence(tenant, writer.writer)
    /** How many of the values this writer had sent before. */
    const repeated =
      writer === undefined || known === undefined
        ? 0
        : Math.min(values.length, Math.max(0, known + 1 - writer.sequence))
    const earlier = writer && this.#inFlight.get(`${tenant}/${writer.writer}`)
    const { taken, errors } = normaliseAll(values, repeated, kind)
    const expected = (known ?? -1) + 1
    const appended =
      taken.length === 0
        ? undefined
        : this.#append(
            tenant,
            taken,
            kind,
            writer && { writer: writer.writer, last: writer.sequence + values.length - 1 },
          )
    const outcome = this.#settle([appended, repeated > 0 ? earlier : undefined], {
      tenant,
      accepted: taken.length,
      duplicates: repeated - errors.filter(({ index }) => index < repeated).length,
      rejected: values.length - repeated - taken.length,
      errors,
      ...(writer !== undefined && writer.sequence > expected
        ? { gap: { from: expected, to: writer.sequence } }
        : {}),
    })
    return { taken, outcome }
  }

  /** Waits for its events, and for those sent earlier that it repeats. */
  async #settle(
    appends: readonly [Promise<Receipt> | undefined, Promise<unknown> | undefined],
    { rejected, ...outcome }: Outcome & { readonly rejected: number },
  ): Promise<Outcome> {
    const [receipt] = await Promise.all(appends)
    this.accepted += outcome.accepted
    this.rejected += rejected
    this.duplicates += outcome.duplicates
    return { ...outcome, ...(receipt === undefined ? {} : { firstSeq: receipt.firstSeq }) }
  }

  #append<T>(
    tenant: string,
    taken: readonly T[],
    { print }: RecordKind<T>,
    writer: { writer: string; last: number } | undefined,
  ): Promise<Receipt> {
    const appended = this.#journal.append({
      tenant,
      count: taken.length,
      received: this.#clock.now(),
      ...(writer === undefined ? {} : { writer }),
      encode: firstSeq => {
        let lines = ''
        for (let i = 0; i < taken.length; i++) lines += `${print(taken[i]!, firstSeq + i)}\n`
        // Not from the pool that Node shares among small ones: until they are sealed, a few lines would keep all of it.
        const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(lines))
        bytes.write(lines)
        return bytes
      },
    })
    return writer === undefined ? appended : this.#track(`${tenant}/${writer.writer}`, appended)
  }

  async #track(key: string, appended: Promise<Receipt>): Promise<Receipt> {
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
