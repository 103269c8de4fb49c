import { LEVELS, type Level, SEVERITY_OF_LEVEL } from '@tallystick/core'

/** What a logger may be set to: everything from this level on, or nothing. */
export type Threshold = Level | 'OFF'

/** One level as the hot path needs it. */
export type LevelSpec = {
  readonly name: Level
  readonly severity: number
  /** `"level":"INFO"`, ready for a JSON line. */
  readonly json: string
  /** SECURITY and AUDIT are kinds of record, not degrees of badness: only OFF silences them. */
  readonly always: boolean
}

export const LEVEL_SPECS = Object.fromEntries(
  LEVELS.map(name => [
    name,
    {
      name,
      severity: SEVERITY_OF_LEVEL[name],
      json: `"level":"${name}"`,
      always: name === 'SECURITY' || name === 'AUDIT',
    },
  ]),
) as Readonly<Record<Level, LevelSpec>>

const NEVER = Number.POSITIVE_INFINITY

/** The least severity (OpenTelemetry numbers) that a threshold lets through. */
export const severityOf = (threshold: Threshold): number =>
  threshold === 'OFF' ? NEVER : LEVEL_SPECS[threshold].severity

export const passes = (level: LevelSpec, least: number): boolean =>
  level.severity >= least || (level.always && least !== NEVER)

const NAMES: ReadonlyMap<string, Threshold> = new Map<string, Threshold>([
  ...LEVELS.map(level => [level, level] as const),
  ['OFF', 'OFF'],
  // What pino and winston call theirs.
  ['WARN', 'WARNING'],
  ['FATAL', 'CRITICAL'],
  ['SILENT', 'OFF'],
])

/** Reads a threshold in any case, `warn`, `fatal` and `silent` included; undefined when it is none. */
export const thresholdOf = (name: unknown): Threshold | undefined =>
  typeof name === 'string' ? NAMES.get(name.toUpperCase()) : undefined
