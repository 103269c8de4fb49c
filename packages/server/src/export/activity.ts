import type { Activity } from '@tallystick/core'
import { csvLine } from './csv.ts'
import { CSV_TYPE, type Encoder, jsonEncoder } from './format.ts'

const COLUMNS = [
  'id',
  'timestamp',
  'event_type',
  'entity_type',
  'entity_id',
  'user_id',
  'description',
  'metadata',
  'ip_address',
  'user_agent',
] as const satisfies readonly (keyof Activity)[]

/** Activities as a table or as a JSON array. `metadata` is JSON in its cell. */
export function activityEncoder(format: 'csv' | 'json'): Encoder<Activity> {
  if (format === 'json') return jsonEncoder()
  return {
    mediaType: CSV_TYPE,
    head: csvLine(COLUMNS),
    row: activity =>
      csvLine(
        COLUMNS.map(name => {
          const value = activity[name]
          if (value === null) return undefined
          return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)
        }),
      ),
    tail: '',
  }
}
