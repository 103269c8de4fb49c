import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'

type SentryEvent = {
  readonly event_id: string
  readonly level: string
  readonly environment: string
  readonly timestamp: number
  readonly release?: string
  readonly tags: Readonly<Record<string, string>>
  readonly extra: Readonly<Record<string, unknown>>
  readonly exception: {
    readonly values: readonly {
      readonly type: string
      readonly value: string
      readonly stacktrace: { readonly frames: readonly { readonly filename: string }[] }
    }[]
  }
}

/** What Sentry's relay takes in: envelopes of lines (https://develop.sentry.dev/sdk/data-model/envelopes/). */
async function relay(t: TestContext) {
  const envelopes: { readonly path: string; readonly event: SentryEvent }[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
    const [, header, payload] = text.split('\n')
    if ((JSON.parse(header!) as { type: string }).type === 'event')
      envelopes.push({ path: request.url!, event: JSON.parse(payload!) as SentryEvent })
    response.end('{}')
  }).listen(0, '127.0.0.1')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return { dsn: `http://public@127.0.0.1:${(server.address() as AddressInfo).port}/42`, envelopes }
}

const SDK = join(import.meta.dirname, '../../src/index.ts')
const FLAGS = process.execArgv.filter(option => !option.startsWith('--test'))

/** Runs a program of its own, for Sentry keeps its client in the process. */
async function run(program: string, dsn: string, cwd = import.meta.dirname): Promise<string> {
  const child = spawn(process.execPath, [...FLAGS, '--input-type=module-typescript', '--eval', program], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', DSN: dsn },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (printed += String(chunk)))
  const [code] = (await once(child, 'close')) as [number]
  assert.equal(code, 0, printed)
  return printed
}

const START = `
  import { createTallystick, withContext } from '${SDK}'
  const tallystick = createTallystick(
    { profile: 'testing', level: 'INFO', consoleFormat: 'json', service: 'shop', environment: 'staging', sentryDsn: process.env.DSN },
    { env: {} },
  )
  const log = tallystick.getLogger('orders')
`

describe('with a DSN', () => {
  test('errors that are logged at ERROR and CRITICAL reach Sentry, scrubbed, and nothing else does', async t => {
    const { dsn, envelopes } = await relay(t)
    await run(
      `${START}
      const cause = new TypeError('caused by password=hunter-2-do-not-log')
      log.error('Order failed for token=do-not-log-me', new RangeError('api_key=do-not-log-me is refused', { cause }))
      log.critical('It burns', { error: new Error('fire') })
      log.error('without an error')
      log.warning('less than an error', { error: new Error('unheard') })
      await tallystick.shutdown()`,
      dsn,
    )
    assert.deepEqual(
      envelopes.map(({ path, event }) => [path.split('?')[0], event.level, event.environment]),
      [
        ['/api/42/envelope/', 'error', 'staging'],
        ['/api/42/envelope/', 'fatal', 'staging'],
      ],
    )
    const { event } = envelopes[0]!
    assert.doesNotMatch(JSON.stringify(event), /do-not-log/)
    assert.deepEqual(
      event.exception.values.map(({ type }) => type),
      ['TypeError', 'RangeError'],
    )
    assert.match(event.exception.values[1]!.value, /is refused$/)
    // Scrubbing takes nothing of what Sentry needs.
    assert.match(event.event_id, /^[0-9a-f]{32}$/)
    assert.equal(typeof event.timestamp, 'number')
    assert.ok(event.exception.values[1]!.stacktrace.frames.length > 0)
    assert.deepEqual(event.tags, { logger: 'orders', service: 'shop' })
    assert.match(String(event.extra.message), /^Order failed for token=\[REDACTED\]$/)
  })

  test('the client of an application that has Sentry already is used as it is; its own events are left alone', async t => {
    const { dsn, envelopes } = await relay(t)
    await run(
      `
      import * as Sentry from '@sentry/node'
      Sentry.init({ dsn: process.env.DSN, environment: 'theirs', release: 'shop@1.2.3', tracesSampleRate: 0 })
      const client = Sentry.getClient()
      Sentry.setTag('team', 'orders')
      ${START.replace('process.env.DSN', "'http://other@127.0.0.1:9/1'")}
      log.error('ours', new Error('password=do-not-log-me'))
      await tallystick.flush()
      Sentry.captureException(new Error('theirs password=as-they-like'))
      await tallystick.shutdown()
      await Sentry.flush(2000)
      if (Sentry.getClient() !== client) throw new Error('another client')`,
      dsn,
    )
    const [ours, theirs] = envelopes.map(({ event }) => event)
    assert.equal(envelopes.length, 2)
    assert.deepEqual([ours!.environment, ours!.release, ours!.tags.team], ['theirs', 'shop@1.2.3', 'orders'])
    assert.doesNotMatch(JSON.stringify(ours), /do-not-log/)
    assert.match(theirs!.exception.values[0]!.value, /as-they-like/)
    assert.equal(theirs!.tags.logger, undefined)
  })

  test('nothing waits for a Sentry that does not answer, nor fails for it', async () => {
    const printed = await run(
      `${START}
      log.error('Order failed', new Error('x'))
      const started = Date.now()
      await tallystick.shutdown(300)
      console.log(Date.now() - started < 2500 ? 'in time' : 'late')`,
      'http://public@127.0.0.1:9/42',
    )
    assert.match(printed, /in time/)
    assert.match(printed, /Order failed/)
  })

  test('but without the package the log says once what to install', async t => {
    const folder = mkdtempSync(join(tmpdir(), 'tally-sentry-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    // As where it is not installed.
    writeFileSync(
      join(folder, 'without.mjs'),
      `import { registerHooks } from 'node:module'
      registerHooks({
        resolve(specifier, context, next) {
          if (specifier === '@sentry/node')
            throw Object.assign(new Error("Cannot find package '@sentry/node'"), { code: 'ERR_MODULE_NOT_FOUND' })
          return next(specifier, context)
        },
      })`,
    )
    const printed = await run(
      `await import('${join(folder, 'without.mjs')}')
      const { createTallystick } = await import('${SDK}')
      const tallystick = createTallystick(
        { profile: 'testing', level: 'INFO', consoleFormat: 'json', sentryDsn: process.env.DSN }, { env: {} })
      tallystick.getLogger('orders').error('one', new Error('x'))
      tallystick.getLogger('orders').error('two', new Error('y'))
      await tallystick.shutdown()`,
      'http://public@127.0.0.1:9/42',
    )
    const lines = printed
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { module: string; message: string; error: { message: string } })
    const told = lines.filter(({ module }) => module === 'tallystick')
    assert.equal(told.length, 1)
    assert.match(told[0]!.error.message, /npm install @sentry\/node/)
  })
})
