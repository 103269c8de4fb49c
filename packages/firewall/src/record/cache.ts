import type { Json } from '@tallystick/core'
import type { ScanResult } from '../types.ts'

/** Seconds that results of a session, and answers to frequent questions, are kept unless told otherwise (source 000). */
export const SESSION_TTL = 3_600
export const QUERY_TTL = 1_800

export type CacheStats = {
  /** Sessions, results and answers that are kept now. */
  readonly sessions: number
  readonly scans: number
  readonly queries: number
  /** Since the start: questions that were answered, those that were not, and what made room for others before its time. */
  readonly hits: number
  readonly misses: number
  readonly evictions: number
}

/**
 * Short memory, beside the record: what a session had lately, and answers that are asked for again and again. Everything may be forgotten before
 * its time. What is given out is a copy. Times are in seconds.
 */
export type ScanCache = {
  /** The session's other results are kept as long as this one from now on. Throws RangeError for a time that is not above 0. */
  cacheScanResult(session: string, result: ScanResult, ttl?: number): Promise<void>
  /** Newest first; none where nothing is known. */
  getRecentScans(session: string, limit?: number): Promise<readonly ScanResult[]>
  cacheQuery(query: string, answer: Json, ttl?: number): Promise<void>
  getQuery(query: string): Promise<Json | undefined>
  getCacheStats(): Promise<CacheStats>
  /** Forgets everything. */
  clear(): Promise<void>
}
