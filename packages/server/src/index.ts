export { type ExportFormat, encodeAll, encoderOf } from './export/format.ts'
export { buildServer } from './http/app.ts'
export { INSTANCE_TENANT, KEY_PROTOCOL } from './http/auth.ts'
export type { ErrorReply } from './http/errors.ts'
export {
  DEFAULT_LIMITS,
  DEFAULT_PORT,
  type Limits,
  type LogFormat,
  type LogLevel,
  type ServerOptions,
} from './http/options.ts'
export { type RunningServer, startServer } from './server.ts'
