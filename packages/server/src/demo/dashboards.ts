import type { JsonObject } from '@tallystick/core'
import { type Actor, type Engine, viewsOf } from '@tallystick/engine'

type DemoDashboard = { readonly name: string; readonly document: JsonObject }

const panels = (...all: readonly JsonObject[]): JsonObject => ({
  v: 1,
  panels: all.map((panel, i) => ({
    id: `p${i + 1}`,
    source: 'query',
    unit: '',
    width: 2,
    height: 2,
    ...panel,
  })),
})

const small = { kind: 'number', width: 1, height: 1 }

/** What the made-up shop looks at each day, as the console keeps it. */
export const DEMO_DASHBOARDS: readonly DemoDashboard[] = [
  {
    name: 'The shop today',
    document: panels(
      { ...small, title: 'Orders', text: 'stream:activity entity_type:order name:CREATE | count()' },
      { ...small, title: 'Errors', text: 'stream:log level>=ERROR | count()' },
      { ...small, title: 'Requests per second', source: 'expr', text: 'request_rate', unit: '1/s' },
      { ...small, title: 'Response time, p95', source: 'expr', text: 'response_time_p95', unit: 'ms' },
      { title: 'Events by level', kind: 'series', text: '-stream:audit | count() by level' },
      {
        title: 'Response time',
        kind: 'series',
        text: 'duration_ms:* | p50(duration_ms), p95(duration_ms)',
        unit: 'ms',
      },
      {
        title: 'Errors by service',
        kind: 'bars',
        text: 'stream:log level>=ERROR | count() by service | limit 8',
      },
      {
        title: 'Failed logins by address',
        kind: 'bars',
        text: 'name:login.failure | count() by ip | limit 8',
      },
      { title: 'Newest errors', kind: 'table', text: 'stream:log level>=ERROR', width: 4 },
    ),
  },
  {
    name: 'The assistant',
    document: panels(
      { ...small, title: 'Scans', text: 'stream:scan name:scan | count()' },
      { ...small, title: 'High risk', text: 'stream:scan score>=0.7 | count()' },
      { ...small, title: 'Share blocked', source: 'expr', text: 'block_rate', unit: 'share' },
      { ...small, title: 'Tokens', text: 'total_tokens:* | sum(total_tokens)' },
      { title: 'Tokens by model', kind: 'series', text: 'total_tokens:* | sum(total_tokens) by model' },
      { title: 'Scans by severity', kind: 'series', text: 'stream:scan name:scan | count() by severity' },
      { title: 'Risk scores', kind: 'histogram', text: 'stream:scan name:scan | count() by bin(score, 0.1)' },
      { title: 'Decisions by model', kind: 'bars', text: 'stream:decision | count() by model | limit 8' },
      {
        title: 'Blocked, by reason',
        kind: 'table',
        text: 'stream:decision allowed:false | count(), avg(risk_score) by reason | limit 20',
        width: 4,
      },
    ),
  },
]

/** Shares these dashboards with the tenant. Those of a name that it has already stay as they are. */
export async function shareDashboards(engine: Engine, tenant: string, actor: Actor): Promise<void> {
  const views = viewsOf(engine, { tenant, permissions: new Set(), kind: 'dashboard', actor })
  const there = new Set((await views.list()).map(({ name }) => name))
  for (const { name, document } of DEMO_DASHBOARDS)
    if (!there.has(name)) await views.create({ name, shared: true, document })
}
