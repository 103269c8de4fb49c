import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import winston from 'winston'
import { TallystickTransport } from '../../src/winston/index.ts'
import { receiving } from './events.ts'

const { format } = winston

async function logging(t: TestContext, options: winston.LoggerOptions = {}) {
  const server = await receiving(t)
  const transport = new TallystickTransport({ url: server.url, key: 'k', service: 'shop' })
  const log = winston.createLogger({ ...options, transports: [transport] })
  return {
    log,
    ended: async () => {
      const finished = once(transport, 'finish')
      log.end()
      await finished
      return server.events()
    },
  }
}

describe('what winston logs', () => {
  test('arrives at the end of the logger: levels, metadata, ids, a time where winston gave none', async t => {
    const { log, ended } = await logging(t, { level: 'silly', defaultMeta: { region: 'eu' } })
    log.silly('a')
    log.verbose('b')
    log.http('c')
    log.info('d', { orderId: 55, requestId: 'req_1', password: 'do-not-log-me' })
    log.warn('e')
    log.child({ module: 'stock' }).error('f')
    const events = await ended()
    assert.deepEqual(
      events.map(({ level, message, module }) => `${level} ${message} ${module}`),
      [
        'TRACE a undefined',
        'TRACE b undefined',
        'INFO c undefined',
        'INFO d undefined',
        'WARNING e undefined',
        'ERROR f stock',
      ],
    )
    assert.ok(events.every(({ attributes }) => attributes!.region === 'eu'))
    assert.equal(events[3]!.request_id, 'req_1')
    assert.equal(events[3]!.attributes!.orderId, 55)
    assert.doesNotMatch(JSON.stringify(events), /do-not-log-me/)
    assert.ok(events.every(({ time, service }) => time.endsWith('Z') && service === 'shop'))
  })

  test('has its error with stack and cause, however it was handed over and whatever the formats', async t => {
    for (const chosen of [
      undefined,
      format.errors({ stack: true }),
      format.combine(format.colorize(), format.timestamp(), format.json()),
    ]) {
      const { log, ended } = await logging(t, chosen === undefined ? {} : { format: chosen })
      const make = () => Object.assign(new RangeError('boom'), { code: 'E_BOOM' })
      log.error(make())
      log.error('Order failed', make())
      log.log('error', 'Order failed:', make())
      log.log({ level: 'error', message: make() as unknown as string })
      const events = await ended()
      assert.deepEqual(
        events.map(({ level, message }) => `${level} ${message}`),
        ['ERROR boom', 'ERROR Order failed boom', 'ERROR Order failed: boom', 'ERROR boom'],
      )
      for (const { attributes } of events) {
        assert.match(attributes!.error!.message, /boom/)
        assert.match(attributes!.error!.stack, /^RangeError: boom\n.*winston\.test\.ts/s)
      }
    }
  })

  test('has its values in the message by splat, and odd messages as text', async t => {
    const { log, ended } = await logging(t, { format: format.splat() })
    log.info('%s has %d items', 'ada', 3, { cart: 'c1' })
    log.info(42 as unknown as string)
    log.info(undefined as unknown as string)
    log.info({ message: 'as an object', n: 1 } as unknown as string)
    const events = await ended()
    assert.deepEqual(
      events.map(({ message = '' }) => message),
      ['ada has 3 items', '42', '', 'as an object'],
    )
    assert.equal(events[3]!.attributes!.n, 1)
  })

  test('keeps to the transport’s own level, and to syslog’s names of levels', async t => {
    const server = await receiving(t)
    const transport = new TallystickTransport({ url: server.url, key: 'k', level: 'crit' })
    const log = winston.createLogger({ levels: winston.config.syslog.levels, transports: [transport] })
    log.emerg('a')
    log.crit('b')
    log.warning('not here')
    const finished = once(transport, 'finish')
    log.end()
    await finished
    assert.deepEqual(
      server.events().map(({ level, message }) => `${level} ${message}`),
      ['CRITICAL a', 'CRITICAL b'],
    )
  })
})
