import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Engine, openEngine } from '@tallystick/engine'
import type { FastifyInstance } from 'fastify'
import { buildServer } from '../src/index.ts'

describe('the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-console-'))
  const files = join(folder, 'console')
  let engine: Engine
  let app: FastifyInstance

  before(async () => {
    mkdirSync(join(files, 'assets'), { recursive: true })
    writeFileSync(join(folder, 'secret.txt'), 'not for the network')
    writeFileSync(join(files, 'index.html'), '<!doctype html><title>Console</title>')
    writeFileSync(join(files, 'theme.js'), 'void 0')
    writeFileSync(join(files, 'assets', 'index-abc.js'), 'console.info(1)')
    writeFileSync(join(files, 'assets', 'index-abc.js.gz'), gzipSync('console.info(1)'))
    engine = await openEngine(join(folder, 'data'), { store: 'memory' })
    app = buildServer(engine, { log: 'off', console: files })
  })
  after(async () => {
    await app.close()
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const url of ['/', '/explore', '/dashboards/any', '/explore?q=a&from=-1h'])
    test(`is at ${url}, under a policy that lets nothing in from elsewhere`, async () => {
      const answer = await app.inject({ url })
      assert.equal(answer.statusCode, 200)
      assert.match(answer.body, /<title>Console/)
      assert.match(String(answer.headers['content-type']), /text\/html/)
      assert.equal(answer.headers['cache-control'], 'no-cache')
      const policy = String(answer.headers['content-security-policy'])
      assert.match(policy, /default-src 'none'/)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe|\*|https?:/)
    })

  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

  test('tells a browser itself that a page is not there, and a program in JSON', async () => {
    const lost = await app.inject({ url: '/nothing?from=-1h', headers: browser })
    assert.equal(lost.statusCode, 404)
    assert.match(lost.body, /<title>Console/)
    assert.match(String(lost.headers['content-type']), /text\/html/)
    assert.equal(lost.headers['cache-control'], 'no-cache')
    assert.match(String(lost.headers['content-security-policy']), /script-src 'self'/)
    const program = { accept: '*/*' }
    for (const [method, url, headers] of [
      ['GET', '/nothing', program],
      ['POST', '/nothing', browser],
      ...[
        '/api',
        '/api/v1/nothing',
        '/v1/nothing',
        '/metrics/x',
        '/health/x',
        '/openapi.json?x',
        '/assets/x.js',
      ].map(path => ['GET', path, browser] as const),
    ] as const) {
      const answer = await app.inject({ method, url, headers })
      assert.doesNotMatch(answer.body, /<title>/, `${method} ${url}`)
      assert.match(String(answer.headers['content-type']), /json/, `${method} ${url}`)
    }
  })

  test('shows activity also where its viewer used to be', async () => {
    const answer = await app.inject({ url: '/logs', headers: browser })
    assert.equal(answer.statusCode, 302)
    assert.equal(answer.headers.location, '/activity')
  })

  test('hands out its files to keep, compressed for whoever takes that', async () => {
    const plain = await app.inject({ url: '/assets/index-abc.js' })
    assert.equal(plain.body, 'console.info(1)')
    assert.match(String(plain.headers['cache-control']), /immutable/)
    const packed = await app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': 'gzip' } })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(packed.rawPayload).toString(), 'console.info(1)')
    assert.equal((await app.inject({ url: '/theme.js' })).headers['cache-control'], 'no-cache')
  })

  for (const url of [
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/nothing',
  ])
    test(`has nothing at ${url}`, async () => {
      const answer = await app.inject({ url })
      assert.ok([400, 404].includes(answer.statusCode), String(answer.statusCode))
      assert.doesNotMatch(answer.body, /not for the network/)
    })

  test('that was never built is an error before anything is served', async () => {
    await assert.rejects(
      async () => {
        const other = buildServer(engine, { log: 'off', console: join(folder, 'none') })
        try {
          await other.ready()
        } finally {
          await other.close()
        }
      },
      { code: 'TALLY_CONFIG_INVALID' },
    )
  })
})
