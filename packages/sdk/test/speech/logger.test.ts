import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { currentContext, LogCategory, withContext } from '../../src/speech/index.ts'
import { listen } from './collect.ts'

describe('the shapes of a call', () => {
  const at = { now: () => Date.UTC(2024, 0, 15, 10, 30, 45, 123) }

  test('a message with category, context and metadata is the structured JSON of the source document', () => {
    const { speech, lines } = listen(at)
    speech.getLogger('auth_service').info('User authenticated successfully', {
      category: LogCategory.API,
      context: { request_id: 'req_123456', user_id: 'user_789', ip_address: '192.168.1.100' },
      metadata: { auth_method: 'password', duration_ms: 45 },
      performance_data: { response_time: 0.045, memory_usage: 128.5 },
    })
    assert.equal(
      lines[0],
      '{"timestamp":"2024-01-15T10:30:45.123Z","level":"INFO","category":"api","message":"User authenticated successfully",' +
        '"module":"auth_service","context":{"request_id":"req_123456","user_id":"user_789","ip_address":"192.168.1.100"},' +
        '"metadata":{"auth_method":"password","duration_ms":45},"performance_data":{"response_time":0.045,"memory_usage":128.5}}',
    )
  })

  test('function and line are those of the caller when asked for', () => {
    const { speech, last } = listen({ callSite: true })
    function authenticate(): void {
      speech
        .getLogger('auth')
        .child({ context: { a: 1 } })
        .info('here')
    }
    authenticate()
    assert.equal(last().function, 'authenticate')
    const here = Number(/:(\d+):\d+/.exec(new Error().stack!.split('\n')[1]!)![1])
    assert.equal(last().line, here - 4)
  })

  test('an error is recorded with type, message, stack, cause and own properties, however it is handed over', () => {
    const { speech, lines } = listen()
    const log = speech.getLogger('db')
    const error = Object.assign(new TypeError('no such row', { cause: new Error('gone') }), { code: 'E42' })
    log.error('Query failed', error)
    log.error(error)
    log.error('Query failed', { error, context: { user_id: 'u1' } })
    log.error({ err: error }, 'Query failed')
    log.error(error, 'Query failed')
    const parsed = lines.map(line => JSON.parse(line) as Record<string, Record<string, unknown>>)
    assert.deepEqual(
      parsed.map(({ message }) => message),
      ['Query failed', 'no such row', 'Query failed', 'Query failed', 'Query failed'],
    )
    for (const { error } of parsed) {
      assert.equal(error!.type, 'TypeError')
      assert.equal(error!.message, 'no such row')
      assert.match(String(error!.stack), /logger\.test\.ts/)
      assert.equal(error!.code, 'E42')
      assert.equal((error!.cause as { message: string }).message, 'gone')
    }
    assert.deepEqual(parsed[2]!.context, { user_id: 'u1' })
  })

  test('fields come first as with pino, and printf placeholders are filled', () => {
    const { speech, lines } = listen()
    const log = speech.getLogger('shop')
    log.info({ orderId: 7, category: 'api' }, 'Order %s of %d', 'A', 12)
    log.info('Hello %s', 'world')
    log.info('100 %', { done: true })
    log.info({ onlyFields: true })
    const [first, second, third, fourth] = lines.map(line => JSON.parse(line) as Record<string, unknown>)
    assert.equal(first!.message, 'Order A of 12')
    assert.deepEqual(first!.fields, { orderId: 7 })
    assert.equal(first!.category, 'api')
    assert.equal(second!.message, 'Hello world')
    assert.equal(third!.message, '100 %')
    assert.deepEqual(third!.fields, { done: true })
    assert.equal(fourth!.message, '')
  })

  test('what has no place in a call is kept', () => {
    const { speech, last } = listen()
    const log = speech.getLogger('odd')
    ;(log.info as (...args: unknown[]) => void)('message', 1, { a: 2 })
    assert.deepEqual(last().fields, { args: [1, { a: 2 }] })
    ;(log.info as (...args: unknown[]) => void)('message', new Map([['k', 1]]))
    assert.deepEqual(last().fields, { value: { k: 1 } })
    ;(log.info as (...args: unknown[]) => void)('message', [1, 2])
    assert.deepEqual(last().fields, { value: [1, 2] })
  })
})

