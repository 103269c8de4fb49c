import { type Detector, levelFromText } from '@tallystick/core'
import { type KindName, THRESHOLDS, type Threshold } from './schema.ts'
import type { Setting } from './setting.ts'

/**
 * How a value is read, wherever it was written: environments know only text, YAML and code know types, and people write `10 MB`,
 * `yes` and `warn`. undefined: what was written is no such value.
 */
type Kind = {
  readonly read: (raw: unknown, setting: Setting) => unknown
  /** What is allowed, as the end of a sentence. */
  readonly allowed: (setting: Setting) => string
}

function boolean(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  const said = text(raw)?.trim().toLowerCase() ?? ''
  if (['true', 'yes', 'on', '1'].includes(said)) return true
  return ['false', 'no', 'off', '0'].includes(said) ? false : undefined
}

function number(raw: unknown): number | undefined {
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function integer(raw: unknown): number | undefined {
  const value = number(raw)
  return Number.isSafeInteger(value) ? value : undefined
}

const POWERS = ['', 'k', 'm', 'g', 't']

/** `10485760`, `10 MB`, `10MiB`: powers of 1024 either way, as rotation of logs has always counted. */
function bytes(raw: unknown): number | undefined {
  const match = /^\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(?:i?b|bytes)?\s*$/i.exec(text(raw) ?? '')
  if (match === null) return undefined
  const value = Math.round(Number(match[1]) * 1024 ** POWERS.indexOf((match[2] as string).toLowerCase()))
  return Number.isSafeInteger(value) ? value : undefined
}

function text(raw: unknown): string | undefined {
  if (typeof raw === 'number' || typeof raw === 'bigint') return String(raw)
  return typeof raw === 'string' && raw !== '' ? raw : undefined
}

function url(raw: unknown): string | undefined {
  const said = text(raw)?.trim()
  return said !== undefined && /^https?:/i.test(said) && URL.canParse(said) ? said : undefined
}

/** A list, or text with commas. */
function list(raw: unknown): readonly unknown[] | undefined {
  if (Array.isArray(raw)) return raw
  if (typeof raw !== 'string') return undefined
  return raw
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}

function texts(raw: unknown): readonly string[] | undefined {
  const items = list(raw)?.map(text)
  return items?.every(item => item !== undefined) ? items : undefined
}

function choice(raw: unknown, { choices }: Setting): string | undefined {
  const said = text(raw)?.trim().toLowerCase()
  return choices?.find(word => word.toLowerCase() === said)
}

/** Also the words that other loggers use, and `false`, which is how YAML and people say off. */
function threshold(raw: unknown): Threshold | undefined {
  if (raw === false) return 'OFF'
  const said = typeof raw === 'string' ? raw.trim() : ''
  return /^(?:off|silent|none)$/i.test(said) ? 'OFF' : levelFromText(said)
}

/** A map, or `db=WARNING,http=ERROR`. */
function thresholds(raw: unknown): Readonly<Record<string, Threshold>> | undefined {
  const entries = isRecord(raw)
    ? Object.entries(raw)
    : typeof raw === 'string'
      ? texts(raw)?.map(pair => {
          const at = pair.lastIndexOf('=')
          return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1)] as const
        })
      : undefined
  const read = entries?.map(([name, level]) => [name, threshold(level)] as const)
  if (read?.every(([name, level]) => name !== '' && level !== undefined) !== true) return undefined
  return Object.fromEntries(read) as Readonly<Record<string, Threshold>>
}

function proxies(raw: unknown): boolean | number | readonly string[] | undefined {
  if (typeof raw !== 'string')
    return (
      boolean(typeof raw === 'boolean' ? raw : undefined) ?? (Array.isArray(raw) ? texts(raw) : integer(raw))
    )
  return /^(?:true|false|yes|no|on|off)$/i.test(raw.trim()) ? boolean(raw) : (integer(raw) ?? texts(raw))
}

/** Text between slashes is a pattern. */
function pattern(raw: unknown): RegExp | string | undefined {
  if (raw instanceof RegExp) return raw
  const said = text(raw)
  const match = /^\/(.+)\/([a-z]*)$/s.exec(said ?? '')
  return match === null ? said : regexp(match[1] as string, match[2] as string)
}

function regexp(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

function patterns(raw: unknown): readonly (string | RegExp)[] | undefined {
  const read = list(raw)?.map(pattern)
  return read?.every(item => item !== undefined) ? read : undefined
}

function detectors(raw: unknown): readonly Detector[] | undefined {
  const read = Array.isArray(raw) ? raw.map(detector) : undefined
  return read?.every(item => item !== undefined) ? read : undefined
}

function detector(raw: unknown): Detector | undefined {
  if (!isRecord(raw)) return undefined
  const { name, validate } = raw
  const found = pattern(raw.pattern)
  const compiled = typeof found === 'string' ? regexp(found, '') : found
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name) || compiled === undefined) return undefined
  if (validate === undefined) return { name, pattern: compiled }
  return typeof validate === 'function'
    ? { name, pattern: compiled, validate: validate as (secret: string) => boolean }
    : undefined
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

function range(noun: string): Kind['allowed'] {
  return ({ minimum, maximum }) => {
    if (minimum === undefined) return noun
    return maximum === undefined ? `${noun} of ${minimum} or more` : `${noun} from ${minimum} to ${maximum}`
  }
}

const words = (list: readonly string[]): string => `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`

export const KINDS: Readonly<Record<KindName, Kind>> = {
  boolean: { read: boolean, allowed: () => 'true or false' },
  integer: { read: integer, allowed: range('a whole number') },
  number: { read: number, allowed: range('a number') },
  bytes: { read: bytes, allowed: range('a size such as 10485760 or "10 MB",') },
  text: {
    read: text,
    allowed: ({ pattern: form }) =>
      form === undefined ? 'text that is not empty' : 'an address such as admin@example.com',
  },
  url: { read: url, allowed: () => 'an address that begins with http:// or https://' },
  texts: { read: texts, allowed: () => 'a list of texts, or text with commas' },
  choice: { read: choice, allowed: ({ choices }) => words(choices ?? []) },
  threshold: { read: threshold, allowed: () => words(THRESHOLDS) },
  thresholds: {
    read: thresholds,
    allowed: () => `names with levels (${words(THRESHOLDS)}): a map, or text such as "db=WARNING,http=ERROR"`,
  },
  colours: {
    read: raw => (typeof raw === 'string' && raw.trim().toLowerCase() === 'auto' ? 'auto' : boolean(raw)),
    allowed: () => 'true, false or auto',
  },
  proxies: {
    read: proxies,
    allowed: () => 'true, false, a number of proxies, or a list of addresses and subnets',
  },
  patterns: { read: patterns, allowed: () => 'a list of texts and of patterns between slashes' },
  detectors: {
    read: detectors,
    allowed: () =>
      'a list of {name, pattern}, the name of letters, digits, _ and -, the pattern a regular expression',
  },
}

/** The setting's value, or undefined when what was written is none. */
export function readValue(raw: unknown, setting: Setting): unknown {
  const value = KINDS[setting.kind].read(raw, setting)
  if (typeof value === 'number') {
    if (value < (setting.minimum ?? value) || value > (setting.maximum ?? value)) return undefined
  }
  return typeof value === 'string' && setting.pattern?.test(value) === false ? undefined : value
}
