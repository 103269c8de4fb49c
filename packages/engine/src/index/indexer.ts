import { TallyError } from '@tallystick/core'
import type { Journal } from '../journal/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, SeqRange, StoreBatch } from '../ports/event-store.ts'
import { release } from '../release.ts'

/** Bytes of lines handed to the store at once. */
const CHUNK_BYTES = 12 * 1024 * 1024
/** After an append, unless there is a backlog or somebody waits: each costs a store something by itself, so that a few lines at a time are dear. */
const REST_MS = 200
const RETRY_MIN_MS = 250
const RETRY_MAX_MS = 5_000

/** Acknowledgements that come within so many milliseconds are remembered as one, the first. */
const MARK_MS = 100

type TenantWork = {
  /** Sealed and not in the store, ascending and disjoint. */
  readonly todo: SeqRange[]
  /** Numbers below are sealed and known to `todo`. */
  seen: number
  /** Numbers below are acknowledged. */
  acknowledged: number
  /** Since when (epoch ms) numbers below `to` have waited; those that are searchable are dropped from the front. */
  readonly marks: { to: number; readonly at: number }[]
}

/** What is acknowledged and not searchable. */
export type IndexLag = {
  readonly events: number
  /** Age of the oldest such event, since it was acknowledged or this process began. */
  readonly seconds: number
  /** Why the last append failed, while it does. */
  readonly error?: string
}

/**
 * Carries sealed lines from the journal into the store, each exactly once. The store is the only memory of what it holds: at start,
 * and after every append that failed, the indexer asks it what is missing. So a crash of either side at any point, a store that was
 * down for an hour and a store that was dropped all heal the same way.
 */
export class Indexer {
  readonly #journal: Journal
  readonly #store: EventStore
  readonly #clock: Clock
  readonly #work = new Map<string, TenantWork>()
  readonly #waiters = new Set<{ readonly reached: () => boolean; readonly resolve: () => void }>()
  /** Tenants of whose ranges the store may hold a part. */
  readonly #unsure = new Set<string>()
  #error: string | undefined
  #running: Promise<void> | undefined
  #closed = false
  #paused = false
  #cancelSleep: (() => void) | undefined
  indexed = 0

