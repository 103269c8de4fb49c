import type { DashboardDocument, Panel } from './document.ts'

export type DashboardTemplate = {
  readonly name: string
  readonly about: string
  readonly document: DashboardDocument
}

type Given = Pick<Panel, 'title' | 'kind' | 'text'> & Partial<Panel>

const of = (...panels: readonly Given[]): DashboardDocument => ({
  v: 1,
  panels: panels.map((panel, i) => ({
    id: `p${i + 1}`,
    source: 'query',
    unit: '',
    width: 2,
    height: 2,
    ...panel,
  })),
})

/** Dashboards to begin with. */
export const DASHBOARD_TEMPLATES: readonly DashboardTemplate[] = [
  {
    name: 'Application health',
    about: 'Requests, errors and response times of what sends its logs here',
    document: of(
      {
        title: 'Requests per second',
        kind: 'number',
        source: 'expr',
        text: 'request_rate',
        unit: '1/s',
        width: 1,
        height: 1,
      },
      {
        title: 'Share of errors',
        kind: 'number',
        source: 'expr',
        text: 'error_rate',
        unit: 'share',
        width: 1,
        height: 1,
      },
      {
        title: 'Response time, p95',
        kind: 'number',
        source: 'expr',
        text: 'response_time_p95',
        unit: 'ms',
        width: 1,
        height: 1,
      },
      { title: 'Errors', kind: 'number', text: 'stream:log level>=ERROR | count()', width: 1, height: 1 },
      { title: 'Events by level', kind: 'series', text: '| count() by level' },
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
        title: 'Durations, ms',
        kind: 'histogram',
        text: 'duration_ms<2000 | count() by bin(duration_ms, 100)',
      },
      { title: 'Newest errors', kind: 'table', text: 'stream:log level>=ERROR', width: 4 },
    ),
  },
  {
    name: 'AI firewall',
    about: 'Scans, threats and decisions on calls of models',
    document: of(
      { title: 'Scans', kind: 'number', text: 'stream:scan name:scan | count()', width: 1, height: 1 },
      { title: 'High risk', kind: 'number', text: 'stream:scan score>=0.7 | count()', width: 1, height: 1 },
      {
        title: 'Share of threats',
        kind: 'number',
        source: 'expr',
        text: 'threat_rate',
        unit: 'share',
        width: 1,
        height: 1,
      },
      {
        title: 'Share blocked',
        kind: 'number',
        source: 'expr',
        text: 'block_rate',
        unit: 'share',
        width: 1,
        height: 1,
      },
      { title: 'Scans by severity', kind: 'series', text: 'stream:scan name:scan | count() by severity' },
      { title: 'Risk scores', kind: 'histogram', text: 'stream:scan | count() by bin(score, 0.1)' },
      { title: 'Decisions by model', kind: 'bars', text: 'stream:decision | count() by model | limit 8' },
      {
        title: 'Blocked, by reason',
        kind: 'table',
        text: 'stream:decision allowed:false | count(), avg(risk_score) by reason | limit 20',
      },
      { title: 'Tokens', kind: 'series', text: 'total_tokens:* | sum(total_tokens) by model', width: 4 },
    ),
  },
]
