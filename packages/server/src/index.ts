export { type ExportFormat, encodeAll, encoderOf } from './export/format.ts'
export { buildServer } from './http/app.ts'
export { KEY_PROTOCOL } from './http/credentials.ts'
export type { ErrorReply } from './http/errors.ts'
export {
  DEFAULT_LIMITS,
  DEFAULT_PORT,
  type Limits,
  type LogFormat,
  type LogLevel,
  type ServerOptions,
} from './http/options.ts'
export { INSTANCE_TENANT } from './http/principal.ts'
export { type RunningServer, startServer } from './server.ts'
