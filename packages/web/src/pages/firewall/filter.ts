import { holding, term } from '../../query/terms.ts'
import type { Chip } from '../../ui/chips.tsx'

/** What the address narrows the scans to. */
export type ScanFilter = {
  readonly severity?: string | undefined
  /** `0.7` is from there on; `0.2-0.3` from the one up to the other. */
  readonly score?: string | undefined
  readonly session?: string | undefined
  readonly flag?: string | undefined
  readonly environment?: string | undefined
  readonly ip?: string | undefined
  readonly user?: string | undefined
  readonly action?: string | undefined
}

export const HIGH_RISK = 0.7

/** Every scan; what people say of scans (`scan.feedback`) is on the same stream. */
export const SCANS = 'stream:scan name:scan'

const NAMES: Readonly<Record<keyof ScanFilter, string>> = {
  severity: 'Severity',
  score: 'Score',
  session: 'Session',
  flag: 'Found',
  environment: 'Environment',
  ip: 'Address',
  user: 'User',
  action: 'Action',
}
export const FILTERS = Object.keys(NAMES) as (keyof ScanFilter)[]

/** Those that need not the permission `payload`. */
const OPEN: readonly (keyof ScanFilter)[] = ['session', 'environment', 'ip', 'user']

/** The scans that are meant, as a query. Without `payload` what tests attributes is left out: it would be refused. */
export function queryOf(filter: ScanFilter, payload: boolean): string {
  const { severity, score, session, flag, environment, ip, user, action } = filter
  const open = [
    SCANS,
    ...(session === undefined ? [] : [term('session_id', session)]),
    ...(environment === undefined ? [] : [term('environment', environment)]),
    ...(ip === undefined ? [] : [term('ip', ip)]),
    ...(user === undefined ? [] : [term('user_id', user)]),
  ]
  if (!payload) return open.join(' ')
  return [
    ...open,
    ...(severity === undefined ? [] : [term('severity', severity)]),
    ...scoreTerms(score),
    // A list is matched as its JSON text.
    ...(flag === undefined ? [] : [holding('flags', JSON.stringify(flag))]),
    ...(action === undefined ? [] : [term('action', action)]),
  ].join(' ')
}

export function chipsOf(filter: ScanFilter, payload: boolean): Chip[] {
  return FILTERS.flatMap(param => {
    const value = filter[param]
    if (value === undefined || (!payload && !OPEN.includes(param))) return []
    return [{ param, name: NAMES[param], value: param === 'score' ? scoreLabel(value) : value }]
  })
}

/** The ends of a score as the address has it; undefined when it is none. The upper one is exclusive unless it is 1. */
export function scoreRange(text: string | undefined): { from: number; to: number } | undefined {
  const parts = /^(\d(?:\.\d{1,6})?)(?:-(\d(?:\.\d{1,6})?))?$/.exec(text ?? '')
  if (parts === null) return undefined
  const [from, to] = [Number(parts[1]), Number(parts[2] ?? 1)]
  return from < to || from === 1 ? { from, to } : undefined
}

function scoreTerms(text: string | undefined): string[] {
  const range = scoreRange(text)
  if (range === undefined) return []
  return [`score>=${range.from}`, ...(range.to >= 1 ? [] : [`score<${range.to}`])]
}

function scoreLabel(text: string): string {
  const range = scoreRange(text)
  if (range === undefined) return `${text} (not a score)`
  return range.to >= 1 ? `${range.from} or more` : `${range.from} to ${range.to}`
}
