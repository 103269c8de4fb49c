import { timeFromMs } from '@tallystick/core'
import type { Action, Reason, ScanFailure, ScanResult, Severity, Stage } from '../types.ts'
import type { Sealer } from './seal.ts'

/**
 * What is kept of a scan, in the names of wire and storage. Never the text, nor any part of it: `input_hash` tells equal inputs apart from
 * others, `flags` and `reasons` what kinds of things were found.
 */
export type ScanRecord = {
  /** UUIDv7 of the scan. */
  readonly id: string
  /** RFC 3339 in UTC. */
  readonly created_at: string
  readonly stage: Stage
  readonly session_id?: string
  /** Keyed HMAC-SHA-256 of the input, 64 hex digits; plain SHA-256 where that was asked for. */
  readonly input_hash: string
  /** Risk, 0 to 1. */
  readonly score: number
  readonly severity: Severity
  readonly flags: readonly string[]
  /** The breakdown; absent where it is encrypted. */
  readonly reasons?: readonly Reason[]
  readonly encrypted_reasons?: string
  readonly is_encrypted: boolean
  /** `failed`: the scan itself broke, and `error` says how. */
  readonly outcome: ScanResult['outcome'] | 'failed'
  readonly action: 'allow' | Action
  readonly failures: readonly ScanFailure[]
  /** Name and version, or hash, of the policy that judged. */
  readonly policy?: string
  /** `id@version` of each scanner that was asked. */
  readonly scanners: readonly string[]
  readonly latency_ms: number
  /** Where it ran: docker, kubernetes, aws, ci, local, …. */
  readonly environment: string
  readonly user_agent?: string
  readonly ip_address?: string
  /** Kind of the error that ended the scan. */
  readonly error?: string
} & FileFacts

/** What a batch scan adds. Lengths are in characters (UTF-16 code units). */
export type FileFacts = {
  readonly repo?: string
  readonly file_path?: string
  /** Which scanner the record is about, where there is one record for each. */
  readonly detector?: string
  readonly line_count?: number
  readonly avg_line_len?: number
  readonly max_line_len?: number
}

/** What is known about a scan beside its result. */
export type About = {
  readonly sessionId?: string | undefined
  readonly userAgent?: string | undefined
  readonly ipAddress?: string | undefined
  readonly environment: string
  readonly policy?: string | undefined
  readonly scanners?: readonly string[] | undefined
  readonly file?: FileFacts | undefined
  /** Encrypts the breakdown. */
  readonly sealer?: Sealer | undefined
}

/** Who asked for a scan. JavaScript hands in what it has: numbers count as their digits, null as absent. */
export type Who = Pick<About, 'sessionId' | 'userAgent' | 'ipAddress'>

/** As texts, before anything is scanned for them. Throws TypeError, naming what is neither a text nor a number. */
export function whoOf({ sessionId, userAgent, ipAddress }: { readonly [K in keyof Who]: unknown }): Who {
  const text = (name: keyof Who, value: unknown): string | undefined => {
    const written = textOf(value)
    if (written === undefined && value !== undefined && value !== null)
      throw new TypeError(`${name} is a text, not ${Array.isArray(value) ? 'a list' : typeof value}`)
    return written
  }
  return {
    sessionId: text('sessionId', sessionId),
    userAgent: text('userAgent', userAgent),
    ipAddress: text('ipAddress', ipAddress),
  }
}

/** Longest values of the envelope (packages/core/src/event/fields.ts). */
const MAX = { session_id: 1_024, user_agent: 2_048, ip_address: 64 } as const

export function recordOf(result: ScanResult, about: About): ScanRecord {
  const { id, stage, input_hash, score, severity, flags, reasons, outcome, action, failures } = result
  return {
    ...common(id, about),
    stage,
    input_hash,
    score,
    severity,
    flags,
    ...breakdown(id, reasons, about.sealer),
    outcome,
    action,
    failures,
    latency_ms: result.latency_ms,
  }
}

/** A scan that broke before it had a result. Nobody knows what the text holds, so that it is no lower than Medium. */
export type FailedScan = {
  readonly id: string
  readonly stage: Stage
  readonly input_hash: string
  readonly error: unknown
  readonly latency_ms: number
  /** What was done about the text. */
  readonly action: 'allow' | Action
}

export function recordOfFailure(failed: FailedScan, about: About): ScanRecord {
  const { id, stage, input_hash, error, latency_ms, action } = failed
  return {
    ...common(id, about),
    stage,
    input_hash,
    score: 0,
    severity: 'Medium',
    flags: [],
    ...breakdown(id, [], undefined),
    outcome: 'failed',
    action,
    failures: [],
    latency_ms,
    error: errorKind(error),
  }
}

/** The kind of an error: its code, else its name. Its message may quote the text that was scanned. */
export function errorKind(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : error.name.slice(0, 64)
}

/** Canonical time that a UUIDv7 was made at (RFC 9562 §5.7). */
export function timeOfId(id: string): string {
  return timeFromMs(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}

function common(id: string, about: About) {
  const { sessionId, userAgent, ipAddress, policy } = about
  return {
    id,
    created_at: timeOfId(id),
    ...shortened('session_id', sessionId),
    ...shortened('user_agent', userAgent),
    ...shortened('ip_address', ipAddress),
    environment: about.environment,
    ...(policy === undefined ? {} : { policy }),
    scanners: about.scanners ?? [],
    ...about.file,
  }
}

/** What is no text is left out: no verdict is lost for its record. */
function shortened(name: keyof typeof MAX, value: unknown): { [K in keyof typeof MAX]?: string } {
  const text = textOf(value) ?? ''
  return text === '' ? {} : { [name]: text.slice(0, MAX[name]).toWellFormed() }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
}

function breakdown(
  id: string,
  reasons: readonly Reason[],
  sealer: Sealer | undefined,
): Pick<ScanRecord, 'reasons' | 'encrypted_reasons' | 'is_encrypted'> {
  return sealer === undefined
    ? { reasons, is_encrypted: false }
    : { encrypted_reasons: sealer.seal(id, reasons), is_encrypted: true }
}
