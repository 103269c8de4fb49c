import type { ErrorBody, ProofDocument, TallyEvent } from '@tallystick/core'
import type {
  ApiKey,
  CatalogueEntry,
  EngineStats,
  Grant,
  KeyRotation,
  MetricsAnswer,
  MetricsQueryOptions,
  ReindexProgress,
  ResultTable,
  Role,
  Scope,
  SearchPage,
  Tenant,
  TenantStats,
  TimeRange,
  User,
  UserChange,
} from '@tallystick/engine'
import type { Accuracy, Verdict } from '@tallystick/firewall'
import type { PolicyClient } from './policies.ts'

export type IngestRequest = {
  /** This client's own numbering (docs/design/001-record-format.md, Writers). */
  readonly writer?: { readonly writer: string; readonly sequence: number }
  readonly signal?: AbortSignal
}

/** What became of a batch; everything not refused is durable. */
export type IngestOutcome = {
  readonly accepted: number
  /** Skipped because this writer had sent them before. */
  readonly duplicates: number
  /** Refused events, by index in the batch. */
  readonly refused: readonly { readonly index: number; readonly error: ErrorBody }[]
}

export type SearchRequest = TimeRange & {
  readonly limit: number
  readonly cursor?: string
  readonly order?: 'asc' | 'desc'
  readonly signal?: AbortSignal
}

/** What a live tail shows, in order. */
export type TailItem =
  | { readonly type: 'event'; readonly event: TallyEvent }
  /** Matching events that were left out here because this reader was too slow. */
  | { readonly type: 'missed'; readonly count: number }
  /** The tail stands: events made durable from now on arrive. */
  | { readonly type: 'connected' }
  /** The connection broke; another attempt follows in so many milliseconds. */
  | { readonly type: 'disconnected'; readonly reason: string; readonly retryMs: number }

export const EXPORT_FORMATS = ['ndjson', 'csv', 'json', 'parquet'] as const

export type ExportRequest = TimeRange & {
  readonly format: (typeof EXPORT_FORMATS)[number]
  /** CSV and Parquet: fields divided by commas; the whole envelope when absent. */
  readonly columns?: string
  /** NDJSON: with what proves the events offline. */
  readonly proof?: boolean
  readonly signal: AbortSignal
}

export type NewKey = {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly tenant?: string
  readonly expires?: string
}

export type NewUser = {
  readonly name: string
  readonly role: Role
  readonly password: string
  readonly grants?: readonly Grant[]
  readonly tenant?: string
}

export type RotateKeys = {
  /** Whose keys get a new version: one tenant's, or `all`; without either the own ones, unless `toEnv` is given alone. */
  readonly tenant?: string
  readonly all?: boolean
  /** Also the key behind hashes. */
  readonly hash?: boolean
  /** Environment variable, where the keys are, with the encryption key that is to follow. */
  readonly toEnv?: string
}

export type ScanFeedback = { readonly verdict: Verdict; readonly comment?: string }

/** How much there is. Disk use and tables, in bytes, are told to those who administer the whole instance. */
export type Stats = {
  readonly tenants: readonly TenantStats[]
  readonly disk?: EngineStats['disk']
  readonly tables?: EngineStats['tables']
}

export type Health = {
  readonly ready: boolean
  readonly version: string
  /** Engine of the store. */
  readonly engine: string
  /** How far searches are behind the record. */
  readonly behind: { readonly events: number; readonly seconds: number }
  /** In words, most important first; empty when all is well. */
  readonly problems: readonly string[]
}

/**
 * What the commands need of a record, whether it is behind a server or a directory on this machine. Every method rejects
 * with a TallyError. The tenant is that of the key, or the one chosen with --tenant.
 */
export interface TallyClient extends PolicyClient {
  /** For people: the address or the directory. */
  readonly target: string
  readonly kind: 'server' | 'directory'
  ingest(values: readonly unknown[], request?: IngestRequest): Promise<IngestOutcome>
  /** Metric points, by the same way. */
  ingestPoints(values: readonly unknown[], request?: Pick<IngestRequest, 'signal'>): Promise<IngestOutcome>
  /** Last number taken in from a writer, or undefined. */
  writerSequence(writer: string): Promise<number | undefined>
  search(query: string, request: SearchRequest): Promise<SearchPage>
  aggregate(query: string, range: TimeRange & { readonly signal?: AbortSignal }): Promise<ResultTable>
  /** What an expression over series can name. */
  metrics(range: TimeRange): Promise<readonly CatalogueEntry[]>
  /** The series of an expression (docs/metrics.md). */
  queryMetrics(expr: string, options: MetricsQueryOptions): Promise<MetricsAnswer>
  /** Shares the templates of dashboards with the tenant, but for those whose names it has. */
  shareDashboards(): Promise<void>
  /** Live events. Ends when `signal` aborts. */
  tail(query: string, signal: AbortSignal): AsyncIterable<TailItem>
  /** The matching events, oldest first, in pieces: of text, of Parquet in bytes. */
  export(query: string, request: ExportRequest): AsyncIterable<string | Uint8Array>
  prove(id: string): Promise<ProofDocument>
  /** Instance vkey to pin (docs/design/001-record-format.md). */
  verifierKey(): Promise<string>
  tenants(): Promise<readonly Tenant[]>
  createTenant(name: string): Promise<Tenant>
  keys(): Promise<readonly ApiKey[]>
  /** The secret is shown once; only its hash is stored. */
  createKey(input: NewKey): Promise<{ readonly key: ApiKey; readonly secret: string }>
  revokeKey(id: string): Promise<void>
  /** New versions of the keys that hash and encrypt, or another encryption key around all of them. */
  rotateKeys(input: RotateKeys): Promise<KeyRotation>
  /** Records whether a scan was right. Rejects with TALLY_SCAN_NOT_FOUND. */
  giveFeedback(scan: string, feedback: ScanFeedback): Promise<void>
  /** What all feedback says about the detection. */
  scanAccuracy(): Promise<Accuracy>
  users(): Promise<readonly User[]>
  /** Only a hash of the password is stored. */
  createUser(input: NewUser): Promise<User>
  changeUser(name: string, change: UserChange): Promise<User>
  deleteUser(name: string): Promise<void>
  stats(): Promise<Stats>
  health(): Promise<Health>
  /** Rejects when `signal` aborts; a server goes on with it. */
  reindex(onProgress: (progress: ReindexProgress) => void, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
