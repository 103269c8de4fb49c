import type { TimeRange } from '../ports/event-store.ts'
import type { TailMessage, TailSubscription } from '../tail/index.ts'
import type { Reader } from './reader.ts'
import type { Read } from './reads.ts'

/** Hears what a reader is asked, in time to refuse the answer by throwing. */
export type ReadObserver = {
  /** An answer is there and not given yet. */
  answered(read: Read): Promise<void>
  /** Rows begin to flow, go on under another filter, or have ended; `read.phase` says which. */
  flows(read: Read): Promise<void>
}

/** A reader none of whose answers is given before its observer has heard of it. What is refused for another reason was not read. */
export function observedReader(reader: Reader, observer: ReadObserver): Reader {
  const heard = async <T>(answer: Promise<T>, read: (answer: T) => Read): Promise<T> => {
    const given = await answer
    await observer.answered(read(given))
    return given
  }
  return {
    tenant: reader.tenant,
    payload: reader.payload,
    mustShow: reader.mustShow,
    search: (query, options) =>
      heard(reader.search(query, options), ({ events }) => ({
        kind: 'search',
        query,
        ...rangeOf(options),
        rows: events.length,
      })),
    aggregate: (query, options) =>
      heard(reader.aggregate(query, options), ({ rows }) => ({
        kind: 'aggregate',
        query,
        ...rangeOf(options),
        rows: rows.length,
      })),
    fields: (query, options) =>
      heard(reader.fields(query, options), fields => ({
        kind: 'fields',
        query,
        ...rangeOf(options),
        rows: fields.length,
      })),
    get: id => heard(reader.get(id), event => ({ kind: 'event', id: event.id, rows: 1 })),
    context: (id, options) =>
      heard(reader.context(id, options), ({ before, event, after }) => ({
        kind: 'context',
        id: event.id,
        ...(options?.query === undefined ? {} : { query: options.query }),
        rows: before.length + 1 + after.length,
      })),
    prove: id => heard(reader.prove(id), () => ({ kind: 'proof', id: id.toLowerCase(), rows: 1 })),
    metrics: options =>
      heard(reader.metrics(options), entries => ({
        kind: 'metrics',
        ...rangeOf(options),
        rows: entries.length,
      })),
    queryMetrics: (expr, options) =>
      heard(reader.queryMetrics(expr, options), ({ series }) => ({
        kind: 'metrics',
        query: expr,
        ...rangeOf(options),
        rows: series.length,
      })),
    export: (query, options) =>
      flowing(
        reader.export(query, options),
        { kind: 'export', query, ...rangeOf(options) },
        observer,
        () => 1,
      ),
    exportWithProof: (query, options) =>
      flowing(
        reader.exportWithProof(query, options),
        { kind: 'export', query, ...rangeOf(options) },
        observer,
        linesOf,
      ),
    tail: async (query, options) => {
      const subscription = await reader.tail(query, options)
      try {
        await observer.flows({ kind: 'tail', query, phase: 'start' })
      } catch (error) {
        subscription.close()
        throw error
      }
      return observedTail(subscription, query, observer)
    },
  }
}

function rangeOf({ from, to }: TimeRange = {}): TimeRange {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** Rows that are told of before the first, and after the last that was taken. `rows` of a piece are in it. */
async function* flowing<T>(
  source: AsyncIterable<T>,
  read: Read,
  observer: ReadObserver,
  rowsOf: (piece: T) => number,
): AsyncGenerator<T> {
  const pieces = source[Symbol.asyncIterator]()
  let next = await pieces.next()
  await observer.flows({ ...read, phase: 'start' })
  let [rows, complete] = [0, false]
  try {
    for (; !next.done; next = await pieces.next()) {
      rows += rowsOf(next.value)
      yield next.value
    }
    complete = true
  } finally {
    await pieces.return?.()
    await observer.flows({ ...read, phase: 'end', rows, complete })
  }
}

/** How lines that prove begin in an export with proof; lines of the record have no such name. */
const DOCUMENT = Buffer.from('{"type":"tallystick.export')
const LINE_FEED = 10

/** Lines of the record in a piece of an export with proof. */
function linesOf(piece: Buffer): number {
  if (piece.subarray(0, DOCUMENT.length).equals(DOCUMENT)) return 0
  let lines = 0
  for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, at + 1)) lines++
  return lines
}

function observedTail(
  subscription: TailSubscription,
  query: string,
  observer: ReadObserver,
): TailSubscription {
  let asked = query
  let sent = 0
  /** What came under the new filter waits for it. */
  let changing: Promise<void> | undefined
  let ended: Promise<void> | undefined
  const end = (): Promise<void> => {
    ended ??= observer.flows({ kind: 'tail', query: asked, phase: 'end', rows: sent })
    return ended
  }
  return {
    setFilter(query) {
      subscription.setFilter(query)
      asked = query
      const told = observer.flows({ kind: 'tail', query, phase: 'filter' })
      changing = changing === undefined ? told : Promise.all([changing, told]).then(() => undefined)
      // Whoever takes the next message hears of it.
      changing.catch(() => undefined)
    },
    close() {
      subscription.close()
      end().catch(() => undefined)
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<TailMessage> {
      try {
        for await (const message of subscription) {
          if (changing !== undefined) await changing
          if (message.type === 'event') sent++
          yield message
        }
      } finally {
        subscription.close()
        await end()
      }
    },
  }
}
