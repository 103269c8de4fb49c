import { TallyError, timeFromMs } from '@tallystick/core'
import { PERMISSIONS, readerOf, VERSION } from '@tallystick/engine'
import { checkpointOrError } from '../evidence/checkpoint.ts'
import { administersInstance, INSTANCE_TENANT, principalOf } from '../http/principal.ts'
import { rangeOf } from '../http/time-range.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import { RATE_WINDOW, rates, totals, UNKNOWN } from '../overview/figures.ts'
import { createKept } from '../overview/kept.ts'
import { problemsOf } from '../overview/problems.ts'
import type { HostState } from '../overview/sampler.ts'
import { OverviewAnswer, OverviewQuery } from '../schemas/overview.ts'
import type { Routes } from './context.ts'

const DEFAULT_RANGE_MS = 24 * 3_600_000

/** The board that is looked at first: how the tenant's applications do, how this instance does, and what is wrong. */
export const overviewRoutes: Routes = (app, { engine, settings, sampler, verifications }) => {
  const kept = createKept<Awaited<ReturnType<typeof totals>> & Awaited<ReturnType<typeof rates>>>()
  const started = performance.now()

  app.get(
    '/api/v1/overview',
    {
      config: { readsAs: 'overview', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'overview',
        summary: 'Health, rates and totals of the tenant in one answer, and what is wrong first',
        description:
          'Totals are of the range, by default the last 24 hours; figures of the record may be some seconds old, at most thirty, and are null while the store is down. What process and host do is told to the tenant default, whose instance it is; others are told the status.',
        tags: ['instance'],
        querystring: OverviewQuery,
        response: { 200: OverviewAnswer },
      },
    },
    async request => {
      const began = performance.now()
      const principal = principalOf(request)
      const { tenant } = principal
      const now = settings.now()
      const { from, to, last } = request.query
      const range =
        from === undefined && to === undefined && last === undefined
          ? { from: timeFromMs(Math.max(0, now - DEFAULT_RANGE_MS)), to: timeFromMs(now) }
          : rangeOf(request.query, now)
      const ofInstance = tenant === INSTANCE_TENANT
      // Answers are shared by all who ask the same of a tenant, so that it is recorded here that they read.
      await request.reads?.answered({ kind: 'aggregate', ...range })
      const reader = readerOf(engine, { tenant, permissions: new Set(PERMISSIONS) })
      const key = JSON.stringify([tenant, from, to, last])
      const [figures, host, verification, { checkpoint, error: checkpointError }, stats] = await Promise.all([
        kept(key, async () => {
          // It does not end with this request.
          const { signal } = new AbortController()
          const [whole, recent] = await Promise.all([
            totals(reader, range, signal),
            rates(reader, now, signal),
          ])
          return { ...whole, ...recent }
        }).catch(withoutStore),
        ofInstance ? sampler.state() : undefined,
        verifications.last(tenant),
        checkpointOrError(engine, tenant, now),
        administersInstance(principal) ? engine.stats().catch(withoutStore) : undefined,
      ])
      const health = engine.health()
      const problems = problemsOf({
        health,
        verification,
        checkpointAge: checkpoint?.age_seconds,
        checkpointError,
        host,
      })
      return {
        status: !health.ready
          ? ('unavailable' as const)
          : problems.length > 0
            ? ('degraded' as const)
            : ('ok' as const),
        version: VERSION,
        uptime_seconds: Math.floor((performance.now() - started) / 1_000),
        ...range,
        rate_window_seconds: RATE_WINDOW,
        ...(figures ?? UNKNOWN),
        ...hostBody(host, stats?.disk),
        problems,
        took_ms: Math.round((performance.now() - began) * 10) / 10,
      }
    },
  )
}

/** That the store is down is what this answer must be able to say. */
function withoutStore(error: unknown): undefined {
  if (error instanceof TallyError && error.code === 'TALLY_STORE_UNAVAILABLE') return undefined
  throw error
}

type Parts = {
  readonly wal: number
  readonly journal: number
  readonly ledger: number
  readonly index: number
}

function hostBody(host: HostState | undefined, parts: Parts | undefined) {
  if (host === undefined)
    return {
      cpu_percent: null,
      process_cpu_percent: null,
      event_loop_delay_ms: null,
      memory: null,
      disk: null,
      api: null,
    }
  const { cpuPercent, processCpuPercent, eventLoopDelayMs, memory, disk, answers } = host
  return {
    cpu_percent: cpuPercent,
    process_cpu_percent: processCpuPercent,
    event_loop_delay_ms: eventLoopDelayMs,
    memory: { rss: memory.rss, heap_used: memory.heapUsed, total: memory.total, free: memory.free },
    disk:
      disk === null
        ? null
        : {
            free: disk.free,
            total: disk.total,
            read_bytes_per_second: disk.readPerSecond,
            write_bytes_per_second: disk.writtenPerSecond,
            ...(parts === undefined ? {} : { parts }),
          },
    api: { response_time_ms: answers.durationMs, requests_per_second: answers.perSecond },
  }
}
