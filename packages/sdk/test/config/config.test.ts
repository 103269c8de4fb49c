import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { beforeEach, describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import { expectTypeOf } from 'expect-type'
import fc from 'fast-check'
import {
  type ConfigInput,
  type ConfigSources,
  getLoggingConfig,
  loadConfig,
  onLoggingConfig,
  type Problem,
  type ResolvedConfig,
  setLoggingConfig,
  setLoggingProfile,
} from '../../src/config/index.ts'
import { configurationPage } from '../../src/config/reference.ts'
import { SETTINGS } from '../../src/config/setting.ts'

const load = (sources: ConfigSources & { yaml?: string } = {}): ResolvedConfig => {
  const { yaml, ...rest } = sources
  return loadConfig({
    env: {},
    ...rest,
    ...(yaml !== undefined && { file: 'logging.yaml', readFile: () => yaml }),
  })
}

function refusal(sources: Parameters<typeof load>[0]): { message: string; problems: readonly Problem[] } {
  try {
    load(sources)
  } catch (error) {
    assert.ok(error instanceof TallyError)
    assert.equal(error.code, 'TALLY_CONFIG_INVALID')
    return { message: error.message, problems: error.details?.problems as readonly Problem[] }
  }
  assert.fail('was accepted')
}

describe('where settings come from', () => {
  test('the environment wins over YAML, YAML over code, code over the profile', () => {
    const code: ConfigInput = {
      profile: 'debug',
      level: 'ERROR',
      directory: 'from-code',
      fileName: 'code.log',
    }
    const yaml = 'level: WARNING\ndirectory: from-yaml\n'
    const config = load({ code, yaml, env: { TALLYSTICK_LOG_LEVEL: 'CRITICAL' } })
    assert.equal(config.level, 'CRITICAL')
    assert.equal(config.directory, 'from-yaml')
    assert.equal(config.fileName, 'code.log')
    assert.equal(config.callSite, true, 'from the profile')
    assert.equal(config.consoleEnabled, true, 'from the schema')
  })

  test('every variable of the source documents is understood', () => {
    const config = load({
      env: {
        TALLYSTICK_LOG_LEVEL: 'INFO',
        TALLYSTICK_LOG_DIRECTORY: 'logs',
        TALLYSTICK_LOG_CONSOLE_ENABLED: 'true',
        TALLYSTICK_LOG_FILE_ENABLED: 'true',
        TALLYSTICK_LOG_PERFORMANCE_ENABLED: 'true',
        TALLYSTICK_LOG_PERFORMANCE_INTERVAL: '30',
        TALLYSTICK_LOG_SECURITY_ENABLED: 'true',
        TALLYSTICK_LOG_AUDIT_ENABLED: 'true',
        TALLYSTICK_LOG_ALERTS_ENABLED: 'true',
        TALLYSTICK_LOG_ALERT_EMAIL: 'admin@example.com',
        TALLYSTICK_LOG_PROFILE: 'production',
        TALLYSTICK_URL: 'https://logs.example.com',
        TALLYSTICK_KEY: 'k',
        TALLYSTICK_SERVICE: 'shop',
        TALLYSTICK_ENVIRONMENT: 'staging',
        SENTRY_DSN: 'https://abc@sentry.example.com/1',
      },
    })
    assert.equal(config.alertEmail, 'admin@example.com')
    assert.equal(config.performanceInterval, 30)
    assert.equal(config.profile, 'production')
    assert.equal(config.url, 'https://logs.example.com')
    assert.equal(config.sentryDsn, 'https://abc@sentry.example.com/1')
    assert.equal(config.environment, 'staging')
  })

  test('the YAML file of the source document is understood', () => {
    const yaml = `# logging_config.yaml
directory: "logs"
level: "INFO"
console_enabled: true
console_colors: true
file_enabled: true
structured_enabled: true
performance_enabled: true
security_enabled: true
audit_enabled: true
alerts_enabled: true
compression_enabled: true
`
    const config = load({ yaml })
    assert.equal(config.consoleColors, true)
    assert.equal(config.compressionEnabled, true)
  })

  test('the variable for the file wins over the file that code names', () => {
    const files: Record<string, string> = { 'a.yaml': 'service: a', 'b.yaml': 'service: b' }
    const readFile = (path: string): string => files[path] ?? ''
    const config = loadConfig({ file: 'a.yaml', env: { TALLYSTICK_LOG_CONFIG: 'b.yaml' }, readFile })
    assert.equal(config.service, 'b')
  })

  test('an empty variable is none', () => {
    assert.equal(load({ env: { TALLYSTICK_LOG_LEVEL: '', TALLYSTICK_URL: '' } }).url, undefined)
  })

  test('NODE_ENV chooses the profile when nobody does, and names the environment', () => {
    assert.deepEqual(
      [undefined, 'production', 'test', 'staging'].map(NODE_ENV => {
        const { profile, environment } = load({ env: { NODE_ENV } })
        return [profile, environment]
      }),
      [
        ['development', 'development'],
        ['production', 'production'],
        ['testing', 'test'],
        ['development', 'staging'],
      ],
    )
  })

  test('every setting can be set in each of the three places, under its derived names', () => {
    const samples: Record<string, unknown> = {
      boolean: true,
      integer: 7,
      number: 0.5,
      bytes: 4_194_304,
      text: 'a@b',
      url: 'https://x.example/1',
      texts: ['x', 'y'],
      threshold: 'ERROR',
      thresholds: { 'db.pool': 'ERROR' },
      colours: true,
      proxies: ['10.0.0.0/8'],
      patterns: ['x'],
      detectors: [{ name: 'x', pattern: /x/ }],
    }
    const camel = (name: string): string =>
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    for (const setting of SETTINGS) {
      const value = setting.kind === 'choice' ? setting.choices?.at(-1) : samples[setting.kind]
      const at = (config: unknown): unknown =>
        setting.path.reduce((node, name) => (node as Record<string, unknown>)[camel(name)], config)
      const nested = (names: readonly string[]): unknown =>
        names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
      assert.deepEqual(at(load({ code: nested(setting.path.map(camel)) as ConfigInput })), value, setting.env)
      if (setting.kind === 'detectors') continue
      assert.deepEqual(at(load({ yaml: JSON.stringify(nested(setting.path)) })), value, setting.env)
      const text = Array.isArray(value)
        ? value.join(',')
        : typeof value === 'object'
          ? Object.entries(value as object)
              .map(pair => pair.join('='))
              .join(',')
          : String(value)
      assert.deepEqual(at(load({ env: { [setting.env]: text } })), value, setting.env)
    }
  })
})

describe('how values are written', () => {
  test('flags, sizes, lists and levels as people write them', () => {
    const config = load({
      env: {
        TALLYSTICK_LOG_CONSOLE_ENABLED: 'Off',
        TALLYSTICK_LOG_ROTATION_MAX_SIZE: '10 MB',
        TALLYSTICK_LOG_ROTATION_KEEP_BYTES: '1.5g',
        TALLYSTICK_LOG_QUIET: 'sequelize, kafkajs',
        TALLYSTICK_LOG_LEVEL: 'warn',
        TALLYSTICK_LOG_LEVELS: 'db=error,http=off',
        TALLYSTICK_LOG_TRUSTED_PROXIES: '2',
        TALLYSTICK_LOG_SCRUB_ALLOW: '/test-[0-9]+/,sample',
      },
    })
    assert.equal(config.consoleEnabled, false)
    assert.equal(config.rotation.maxSize, 10 * 1024 ** 2)
    assert.equal(config.rotation.keepBytes, 1.5 * 1024 ** 3)
    assert.deepEqual(config.quiet, ['sequelize', 'kafkajs'])
    assert.equal(config.level, 'WARNING')
    assert.deepEqual(config.levels, { db: 'ERROR', http: 'OFF' })
    assert.equal(config.trustedProxies, 2)
    assert.deepEqual(config.scrub.allow, [/test-[0-9]+/, 'sample'])
  })

  test('detectors come from YAML as text and from code as patterns', () => {
    const yaml = 'scrub:\n  detectors:\n    - name: badge\n      pattern: /badge-(?<secret>[0-9]+)/i\n'
    assert.deepEqual(load({ yaml }).scrub.detectors, [{ name: 'badge', pattern: /badge-(?<secret>[0-9]+)/i }])
  })
})

describe('what is refused', () => {
  test('all problems at once, each with its setting, place, finding and what is allowed', () => {
    const { message, problems } = refusal({
      code: { level: 'LOUD' as 'INFO', rotation: { keepFiles: -1 } },
      yaml: 'console_enabled: maybe\nrotation:\n  interval: fortnight\n',
      env: { TALLYSTICK_LOG_PERFORMANCE_INTERVAL: 'soon' },
    })
    assert.deepEqual(
      problems.map(({ setting, from, found }) => [setting, from, found]),
      [
        ['level', 'code', '"LOUD"'],
        ['rotation.keepFiles', 'code', '-1'],
        ['console_enabled', 'logging.yaml:1', '"maybe"'],
        ['rotation.interval', 'logging.yaml:3', '"fortnight"'],
        ['performance_interval', 'TALLYSTICK_LOG_PERFORMANCE_INTERVAL', '"soon"'],
      ],
    )
    for (const problem of problems) assert.ok(message.includes(problem.message))
    assert.match(
      message,
      /logging\.yaml:3: rotation\.interval is "fortnight"; allowed is hour, day or none\./,
    )
    assert.match(message, /allowed is a number from 0\.1 to 86400/)
  })

  test('a name that is none, with the one that was meant', () => {
    const { problems } = refusal({
      code: { consoleEnable: true, console_colors: true } as ConfigInput,
      yaml: 'levle: INFO\nrotation:\n  keepFiles: 3\n',
      env: { TALLYSTICK_LOG_DIRECOTRY: 'logs' },
    })
    assert.deepEqual(
      problems.map(({ setting, suggestion }) => [setting, suggestion]),
      [
        ['consoleEnable', 'consoleEnabled'],
        ['console_colors', 'consoleColors'],
        ['levle', 'level'],
        ['rotation.keepFiles', 'rotation.keep_files'],
        ['TALLYSTICK_LOG_DIRECOTRY', 'TALLYSTICK_LOG_DIRECTORY'],
      ],
    )
  })

  test('a word that is none, with the one that was meant', () => {
    const { problems } = refusal({ env: { TALLYSTICK_LOG_PROFILE: 'prodution' } })
    assert.equal(problems[0]?.suggestion, 'production')
  })

  test('a file that is not YAML, with its line', () => {
    const { problems } = refusal({ yaml: 'level: INFO\nrotation: [1, 2\nquiet: x\n' })
    assert.match(problems[0]?.from ?? '', /^logging\.yaml:[23]$/)
  })

  test('a setting that stands twice', () => {
    assert.match(refusal({ yaml: 'level: INFO\nlevel: DEBUG\n' }).message, /logging\.yaml:2/)
  })

  test('a file that cannot be read, by its path', () => {
    const { message } = refusal({ env: { TALLYSTICK_LOG_CONFIG: '/nowhere/logging.yaml' } })
    assert.match(message, /\/nowhere\/logging\.yaml: the configuration file cannot be read/)
  })

  test('a secret without showing it', () => {
    const { message } = refusal({ env: { SENTRY_DSN: 'hunter2hunter2' } })
    assert.ok(!message.includes('hunter2'))
    assert.match(message, /SENTRY_DSN/)
  })

  test('whatever else, only ever by TALLY_CONFIG_INVALID', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.string(),
        fc.dictionary(fc.constantFrom(...SETTINGS.map(({ env }) => env)), fc.string()),
        (code, yaml, env) => {
          try {
            load({ code: code as ConfigInput, yaml, env })
          } catch (error) {
            assert.ok(error instanceof TallyError, String(error))
          }
        },
      ),
    )
  })
})

