import { TallyError } from '@tallystick/core'
import type { Journal } from '../journal/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, SeqRange, StoreBatch } from '../ports/event-store.ts'

/** Bytes of lines handed to the store at once. */
const CHUNK_BYTES = 24 * 1024 * 1024
const RETRY_MIN_MS = 250
const RETRY_MAX_MS = 5_000

type TenantWork = {
  /** Sealed and not in the store, ascending and disjoint. */
  readonly todo: SeqRange[]
  /** Numbers below are sealed and known to `todo`. */
  seen: number
}

export type IndexLag = {
  readonly events: number
  /** Age of the oldest sealed event that is not searchable. */
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
  readonly #idle = new Set<() => void>()
  /** Tenants of whose ranges the store may hold a part. */
  readonly #unsure = new Set<string>()
  /** When the sealed total (of this process) reached a number; entries that are indexed are dropped from the front. */
  readonly #marks: { readonly total: number; readonly at: number }[] = []
  #sealedTotal = 0
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
    journal.onSealed(({ tenant, firstSeq, count }) => this.#sealed(tenant, firstSeq + count))
  }

  /** Starts catching up with everything that is sealed. Resolves at once; `flush` waits. */
  start(): void {
    for (const { tenant, sealedSeq } of this.#journal.tenants()) this.#sealed(tenant, sealedSeq, true)
    this.#kick()
  }

  lag(): IndexLag {
    const events = this.#pending()
    while (this.#marks[0] !== undefined && this.#marks[0].total <= this.#sealedTotal - events)
      this.#marks.shift()
    const oldest = this.#marks[0]?.at
    const seconds = oldest === undefined ? 0 : Math.max(0, (this.#clock.now() - oldest) / 1000)
    return { events, seconds, ...(this.#error === undefined ? {} : { error: this.#error }) }
  }

  /** Every number below is searchable. */
  indexedSeq(tenant: string): number {
    const work = this.#work.get(tenant)
    return work === undefined ? 0 : (work.todo[0]?.from ?? work.seen)
  }

  /** Resolves when everything sealed before the call is searchable. */
  async flush(): Promise<void> {
    if (this.#running === undefined || this.#closed) return
    await new Promise<void>(resolve => this.#idle.add(resolve))
  }

  /** Empties the store and indexes everything sealed anew, in the background. */
  async rebuild(): Promise<void> {
    this.#paused = true
    this.#cancelSleep?.()
    await this.#running
    try {
      await this.#store.clear()
      for (const work of this.#work.values())
        work.todo.splice(0, work.todo.length, ...(work.seen > 0 ? [{ from: 0, to: work.seen }] : []))
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
    for (const resolve of this.#idle) resolve()
  }

  /** Numbers up to `to` are sealed. `unknown`: the store may hold some of them already. */
  #sealed(tenant: string, to: number, unknown = false): void {
    const work = this.#work.get(tenant) ?? { todo: [], seen: 0 }
    this.#work.set(tenant, work)
    if (to <= work.seen) return
    const last = work.todo.at(-1)
    if (last?.to === work.seen) work.todo[work.todo.length - 1] = { from: last.from, to }
    else work.todo.push({ from: work.seen, to })
    this.#sealedTotal += to - work.seen
    this.#marks.push({ total: this.#sealedTotal, at: this.#clock.now() })
    work.seen = to
    if (unknown) this.#unsure.add(tenant)
    else this.#kick()
  }

  #pending(): number {
    let events = 0
    for (const { todo } of this.#work.values()) for (const range of todo) events += range.to - range.from
    return events
  }

  #kick(): void {
    if (this.#running !== undefined || this.#closed || this.#paused) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async #run(): Promise<void> {
    let retry = RETRY_MIN_MS
    while (!this.#closed && !this.#paused) {
      try {
        await this.#settleUnsure()
        const batches = await this.#gather()
        if (batches.length === 0) break
        for (const { tenant } of batches) this.#unsure.add(tenant)
        await this.#store.append(batches)
        for (const batch of batches) this.#done(batch)
        this.#error = undefined
        retry = RETRY_MIN_MS
      } catch (error) {
        if (this.#closed || this.#paused) return
        this.#error = error instanceof TallyError ? error.message : String(error)
        await this.#sleep(retry)
        retry = Math.min(retry * 2, RETRY_MAX_MS)
      }
    }
    if (this.#paused) return
    this.#marks.length = 0
    for (const resolve of this.#idle) resolve()
    this.#idle.clear()
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
      }
      this.#unsure.delete(tenant)
    }
  }

  /** Up to CHUNK_BYTES of lines, from every tenant that has some in turn. */
  async #gather(): Promise<StoreBatch[]> {
    const batches: StoreBatch[] = []
    let bytes = 0
    for (const [tenant, { todo }] of this.#work) {
      for (const range of [...todo]) {
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
    const at = todo.findIndex(range => range.from === firstSeq)
    const range = todo[at]!
    if (range.to === firstSeq + count) todo.splice(at, 1)
    else todo[at] = { from: firstSeq + count, to: range.to }
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
