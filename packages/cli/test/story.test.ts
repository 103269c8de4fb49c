import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { createUser, eventually, ndjson, post, type Server, type User } from './tally.ts'

const LOG = [
  '2026-01-31T10:00:00Z INFO server started',
  '2026-01-31T10:00:05Z ERROR payment refused: card expired',
  '2026-01-31T10:00:06Z ERROR payment refused: limit reached',
  'Traceback of the payment',
  '    at settle (pay.js:3:1)',
  '2026-01-31T10:01:00Z WARN queue is long',
]

describe('the first ten minutes with Tallystick', () => {
  let user: User
  let server: Server

  before(async () => {
    user = createUser()
    server = await user.serve()
  })

  after(() => user.leave())

  test('a log file is imported, once however often it is named', async () => {
    writeFileSync(user.path('shop.log'), `${LOG.join('\n')}\n`)
    const first = await user.tally('import', 'shop.log', '--service', 'shop', '--json')
    assert.equal(first.code, 0, first.stderr)
    assert.equal(ndjson(first.stdout).at(-1)!.accepted, 4)
    const second = await user.tally('import', 'shop.log', '--service', 'shop', '--json')
    assert.equal(second.code, 0, second.stderr)
    assert.equal(ndjson(second.stdout).at(-1)!.accepted, 0)
    // Asking for a file that was never seen before is no fault, and the server's log says nothing of it.
    assert.doesNotMatch(server.log(), / (?:4|5)\d\d /)
  })

  test('its lines are found, with their own time and level', async () => {
    const found = await eventually(
      () => user.tally('search', 'service:shop', '--json'),
      ({ stdout }) => ndjson(stdout).length === 4,
    )
    assert.deepEqual(
      ndjson(found.stdout).map(({ time, level }) => `${time} ${level}`),
      [
        '2026-01-31T10:00:00.000Z INFO',
        '2026-01-31T10:00:05.000Z ERROR',
        '2026-01-31T10:00:06.000Z ERROR',
        '2026-01-31T10:01:00.000Z WARNING',
      ],
    )
    const table = await user.tally('search', '"payment refused" | count() by level', '--json')
    assert.deepEqual(ndjson(table.stdout), [{ level: 'ERROR', 'count()': 2 }])
  })

  test('new lines are watched as they come', async () => {
    const child = user.start('tail', 'level>=ERROR')
    let seen = ''
    child.stdout!.setEncoding('utf8').on('data', text => {
      seen += text
    })
    await eventually(
      async () => {
        await post(server.url, server.key!, [{ level: 'error', service: 'shop', message: 'live failure' }])
        return seen
      },
      text => text.includes('live failure'),
    )
    assert.match(seen, /ERROR {5}shop {2}live failure/)
    child.kill('SIGINT')
  })

  test('a line is exported and proven, and the proof holds without the server', async () => {
    assert.equal((await user.tally('export', 'service:shop', '--out', 'shop.ndjson')).code, 0)
    const exported = ndjson<{ id: string; message: string }>(readFileSync(user.path('shop.ndjson'), 'utf8'))
    const { id } = exported.find(({ message }) => message.includes('card expired'))!
    assert.equal((await user.tally('prove', id, '--out', 'proof.json')).code, 0)
    assert.equal((await user.tally('verify', 'proof.json', '--pin', server.pin!)).code, 0)
  })

  test('the server ends when asked and leaves nothing unsealed, and the record verifies', async () => {
    assert.equal(await server.stop(), 0)
    const [stats] = ndjson<{ tenants: { events: number; sealed: number }[] }>(
      (await user.tally('stats', '--json')).stdout,
    )
    assert.ok(stats!.tenants[0]!.events > 4)
    assert.equal(stats!.tenants[0]!.sealed, stats!.tenants[0]!.events)
    const verified = await user.tally('verify', '--pin', server.pin!)
    assert.equal(verified.code, 0, verified.stdout)
    assert.equal((await user.tally('verify')).code, 2)
    // Without a server the directory is searched all the same.
    const { stdout } = await user.tally('search', '"card expired"', '--json')
    assert.equal(ndjson(stdout).length, 1)
  })
})

describe('--json', () => {
  test('makes every command print lines that parse', async () => {
    const user = createUser()
    try {
      const server = await user.serve()
      await post(server.url, server.key!, [{ message: 'one' }, { message: 'two' }])
      const [{ id }] = ndjson<{ id: string }>(
        (
          await eventually(
            () => user.tally('search', '--json'),
            ({ stdout }) => ndjson(stdout).length === 2,
          )
        ).stdout,
      ) as [{ id: string }]
      writeFileSync(user.path('x.log'), '2026-01-31T10:00:00Z INFO hello\n')
      const made = await user.tally('keys', 'create', 'another', '--scope', 'admin', '--json')
      const { secret: another } = JSON.parse(made.stdout) as { secret: string }
      for (const args of [
        ['search', 'one'],
        ['search', '| count() by level'],
        ['prove', id],
        ['stats'],
        ['doctor'],
        ['keys', 'list'],
        ['keys', 'verifier'],
        ['keys', 'create', 'x', '--scope', 'read'],
        ['tenants', 'list'],
        ['tenants', 'create', 'acme'],
        ['verify', '--pin', server.pin!],
        ['import', 'x.log'],
        ['import', 'x.log', '--dry-run'],
        ['demo', '--count', '5', '--rate', '1000'],
        ['demo', '--count', '5', '--rate', '1000'],
        ['demo', '--count', '5', '--rate', '1000', '--key', another],
      ]) {
        const { code, stdout, stderr } = await user.tally(...args, '--json')
        assert.equal(code, 0, `${args.join(' ')}: ${stderr}`)
        assert.ok(ndjson(stdout).length > 0, args.join(' '))
      }
      const shared = await fetch(`${server.url}/api/v1/dashboards`, {
        headers: { authorization: `Bearer ${server.key}` },
      })
      const { dashboards } = (await shared.json()) as { dashboards: { name: string }[] }
      assert.deepEqual(dashboards.map(({ name }) => name).toSorted(), ['AI firewall', 'Application health'])
      const failed = await user.tally('prove', '01890a5d-ac96-774b-bcce-b302099a8057', '--json')
      assert.deepEqual(Object.keys(JSON.parse(failed.stderr).error), ['code', 'message', 'help', 'details'])
    } finally {
      await user.leave()
    }
  })
})
