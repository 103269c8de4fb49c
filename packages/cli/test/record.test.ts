import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { parseVerifierKey, verifyProof } from '@tallystick/core'
import { parquetReadObjects } from 'hyparquet'
import { runExport } from '../src/commands/export.ts'
import { runSearch } from '../src/commands/search.ts'
import { createTerminal } from '../src/terminal.ts'
import { createUser, eventually, ndjson, post, type Server, type User } from './tally.ts'

const HOSTILE = '\x1b]0;owned\x07\x1b[2J\x1b[31mred\u202e \u009b1m'

const EVENTS = [
  {
    time: '2026-01-31T10:00:00.000Z',
    level: 'INFO',
    service: 'auth',
    message: 'Login of user_7',
    user_id: 'user_7',
    attributes: { ms: 12 },
  },
  {
    time: '2026-01-31T11:00:00.000Z',
    level: 'WARNING',
    service: 'auth',
    message: 'Failed password for root',
    ip: '203.0.113.9',
    attributes: { ms: 40, try: 1 },
  },
  {
    time: '2026-01-31T11:00:01.500Z',
    level: 'WARNING',
    service: 'auth',
    message: 'Failed password for admin',
    ip: '203.0.113.9',
    attributes: { ms: 44, try: 2 },
  },
  {
    time: '2026-01-31T12:00:00.000Z',
    level: 'ERROR',
    service: 'orders',
    message: 'Error: boom\n    at f (a.js:1:2)',
    attributes: { code: 'E1' },
  },
  {
    time: '2026-01-31T12:30:00.000Z',
    level: 'CRITICAL',
    service: `evil${HOSTILE}`,
    message: `hello ${HOSTILE}\nsecond`,
    attributes: { [`k${HOSTILE}`]: HOSTILE },
  },
]

let user: User
let server: Server

before(async () => {
  user = createUser()
  // So that the record holds these events and no others, whatever is read.
  server = await user.serve('--no-audit-reads')
  await post(server.url, server.key!, EVENTS)
  const found = await eventually(
    () => user.tally('search', '--json'),
    ({ stdout }) => ndjson(stdout).length === EVENTS.length,
  )
  assert.equal(ndjson(found.stdout).length, EVENTS.length, found.stderr)
})

after(() => user.leave())

