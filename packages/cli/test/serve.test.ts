import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { createUser, eventually, ndjson, post, type Server, type User } from './tally.ts'

let user: User

beforeEach(() => {
  user = createUser()
})

afterEach(() => user.leave())

describe('tally serve', () => {
  test('makes a key at its first start, notes it for its owner alone, and never shows it again', async () => {
    const first = await user.serve()
    assert.match(first.url, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.equal(first.data, user.path('.local/share/tallystick'))
    const config = user.path('.config/tallystick/config.json')
    assert.equal(statSync(config).mode & 0o777, 0o600)
    assert.deepEqual(JSON.parse(readFileSync(config, 'utf8')), {
      servers: [{ url: first.url, key: first.key, data: first.data }],
    })
    assert.equal(readFileSync(first.pin!, 'utf8'), `${first.verifier_key}\n`)
    assert.equal(await first.stop(), 0)

    const again = await user.serve()
    assert.equal(again.key, undefined)
    assert.equal(again.verifier_key, first.verifier_key)
    assert.equal(JSON.parse(readFileSync(config, 'utf8')).servers[0].url, again.url)
    const { code, stdout } = await user.tally('keys', 'list', '--json')
    assert.equal(code, 0)
    assert.deepEqual(
      ndjson(stdout).map(({ tenant, scopes }) => ({ tenant, scopes })),
      [{ tenant: 'default', scopes: ['ingest', 'read', 'admin'] }],
    )
    assert.equal(await again.stop(), 0)
  })

  test('says in words where it is, what it made, and what to do next', async () => {
    const child = user.start('serve', '--port', '0', '--store', 'sqlite')
    let text = ''
    child.stdout!.setEncoding('utf8').on('data', part => {
      text += part
    })
    await eventually(
      async () => text,
      seen => seen.includes('Ctrl-C'),
    )
    const key = JSON.parse(readFileSync(user.path('.config/tallystick/config.json'), 'utf8')).servers[0].key
    for (const part of [
      'is ready',
      'http://127.0.0.1:',
      user.path('.local/share/tallystick'),
      'SQLite',
      key,
      'tallystick.local/',
      'tally import',
      'tally search',
      'tally verify',
    ])
      assert.ok(text.includes(part), `${part} in:\n${text}`)
    assert.ok(!text.includes('\x1b'))
  })

  test('says which settings it does not use yet, and not what they hold', async () => {
    const other = createUser({ DATABASE_URL: 'postgres://user:hunter2@db/scans', REDIS_HOST: 'cache' })
    try {
      const server = await other.serve()
      await eventually(
        async () => server.log(),
        log => log.includes(`DATABASE_URL, REDIS_HOST are set, and not used yet`),
      )
      assert.ok(!server.log().includes('hunter2'))
      await server.stop()
    } finally {
      await other.leave()
    }
  })

  test('seals what it took in before SIGTERM ends it', async () => {
    const server = await user.serve()
    await post(
      server.url,
      server.key!,
      Array.from({ length: 500 }, (_, i) => ({ message: `event ${i}` })),
    )
    assert.equal(await server.stop(), 0)
    const stats = await user.tally('stats', '--data', server.data, '--json')
    const [{ tenants }] = ndjson<{ tenants: { tenant: string; events: number; sealed: number }[] }>(
      stats.stdout,
    ) as [never]
    assert.deepEqual(
      (tenants as { tenant: string; events: number; sealed: number }[]).map(({ tenant, events, sealed }) => ({
        tenant,
        events,
        sealed,
      })),
      [{ tenant: 'default', events: 500, sealed: 500 }],
    )
  })

  test('leaves V8 at most half of the cores, unless told how many threads it gets', {
    skip: process.platform !== 'linux' && 'needs /proc',
  }, async () => {
    const threadsOf = ({ pid }: Server) =>
      readdirSync(`/proc/${pid}/task`).filter(
        task => readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim() === 'V8Worker',
      ).length
    for (const [more, threads] of [
      [{}, Math.min(4, Math.max(1, Math.floor(availableParallelism() / 2)))],
      [{ NODE_OPTIONS: '--v8-pool-size=3' }, 3],
    ] as const) {
      const other = createUser(more)
      try {
        assert.equal(threadsOf(await other.serve()), threads)
      } finally {
        await other.leave()
      }
    }
  })

  test('refuses a port in use, a directory in use, and a folder with other things in it', async () => {
    const occupied = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => occupied.once('listening', resolve))
    const { port } = occupied.address() as { port: number }
    const busy = await user.tally('serve', '--port', String(port), '--store', 'sqlite')
    occupied.close()
    assert.equal(busy.code, 2)
    assert.match(
      busy.stderr,
      new RegExp(`port ${port} on 127\\.0\\.0\\.1 is in use.*TALLY_PORT_IN_USE[\\s\\S]*--port 0`),
    )

    const server = await user.serve()
    const second = await user.tally('serve', '--port', '0', '--store', 'sqlite')
    assert.equal(second.code, 2)
    assert.match(second.stderr, /TALLY_JOURNAL_LOCKED/)
    assert.ok(second.stderr.includes(`already, at ${server.url}`), second.stderr)

    mkdirSync(user.path('photos'))
    writeFileSync(user.path('photos', 'cat.jpg'), '')
    const wrong = await user.tally('serve', '--data', user.path('photos'))
    assert.equal(wrong.code, 3)
    assert.match(wrong.stderr, /holds other files/)
    assert.ok(!existsSync(user.path('photos', 'journal')))
  })

  test('warns when it listens to more than this machine', async () => {
    const server = await user.serve('--host', '0.0.0.0')
    await eventually(
      async () => server.log(),
      log => log.includes('Listening on 0.0.0.0'),
    )
    assert.match(server.log(), /! Listening on 0\.0\.0\.0: .*not encrypted/)
  })
})
