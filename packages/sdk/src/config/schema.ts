/**
 * Every setting, declared once: types, validation, names in environment, YAML and code, and the reference page follow from here.
 * Names are snake_case as in YAML; `names.ts` derives the others.
 */
import { type Detector, LEVELS } from '@tallystick/core'
import type { CamelDeep, InputDeep } from './names.ts'

/** How a setting is written and read (`kinds.ts`). */
export type KindName =
  | 'boolean'
  | 'integer'
  | 'number'
  | 'bytes'
  | 'text'
  | 'url'
  | 'texts'
  | 'choice'
  | 'threshold'
  | 'thresholds'
  | 'colours'
  | 'proxies'
  | 'patterns'
  | 'detectors'

type About = {
  readonly description: string
  /** Name in the environment, where it is not the derived one. */
  readonly env?: string
  /** Never shown in a message. */
  readonly secret?: true
  readonly minimum?: number
  readonly maximum?: number
}

export const THRESHOLDS = [...LEVELS, 'OFF'] as const
export type Threshold = (typeof THRESHOLDS)[number]
export const PROFILES = ['development', 'production', 'testing', 'debug'] as const
export type Profile = (typeof PROFILES)[number]

/** A setting whose value is a `T`: what the readers of sources go by. */
export type Declared<T> = About & {
  readonly kind: KindName
  readonly default?: T
  readonly choices?: readonly string[]
  readonly pattern?: RegExp
  /** May be left out altogether. */
  readonly optional?: true
}

/** Settings, and groups of them, by name. */
export type Declarations = { readonly [name: string]: Declared<unknown> | Declarations }

type Given<T> = About & { readonly default?: T }

const flag = (value: boolean, about: About): Declared<boolean> => ({
  kind: 'boolean',
  default: value,
  ...about,
})
const integer = (value: number, about: About): Declared<number> => ({
  kind: 'integer',
  default: value,
  minimum: 0,
  ...about,
})
const fraction = (value: number, about: About): Declared<number> => ({
  kind: 'number',
  default: value,
  minimum: 0,
  maximum: 1,
  ...about,
})
const bytes = (value: number, about: About): Declared<number> => ({
  kind: 'bytes',
  default: value,
  minimum: 0,
  ...about,
})
const text = (about: Given<string> & { readonly pattern?: RegExp }): Declared<string> => ({
  kind: 'text',
  ...about,
})
const texts = (about: About): Declared<readonly string[]> => ({ kind: 'texts', default: [], ...about })
const choice = <const W extends readonly string[]>(
  words: W,
  value: W[number] | undefined,
  about: About,
): Declared<W[number]> => ({
  kind: 'choice',
  choices: words,
  ...(value !== undefined && { default: value }),
  ...about,
})
const special = <T>(kind: KindName, about: Given<T>): Declared<T> => ({ kind, ...about })
const optional = <T>(setting: Declared<T>): Declared<T> & { readonly optional: true } => ({
  ...setting,
  optional: true,
})

const MIB = 1024 * 1024

