import assert from 'node:assert/strict'
import { chmodSync, existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { after, before, describe, test } from 'node:test'
import { createUser, ndjson, type User } from './tally.ts'

let user: User
let data: string
/** Metric points among the lines of the record. */
let points: number

before(async () => {
  user = createUser()
  data = user.path('data')
  const { code, stdout, stderr } = await user.tally(
    'demo',
    '--json',
    '--data',
    data,
    '--store',
    'sqlite',
    '--count',
    '400',
    '--backfill',
    '6h',
  )
  assert.equal(code, 0, stderr)
  const told = JSON.parse(stdout)
  assert.equal(told.sent, 400)
  points = told.points
})

after(() => user.leave())

describe('a data directory without a server', () => {
  test('is filled by the demo and searched', async () => {
    const { code, stdout } = await user.tally('search', 'stream!=audit | count()', '--data', data, '--json')
    assert.equal(code, 0)
    assert.deepEqual(ndjson(stdout), [{ 'count()': 400 }])
    const streams = await user.tally('search', '| count() by stream', '--data', data)
    assert.match(streams.stdout, /^stream\s+count\(\)\n/)
  })

  test('holds the same story for the same seed', async () => {
    const other = user.path('other')
    await user.tally(
      'demo',
      '--data',
      other,
      '--store',
      'sqlite',
      '--count',
      '400',
      '--backfill',
      '6h',
      '--seed',
      '1',
    )
    const messages = async (directory: string) =>
      (await user.tally('search', '--data', directory, '--limit', '400', '--fields', 'message')).stdout.split(
        '\n',
      )
    const [first, second] = [await messages(data), new Set(await messages(other))]
    // The past that is filled ends now, and its traffic follows the clock: some seconds later a few events have another place, or none, and once
    // in fifty times many. With another seed about 160 are alike.
    const shared = first.filter(message => second.has(message)).length
    assert.ok(shared > first.length / 2, `${shared} of ${first.length}`)
  })

  test('is exported, proven and counted', async () => {
    const exported = await user.tally('export', 'stream:scan', '--data', data)
    const scans = ndjson<{ id: string }>(exported.stdout)
    assert.ok(scans.length > 20)
    assert.equal((await user.tally('prove', scans[0]!.id, '--data', data)).code, 0)
    const proven = await user.tally('export', 'stream:scan', '--proof', '--data', data)
    assert.equal(
      ndjson<{ type?: string }>(proven.stdout).filter(({ type }) => type === undefined).length,
      scans.length,
    )
  })

  test('holds who read what of it, in the name of the account', async () => {
    const reads = await user.tally('search', 'stream:audit name:read.*', '--data', data, '--json')
    type ReadEvent = { name: string; user_id: string; attributes: { query?: string; phase?: string } }
    const events = ndjson<ReadEvent>(reads.stdout)
    assert.deepEqual(
      events.map(({ name, attributes: { query, phase } }) => [name, phase, query]),
      [
        ['read.aggregate', undefined, 'stream!=audit | count()'],
        ['read.aggregate', undefined, '| count() by stream'],
        ['read.search', undefined, ''],
        ['read.export', 'start', 'stream:scan'],
        ['read.export', 'end', 'stream:scan'],
        ['read.proof', undefined, undefined],
        ['read.export', 'start', 'stream:scan'],
        ['read.export', 'end', 'stream:scan'],
      ],
    )
    assert.ok(events.every(({ user_id }) => user_id === `local:${userInfo().username}`))
    const { tenants } = JSON.parse((await user.tally('stats', '--data', data, '--json')).stdout)
    // And that search, and that two dashboards were shared.
    assert.equal(tenants[0].events, 400 + points + events.length + 3)
  })

  test('is reindexed', async () => {
    const { code, stdout } = await user.tally('reindex', '--data', data, '--json')
    assert.equal(code, 0)
    const { events, engine } = JSON.parse(stdout)
    assert.deepEqual({ events, engine }, { events: 411 + points, engine: 'sqlite' })
    assert.deepEqual(
      ndjson((await user.tally('search', '--data', data, '--json', '--', '-name:read.* | count()')).stdout),
      [{ 'count()': 402 }],
    )
  })

  test('has tenants and keys', async () => {
    assert.equal((await user.tally('tenants', 'create', 'acme', '--data', data)).code, 0)
    assert.equal(
      (await user.tally('keys', 'create', 'app', '--tenant', 'acme', '--scope', 'ingest', '--data', data))
        .code,
      0,
    )
    assert.equal(
      (await user.tally('demo', '--data', data, '--tenant', 'acme', '--count', '20', '--rate', '10000')).code,
      0,
    )
    assert.deepEqual(
      ndjson(
        (
          await user.tally(
            'search',
            'stream:* -stream:audit | count()',
            '--data',
            data,
            '--tenant',
            'acme',
            '--json',
          )
        ).stdout,
      ),
      [{ 'count()': 20 }],
    )
    const unknown = await user.tally('search', '--data', data, '--tenant', 'nobody')
    assert.equal(unknown.code, 2)
    assert.match(unknown.stderr, /TALLY_TENANT_NOT_FOUND/)
  })

  test('is not made by a command that only reads', async () => {
    const nowhere = user.path('nowhere')
    const { code, stderr } = await user.tally('search', '--data', nowhere)
    assert.equal(code, 2)
    assert.match(stderr, /TALLY_DATA_NOT_FOUND/)
    assert.ok(!existsSync(nowhere))
  })

  test('that a server of this user holds is reached through that server', async () => {
    const server = await user.serve('--data', user.path('served'))
    const { code, stdout, stderr } = await user.tally('stats', '--data', server.data, '--json')
    assert.equal(code, 0, stderr)
    assert.equal(JSON.parse(stdout).target, server.url)
    assert.match(stderr, /is open in the server at http/)
    assert.equal(await server.stop(), 0)
    // The server last started is not running: its directory is read instead.
    const direct = await user.tally('stats', '--json')
    assert.equal(direct.code, 0)
    assert.equal(JSON.parse(direct.stdout).target, server.data)
  })

  test('that a server of somebody else holds is left alone, with a hint', async () => {
    const server = await user.serve('--data', user.path('theirs'))
    const stranger = createUser()
    try {
      const { code, stderr } = await stranger.tally('search', '--data', server.data)
      assert.equal(code, 2)
      assert.match(stderr, /TALLY_JOURNAL_LOCKED/)
      assert.match(stderr, /--url/)
    } finally {
      await stranger.leave()
    }
  })

  test('whose keys others can read fails at the doctor, who says what to do', async () => {
    chmodSync(user.path('data', 'keys', 'signing-key.pem'), 0o644)
    const { code, stdout } = await user.tally('doctor', '--data', data)
    assert.equal(code, 1, stdout)
    assert.match(stdout, /✗ Permissions .*signing-key\.pem\n +chmod go-rwx /)
    chmodSync(user.path('data', 'keys', 'signing-key.pem'), 0o600)
    assert.equal((await user.tally('doctor', '--data', data)).code, 0)
  })
})
