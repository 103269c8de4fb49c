export {
  type DemoEvent,
  type HistoryPlan,
  planBackfill,
  planLive,
  shareDashboards,
  tellHistory,
} from './demo/index.ts'
export { type ExportFormat, encodeEvents } from './export/format.ts'
export { buildServer } from './http/app.ts'
export { KEY_PROTOCOL } from './http/credentials.ts'
export type { ErrorReply } from './http/errors.ts'
export {
  DEFAULT_LIMITS,
  DEFAULT_PORT,
  DEFAULT_UPSTREAM,
  type Limits,
  type LogFormat,
  type LogLevel,
  type ProxyOptions,
  type ServerOptions,
} from './http/options.ts'
export { INSTANCE_TENANT } from './http/principal.ts'
export { scanAccuracy } from './scans/accuracy.ts'
export { recordFeedback } from './scans/feedback.ts'
export { type EngineRecords, engineRecords } from './scans/records.ts'
export { type RunningServer, startServer } from './server.ts'
export type { OidcOptions } from './signin/oidc-options.ts'