export const SCHEMA = {
  profile: choice(PROFILES, undefined, {
    description:
      'Set of defaults. Without one, `NODE_ENV` decides: `production`, `test` (testing), anything else is development.',
  }),
  level: special<Threshold>('threshold', {
    default: 'INFO',
    description: 'Records below it are not written. `OFF` silences everything but evidence.',
  }),
  levels: special<Readonly<Record<string, Threshold>>>('thresholds', {
    default: {},
    description: 'Levels of single loggers; `db` also stands for `db.pool` and `db:pool`.',
  }),
  quiet: texts({ description: 'Loggers of third parties that are heard from WARNING on only.' }),
  directory: text({
    default: 'logs',
    description: 'Folder of log files, and of the spool unless that has one of its own.',
  }),
  console_enabled: flag(true, { description: 'Write to standard output.' }),
  console_colors: special<boolean | 'auto'>('colours', {
    default: 'auto',
    description: 'Colours on the console; `auto`: when it is a terminal and `NO_COLOR` is not set.',
  }),
  console_format: choice(['console', 'json', 'text'], 'console', {
    description: 'Format of lines on the console.',
  }),
  file_enabled: flag(true, { description: 'Write to a file in `directory`.' }),
  file_name: text({ default: 'tallystick.log', description: 'Name of the log file.' }),
  structured_enabled: flag(true, {
    description: 'Write the file as structured JSON, one object a line; otherwise as text.',
  }),
  compression_enabled: flag(true, { description: 'Compress files that were rotated.' }),
  rotation: {
    max_size: bytes(100 * MIB, {
      description: 'Start a new file before this one grows beyond it; 0: never.',
    }),
    interval: choice(['hour', 'day', 'none'], 'day', {
      description: 'Start a new file with each hour or day (UTC), or `none`.',
    }),
    keep_files: integer(14, { description: 'Rotated files that are kept; 0: all.' }),
    keep_bytes: bytes(1024 * MIB, { description: 'Bytes that rotated files may take together; 0: any.' }),
    compression: choice(['gzip', 'zstd'], 'gzip', { description: 'How, when `compression_enabled`.' }),
  },
  syslog: {
    host: optional(
      text({ description: 'Collector of RFC 5424 messages. Without one nothing is sent to syslog.' }),
    ),
    port: optional(
      special<number>('integer', {
        minimum: 1,
        maximum: 65535,
        description: 'Its port. Default 514; 6514 for TLS.',
      }),
    ),
    transport: choice(['udp', 'tcp', 'tls'], 'udp', {
      description: 'RFC 5426, RFC 6587 (octet counting) or RFC 5425.',
    }),
    facility: choice(
      [
        'kern',
        'user',
        'mail',
        'daemon',
        'auth',
        'syslog',
        'lpr',
        'news',
        'uucp',
        'cron',
        'authpriv',
        'ftp',
        'local0',
        'local1',
        'local2',
        'local3',
        'local4',
        'local5',
        'local6',
        'local7',
      ],
      'user',
      { description: 'Facility of the messages.' },
    ),
    app_name: optional(text({ description: 'APP-NAME of the messages. Default: `service`.' })),
    ca_file: optional(
      text({ description: 'PEM file of the authorities to trust in place of the built-in ones.' }),
    ),
  },
  call_site: flag(false, {
    description: 'Record function and line of every call. Costs some microseconds each.',
  }),
  performance_enabled: flag(true, {
    description: 'Record timers, metrics, and metrics of system and process.',
  }),
  performance_interval: special<number>('number', {
    default: 30,
    minimum: 0.1,
    maximum: 86_400,
    description: 'Seconds between two takings of system and process metrics.',
  }),
  security_enabled: flag(true, { description: 'Record security events.' }),
  audit_enabled: flag(true, { description: 'Record activity and audit events.' }),
  alerts_enabled: flag(true, { description: 'Let performance alerts fire.' }),
  alert_email: optional(
    text({
      pattern: /^[^@\s]+@[^@\s]+$/,
      description: 'Address that alerts name as the one to notify.',
    }),
  ),
  thresholds: {
    high_threat_rate: fraction(0.1, { description: 'Threats per request above which an alert is raised.' }),
    low_detection_accuracy: fraction(0.85, { description: 'Accuracy below which an alert is raised.' }),
    high_false_positive_rate: fraction(0.05, {
      description: 'Rate of false detections above which an alert is raised.',
    }),
  },
  url: optional(
    special<string>('url', {
      env: 'TALLYSTICK_URL',
      description: 'Address of the Tallystick server. Without one nothing leaves this machine.',
    }),
  ),
  key: optional(text({ env: 'TALLYSTICK_KEY', secret: true, description: 'API key for the server.' })),
  service: optional(
    text({
      env: 'TALLYSTICK_SERVICE',
      description: 'Name of this application. Default: `OTEL_SERVICE_NAME`, or none.',
    }),
  ),
  environment: optional(
    text({
      env: 'TALLYSTICK_ENVIRONMENT',
      description: 'Where it runs: production, staging, …. Default: `NODE_ENV`, or the profile.',
    }),
  ),
  spool: {
    directory: optional(
      text({
        env: 'TALLYSTICK_SPOOL_DIRECTORY',
        description: 'Folder of the spool of evidence. Default: `spool` in `directory`.',
      }),
    ),
    max_bytes: bytes(256 * MIB, {
      minimum: MIB,
      env: 'TALLYSTICK_SPOOL_MAX_BYTES',
      description: 'Bytes of evidence that may wait on the disk; beyond it `audit` rejects.',
    }),
  },
  shipping: {
    queue_bytes: bytes(16 * MIB, {
      minimum: 64 * 1024,
      description:
        'Memory for records on their way to the server; beyond it the oldest are shed, and counted.',
    }),
    offline_bytes: bytes(0, {
      description: 'Disk for records that the server does not take at present; 0: memory only.',
    }),
    linger_ms: integer(1000, {
      maximum: 60_000,
      description: 'Milliseconds that a record may wait for company before it is sent.',
    }),
  },
  trusted_proxies: special<boolean | number | readonly string[]>('proxies', {
    default: false,
    description:
      'Proxies that may say who the client is: true (all), the number of nearest ones, or addresses and subnets (`loopback`, `private`, `10.0.0.0/8`).',
  }),
  scrub: {
    enabled: flag(true, { description: 'Replace secrets before anything leaves the process.' }),
    keys: texts({
      description: 'Further names whose values are secret; compared without case and separators.',
    }),
    allow_keys: texts({ description: 'Names that look secret and are not.' }),
    allow: special<readonly (string | RegExp)[]>('patterns', {
      default: [],
      description:
        'Values that look secret and are not: texts, or patterns between slashes (`/test-.*/`) that match the whole value.',
    }),
    detectors: special<readonly Detector[]>('detectors', {
      default: [],
      description:
        'Further detectors, each with a `name` and a `pattern` (its group `secret`, or the whole of it); in code also `validate`.',
    }),
    disable: texts({ description: 'Built-in detectors that are not to run: `card`, `jwt`, `github`, ….' }),
  },
  sentry_dsn: optional(
    special<string>('url', {
      env: 'SENTRY_DSN',
      secret: true,
      description: 'Exceptions go to Sentry as well, through `@sentry/node`.',
    }),
  ),
} satisfies Declarations

type Value<N> = N extends Declared<infer T> ? T : Values<N>
type Values<G> = {
  -readonly [K in keyof G as G[K] extends { readonly optional: true } ? never : K]: Value<G[K]>
} & {
  -readonly [K in keyof G as G[K] extends { readonly optional: true } ? K : never]?: Value<G[K]>
}
type Settings = Values<typeof SCHEMA>

/** What every setting came to: frozen, every default filled in. */
export type ResolvedConfig = CamelDeep<Settings>

/** What code may set: any part of it. */
export type ConfigInput = InputDeep<ResolvedConfig>
