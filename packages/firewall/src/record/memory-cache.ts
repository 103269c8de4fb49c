import type { Json } from '@tallystick/core'
import type { ScanResult } from '../types.ts'
import { QUERY_TTL, type ScanCache, SESSION_TTL } from './cache.ts'

export type MemoryCacheOptions = {
  /** Default 1,000. */
  readonly sessions?: number
  /** Newest results kept of one session. Default 100. */
  readonly scansPerSession?: number
  /** Default 1,000. */
  readonly queries?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

type Entry<V> = { value: V; until: number }

/** Entries in the order in which they were last used; of too many the first go. */
class Lru<V> {
  readonly #entries = new Map<string, Entry<V>>()
  readonly #capacity: number
  readonly #now: () => number
  evictions = 0

  constructor(capacity: number, now: () => number) {
    this.#capacity = capacity
    this.#now = now
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    if (entry.until <= this.#now()) return undefined
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: V, ttl: number): void {
    if (!(ttl > 0)) throw new RangeError(`a time to live is a number of seconds above 0, not ${ttl}`)
    this.#entries.delete(key)
    if (this.#entries.size >= this.#capacity) this.#makeRoom()
    this.#entries.set(key, { value, until: this.#now() + ttl * 1_000 })
  }

  /** What is not over. */
  values(): V[] {
    this.#sweep()
    return [...this.#entries.values()].map(({ value }) => value)
  }

  clear(): void {
    this.#entries.clear()
  }

  #makeRoom(): void {
    this.#sweep()
    for (const key of this.#entries.keys()) {
      if (this.#entries.size < this.#capacity) return
      this.#entries.delete(key)
      this.evictions++
    }
  }

  #sweep(): void {
    const now = this.#now()
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key)
  }
}

let shared: ScanCache | undefined

/** The cache of this process, made when it is first asked for. */
export function getScanCache(): ScanCache {
  shared ??= createMemoryCache()
  return shared
}

/** A cache in the memory of one process. Values are kept as JSON text: what callers do to theirs changes nothing here. */
export function createMemoryCache(options: MemoryCacheOptions = {}): ScanCache {
  const { sessions: capacity = 1_000, scansPerSession = 100, queries: most = 1_000, now = Date.now } = options
  /** Newest first. */
  const sessions = new Lru<readonly string[]>(capacity, now)
  const queries = new Lru<string>(most, now)
  let hits = 0
  let misses = 0
  const counted = <T>(found: T | undefined): T | undefined => {
    if (found === undefined) misses++
    else hits++
    return found
  }
  return {
    cacheScanResult: async (session, result, ttl = SESSION_TTL) => {
      const scans = [JSON.stringify(result), ...(sessions.get(session) ?? [])]
      sessions.set(session, scans.slice(0, scansPerSession), ttl)
    },
    getRecentScans: async (session, limit = 10) =>
      (counted(sessions.get(session)) ?? [])
        .slice(0, Math.max(limit, 0))
        .map(text => JSON.parse(text) as ScanResult),
    cacheQuery: async (query, answer, ttl = QUERY_TTL) => queries.set(query, JSON.stringify(answer), ttl),
    getQuery: async query => {
      const text = counted(queries.get(query))
      return text === undefined ? undefined : (JSON.parse(text) as Json)
    },
    getCacheStats: async () => {
      const known = sessions.values()
      return {
        sessions: known.length,
        scans: known.reduce((sum, scans) => sum + scans.length, 0),
        queries: queries.values().length,
        hits,
        misses,
        evictions: sessions.evictions + queries.evictions,
      }
    },
    clear: async () => {
      sessions.clear()
      queries.clear()
    },
  }
}
