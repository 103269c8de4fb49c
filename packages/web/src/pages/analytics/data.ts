import { LOGGED_ERRORS, THREATS } from '@tallystick/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { type Between, useAggregate, useSeries } from '../../api/figures.ts'
import { useSession } from '../../api/session.tsx'
import type { AggregateAnswer } from '../../api/types.ts'
import { numberOf } from '../../query/rows.ts'
import type { Span } from '../../time/range.ts'
import { betweenOf } from './period.ts'
import { threatTypes } from './threats.ts'

/** Events of applications: without the trail of who read what, which looking at figures adds to. */
export const EVENTS = '-stream:audit'
const HOUR_S = 3_600

export type Hours = ReadonlyMap<number, number>
export type Names = ReadonlyMap<string, number>
/** Scans, or decisions, and those of them that count. */
export type Part = { readonly part: number; readonly whole: number }

/** What one period comes to. A part is undefined while it is asked for, and when it was refused. */
export type Figures = {
  readonly events: Hours | undefined
  readonly errors: Hours | undefined
  readonly requests: Hours | undefined
  readonly threats: Hours | undefined
  readonly eventsByService: Names | undefined
  readonly errorsByService: Names | undefined
  readonly threatTypes: Names | undefined
  /** Distinct addresses and users behind threats. */
  readonly sources: { readonly addresses: number; readonly users: number } | undefined
  readonly scans: Part | undefined
  readonly decisions: Part | undefined
  /** The first refusal, if any. */
  readonly error: Error | null
}

/** What a service that is not named is called. */
export const UNNAMED = 'without a service'

/**
 * Asks for all figures of a period at once. Types and sources of threats are read from attributes, which needs the permission `payload`: without
 * it they are not asked for.
 */
export function useFigures(span: Span, payload: boolean): Figures {
  const between = betweenOf(span)
  const only = { enabled: payload }
  const events = useHours(`rate(events("${EVENTS}"))`, between)
  const errors = useHours(`rate(events("${LOGGED_ERRORS}"))`, between)
  const requests = useHours('request_rate', between)
  const threats = useHours('threats_per_second', between)
  const services = useAggregate(`${EVENTS} | count() by service | limit 10000`, between)
  const failing = useAggregate(`${LOGGED_ERRORS} | count() by service | limit 10000`, between)
  const flags = useAggregate(`(${THREATS}) stream:scan | count() by flags | limit 1000`, between, only)
  const names = useAggregate(`(${THREATS}) stream:security | count() by name | limit 100`, between, only)
  const sources = useAggregate(`(${THREATS}) | uniq(ip), uniq(user_id)`, between, only)
  const scans = useScans(between)
  const decisions = useAggregate('stream:decision | count() by name', between)

  const [addresses, users] = sources.data?.rows[0] ?? []
  return {
    events: events.hours,
    errors: errors.hours,
    requests: requests.hours,
    threats: threats.hours,
    eventsByService: services.data && byService(services.data),
    errorsByService: failing.data && byService(failing.data),
    threatTypes: flags.data && names.data && threatTypes(flags.data.rows, names.data.rows),
    sources: sources.data && { addresses: numberOf(addresses), users: numberOf(users) },
    scans: scans.data && { part: scans.data.high_risk, whole: scans.data.records },
    decisions: decisions.data && {
      part: countOf(decisions.data, 'decision.blocked'),
      whole: countOf(decisions.data, 'decision.blocked') + countOf(decisions.data, 'decision.allowed'),
    },
    error:
      [events, errors, requests, threats, services, failing, flags, names, sources, scans, decisions].find(
        ({ error }) => error !== null,
      )?.error ?? null,
  }
}

/** How many there were in each hour (epoch ms) of a rate per second. */
function useHours(rate: string, between: Between) {
  const { data, error } = useSeries(rate, between, String(HOUR_S))
  const points = data?.series[0]?.points ?? []
  const hours: Hours | undefined =
    data && new Map(points.map(([time, value]) => [Date.parse(time), Math.round((value ?? 0) * HOUR_S)]))
  return { hours, error }
}

function useScans(between: Between) {
  return useQuery({
    queryKey: ['scan stats', between],
    queryFn: ({ signal }) =>
      api.get<{ readonly records: number; readonly high_risk: number }>(
        '/api/v1/scans/stats',
        { ...between },
        signal,
      ),
  })
}

/** The addresses, or users, behind most threats of a period. */
export function useSources(field: 'ip' | 'user_id', span: Span, payload: boolean) {
  return useAggregate(`(${THREATS}) ${field}:* | count() by ${field} | limit 6`, betweenOf(span), {
    enabled: payload,
  })
}

/** When the first event of the tenant happened, epoch ms; undefined of an empty record, null while it is asked for. */
export function useFirst(): number | undefined | null {
  const { tenant } = useSession()
  const stats = useQuery({
    queryKey: ['stats'],
    queryFn: ({ signal }) =>
      api.get<{ readonly tenants: readonly { readonly tenant: string; readonly first?: string }[] }>(
        '/api/v1/stats',
        {},
        signal,
      ),
  })
  if (stats.data === undefined) return null
  const first = stats.data.tenants.find(one => one.tenant === tenant)?.first
  return first === undefined ? undefined : Date.parse(first)
}

export function sum(hours: Hours): number {
  let total = 0
  for (const value of hours.values()) total += value
  return total
}

function byService(answer: AggregateAnswer): Names {
  const services = new Map<string, number>()
  for (const [service, count] of answer.rows) {
    const name = service === null ? UNNAMED : String(service)
    services.set(name, (services.get(name) ?? 0) + numberOf(count))
  }
  return services
}

function countOf({ rows }: AggregateAnswer, name: string): number {
  return numberOf(rows.find(row => row[0] === name)?.[1])
}
