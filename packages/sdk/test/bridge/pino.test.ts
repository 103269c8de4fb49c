import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import pino from 'pino'
import { tallystickStream } from '../../src/pino/index.ts'
import { AnsweringServer } from '../ship/answering-server.ts'
import { receiving } from './events.ts'

const streamed = async (t: TestContext, options: Parameters<typeof tallystickStream>[0] = {}) => {
  const server = await receiving(t)
  const stream = tallystickStream({ url: server.url, key: 'k', ...options })
  return {
    server,
    stream,
    ended: async () => {
      stream.end()
      await once(stream, 'finish')
      return server.events()
    },
  }
}

describe('what pino logs', () => {
  test('arrives as events: time, level, message, ids, error with stack, scrubbed', async t => {
    const { stream, ended } = await streamed(t, { service: 'shop', environment: 'test' })
    const log = pino({ name: 'orders', level: 'trace' }, stream)
    log.trace('fine')
    log.info({ reqId: 'req_1', orderId: 55 }, 'Order %s shown', 'A')
    log.warn({ authorization: 'Bearer do-not-log-me', url: '/x?token=do-not-log-me' }, 'careful')
    log.error(new RangeError('boom', { cause: new Error('deeper') }))
    log.fatal({ err: new Error('end'), error: 'mine' }, 'over')
    log.child({ module: 'stock' }).info('from a child')
    const events = await ended()
    assert.deepEqual(
      events.map(({ level, message }) => `${level} ${message}`),
      [
        'TRACE fine',
        'INFO Order A shown',
        'WARNING careful',
        'ERROR boom',
        'CRITICAL over',
        'INFO from a child',
      ],
    )
    assert.deepEqual(
      events.map(({ service, module }) => `${service} ${module}`),
      [...Array.from({ length: 5 }, () => 'shop orders'), 'shop stock'],
    )
    assert.ok(events.every(({ time }) => Math.abs(Date.parse(time) - Date.now()) < 60_000))
    assert.equal(events[1]!.request_id, 'req_1')
    assert.equal(events[1]!.attributes!.orderId, 55)
    assert.doesNotMatch(JSON.stringify(events), /do-not-log-me/)
    const { error } = events[3]!.attributes!
    assert.equal(error!.message, 'boom: deeper')
    assert.match(error!.stack, /pino\.test\.ts[\s\S]*caused by: Error: deeper/)
    assert.equal(events[4]!.attributes!.error, 'mine')
    assert.match((events[4]!.attributes!.err as { stack: string }).stack, /Error: end/)
  })

  test('names its service itself where we were not told one', async t => {
    const { stream, ended } = await streamed(t)
    pino({ name: 'orders' }, stream).info('x')
    const [event] = await ended()
    assert.deepEqual([event!.service, event!.module], ['orders', undefined])
  })

  test('survives any cutting of its bytes, and lines that are no records', async t => {
    const lines = [
      '{"level":30,"msg":"grüße 🧮"}',
      'plain text',
      '',
      '[1,2]',
      '{"level":50,"msg":"half',
      'null',
    ]
    const bytes = Buffer.from(lines.join('\n'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 20 }), async cuts => {
        const { stream, ended, server } = await streamed(t)
        let from = 0
        for (const to of cuts.sort((a, b) => a - b)) {
          stream.write(bytes.subarray(from, to))
          from = to
        }
        stream.write(bytes.subarray(from))
        const events = await ended()
        await server.stop()
        assert.deepEqual(
          events.map(({ message }) => message),
          ['grüße 🧮', 'plain text', '[1,2]', '{"level":50,"msg":"half', 'null'],
        )
        assert.equal(events[0]!.level, 'INFO')
      }),
      { numRuns: 15 },
    )
  })

  for (const [where, how, code] of [
    ['worker', 'end', 0],
    ['worker', 'exit', 3],
    ['worker', 'throw', 1],
    ['stream', 'end', 0],
  ] as const)
    test(`arrives though the application ends at once: ${where}, ${how}`, async t => {
      const server = await receiving(t)
      const child = spawn(
        process.execPath,
        [
          ...process.execArgv.filter(option => !option.startsWith('--test')),
          join(import.meta.dirname, 'pino-app.ts'),
          where,
          how,
        ],
        {
          stdio: ['ignore', 'inherit', 'pipe'],
          env: { ...process.env, TALLYSTICK_URL: server.url, TALLYSTICK_KEY: 'k' },
        },
      )
      let printed = ''
      child.stderr.on('data', chunk => (printed += String(chunk)))
      const [status] = (await once(child, 'close')) as [number]
      assert.equal(status, code, printed)
      const events = server.events()
      assert.deepEqual(
        events.map(({ message, service }) => `${service} ${message}`),
        ['shop first', 'shop last words'],
        printed,
      )
      assert.match(events[1]!.attributes!.error!.stack, /pino-app\.ts/)
    })
})

describe('an application that nobody has set up', () => {
  const warnings = (t: TestContext): string[] => {
    const heard: string[] = []
    const listener = ({ name, message }: Error): void => void heard.push(`${name}: ${message}`)
    process.on('warning', listener)
    t.after(() => process.off('warning', listener))
    return heard
  }

  test('runs, and is told once what to set', async t => {
    const heard = warnings(t)
    const { TALLYSTICK_URL: url } = process.env
    delete process.env.TALLYSTICK_URL
    t.after(() => {
      if (url !== undefined) process.env.TALLYSTICK_URL = url
    })
    const stream = tallystickStream()
    const log = pino(stream)
    for (let i = 0; i < 100; i++) log.info('into the void')
    stream.end()
    await once(stream, 'finish')
    assert.equal(heard.length, 1)
    assert.match(heard[0]!, /^TallystickWarning: TALLYSTICK_URL is not set/)
    assert.throws(() => tallystickStream({ url: 'no address' }), { code: 'TALLY_CONFIG_INVALID' })
  })

  test('hears once that its key is wrong', async t => {
    const heard = warnings(t)
    const server = await AnsweringServer.start(() => ({
      status: 401,
      body: { error: { code: 'TALLY_AUTH_KEY_INVALID', message: 'The key is not valid' } },
    }))
    t.after(() => server.stop())
    const stream = tallystickStream({ url: server.url, key: 'wrong', closeTimeoutMs: 300 })
    const log = pino(stream)
    for (let i = 0; i < 3; i++) {
      log.info('unheard')
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    stream.end()
    await once(stream, 'finish')
    const barred = heard.filter(text => /401/.test(text))
    assert.equal(barred.length, 1, heard.join('\n'))
  })
})