  constructor(journal: Journal, store: EventStore, clock: Clock) {
    this.#journal = journal
    this.#store = store
    this.#clock = clock
    journal.onDurable(({ tenant, firstSeq, count }) => this.#acknowledged(tenant, firstSeq + count))
    journal.onSealed(({ tenant, firstSeq, count }) => this.#sealed(tenant, firstSeq + count))
  }

  /** Starts catching up with everything that is sealed. Resolves at once; `flush` waits. */
  start(): void {
    for (const { tenant, sealedSeq, nextSeq } of this.#journal.tenants()) {
      this.#acknowledged(tenant, nextSeq)
      this.#sealed(tenant, sealedSeq, true)
    }
    this.#kick()
  }

  /** Of one tenant, or of all together. */
  lag(tenant?: string): IndexLag {
    const names = tenant === undefined ? [...this.#work.keys()] : this.#work.has(tenant) ? [tenant] : []
    let events = 0
    let oldest = Number.POSITIVE_INFINITY
    for (const name of names) {
      const { marks, seen, acknowledged } = this.#work.get(name)!
      events += this.#sealedOf(name) + acknowledged - seen
      oldest = Math.min(oldest, marks[0]?.at ?? oldest)
    }
    const seconds = Math.max(0, (this.#clock.now() - oldest) / 1000)
    return { events, seconds, ...(this.#error === undefined ? {} : { error: this.#error }) }
  }

  /** Events that are sealed and not searchable. */
  backlog(): number {
    let events = 0
    for (const tenant of this.#work.keys()) events += this.#sealedOf(tenant)
    return events
  }

  /** Every number below is searchable. */
  indexedSeq(tenant: string): number {
    const work = this.#work.get(tenant)
    return work === undefined ? 0 : (work.todo[0]?.from ?? work.seen)
  }

  /** Resolves when everything sealed before the call is searchable, or the indexer is closed. */
  async flush(): Promise<void> {
    const targets = [...this.#work].map(([tenant, { seen }]) => ({ tenant, seen }))
    const reached = (): boolean => targets.every(({ tenant, seen }) => this.indexedSeq(tenant) >= seen)
    if (this.#closed || reached()) return
    // A rest ends; what failed is tried again when it is time.
    if (this.#error === undefined) this.#cancelSleep?.()
    await new Promise<void>(resolve => this.#waiters.add({ reached, resolve }))
  }

  /** Empties the store and indexes everything sealed anew, in the background. */
  async rebuild(): Promise<void> {
    this.#paused = true
    this.#cancelSleep?.()
    await this.#running
    try {
      await this.#store.clear()
      for (const work of this.#work.values()) {
        if (work.seen === 0) continue
        work.todo.splice(0, work.todo.length, { from: 0, to: work.seen })
        work.marks.unshift({ to: work.seen, at: this.#clock.now() })
      }
      this.#unsure.clear()
    } finally {
      this.#paused = false
    }
    this.#kick()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelSleep?.()
    await this.#running
    for (const { resolve } of this.#waiters) resolve()
  }

  #workOf(tenant: string): TenantWork {
    const work = this.#work.get(tenant) ?? { todo: [], seen: 0, acknowledged: 0, marks: [] }
    this.#work.set(tenant, work)
    return work
  }

  /** Numbers up to `to` will be sealed, and are waited for from now on. */
  #acknowledged(tenant: string, to: number): void {
    const work = this.#workOf(tenant)
    if (to <= work.acknowledged) return
    work.acknowledged = to
    const [last, now] = [work.marks.at(-1), this.#clock.now()]
    if (last !== undefined && now - last.at < MARK_MS) last.to = to
    else work.marks.push({ to, at: now })
  }

  /** Numbers up to `to` are sealed. `unknown`: the store may hold some of them already. */
  #sealed(tenant: string, to: number, unknown = false): void {
    const work = this.#workOf(tenant)
    if (to <= work.seen) return
    const last = work.todo.at(-1)
    if (last?.to === work.seen) work.todo[work.todo.length - 1] = { from: last.from, to }
    else work.todo.push({ from: work.seen, to })
    work.seen = to
    if (unknown) this.#unsure.add(tenant)
    else this.#kick()
  }

  #sealedOf(tenant: string): number {
    return this.#work.get(tenant)!.todo.reduce((events, { from, to }) => events + to - from, 0)
  }

  #kick(): void {
    if (this.#running !== undefined || this.#closed || this.#paused) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async #run(): Promise<void> {
    let retry = RETRY_MIN_MS
    let ahead: Promise<StoreBatch[]> | undefined
    while (!this.#closed && !this.#paused) {
      try {
        await this.#settleUnsure()
        this.#wakeWaiters()
        const read = (await ahead) ?? []
        const batches = read.length > 0 ? read : await this.#gather([])
        if (batches.length === 0) return
        for (const { tenant } of batches) this.#unsure.add(tenant)
        // With a backlog, the next chunk is read while the store works on this one.
        ahead = sizeOf(batches) >= CHUNK_BYTES ? this.#gather(batches) : undefined
        await Promise.all([this.#store.append(batches), ahead])
        for (const batch of batches) {
          this.#done(batch)
          release(batch.lines)
        }
        this.#wakeWaiters()
        this.#error = undefined
        retry = RETRY_MIN_MS
        if (ahead === undefined && this.#waiters.size === 0) await this.#sleep(REST_MS)
      } catch (error) {
        ahead = undefined
        if (this.#closed || this.#paused) return
        this.#error = error instanceof TallyError ? error.message : String(error)
        await this.#sleep(retry)
        retry = Math.min(retry * 2, RETRY_MAX_MS)
      }
    }
  }

  async #settleUnsure(): Promise<void> {
    for (const tenant of [...this.#unsure]) {
      const { todo } = this.#work.get(tenant)!
      const whole = { from: todo[0]?.from ?? 0, to: todo.at(-1)?.to ?? 0 }
      if (whole.to > whole.from) {
        const missing = await this.#store.missing(tenant, whole)
        // What was sealed while the store answered stands behind `whole` and stays.
        const later = todo.flatMap(range =>
          range.to <= whole.to ? [] : [{ from: Math.max(range.from, whole.to), to: range.to }],
        )
        todo.splice(0, todo.length, ...intersect(missing, todo), ...later)
        this.#dropMarks(tenant)
      }
      this.#unsure.delete(tenant)
    }
  }

  /** Up to CHUNK_BYTES of lines that are neither in the store nor in `flying`, from every tenant that has some in turn. */
  async #gather(flying: readonly StoreBatch[]): Promise<StoreBatch[]> {
    const batches: StoreBatch[] = []
    let bytes = 0
    const flyingOf = Map.groupBy(flying, batch => batch.tenant)
    for (const [tenant, { todo }] of [...this.#work]) {
      const taken = (flyingOf.get(tenant) ?? []).map(({ firstSeq, count }) => ({
        from: firstSeq,
        to: firstSeq + count,
      }))
      for (const range of subtract(todo, taken)) {
        for await (const chunk of this.#journal.read(tenant, range.from, range.to, CHUNK_BYTES - bytes)) {
          batches.push({ tenant, firstSeq: chunk.firstSeq, count: chunk.count, lines: chunk.lines })
          bytes += chunk.lines.length
          if (bytes >= CHUNK_BYTES) return rotate(this.#work, tenant, batches)
        }
      }
    }
    return batches
  }

  #done({ tenant, firstSeq, count }: StoreBatch): void {
    this.#unsure.delete(tenant)
    this.indexed += count
    const { todo } = this.#work.get(tenant)!
    todo.splice(0, todo.length, ...subtract(todo, [{ from: firstSeq, to: firstSeq + count }]))
    this.#dropMarks(tenant)
  }

  /** Of what is searchable. */
  #dropMarks(tenant: string): void {
    const { marks } = this.#work.get(tenant)!
    const indexed = this.indexedSeq(tenant)
    const waiting = marks.findIndex(({ to }) => to > indexed)
    marks.splice(0, waiting < 0 ? marks.length : waiting)
  }

  #wakeWaiters(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.reached()) continue
      this.#waiters.delete(waiter)
      waiter.resolve()
    }
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = this.#clock.setTimeout(resolve, ms)
      this.#cancelSleep = () => {
        timer[Symbol.dispose]()
        resolve()
      }
    })
    this.#cancelSleep = undefined
  }
}

const sizeOf = (batches: readonly StoreBatch[]): number =>
  batches.reduce((sum, { lines }) => sum + lines.length, 0)

/** A tenant with a large backlog goes to the end of the line. */
function rotate(work: Map<string, TenantWork>, tenant: string, batches: StoreBatch[]): StoreBatch[] {
  const entry = work.get(tenant)!
  work.delete(tenant)
  work.set(tenant, entry)
  return batches
}

/** Parts of `a` that lie in `b`; both ascending and disjoint. */
function intersect(a: readonly SeqRange[], b: readonly SeqRange[]): SeqRange[] {
  return a.flatMap(x =>
    b
      .map(y => ({ from: Math.max(x.from, y.from), to: Math.min(x.to, y.to) }))
      .filter(range => range.from < range.to),
  )
}

/** What of `a` does not lie in `b`; both ascending and disjoint. */
function subtract(a: readonly SeqRange[], b: readonly SeqRange[]): SeqRange[] {
  return b.reduce<SeqRange[]>(
    (left, { from, to }) =>
      left
        .flatMap(range => [
          { from: range.from, to: Math.min(range.to, from) },
          { from: Math.max(range.from, to), to: range.to },
        ])
        .filter(range => range.from < range.to),
    [...a],
  )
}