describe('what it comes to', () => {
  test('is frozen all the way down, and not the caller’s object', () => {
    const quiet = ['a']
    const config = load({ code: { quiet } })
    quiet.push('b')
    assert.deepEqual(config.quiet, ['a'])
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      value instanceof RegExp ||
      (Object.isFrozen(value) && Object.values(value).every(frozen))
    assert.ok(frozen(config))
  })

  test('has types that follow from the schema', () => {
    expectTypeOf<ResolvedConfig['level']>().toEqualTypeOf<
      'TRACE' | 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL' | 'SECURITY' | 'AUDIT' | 'OFF'
    >()
    expectTypeOf<ResolvedConfig['rotation']['keepFiles']>().toEqualTypeOf<number>()
    expectTypeOf<ResolvedConfig['sentryDsn']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<ResolvedConfig['levels']>().toExtend<Readonly<Record<string, string>>>()
    expectTypeOf<{ rotation: { maxSize: 1 } }>().toExtend<ConfigInput>()
    expectTypeOf<{ rotation: { max_size: 1 } }>().not.toExtend<Required<ConfigInput>>()
  })

  test('is described by docs/reference/configuration.md', () => {
    const page = readFileSync(new URL('../../../../docs/reference/configuration.md', import.meta.url), 'utf8')
    assert.equal(page, configurationPage(), 'run: node scripts/run.mjs scripts/reference.ts')
  })
})

describe('the configuration in force', () => {
  beforeEach(() => void setLoggingConfig({ env: {} }))

  test('changes with the profile; what was set by itself stays', () => {
    setLoggingConfig({ env: { TALLYSTICK_LOG_DIRECTORY: '/var/log/shop', TALLYSTICK_LOG_LEVEL: 'ERROR' } })
    const config = setLoggingProfile('debug')
    assert.equal(config.profile, 'debug')
    assert.equal(config.callSite, true)
    assert.equal(config.directory, '/var/log/shop')
    assert.equal(config.level, 'ERROR')
    assert.equal(getLoggingConfig(), config)
  })

  test('stays when a new one is refused', () => {
    const before = getLoggingConfig()
    assert.throws(() => setLoggingConfig({ env: { TALLYSTICK_LOG_LEVEL: 'LOUD' } }), {
      code: 'TALLY_CONFIG_INVALID',
    })
    assert.equal(getLoggingConfig(), before)
  })

  test('is told to listeners until they leave', () => {
    const heard: string[] = []
    const leave = onLoggingConfig(config => void heard.push(config.profile))
    setLoggingProfile('production')
    leave()
    setLoggingProfile('debug')
    assert.deepEqual(heard, ['production'])
  })
})
