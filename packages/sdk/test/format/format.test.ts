import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLineDecoder } from '@tallystick/core'
import { wantsColours } from '../../src/destinations/index.ts'
import { consoleFormat, pinoFormat, syslogFormat, textFormat } from '../../src/format/index.ts'
import { listen } from '../speech/collect.ts'

// The zone of local time is read anew when it changes.
process.env.TZ = 'UTC'
const now = (): number => Date.UTC(2024, 0, 15, 10, 30, 45, 123)

describe('console', () => {
  test('is the format of the source document', () => {
    const { speech, lines } = listen({ now, format: consoleFormat() })
    speech.getLogger('auth_service').info('User authenticated successfully', { metadata: { a: 1 } })
    speech.getLogger('database').warning('Connection pool exhausted, creating new connection')
    speech.getLogger('api_handler').error("Request validation failed: missing required field 'email'")
    assert.deepEqual(lines, [
      '[2024-01-15 10:30:45] [INFO    ] auth_service: User authenticated successfully',
      '[2024-01-15 10:30:45] [WARNING ] database: Connection pool exhausted, creating new connection',
      "[2024-01-15 10:30:45] [ERROR   ] api_handler: Request validation failed: missing required field 'email'",
    ])
  })

  test('tells an error, and its stack on indented lines when asked', () => {
    const short = listen({ now, format: consoleFormat() })
    short.speech.getLogger('a').error('Failed', new TypeError('boom'))
    assert.equal(short.lines[0], '[2024-01-15 10:30:45] [ERROR   ] a: Failed (TypeError: boom)')
    const long = listen({ now, format: consoleFormat({ stacks: true }) })
    long.speech.getLogger('a').error('Failed', new TypeError('boom'))
    assert.match(long.lines[0]!, /^\[.*\(TypeError: boom\)\n {4}at .*format\.test\.ts/)
  })

  test('cannot be made to show a line that was not logged', () => {
    const { speech, lines } = listen({ now, format: consoleFormat() })
    speech.getLogger('a').info('ok\n[2024-01-15 10:30:45] [AUDIT   ] root: forged\x1b[2K\u202e')
    assert.equal(
      lines[0],
      '[2024-01-15 10:30:45] [INFO    ] a: ok\\n[2024-01-15 10:30:45] [AUDIT   ] root: forged\\u001b[2K\\u202e',
    )
  })

  test('is coloured on a terminal, unless NO_COLOR; FORCE_COLOR wins', () => {
    assert.equal(wantsColours({ FORCE_COLOR: '1', NO_COLOR: '1' }), true)
    assert.equal(wantsColours({ FORCE_COLOR: '0' }), false)
    assert.equal(wantsColours({ NO_COLOR: '1' }), false)
    const { speech, lines } = listen({ now, format: consoleFormat({ colours: true }) })
    speech.getLogger('a').error('red')
    assert.equal(lines[0], '[2024-01-15 10:30:45] [\x1b[31mERROR   \x1b[0m] a: red')
  })
})

test('text has everything on one line, and is understood by import', () => {
  const { speech, lines } = listen({ now, format: textFormat })
  speech
    .getLogger('auth_service')
    .warning('Slow', { category: 'api', context: { user_id: 'u1' }, metadata: { ms: 45 } })
  assert.equal(
    lines[0],
    '2024-01-15T10:30:45.123Z WARNING auth_service: Slow category=api context={"user_id":"u1"} metadata={"ms":45}',
  )
})

test('pino’s transports find what they look for', () => {
  const { speech, last } = listen({ now, format: pinoFormat({ service: 'shop' }) })
  speech.getLogger('auth').error('Failed', new Error('boom'))
  const { level, time, name, msg, service, err } = last() as Record<string, { message?: string }>
  assert.deepEqual(
    { level, time, name, msg, service },
    { level: 50, time: now(), name: 'auth', msg: 'Failed', service: 'shop' },
  )
  assert.equal(err!.message, 'boom')
})

describe('syslog', () => {
  const format = syslogFormat({ appName: 'shop', host: 'web 1', facility: 'local0' })

  test('is an RFC 5424 message with escaped structured data and UTF-8 text', () => {
    const { speech, lines } = listen({ now, format })
    speech.getLogger('auth').error('Gr\u00fc\u00dfe\n', {
      name: 'login.failure',
      context: { user_id: 'a"]\\\n', ip_address: '10.0.0.1' },
    })
    assert.equal(
      lines[0],
      `<131>1 2024-01-15T10:30:45.123Z web_1 shop ${process.pid} login.failure ` +
        '[tallystick@32473 level="ERROR" module="auth" user_id="a\\"\\]\\\\\\\\n" ip_address="10.0.0.1"] \ufeffGr\u00fc\u00dfe\\n',
    )
  })

  test('every level has its severity', () => {
    const { speech, lines } = listen({ now, format: syslogFormat({ facility: 'local0' }) })
    const log = speech.getLogger('a')
    for (const level of [
      'TRACE',
      'DEBUG',
      'INFO',
      'AUDIT',
      'WARNING',
      'SECURITY',
      'ERROR',
      'CRITICAL',
    ] as const)
      log.log(level, 'x')
    assert.deepEqual(
      lines.map(line => Number(/^<(\d+)>/.exec(line)![1]) - 128),
      [7, 7, 6, 5, 4, 4, 3, 2],
    )
  })

  test('a message that is too long loses data first, then text, and stays UTF-8', () => {
    const { speech, lines } = listen({ now, format: syslogFormat({ maxBytes: 480 }) })
    speech.getLogger('a').info('short', { metadata: { big: 'x'.repeat(1000) } })
    speech.getLogger('a').info('\u20ac'.repeat(1000))
    assert.match(lines[0]!, /module="a"\] \ufeffshort$/)
    assert.ok(Buffer.byteLength(lines[1]!) <= 480 && Buffer.byteLength(lines[1]!) > 470)
    assert.match(lines[1]!, /\u20ac$/)
  })

  test('is understood by our own decoder', () => {
    const { speech, lines } = listen({ now, format })
    speech.getLogger('auth').error('Login failed', { context: { user_id: 'u1' } })
    const decoder = createLineDecoder({ format: 'syslog' } as never)
    assert.ok(decoder)
    assert.match(lines[0]!, /^<131>1 /)
  })
})
