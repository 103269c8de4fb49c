import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suggest, TallyError } from '@tallystick/core'
import { KINDS, readValue } from './kinds.ts'
import { CONFIG_ENV, camel } from './names.ts'
import { type Problem, problem } from './problem.ts'
import { PROFILE_SETTINGS, profileOfNodeEnv } from './profiles.ts'
import type { ConfigInput, Profile, ResolvedConfig } from './schema.ts'
import { type Group, isGroup, ROOT, SETTINGS, type Setting } from './setting.ts'
import { type Environment, fromCode, fromEnvironment, fromYaml, type Source } from './sources.ts'

/** Where settings come from. Everything is injected, so that nothing of the machine shows in a test. */
export type ConfigSources = {
  /** What code sets. */
  readonly code?: ConfigInput
  /** Path of a YAML file; `TALLYSTICK_LOG_CONFIG` in the environment wins over it. */
  readonly file?: string
  /** Default `process.env`. */
  readonly env?: Environment
  /** Reads a text file. */
  readonly readFile?: (path: string) => string
  /** Profile chosen while the program runs; wins over every source's. */
  readonly profile?: Profile
}

/**
 * The configuration: the environment wins over the YAML file, that over code, and code over the defaults of the profile. Deeply frozen.
 * Throws TALLY_CONFIG_INVALID with every problem at once, in the message and as `details.problems`.
 */
export function loadConfig(sources: ConfigSources = {}): ResolvedConfig {
  const env = sources.env ?? process.env
  // From the weakest to the strongest.
  const given = [
    fromCode(sources.code),
    fromFile(env[CONFIG_ENV] || sources.file, sources.readFile),
    fromEnvironment(env),
  ]
  const problems = given.flatMap(source => source.problems)
  const values = new Map<Setting, unknown>()
  for (const { setting, raw, from } of given.flatMap(source => source.entries)) {
    const value = readValue(raw, setting)
    if (value === undefined) problems.push(misread(setting, raw, from))
    else values.set(setting, value)
  }
  if (problems.length > 0) throw invalid(problems)

  const profile =
    sources.profile ?? (values.get(PROFILE) as Profile | undefined) ?? profileOfNodeEnv(env.NODE_ENV)
  const config = assemble(ROOT, setting => {
    if (setting === PROFILE) return profile
    return values.get(setting) ?? PROFILE_SETTINGS[profile][setting.path.join('.')] ?? setting.default
  }) as ResolvedConfig
  return freeze(withDerived(config, env))
}

const PROFILE = SETTINGS.find(({ path }) => path[0] === 'profile') as Setting

/** Defaults that follow from other settings or from the customs of the platform. */
function withDerived(config: ResolvedConfig, env: Environment): ResolvedConfig {
  const service = config.service ?? (env.OTEL_SERVICE_NAME || undefined)
  return {
    ...config,
    ...(service !== undefined && { service }),
    environment: config.environment ?? (env.NODE_ENV || config.profile),
    spool: { ...config.spool, directory: config.spool.directory ?? join(config.directory, 'spool') },
  }
}

function fromFile(path: string | undefined, readFile = (name: string) => readFileSync(name, 'utf8')): Source {
  if (path === undefined) return { entries: [], problems: [] }
  let text: string
  try {
    text = readFile(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `${path}: the configuration file cannot be read (${reason}).`
    return { entries: [], problems: [{ setting: 'configuration file', from: path, message }] }
  }
  return fromYaml(text, path)
}

function misread(setting: Setting, raw: unknown, from: string): Problem {
  const words = setting.choices ?? []
  return problem({
    setting: from === 'code' ? setting.path.map(camel).join('.') : setting.path.join('.'),
    from,
    found: raw,
    allowed: KINDS[setting.kind].allowed(setting),
    secret: setting.secret,
    suggestion: typeof raw === 'string' ? suggest(raw, words) : undefined,
  })
}

function assemble(group: Group, settle: (setting: Setting) => unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, node] of group) {
    const value = isGroup(node) ? assemble(node, settle) : settle(node)
    if (value !== undefined) result[camel(name)] = value
  }
  return result
}

/** Copies as it freezes: what code handed in stays the caller's to change. Patterns and functions are shared. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value
  const copy = Array.isArray(value)
    ? value.map(freeze)
    : Object.fromEntries(Object.entries(value).map(([name, child]) => [name, freeze(child)]))
  return Object.freeze(copy) as T
}

function invalid(problems: readonly Problem[]): TallyError {
  const count = problems.length === 1 ? 'A setting is' : `${problems.length} settings are`
  const lines = problems.map(({ message }) => `  ${message}`)
  return new TallyError('TALLY_CONFIG_INVALID', `${count} not valid:\n${lines.join('\n')}`, {
    details: { problems },
  })
}
