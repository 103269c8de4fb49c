import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { type ConsoleOptions, captureConsole } from '../../src/console/index.ts'
import { createTallystick, type Destination } from '../../src/index.ts'
import { collector } from '../speech/collect.ts'

type Line = {
  readonly level: string
  readonly message: string
  readonly module: string
  readonly error?: { readonly message: string; readonly stack: string }
  readonly fields?: { readonly stack?: string }
}

/** The console captured, and what went past the capture to the console as it was. */
function captured(t: TestContext, options: ConsoleOptions = {}, more: readonly Destination[] = []) {
  const kept = collector()
  const tallystick = createTallystick(
    { profile: 'debug', callSite: false, consoleEnabled: false, fileEnabled: false },
    { env: {}, exitHandlers: false, destinations: [kept, ...more] },
  )
  const printed: string[] = []
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'dir', 'trace'] as const)
    t.mock.method(console, name, (...values: unknown[]) => void printed.push(values.map(String).join(' ')))
  const release = captureConsole({ tallystick, ...options })
  t.after(release)
  return {
    tallystick,
    release,
    printed,
    lines: () => kept.lines.map(line => JSON.parse(line) as Line),
    said: () =>
      kept.lines.map(line => JSON.parse(line) as Line).map(({ level, message }) => `${level} ${message}`),
  }
}

describe('what is written with console', () => {
  test('is logged at its level, as it would have been printed, and not printed', t => {
    const { said, lines, printed } = captured(t)
    console.log('Order %d shown to %s', 55, 'ada', { cart: ['a'] })
    console.info('info')
    console.debug('debug')
    console.warn('Stock is low', { product: 'tally', left: 2 })
    console.log()
    console.log(undefined, null, 7n, [1])
    console.dir({ deep: { deeper: { deepest: {} } } }, { depth: 0 })
    console.assert(1 > 2, 'impossible')
    assert.deepEqual(said(), [
      "INFO Order 55 shown to ada { cart: [ 'a' ] }",
      'INFO info',
      'DEBUG debug',
      "WARNING Stock is low { product: 'tally', left: 2 }",
      'INFO ',
      'INFO undefined null 7n [ 1 ]',
      'INFO { deep: [Object] }',
      'WARNING Assertion failed: impossible',
    ])
    assert.ok(lines().every(({ module }) => module === 'console'))
    assert.deepEqual(printed, [])
  })

  test('has an error with its stack beside the message, and trace its place', t => {
    const { lines } = captured(t)
    console.error('Order failed', new RangeError('boom'))
    console.error(new TypeError('alone'))
    console.trace('here')
    console.error('Order %s failed: %s', 55, new RangeError('boom'))
    const [failed, alone, trace, template] = lines()
    assert.equal(failed!.message, 'Order failed')
    assert.equal(template!.message, 'Order 55 failed: RangeError: boom')
    assert.match(failed!.error!.stack, /^RangeError: boom\n.*capture\.test\.ts/s)
    assert.equal(alone!.message, 'alone')
    assert.equal(alone!.error!.message, 'alone')
    assert.equal(trace!.level, 'TRACE')
    assert.match(trace!.fields!.stack!, /^Error\n\s+at .*capture\.test\.ts/)
  })

  test('is scrubbed, also within what is printed of an object', t => {
    const { lines } = captured(t)
    console.log('login', { user: { name: 'ada', password: 'hunter-2-do-not-log' } })
    console.log('GET /x?api_key=do-not-log-me')
    console.log(JSON.stringify({ authorization: 'Bearer do-not-log-me' }))
    assert.doesNotMatch(JSON.stringify(lines()), /do-not-log/)
    assert.match(lines()[0]!.message, /ada/)
  })

  test('may be anything: what throws when it is shown does not make the caller fail', t => {
    const { said } = captured(t)
    const bad = {
      get [Symbol.toStringTag](): string {
        throw new Error('x')
      },
      [Symbol.for('nodejs.util.inspect.custom')]: () => {
        throw new Error('y')
      },
    }
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const error = new Error('e')
    Object.defineProperty(error, 'message', {
      get: () => {
        throw new Error('z')
      },
    })
    console.log('a', bad)
    console.log('b', revoked.proxy)
    console.error('c', error)
    console.dir(bad, { customInspect: true })
    assert.equal(said().length, 4)
  })

  test('is dropped where it is quieted, by its beginning or by an expression, every time', t => {
    const { said, printed } = captured(t, { quiet: ['[noisy]', /deprecated/gi], print: true })
    for (let i = 0; i < 4; i++) console.log('this is Deprecated')
    console.log('[noisy] ping')
    console.log('not [noisy]')
    assert.deepEqual(said(), ['INFO not [noisy]'])
    assert.deepEqual(printed, ['not [noisy]'])
  })

  test('is not captured again when a destination writes with console', t => {
    const loud: Destination = {
      ...collector(),
      name: 'loud',
      write: line => console.log(`written: ${line.length > 0}`),
    }
    const { said, printed } = captured(t, {}, [loud])
    console.log('once')
    assert.deepEqual(said(), ['INFO once'])
    assert.deepEqual(printed, ['written: true'])
  })

  test('below the level costs nothing', t => {
    const { said, tallystick } = captured(t)
    tallystick.setLevel('WARNING')
    let shown = 0
    console.log({
      [Symbol.for('nodejs.util.inspect.custom')]: () => {
        shown++
        return 'x'
      },
    })
    console.warn('on')
    assert.deepEqual([said(), shown], [['WARNING on'], 0])
  })
})

describe('giving the console back', () => {
  test('gives back what was there', t => {
    const { release, printed, said } = captured(t)
    release()
    console.log('printed again')
    release()
    assert.deepEqual([printed, said()], [['printed again'], []])
  })

  test('leaves the console to whoever captured it later', t => {
    const first = captured(t)
    const heard: unknown[] = []
    const before = console.log
    console.log = (...values: unknown[]) => {
      heard.push(...values)
      before(...values)
    }
    first.release()
    console.log('after')
    assert.deepEqual([heard, first.printed, first.said()], [['after'], ['after'], []])
  })
})

test('the console destination prints what is captured once, on standard output', () => {
  const program = `
    import { createTallystick } from '${join(import.meta.dirname, '../../src/index.ts')}'
    import { captureConsole } from '${join(import.meta.dirname, '../../src/console/index.ts')}'
    const tallystick = createTallystick({ profile: 'testing', level: 'INFO', consoleFormat: 'json' }, { env: {} })
    captureConsole({ tallystick })
    console.log('one')
    console.error('two', new Error('x'))
    process.stdout.write('raw\\n')
    process.exit(0)`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...process.execArgv.filter(option => !option.startsWith('--test')),
      '--input-type=module-typescript',
      '--eval',
      program,
    ],
    { encoding: 'utf8' },
  )
  assert.equal(stderr, '')
  const lines = stdout.trim().split('\n')
  assert.equal(lines.filter(line => line === 'raw').length, 1)
  assert.deepEqual(
    lines.filter(line => line !== 'raw').map(line => (JSON.parse(line) as Line).message),
    ['one', 'two'],
  )
})
