import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(process.env.TALLY_DATA ?? join(import.meta.dirname, '../../../../../shared/data'))

/** Path below the audit data set. */
export function auditPath(...parts: readonly string[]): string {
  return join(root, 'audit', ...parts)
}

/** `{skip}` for tests that need the data set: loud about where it was looked for. */
export const needsAuditData = existsSync(auditPath())
  ? {}
  : { skip: `SKIPPED: no conformance data at ${auditPath()}; set TALLY_DATA to the data directory` }

export function auditJson<T>(...parts: readonly string[]): T {
  return JSON.parse(readFileSync(auditPath(...parts), 'utf8')) as T
}