describe('tally search', () => {
  test('prints plain lines where nobody watches, oldest first', async () => {
    const { code, stdout, stderr } = await user.tally('search', 'level<=ERROR', '--utc')
    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.equal(
      stdout,
      [
        '2026-01-31 10:00:00.000Z  INFO      auth  Login of user_7  user_id=user_7 ms=12',
        '2026-01-31 11:00:00.000Z  WARNING   auth  Failed password for root  ip=203.0.113.9 ms=40 try=1',
        '2026-01-31 11:00:01.500Z  WARNING   auth  Failed password for admin  ip=203.0.113.9 ms=44 try=2',
        '2026-01-31 12:00:00.000Z  ERROR     orders  Error: boom  code=E1',
        '        at f (a.js:1:2)',
        '',
      ].join('\n'),
    )
  })

  test('keeps the newest of more than the limit, and says that there are more', async () => {
    const { stdout, stderr } = await user.tally(
      'search',
      'Failed',
      '--limit',
      '1',
      '--fields',
      'time,attributes.try',
    )
    assert.equal(stdout, '2026-01-31T11:00:01.500Z\t2\n')
    assert.match(stderr, /more rows: raise --limit \(now 1\)/)
    const oldest = await user.tally('search', 'Failed | sort time | limit 1', '--fields', 'try')
    assert.equal(oldest.stdout, '1\n')
    assert.equal(oldest.stderr, '')
  })

  test('bounds the time', async () => {
    const { stdout } = await user.tally(
      'search',
      '--from',
      '2026-01-31T11:00:00Z',
      '--to',
      '2026-01-31T12:00:00Z',
      '--json',
      '--fields',
      'try',
    )
    assert.deepEqual(ndjson(stdout), [{ try: 1 }, { try: 2 }])
  })

  test('prints aggregates as an aligned table, or as objects', async () => {
    const query = 'service:auth | count(), p50(ms) by level'
    assert.equal(
      (await user.tally('search', query)).stdout,
      ['level    count()  p50(ms)', 'WARNING        2       42', 'INFO           1       12', ''].join('\n'),
    )
    assert.deepEqual(ndjson((await user.tally('search', query, '--json')).stdout), [
      { level: 'WARNING', 'count()': 2, 'p50(ms)': 42 },
      { level: 'INFO', 'count()': 1, 'p50(ms)': 12 },
    ])
  })

  test('lets no escape of the data reach the terminal, in whatever form it prints', async () => {
    for (const form of [[], ['--verbose'], ['--fields', 'service,message'], ['--json']]) {
      const { stdout } = await user.tally('search', 'level:CRITICAL', ...form)
      assert.ok(stdout.includes('hello'))
      assert.doesNotMatch(stdout, /[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/, form.join(' '))
    }
    const table = await user.tally('search', 'level:CRITICAL | count() by service')
    assert.doesNotMatch(table.stdout, /[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202e]/)
  })

  test('on a terminal has colour, marks what was looked for, aligns chosen fields and draws bars', async () => {
    const watch = async (...words: string[]) => {
      let out = ''
      let err = ''
      const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 100 })
      const stderr = Object.assign(new PassThrough(), { isTTY: true })
      stdout.setEncoding('utf8').on('data', text => {
        out += text
      })
      stderr.setEncoding('utf8').on('data', text => {
        err += text
      })
      const terminal = createTerminal({ stdout, stderr, env: { ...user.env, TERM: 'xterm' }, colour: true })
      const fields = words[0] === 'root' ? { fields: 'user_id,ip' } : {}
      assert.equal(
        await runSearch(words, { url: server.url, key: server.key!, utc: true, ...fields }, terminal),
        0,
      )
      return { out, err }
    }
    const { out } = await watch('admin')
    assert.equal(
      out,
      '\x1b[2m2026-01-31 11:00:01.500Z\x1b[22m  \x1b[33mWARNING \x1b[39m  \x1b[36mauth\x1b[39m  Failed password for \x1b[1;4madmin\x1b[22;24m  \x1b[2mip=203.0.113.9 ms=44 try=2\x1b[22m\n',
    )
    assert.equal((await watch('root')).out, '\x1b[1muser_id  ip\x1b[22m\n–        203.0.113.9\n')
    assert.match(
      (await watch('service:auth | count() by level')).out,
      /WARNING {8}2 {2}\x1b\[36m█{30}\x1b\[39m\n/,
    )
    assert.match((await watch('nothing-like-this')).err, /No events match\./)
  })

  test('points at what is wrong with a query, and exits 3', async () => {
    const { code, stdout, stderr } = await user.tally('search', 'level:error', '"half')
    assert.equal(code, 3)
    assert.equal(stdout, '')
    assert.match(stderr, /^tally: .* \(TALLY_QUERY_SYNTAX\)\n {4}level:error "half\n {16}\^\n/)
    const asJson = await user.tally('search', '"half', '--json')
    assert.equal(JSON.parse(asJson.stderr).error.code, 'TALLY_QUERY_SYNTAX')
  })
})

describe('tally tail', () => {
  test('shows the last events, then new ones that match, and ends with 0 when interrupted', async () => {
    const child = user.start('tail', 'service:live', '--last', '5', '--json')
    const closed = new Promise(resolve => child.once('close', resolve))
    const lines: string[] = []
    createInterface({ input: child.stdout! }).on('line', line => lines.push(line))
    // Nothing tells from outside when the tail stands: what is sent before is found by --last or not at all.
    let sent = 0
    await eventually(
      async () => {
        await post(server.url, server.key!, [
          { service: 'live', message: `tick ${sent++}` },
          { service: 'other' },
        ])
        return lines.length
      },
      seen => seen >= 2,
    )
    child.kill('SIGINT')
    assert.equal(await closed, 130)
    const seen = lines.map(line => JSON.parse(line) as { service: string; message: string })
    assert.ok(seen.every(({ service }) => service === 'live'))
    assert.equal(new Set(seen.map(({ message }) => message)).size, seen.length)
  })
})

describe('what events hold', () => {
  test('reaches the terminal of search, tail and tables as text that can be seen', async () => {
    const controls = '\x1b]0;owned\x07\x1b[2J\x9b31m\u202e'
    const hostile = {
      service: `hostile${controls}`,
      message: `before${controls}after\r\n\x1b[1A2026-01-31 12:00:00.000Z  INFO  forged`,
      user_id: controls,
      attributes: { [`key${controls}`]: controls },
    }
    const query = 'service:hostile*'
    const child = user.start('tail', query)
    let tailed = ''
    child.stdout!.setEncoding('utf8').on('data', text => {
      tailed += text
    })
    await eventually(
      async () => {
        await post(server.url, server.key!, [hostile])
        return tailed
      },
      text => text.includes('before'),
    )
    child.kill('SIGINT')
    const outputs = [tailed]
    for (const args of [
      [query],
      [query, '--json'],
      [query, '--verbose'],
      [query, '--fields', 'service,message,user_id'],
      [`${query} | count() by service, user_id`],
    ]) {
      const { stdout } = await eventually(
        () => user.tally('search', ...args),
        result => result.stdout.includes('hostile'),
      )
      outputs.push(stdout)
    }
    for (const text of outputs) {
      assert.match(text, /\\x1b|\\u001b/)
      assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
      assert.doesNotMatch(text, /^2026-01-31 12:00:00/m)
    }
  })
})

describe('a tail whose server goes away', () => {
  test('says so, comes back when the server does, and goes on', async () => {
    // A user of their own: for the others the server last started stays the one it is.
    const watcher = createUser()
    after(() => watcher.leave())
    const first = await watcher.serve()
    const { port } = new URL(first.url)
    const child = watcher.start('tail', 'service:live', '--url', first.url, '--key', first.key!)
    const seen = { out: '', err: '' }
    child.stdout!.setEncoding('utf8').on('data', text => {
      seen.out += text
    })
    child.stderr!.setEncoding('utf8').on('data', text => {
      seen.err += text
    })
    const tick = (url: string, message: string, isDone: () => boolean) =>
      eventually(
        async () => {
          await post(url, first.key!, [{ service: 'live', message }])
          return isDone()
        },
        done => done,
      )
    await tick(first.url, 'before', () => seen.out.includes('before'))
    assert.equal(await first.stop(), 0)
    await eventually(
      async () => seen.err,
      text => text.includes('trying again'),
    )
    const second = await watcher.serve('--port', port)
    await tick(second.url, 'after', () => seen.out.includes('after'))
    assert.match(seen.err, /… .*; trying again in [\s\S]*… connected again/)
    assert.match(seen.out, /before[\s\S]*after/)
  })
})

describe('tally export', () => {
  test('writes NDJSON, JSON and CSV, oldest first', async () => {
    const lines = ndjson((await user.tally('export', 'service:auth')).stdout)
    assert.deepEqual(
      lines.map(({ time }) => time),
      EVENTS.slice(0, 3).map(({ time }) => time),
    )
    const json = await user.tally('export', 'service:auth', '--format', 'json')
    assert.deepEqual(JSON.parse(json.stdout), lines)
    const csv = await user.tally(
      'export',
      'service:auth',
      '--format',
      'csv',
      '--fields',
      'level,attributes.ms',
    )
    assert.equal(csv.stdout, 'level,attributes.ms\r\nINFO,12\r\nWARNING,40\r\nWARNING,44\r\n')
  })

  test('makes a file that appears only when it is complete', async () => {
    const path = user.path('auth.ndjson')
    const { code, stderr } = await user.tally('export', 'service:auth', '--out', path)
    assert.equal(code, 0)
    assert.match(stderr, /^3 events, .* written to .*auth\.ndjson/)
    assert.equal(ndjson(readFileSync(path, 'utf8')).length, 3)
    assert.ok(!existsSync(`${path}.part`))
    const nowhere = await user.tally('export', '--out', user.path('missing', 'x.ndjson'))
    assert.equal(nowhere.code, 3)
    assert.match(nowhere.stderr, /cannot write .*ENOENT/)
  })
})

describe('tally export --format parquet', () => {
  const rowsOf = async (path: string) => {
    const { buffer, byteOffset, byteLength } = readFileSync(path)
    const file = (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength)
    return parquetReadObjects({ file })
  }

  test('writes a file that others read, whole or in chosen columns', async () => {
    const path = user.path('auth.parquet')
    const { code, stderr } = await user.tally('export', 'service:auth', '--format', 'parquet', '--out', path)
    assert.equal(code, 0, stderr)
    assert.deepEqual(
      (await rowsOf(path)).map(({ message, ip }) => [message, ip]),
      [
        ['Login of user_7', null],
        ['Failed password for root', '203.0.113.9'],
        ['Failed password for admin', '203.0.113.9'],
      ],
    )
    const chosen = ['--format', 'parquet', '--fields', 'service,attributes.ms', '--out', path]
    assert.equal((await user.tally('export', 'user_id:user_7', ...chosen)).code, 0)
    assert.deepEqual(await rowsOf(path), [{ service: 'auth', 'attributes.ms': '12' }])
  })

  test('goes to no terminal, and with no proof', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const terminal = {
      ...createTerminal({ stdout, stderr, env: user.env, colour: false }),
      interactive: true,
    }
    await assert.rejects(runExport([], { format: 'parquet' }, terminal), { code: 'TALLY_CLI_USAGE' })
    const proof = await user.tally(
      'export',
      '--format',
      'parquet',
      '--proof',
      '--out',
      user.path('x.parquet'),
    )
    assert.equal(proof.code, 3)
  })
})

describe('tally prove', () => {
  test('gives a document that holds offline against the pinned key, and says what it shows', async () => {
    const [{ id }] = ndjson<{ id: string }>((await user.tally('search', 'root', '--json')).stdout) as [
      { id: string },
    ]
    const path = user.path('proof.json')
    const { code, stdout } = await user.tally('prove', id, '--out', path)
    assert.equal(code, 0)
    assert.ok(stdout.includes(`Event ${id} is in the record of tenant default`), stdout)
    const proof = JSON.parse(readFileSync(path, 'utf8'))
    assert.equal(JSON.parse(proof.line).message, 'Failed password for root')
    const verdict = verifyProof(proof, parseVerifierKey(readFileSync(server.pin!, 'utf8').trim()))
    assert.equal(verdict.verdict, 'VERIFIED')
    assert.deepEqual(JSON.parse((await user.tally('prove', id, '--json')).stdout).line, proof.line)
  })

  test('says that there is no such event with exit 2', async () => {
    const { code, stderr } = await user.tally('prove', '01890a5d-ac96-774b-bcce-b302099a8057')
    assert.equal(code, 2)
    assert.match(stderr, /TALLY_EVENT_NOT_FOUND/)
  })
})

describe('administration', () => {
  test('tenants and keys are made, used and revoked', async () => {
    assert.equal((await user.tally('tenants', 'create', 'acme')).code, 0)
    assert.deepEqual(
      ndjson((await user.tally('tenants', 'list', '--json')).stdout).map(({ name }) => name),
      ['acme', 'default'],
    )
    const made = await user.tally('keys', 'create', 'acme app', '--tenant', 'acme', '--scope', 'ingest,read')
    assert.equal(made.code, 0)
    const secret = made.stdout.trim()
    assert.match(secret, /^\S+$/)
    await post(server.url, secret, [{ message: 'hello from acme' }])
    const found = await eventually(
      // The record also holds who made the tenant and the key.
      () => user.tally('search', 'stream:log', '--url', server.url, '--key', secret, '--json'),
      ({ stdout }) => stdout !== '',
    )
    assert.deepEqual(
      ndjson(found.stdout).map(({ tenant }) => tenant),
      ['acme'],
    )
    const mixed = await user.tally('search', '--url', server.url, '--key', secret, '--tenant', 'default')
    assert.equal(mixed.code, 3)
    assert.match(mixed.stderr, /the key belongs to tenant acme/)

    const list = ndjson<{ id: string; name: string }>(
      (await user.tally('keys', 'list', '--tenant', 'acme', '--json')).stdout,
    )
    assert.deepEqual(
      list.map(({ name }) => name),
      ['acme app'],
    )
    assert.equal((await user.tally('keys', 'revoke', list[0]!.id)).code, 0)
    const refused = await user.tally('search', '--url', server.url, '--key', secret)
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /TALLY_AUTH_INVALID/)
    assert.match((await user.tally('keys', 'list')).stdout, /acme app\s+ingest,read\s+revoked/)
  })

  test('the verifier key can be kept elsewhere', async () => {
    const path = user.path('tally.vkey')
    const { code, stdout } = await user.tally('keys', 'verifier', '--out', path)
    assert.equal(code, 0)
    assert.equal(stdout, `${server.verifier_key}\n`)
    assert.equal(readFileSync(path, 'utf8'), stdout)
  })

  test('stats say how much there is and that nothing is behind', async () => {
    const { stdout } = await eventually(
      () => user.tally('stats', '--json'),
      ({ stdout }) => JSON.parse(stdout).health.behind.events === 0,
    )
    const { tenants, disk, health } = JSON.parse(stdout)
    assert.ok(tenants.find(({ tenant }: { tenant: string }) => tenant === 'default').events >= EVENTS.length)
    assert.ok(disk.journal > 0)
    assert.equal(health.ready, true)
    assert.match((await user.tally('stats')).stdout, /The index is up to date\./)
  })

  test('doctor finds nothing broken, in words and as JSON', async () => {
    const { code, stdout } = await user.tally('doctor')
    assert.equal(code, 0, stdout)
    for (const name of [
      'Node',
      'SQLite',
      'Server',
      'API key',
      'Clock',
      'Disk space',
      'Disk sync',
      'Permissions',
      'Write-ahead log',
      'Lock',
      'Pinned key',
    ])
      assert.match(stdout, new RegExp(`^[✓!] ${name} `, 'm'))
    assert.ok(ndjson((await user.tally('doctor', '--json')).stdout).every(({ status }) => status !== 'fail'))
  })
})