describe('levels', () => {
  test('a logger lets through what is at or above its level; SECURITY and AUDIT always', () => {
    const { speech, lines } = listen()
    const log = speech.getLogger('a')
    log.level = 'ERROR'
    for (const level of [
      'trace',
      'debug',
      'info',
      'warning',
      'warn',
      'error',
      'critical',
      'fatal',
      'security',
      'audit',
    ] as const)
      log[level](level)
    assert.deepEqual(
      lines.map(line => (JSON.parse(line) as { level: string }).level),
      ['ERROR', 'CRITICAL', 'CRITICAL', 'SECURITY', 'AUDIT'],
    )
    assert.equal(log.isLevelEnabled('WARNING'), false)
    assert.equal(log.isLevelEnabled('AUDIT'), true)
    log.level = 'OFF'
    log.audit('nothing')
    assert.equal(lines.length, 5)
  })

  test('the level of a name stands for what is below it, and can be changed while running', () => {
    const { speech, lines } = listen({ level: 'INFO', levels: { db: 'ERROR', 'db.pool': 'DEBUG' } })
    speech.getLogger('db').info('no')
    speech.getLogger('db.query').info('no')
    speech.getLogger('db.pool').debug('yes')
    speech.getLogger('dbx').info('yes')
    speech.setLevel('CRITICAL')
    speech.getLogger('dbx').error('no')
    assert.equal(lines.length, 2)
  })

  test('a child follows its parent until it has a level of its own', () => {
    const { speech, lines } = listen()
    const parent = speech.getLogger('p')
    const child = parent.child({})
    parent.level = 'error'
    child.info('no')
    child.level = 'DEBUG'
    child.debug('yes')
    parent.info('no')
    assert.equal(lines.length, 1)
    assert.equal(speech.getLogger('p'), parent)
  })

  test('a method works without its logger', async () => {
    const { speech, last } = listen()
    const { error } = speech.getLogger('p')
    await Promise.reject(new Error('boom')).catch(error)
    assert.equal(last().message, 'boom')
  })
})

describe('context', () => {
  test('the ambient one reaches everything inside, nested ones merge, the call wins over the child over the ambient', async () => {
    const { speech, last } = listen()
    const log = speech.getLogger('c').child({ context: { user_id: 'child', shop: 1 }, region: 'eu' })
    await withContext({ request_id: 'r1', user_id: 'outer', tags: { a: 1 } }, async () => {
      await new Promise(resolve => setImmediate(resolve))
      withContext({ request_id: 'r2' }, () => {
        log.info('inner', { context: { shop: 2 } })
        assert.deepEqual(last().context, { request_id: 'r2', user_id: 'child', tags: { a: 1 }, shop: 2 })
        assert.deepEqual(last().fields, { region: 'eu' })
      })
      log.info('outer')
      assert.deepEqual(last().context, { request_id: 'r1', user_id: 'child', tags: { a: 1 }, shop: 1 })
      assert.equal(currentContext().request_id, 'r1')
    })
    log.info('outside', { region: 'us' })
    assert.deepEqual(last().context, { user_id: 'child', shop: 1 })
    assert.deepEqual(last().fields, { region: 'us' })
    assert.deepEqual(currentContext(), {})
  })

  test('withContext throws what the work throws and nothing else', () => {
    assert.throws(
      () =>
        withContext({ a: 1 }, () => {
          throw new RangeError('mine')
        }),
      RangeError,
    )
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap')
        },
      },
    )
    assert.equal(
      withContext(hostile, () => 7),
      7,
    )
    assert.equal(
      withContext(null as never, () => 8),
      8,
    )
  })
})

test('configure gives loggers in use other destinations and levels', async () => {
  const before = listen()
  const log = before.speech.getLogger('x')
  const after = listen()
  log.info('one')
  const { scrubber, destinations } = {
    scrubber: { key: () => false, text: (t: string) => t },
    destinations: [],
  }
  await before.speech.configure({ scrubber, destinations, level: 'ERROR' })
  log.error('nowhere')
  assert.equal(before.lines.length, 1)
  assert.equal(after.lines.length, 0)
  assert.equal(log.level, 'ERROR')
})
