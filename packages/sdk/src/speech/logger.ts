import type { Level } from '@tallystick/core'
import type { LogExtra } from './call.ts'
import { LEVEL_SPECS, type LevelSpec, passes, severityOf, type Threshold, thresholdOf } from './level.ts'
import type { Bound } from './record.ts'

type Primitive = string | number | bigint | boolean | symbol | null | undefined

/** A call that logs. It never throws and never waits. */
export type LogMethod = {
  (message: string, error: Error, extra?: LogExtra): void
  /** printf's `%s %d %i %f`, as `util.format` has it. */
  (message: string, ...values: Primitive[]): void
  (error: Error, extra?: LogExtra): void
  (error: Error, message: string): void
  /** As with pino: fields first. */
  (fields: LogExtra, message?: string, ...values: Primitive[]): void
  (message: string, extra?: LogExtra): void
}

/** Errors are caught as `unknown`. */
export type ErrorMethod = {
  (message: string, error: unknown, extra?: LogExtra): void
  (error: unknown, extra?: LogExtra): void
} & LogMethod

export type Logger = {
  readonly name: string
  /** What it lets through; SECURITY and AUDIT pass unless it is OFF. Changing it also changes children that have none of their own. */
  get level(): Threshold
  set level(level: Threshold | Lowercase<Threshold>)
  readonly trace: LogMethod
  readonly debug: LogMethod
  readonly info: LogMethod
  readonly warning: LogMethod
  readonly warn: LogMethod
  readonly error: ErrorMethod
  readonly critical: ErrorMethod
  readonly fatal: ErrorMethod
  /** A log of level SECURITY. What must be proven later belongs on the evidence lane: `security.logSecurityEvent`. */
  readonly security: LogMethod
  /** A log of level AUDIT. What must be proven later belongs on the evidence lane: `await audit(…)`. */
  readonly audit: LogMethod
  /** Logs at a level known only at run time. */
  readonly log: (level: Level, ...call: Parameters<ErrorMethod>) => void
  /** pino's level that logs nothing. */
  readonly silent: () => void
  /** A logger that adds a context, category, name or fields to every call. */
  readonly child: (extra: LogExtra) => Logger
  readonly isLevelEnabled: (level: Level) => boolean
}

/** The threshold of one logger name; children share it. */
export type LevelCell = { threshold: Threshold; least: number }

/** What loggers hand their calls to. Total. */
export type Core = {
  readonly emit: (
    spec: LevelSpec,
    bound: Bound,
    /** The method that was called: where its caller stands is found by it. */
    method: (...args: never[]) => unknown,
    first: unknown,
    second: unknown,
    rest: readonly unknown[],
  ) => void
  readonly bindMore: (bound: Bound, extra: LogExtra) => Bound
}

/** Methods are closures, so that `promise.catch(log.error)` works: a method without its `this` must not throw. */
export function createLogger(core: Core, bound: Bound, shared: LevelCell, root: boolean): Logger {
  let cell = shared

  const method = (spec: LevelSpec): ErrorMethod => {
    const write = (first?: unknown, second?: unknown, ...rest: unknown[]): void => {
      if (passes(spec, cell.least)) core.emit(spec, bound, write, first, second, rest)
    }
    return write
  }
  const warning = method(LEVEL_SPECS.WARNING)
  const critical = method(LEVEL_SPECS.CRITICAL)
  const log = (level: Level, first?: unknown, second?: unknown, ...rest: unknown[]): void => {
    const spec = LEVEL_SPECS[level] ?? LEVEL_SPECS.INFO
    if (passes(spec, cell.least)) core.emit(spec, bound, log as never, first, second, rest)
  }

  return {
    name: bound.module,
    get level() {
      return cell.threshold
    },
    set level(level) {
      const threshold = thresholdOf(level)
      if (threshold === undefined) return
      if (!root && cell === shared) cell = { ...shared }
      cell.threshold = threshold
      cell.least = severityOf(threshold)
    },
    trace: method(LEVEL_SPECS.TRACE),
    debug: method(LEVEL_SPECS.DEBUG),
    info: method(LEVEL_SPECS.INFO),
    warning,
    warn: warning,
    error: method(LEVEL_SPECS.ERROR),
    critical,
    fatal: critical,
    security: method(LEVEL_SPECS.SECURITY),
    audit: method(LEVEL_SPECS.AUDIT),
    log,
    silent: () => {},
    child: extra => createLogger(core, core.bindMore(bound, extra), cell, false),
    isLevelEnabled: level => {
      const spec = LEVEL_SPECS[level]
      return spec !== undefined && passes(spec, cell.least)
    },
  }
}
