import type { ScanRecord } from '../record.ts'

type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>

/** Columns in the order of the table; those of `JSON_COLUMNS` hold JSON. */
export const COLUMNS = [
  'id',
  'created_at',
  'stage',
  'session_id',
  'input_hash',
  'score',
  'severity',
  'flags',
  'reasons',
  'encrypted_reasons',
  'is_encrypted',
  'outcome',
  'action',
  'failures',
  'policy',
  'scanners',
  'latency_ms',
  'environment',
  'user_agent',
  'ip_address',
  'error',
  'repo',
  'file_path',
  'detector',
  'line_count',
  'avg_line_len',
  'max_line_len',
] as const satisfies readonly (keyof ScanRecord)[]

const JSON_COLUMNS: ReadonlySet<string> = new Set(['flags', 'reasons', 'failures', 'scanners'])

export function rowOf(record: ScanRecord): Cell[] {
  return COLUMNS.map(name => {
    const value = record[name]
    if (value === undefined) return null
    if (typeof value === 'boolean') return Number(value)
    return typeof value === 'object' ? JSON.stringify(value) : value
  })
}

export function recordOfRow(row: Row): ScanRecord {
  const record: Record<string, unknown> = {}
  for (const name of COLUMNS) {
    const value = row[name]
    if (value === null || value === undefined) continue
    record[name] = JSON_COLUMNS.has(name) ? JSON.parse(String(value)) : value
  }
  return { ...record, is_encrypted: row.is_encrypted === 1 } as unknown as ScanRecord
}
