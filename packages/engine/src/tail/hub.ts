import { compileFilter, type Filter, parseQuery, TallyError, type TallyEvent } from '@tallystick/core'

export type TailMessage =
  | { readonly type: 'event'; readonly event: TallyEvent }
  /** The reader was too slow: at most this many matching events were left out here. */
  | { readonly type: 'missed'; readonly count: number }

export interface TailSubscription extends AsyncIterable<TailMessage> {
  /** Replace the filter; applies to events evaluated from now on. Throws TALLY_QUERY_* and keeps the old filter when it does not parse. */
  setFilter(query: string): void
  close(): void
}

/** Events per slice between two looks at the clock, and how long one slice may keep the event loop. */
const SLICE_EVENTS = 256
const SLICE_MS = 4
/** Published events that may wait for evaluation; beyond it the oldest count as missed. */
const MAX_WAITING = 100_000

function tailFilter(query: string): (event: TallyEvent) => boolean {
  const { filter, pipes }: { filter: Filter; pipes: readonly unknown[] } = parseQuery(query)
  if (pipes.length > 0) throw new TallyError('TALLY_QUERY_PIPE', 'a tail takes a filter without pipes')
  return compileFilter(filter)
}

/** One reader: a filter and a bounded queue. Matching events that find the queue full are counted and reported in place. */
class Subscription implements TailSubscription {
  #matches: (event: TallyEvent) => boolean
  #queue: TailMessage[] = []
  #missed = 0
  #closed = false
  #wake: (() => void) | undefined
  readonly #capacity: number
  readonly #onClose: (subscription: Subscription) => void
  readonly #onMissed: (count: number) => void

  constructor(
    query: string,
    capacity: number,
    onClose: (subscription: Subscription) => void,
    onMissed: (count: number) => void,
  ) {
    this.#matches = tailFilter(query)
    this.#capacity = capacity
    this.#onClose = onClose
    this.#onMissed = onMissed
  }

  setFilter(query: string): void {
    this.#matches = tailFilter(query)
  }

  offer(event: TallyEvent): void {
    if (!this.#matches(event)) return
    if (this.#queue.length >= this.#capacity) {
      this.miss(1)
      return
    }
    this.#reportMissed()
    this.#queue.push({ type: 'event', event })
    this.#wake?.()
  }

  miss(count: number): void {
    this.#missed += count
    this.#onMissed(count)
    this.#wake?.()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#queue = []
    this.#onClose(this)
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<TailMessage> {
    try {
      while (!this.#closed) {
        if (this.#queue.length === 0) this.#reportMissed()
        if (this.#queue.length === 0) {
          await new Promise<void>(resolve => {
            this.#wake = resolve
          })
          this.#wake = undefined
          continue
        }
        const messages = this.#queue
        this.#queue = []
        for (const message of messages) {
          if (this.#closed) return
          yield message
        }
      }
    } finally {
      this.close()
    }
  }

  /** Puts the count of what was left out at the place where it was left out. */
  #reportMissed(): void {
    if (this.#missed === 0) return
    this.#queue.push({ type: 'missed', count: this.#missed })
    this.#missed = 0
  }
}

/**
 * Live tail. `publish` costs ingest one array push: filters are evaluated in slices between other work, and whoever falls
 * behind, the hub or one reader, says how much was missed instead of slowing the writer or skipping in silence.
 */
export class TailHub {
  readonly #subscriptions = new Map<string, Set<Subscription>>()
  #waiting: { readonly tenant: string; readonly events: readonly TallyEvent[]; at: number }[] = []
  #waitingEvents = 0
  #scheduled = false
  missed = 0

  get subscribers(): number {
    let count = 0
    for (const set of this.#subscriptions.values()) count += set.size
    return count
  }

  /** Whether anybody reads the tail of a tenant now. */
  isFollowed(tenant: string): boolean {
    return this.#subscriptions.has(tenant)
  }

  /** `capacity` is how many messages may wait for this reader. */
  subscribe(tenant: string, query: string, capacity = 1000): TailSubscription {
    const set = this.#subscriptions.get(tenant) ?? new Set()
    const subscription = new Subscription(
      query,
      capacity,
      closed => {
        set.delete(closed)
        if (set.size === 0 && this.#subscriptions.get(tenant) === set) this.#subscriptions.delete(tenant)
      },
      count => {
        this.missed += count
      },
    )
    set.add(subscription)
    this.#subscriptions.set(tenant, set)
    return subscription
  }

  publish(tenant: string, events: readonly TallyEvent[]): void {
    if (!this.#subscriptions.has(tenant) || events.length === 0) return
    this.#waiting.push({ tenant, events, at: 0 })
    this.#waitingEvents += events.length
    while (this.#waitingEvents > MAX_WAITING && this.#waiting.length > 1) {
      const dropped = this.#waiting.shift()!
      const left = dropped.events.length - dropped.at
      this.#waitingEvents -= left
      for (const subscription of this.#subscriptions.get(dropped.tenant) ?? []) subscription.miss(left)
    }
    this.#schedule()
  }

  close(): void {
    this.#waiting = []
    for (const set of [...this.#subscriptions.values()])
      for (const subscription of [...set]) subscription.close()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#drain()
    })
  }

  #drain(): void {
    const deadline = performance.now() + SLICE_MS
    while (this.#waiting.length > 0) {
      const first = this.#waiting[0]!
      const slice = first.events.slice(first.at, first.at + SLICE_EVENTS)
      first.at += slice.length
      if (first.at === first.events.length) this.#waiting.shift()
      this.#waitingEvents -= slice.length
      for (const subscription of this.#subscriptions.get(first.tenant) ?? [])
        for (const event of slice) subscription.offer(event)
      if (performance.now() > deadline) break
    }
    if (this.#waiting.length > 0) this.#schedule()
  }
}
