import type { ErrorBody } from '@tallystick/core'
import type { LineChunk } from '../segment/read.ts'
import type { SealedBatch } from '../types.ts'
import type { SealLimits } from './tenant.ts'

/** What the sealing thread is started with. */
export type SealWorkerData = {
  readonly root: string
  /** Instance vkey. */
  readonly verifierKey: string
  readonly privateKeyPem: string
  readonly limits: SealLimits
  readonly crashPoint: string | undefined
}

/** Where a tenant's record stands. */
export type TenantSealState = {
  readonly tenant: string
  /** Every number below is sealed. */
  readonly sealedSeq: number
  readonly ledgerSize: number
  /** First number of its newest segment. */
  readonly newestSegment: number | undefined
  readonly journalBytes: number
  readonly ledgerBytes: number
}

/** What start-up found; with the first numbers of all its segments, ascending. */
export type RecoveredTenant = TenantSealState & { readonly segments: readonly number[] }

/** Main thread → sealing thread. Answered in order. */
export type SealRequest =
  /** Recover these tenants; `logEnd` is the number after the last event that the write-ahead log holds. Answered by `recovered`. */
  | {
      readonly type: 'recover'
      readonly tenants: readonly { readonly tenant: string; readonly logEnd: number }[]
    }
  /** Durable lines; their buffers are transferred. */
  | { readonly type: 'lines'; readonly chunks: readonly (LineChunk & { readonly tenant: string })[] }
  /** Seal what is pending. Answered by `sealed` per tenant, then `done`. `now` is epoch milliseconds. */
  | { readonly type: 'seal'; readonly now: number }
  /** Renew checkpoints older than `renewAge` milliseconds, close old segments. Answered by `done`. */
  | { readonly type: 'idle'; readonly now: number; readonly renewAge: number }
  /** End after the compression under way. */
  | { readonly type: 'close' }

/** How a round went. */
export type SealRound = {
  /** Something is still pending. */
  readonly more: boolean
  /** Why something could not be sealed or renewed; it will be tried again. */
  readonly error: string | undefined
  /** Why full segments stay plain; that will be tried again too. */
  readonly compressError: string | undefined
}

/** Sealing thread → main thread. */
export type SealReply =
  | { readonly type: 'recovered'; readonly tenants: readonly RecoveredTenant[] }
  | { readonly type: 'sealed'; readonly state: TenantSealState; readonly batches: readonly SealedBatch[] }
  /** A segment was compressed. */
  | { readonly type: 'state'; readonly state: TenantSealState }
  | ({ readonly type: 'done' } & SealRound)
  | { readonly type: 'refused'; readonly error: ErrorBody }
