/**
 * `@tallystick/sdk`: logs, audit trail, security events, timings and metrics of a Node application. The functions here work on one default
 * instance per process, made from environment and file when it is first used; `configure` says more in code.
 */
import type { Activity, AuditFields } from './activity/index.ts'
import { type ConfigInput, getLoggingConfig, onLoggingConfig, setLoggingConfig } from './config/index.ts'
import type { Measure, PerformanceAlert } from './measure/index.ts'
import type { SecurityLogger } from './security/index.ts'
import type { Logger } from './speech/index.ts'
import { assemble, type FlushReport, type MaybeReceipt, type Tallystick } from './tallystick.ts'

export type { Activity, AuditFields } from './activity/index.ts'
export {
  type ConfigInput,
  detectEnvironment,
  getLoggingConfig,
  type Profile,
  type ResolvedConfig,
  type RuntimeEnvironment,
  setLoggingProfile,
} from './config/index.ts'
export {
  type ConsoleOptions,
  consoleDestination,
  type FileOptions,
  fileDestination,
  type LineStream,
  type StreamOptions,
  type SyslogOptions,
  streamDestination,
  syslogDestination,
} from './destinations/index.ts'
export { type Receipt, receiptHash } from './evidence/index.ts'
export {
  type ConsoleFormatOptions,
  consoleFormat,
  type Identity,
  jsonFormat,
  pinoFormat,
  type SyslogFormatOptions,
  syslogFormat,
  textFormat,
} from './format/index.ts'
export type { Comparison, MetricPoint, PerformanceAlert, PointType, Tags, Timer } from './measure/index.ts'
export { createScrubber, type Scrubber, type ScrubOptions } from './scrub/index.ts'
export {
  type SecurityEvent,
  SecurityEventType,
  type SecurityLogger,
  SecuritySeverity,
} from './security/index.ts'
export {
  type Category,
  currentContext,
  type Destination,
  type DestinationReport,
  type ErrorMethod,
  type Format,
  LogCategory,
  type LogContext,
  type LogExtra,
  type Logger,
  type LogMethod,
  type LogRecord,
  type Threshold,
  withContext,
} from './speech/index.ts'
export {
  createTallystick,
  type EvidenceEvent,
  type FlushReport,
  type MaybeReceipt,
  type Tallystick,
  type TallystickOptions,
} from './tallystick.ts'

/** One default instance per process, also when this package is loaded twice, as ESM and as CommonJS. */
const KEY = Symbol.for('tallystick.sdk')
const holder = globalThis as { [KEY]?: Tallystick }

/** The instance that the functions of this module work on. Throws TALLY_CONFIG_INVALID when environment or file are not valid. */
export function defaultTallystick(): Tallystick {
  if (holder[KEY] === undefined) {
    const made = assemble(getLoggingConfig())
    holder[KEY] = made
    onLoggingConfig(config => void made.reconfigure(config))
  }
  return holder[KEY]
}

/**
 * Configures the default instance; loggers in use follow. The environment wins over the YAML `file`, that over `code`. Throws
 * TALLY_CONFIG_INVALID with every problem at once, and then nothing has changed.
 */
export function configure(code: ConfigInput = {}, options: { readonly file?: string } = {}): Tallystick {
  // An instance in use hears of it.
  setLoggingConfig({ ...options, code })
  return defaultTallystick()
}

export const getLogger = (name: string): Logger => defaultTallystick().getLogger(name)
export const flush = (milliseconds?: number): Promise<FlushReport> => defaultTallystick().flush(milliseconds)
export const shutdown = (milliseconds?: number): Promise<FlushReport> =>
  defaultTallystick().shutdown(milliseconds)

/** Records what must be provable, on the evidence lane: resolves with a receipt once it is durable on this machine. */
export const audit = (action: string, fields?: AuditFields): Promise<MaybeReceipt> =>
  defaultTallystick().audit(action, fields)
/** Records who did what to which entity, on the evidence lane. */
export const addActivity = (activity: Activity): Promise<MaybeReceipt> =>
  defaultTallystick().addActivity(activity)
export const security: SecurityLogger<MaybeReceipt> = {
  logSecurityEvent: event => defaultTallystick().security.logSecurityEvent(event),
}

export const timer: Measure['timer'] = (...call) => defaultTallystick().timer(...call)
export const timeFunction = ((...call: Parameters<Measure['timeFunction']>) =>
  defaultTallystick().timeFunction(...call)) as Measure['timeFunction']
export const recordMetric: Measure['recordMetric'] = (...call) => defaultTallystick().recordMetric(...call)
export const addAlert = (alert: PerformanceAlert): (() => void) => defaultTallystick().addAlert(alert)
export const trackThreatDetection: Measure['trackThreatDetection'] = (...call) =>
  defaultTallystick().trackThreatDetection(...call)
export const trackFalsePositive: Measure['trackFalsePositive'] = (...call) =>
  defaultTallystick().trackFalsePositive(...call)
export const trackLearningPerformance: Measure['trackLearningPerformance'] = (...call) =>
  defaultTallystick().trackLearningPerformance(...call)
