import type { TallyEvent } from '../../api/types.ts'

/** A scan as lists show it. Whoever sends events may write anything: what is not of its kind is absent. */
export type ScanRow = {
  readonly id: string
  readonly time: string
  readonly score?: number
  readonly severity?: string
  readonly flags: readonly string[]
  readonly action?: string
  readonly outcome?: string
  readonly latencyMs?: number
  readonly stage?: string
  readonly session?: string
  readonly user?: string
  readonly ip?: string
  readonly environment?: string
}

export function scanRow(event: TallyEvent): ScanRow {
  const attributes = event.attributes ?? {}
  const text = (name: string) => {
    const value = attributes[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const number = (name: string) => {
    const value = attributes[name]
    return typeof value === 'number' ? value : undefined
  }
  const flags = Array.isArray(attributes.flags) ? attributes.flags : []
  return defined({
    id: event.id,
    time: event.time,
    score: number('score'),
    severity: text('severity'),
    flags: flags.filter(flag => typeof flag === 'string'),
    action: text('action'),
    outcome: text('outcome'),
    latencyMs: number('latency_ms'),
    stage: text('stage'),
    session: event.session_id,
    user: event.user_id,
    ip: event.ip,
    environment: event.environment,
  })
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>
}

export type Verdict = 'true_positive' | 'false_positive' | 'false_negative'

export type Feedback = {
  readonly id: string
  readonly time: string
  readonly by?: string
  readonly verdict?: Verdict
  readonly comment?: string
}

/** A scan as `GET /api/v1/scans/:id` gives it. Without `payload` only what the envelope says. */
export type Scan = {
  readonly id: string
  readonly created_at: string
  readonly session_id?: string
  readonly environment?: string
  readonly user_agent?: string
  readonly ip_address?: string
  readonly stage?: string
  readonly input_hash?: string
  readonly score?: number
  readonly severity?: string
  readonly flags?: readonly string[]
  readonly reasons?: readonly unknown[]
  readonly is_encrypted?: boolean
  readonly outcome?: string
  readonly action?: string
  readonly failures?: readonly { readonly scanner?: unknown }[]
  readonly policy?: string
  readonly scanners?: readonly string[]
  readonly latency_ms?: number
  readonly error?: string
  readonly repo?: string
  readonly file_path?: string
}

export type ScanDetail = { readonly scan: Scan; readonly feedback: readonly Feedback[] }

/** What one type of finding contributed, as far as it is of its kind. */
export type Reason = {
  readonly type: string
  readonly scanner?: string
  readonly severity?: string
  readonly count?: number
  readonly score?: number
  readonly weight?: number
  readonly reason?: string
}

/** The breakdown, the weightiest first; undefined where none can be read. Simple texts count as reasons too. */
export function reasonsOf({ reasons }: Pick<Scan, 'reasons'>): Reason[] | undefined {
  return reasons
    ?.flatMap(item => {
      if (typeof item === 'string') return [{ type: item }]
      if (typeof item !== 'object' || item === null) return []
      const part = item as Record<string, unknown>
      const text = (name: string) => (typeof part[name] === 'string' ? part[name] : undefined)
      const number = (name: string) => (typeof part[name] === 'number' ? part[name] : undefined)
      return [
        defined({
          type: text('type') ?? 'unknown',
          scanner: text('scanner'),
          severity: text('severity'),
          count: number('count'),
          score: number('score'),
          weight: number('weight'),
          reason: text('reason'),
        }),
      ]
    })
    .sort((a: Reason, b: Reason) => (b.weight ?? 0) - (a.weight ?? 0))
}
