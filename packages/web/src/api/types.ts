/** An event as the API gives it (docs/reference/events.md). */
export type TallyEvent = {
  readonly id: string
  readonly seq: number
  readonly tenant: string
  readonly stream: string
  readonly time: string
  readonly received?: string
  readonly level: string
  readonly severity_number?: number
  readonly category?: string
  readonly service?: string
  readonly environment?: string
  readonly module?: string
  readonly function?: string
  readonly line?: number
  readonly name?: string
  readonly message?: string
  readonly user_id?: string
  readonly session_id?: string
  readonly request_id?: string
  readonly trace_id?: string
  readonly span_id?: string
  readonly ip?: string
  readonly user_agent?: string
  readonly entity_type?: string
  readonly entity_id?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly nonce?: string
}

export type IndexLag = { readonly events: number; readonly seconds: number }

export type SearchAnswer = {
  readonly events: readonly TallyEvent[]
  readonly cursor?: string
  readonly took_ms: number
  readonly index_lag?: IndexLag
}

export type Cell = string | number | null

export type AggregateAnswer = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly truncated: boolean
  readonly took_ms: number
  readonly index_lag?: IndexLag
}

export type FieldInfo = {
  readonly name: string
  readonly type: 'string' | 'number' | 'boolean' | 'mixed' | 'time'
  readonly count: number
  readonly top: readonly { readonly value: string; readonly count: number }[]
}

export type FieldsAnswer = { readonly fields: readonly FieldInfo[]; readonly took_ms: number }

/** Values of `GET /api/v1/metrics/query`. Times are RFC 3339. */
export type SeriesAnswer = {
  readonly expr: string
  readonly step: number | string
  readonly from: string
  readonly to: string
  readonly series: readonly {
    readonly tags: Readonly<Record<string, string>>
    readonly points: readonly (readonly [string, number | null])[]
  }[]
  readonly truncated: boolean
  readonly approximate: boolean
}

export type Permission = 'ingest' | 'read' | 'payload' | 'export' | 'verify' | 'admin'
export type Role = 'admin' | 'operator' | 'auditor' | 'guest'

export type Session =
  | { readonly signed_in: false; readonly oidc?: { readonly label: string } }
  | {
      readonly signed_in: true
      readonly kind: 'user' | 'key'
      readonly name: string
      readonly tenant: string
      readonly permissions: readonly Permission[]
      readonly user?: { readonly name: string; readonly role: Role; readonly tenant: string }
      readonly totp: boolean
      readonly version: string
      readonly verifier_key: string
      readonly session: { readonly id: string; readonly created: string; readonly expires: string }
    }

export const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'AUDIT', 'SECURITY', 'WARNING', 'ERROR', 'CRITICAL'] as const
export type Level = (typeof LEVELS)[number]
