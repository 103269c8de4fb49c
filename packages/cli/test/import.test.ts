import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { TallyEvent } from '@tallystick/core'
import { createHttpClient } from '../src/client/http.ts'
import { openLocalClient } from '../src/client/local.ts'
import type { TallyClient } from '../src/client/types.ts'
import {
  type FileResult,
  type ImportOptions,
  type ImportOutput,
  type ImportSink,
  isLogName,
  previewImport,
  runImport,
  serviceOf,
} from '../src/import/index.ts'
import { createStyle } from '../src/output/style.ts'
import { createUser, eventually, ndjson, type Server, type User } from './tally.ts'

type Ran = { code: number; results: FileResult[]; total: Record<string, number | boolean>; notes: string }

/** Collects what is printed; `stop` is the person's Ctrl-C. */
function output(stop = new AbortController().signal): {
  out: ImportOutput
  printed: string[]
  notes: string[]
} {
  const printed: string[] = []
  const notes: string[] = []
  const style = createStyle(false)
  return {
    printed,
    notes,
    out: {
      style,
      noteStyle: style,
      watched: false,
      now: () => performance.now() + performance.timeOrigin,
      print: async text => void printed.push(String(text)),
      note: text => void notes.push(text),
      progress: () => ({ show() {}, clear() {} }),
      interrupted: () => stop,
    },
  }
}

async function run(
  paths: string[],
  sink: ImportSink,
  options: ImportOptions = {},
  stop?: AbortSignal,
): Promise<Ran> {
  const { out, printed, notes } = output(stop)
  const code = await runImport(paths, { ...options, json: true }, sink, out)
  const lines = ndjson(printed.join(''))
  return {
    code,
    results: lines.slice(0, -1) as unknown as FileResult[],
    total: lines.at(-1) as Ran['total'],
    notes: notes.join('\n'),
  }
}

describe('tally import', () => {
  let folder: string
  let client: TallyClient

  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }
  const events = async (query = ''): Promise<readonly TallyEvent[]> =>
    (await client.search(query, { limit: 10_000, order: 'asc' })).events

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-import-'))
    client = await openLocalClient(join(folder, '.data'), { store: 'memory', tenant: 'default' })
  })
  afterEach(async () => {
    await client.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const lines = (count: number, from = 0): string =>
    Array.from(
      { length: count },
      (_, i) =>
        `2024-01-02T03:04:05.${String((from + i) % 1000).padStart(3, '0')}Z INFO app: line ${from + i}\n`,
    ).join('')

  test('importing a file twice adds nothing and says so', async () => {
    const path = file('shop.log', lines(2500))
    assert.deepEqual((await run([path], client)).total.accepted, 2500)
    const again = await run([path], client)
    assert.deepEqual([again.code, again.total.accepted, again.total.duplicates], [0, 0, 2500])
    assert.equal((await events()).length, 2500)
  })

  test('a file that grew adds what is new', async () => {
    const path = file('shop.log', lines(10))
    await run([path], client)
    appendFileSync(path, lines(5, 10))
    const { total } = await run([path], client)
    assert.deepEqual([total.accepted, total.duplicates], [5, 10])
    assert.deepEqual(
      (await events()).map(event => event.message),
      Array.from({ length: 15 }, (_, i) => `line ${i}`),
    )
  })

  test('a rotated file of the same name is another file, also behind the same banner', async () => {
    const path = file('shop.log', `# log of the shop\n${lines(10)}`)
    await run([path], client)
    writeFileSync(path, `# log of the shop\n${lines(10, 500)}`)
    assert.equal((await run([path], client)).total.accepted, 11)
  })

  test('a file that became shorter is noted', async () => {
    const path = file('shop.log', lines(100))
    await run([path], client)
    truncateSync(path, Buffer.byteLength(lines(40)))
    const { total, results } = await run([path], client)
    assert.equal(total.accepted, 0)
    assert.equal(results[0]!.shrunk, true)
  })

  test('after Ctrl-C the same command goes on, and every event is there once', async () => {
    const path = file('shop.log', lines(12_000))
    const stop = new AbortController()
    let batches = 0
    const stopping: ImportSink = {
      kind: client.kind,
      writerSequence: client.writerSequence,
      ingest: (values, request) => {
        if (++batches === 4) stop.abort()
        return client.ingest(values, request)
      },
    }
    const first = await run([path], stopping, {}, stop.signal)
    assert.equal(first.code, 130)
    assert.match(first.notes, /Run the same command again/)
    assert.ok((first.total.accepted as number) >= 4000 && (first.total.accepted as number) < 12_000)
    const second = await run([path], client)
    assert.equal((first.total.accepted as number) + (second.total.accepted as number), 12_000)
    const found = await client.aggregate('| count(), uniq(message)', {})
    assert.deepEqual(found.rows, [[12_000, 12_000]])
  })

  test('events are numbered without gaps, whatever the batches', async () => {
    const path = file('shop.log', lines(3500))
    const numbers: [number, number][] = []
    await run([path], {
      ...client,
      ingest: (values, request) => {
        numbers.push([request!.writer!.sequence, values.length])
        return client.ingest(values, request)
      },
    })
    assert.deepEqual(numbers, [
      [0, 1000],
      [1000, 1000],
      [2000, 1000],
      [3000, 500],
    ])
  })

  test('a refused event is named by file and line, and the others are in', async () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, i])))
    const path = file('shop.ndjson', `{"msg":"a"}\n{"msg":"b","x":${wide}}\n{"msg":"c"}\n`)
    const { code, total, notes } = await run([path], client)
    assert.equal(code, 1)
    assert.deepEqual([total.accepted, total.refused], [2, 1])
    assert.match(notes, /shop\.ndjson:2: refused: TALLY_EVENT_TOO_MANY_KEYS/)
  })

  test('gzip, zstd, several members, UTF-16 and carriage returns are seen through', async () => {
    const text = lines(3)
    const paths = [
      file('a.log.gz', Buffer.concat([gzipSync(lines(2)), gzipSync(lines(1, 2))])),
      file('b.log.zst', Buffer.concat([zstdCompressSync(lines(2)), zstdCompressSync(lines(1, 2))])),
      file('c.log', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])),
      file('d.log', text.replaceAll('\n', '\r\n')),
      file('e.log', `\uFEFF${text.trimEnd()}`),
    ]
    const { code, results } = await run(paths, client)
    assert.equal(code, 0)
    assert.deepEqual(
      results.map(result => result.accepted),
      [3, 3, 3, 3, 3],
    )
    for (const service of ['a', 'b', 'c', 'd', 'e'])
      assert.deepEqual(
        (await events(`service:${service}`)).map(event => event.message),
        ['line 0', 'line 1', 'line 2'],
      )
  })

  test('of a damaged archive all that can be read is in, the damage is told, and a whole copy adds the rest', async () => {
    const text = lines(5000)
    const kinds = { gz: gzipSync(text), zst: zstdCompressSync(text) }
    for (const [kind, whole] of Object.entries(kinds)) {
      const junk = file(`junk.log.${kind}`, Buffer.concat([whole, Buffer.from('no archive')]))
      const after = await run([junk], client)
      assert.deepEqual([after.code, after.total.accepted, after.total.problems], [1, 5000, 1])
      assert.deepEqual(after.results[0]!.problems, [
        `what follows its ${kind === 'gz' ? 'gzip' : 'zstd'} data is none`,
      ])
      assert.match(after.notes, new RegExp(`! .*junk\\.log\\.${kind}: what follows`))

      const path = file(`cut.log.${kind}`, Buffer.concat([whole, whole.subarray(0, whole.length - 12)]))
      const cut = await run([path], client)
      assert.equal(cut.code, 1)
      assert.match(cut.results[0]!.problems![0]!, /data are cut off/)
      const accepted = cut.total.accepted as number
      assert.ok(accepted >= 5000 && accepted < 10_000, String(accepted))
      writeFileSync(path, Buffer.concat([whole, whole]))
      const again = await run([path], client)
      assert.deepEqual(
        [again.code, again.total.accepted, again.total.duplicates],
        [0, 10_000 - accepted, accepted],
      )
    }
  })

  test('a changed byte in an archive is told by its checksum', async () => {
    const whole = gzipSync(lines(5000))
    whole[whole.length - 6]! ^= 1
    const { code, results } = await run([file('changed.log.gz', whole)], client)
    assert.equal(code, 1)
    assert.deepEqual(results[0]!.problems, ['its gzip data do not match their checksum'])
  })

  test('a zstd frame that would take gigabytes to read is told as that', async () => {
    // A window of 2^31 bytes, and one empty raw block.
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (31 - 10) << 3, 0x01, 0x00, 0x00])
    const { code, results } = await run([file('long.log.zst', frame)], client)
    assert.equal(code, 1)
    assert.match(results[0]!.problems![0]!, /longer window/)
  })

  test('a JSON array that is cut off and a CSV quote that is never closed are told', async () => {
    const paths = [
      file('array.json', '[{"msg":"a"},\n{"msg":"b"},\n{"msg":"c'),
      file('closed.json', '[{"msg":"a"},\n{"msg":"b"}\n]\n'),
      file('open.json', '[{"msg":"a"},\n{"msg":"b"}\n'),
      file(
        'quote.csv',
        'time,msg\n2024-01-02T03:04:05Z,fine\n2024-01-02T03:04:06Z,"never\n2024-01-02T03:04:07Z,x\n',
      ),
      file('quoted.csv', 'time,msg\n2024-01-02T03:04:05Z,"two\nlines"\n'),
    ]
    const { code, results, total, notes } = await run(paths, client)
    assert.equal(code, 1)
    assert.deepEqual(
      results.map(({ problems }) => problems?.length ?? 0),
      [1, 0, 1, 1, 0],
    )
    assert.equal(total.problems, 3)
    assert.match(notes, /array\.json: its JSON is cut off/)
    assert.match(notes, /quote\.csv: a quote in its line 3 is never closed/)
    assert.equal(total.refused, 0)
  })

  test('a file that Ctrl-C finds in its first pass is no failure', async () => {
    const path = file('syslog', 'Dec 30 10:00:00 web cron[1]: one of many lines\n'.repeat(300_000))
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 30)
    const { code, total, notes } = await run([path], client, {}, stop.signal)
    assert.deepEqual([code, total.accepted, total.failed, total.stopped], [130, 0, 0, true])
    assert.doesNotMatch(notes, /abort/)
  })

  test('a binary file is refused, an empty one is empty', async () => {
    const { code, results } = await run(
      [file('wtmp.log', Buffer.from([1, 0, 2, 0, 10, 65])), file('empty.log', '')],
      client,
    )
    assert.equal(code, 2)
    assert.deepEqual(
      results.map(result => [result.failure, result.accepted]),
      [
        ['it is not text', 0],
        [undefined, 0],
      ],
    )
  })

  test('one line of 6 MB that is a JSON array', async () => {
    const array = JSON.stringify(
      Array.from({ length: 30_000 }, (_, i) => ({
        time: 1704164645000 + i,
        msg: `m ${i} ${'x'.repeat(150)}`,
      })),
    )
    const { total } = await run([file('dump.json', array)], client)
    assert.equal(total.accepted, 30_000)
    assert.equal((await client.aggregate('| uniq(message)', {})).rows[0]![0], 30_000)
  })

  test('years that are left out follow from when the file was written', async () => {
    const path = file('syslog', 'Dec 30 10:00:00 web cron[1]: a\nJan  2 10:00:00 web cron[1]: b\n')
    utimesSync(path, new Date('2019-03-01'), new Date('2019-03-01'))
    await run([path], client)
    assert.deepEqual(
      (await events()).map(event => event.time),
      ['2018-12-30T10:00:00.000Z', '2019-01-02T10:00:00.000Z'],
    )
  })

  test('a file without times is as old as the file', async () => {
    const path = file('notes.txt', 'one\ntwo\n')
    utimesSync(path, new Date('2019-03-01'), new Date('2019-03-01'))
    await run([path], client)
    assert.deepEqual(
      (await events()).map(event => event.time),
      ['2019-03-01T00:00:00.000Z', '2019-03-01T00:00:00.000Z'],
    )
  })

  test('service and environment are filled in where events have none', async () => {
    const path = file('x.ndjson', '{"msg":"a","service":"own"}\n{"msg":"b"}\n')
    await run([path], client, { service: 'given', environment: 'test' })
    assert.deepEqual((await events()).map(event => [event.service, event.environment]).toSorted(), [
      ['given', 'test'],
      ['own', 'test'],
    ])
  })

  test('a folder gives its logs, at any depth, once, and tells what it left out', async () => {
    file('logs/app.log', lines(1))
    file('logs/app.log.1', lines(1, 1))
    file('logs/app-2024-01-02.log.gz', gzipSync(lines(1, 2)))
    file('logs/deep/er/syslog', 'Jan  2 03:04:05 web cron[1]: x\n')
    file('logs/table.csv', 'time,msg\n2024-01-02T03:04:05Z,x\n')
    file('logs/README.md', '# no log\n')
    file('logs/.git/HEAD.log', 'no\n')
    file('logs/node_modules/a/npm.log', 'no\n')
    const { results, notes } = await run([join(folder, 'logs'), join(folder, 'logs/app.log')], client)
    assert.deepEqual(
      results.map(({ path: _, ...result }) => result.accepted),
      [1, 1, 1, 1],
    )
    assert.match(notes, /README\.md.*table\.csv/)
  })

  test('links inside a folder are one file each, those out of it are left out and told, and no circle catches us', async () => {
    const secret = file('elsewhere/secret.log', lines(1))
    file('elsewhere/more/other.log', lines(1))
    const real = file('logs/app.log', lines(1, 5))
    symlinkSync(real, join(folder, 'logs/again.log'))
    symlinkSync(secret, join(folder, 'logs/out.log'))
    symlinkSync('../elsewhere', join(folder, 'logs/outside'))
    symlinkSync('..', join(folder, 'logs/up'))
    symlinkSync('.', join(folder, 'logs/self'))
    symlinkSync('nowhere', join(folder, 'logs/broken.log'))
    const { results, notes, total } = await run([join(folder, 'logs')], client)
    assert.deepEqual([results.length, total.accepted], [1, 1])
    assert.match(notes, /links that lead out of the folder: .*out\.log, .*outside, .*up/)
    assert.deepEqual(
      (await events()).map(event => event.message),
      ['line 5'],
    )
    assert.equal((await run([join(folder, 'logs/out.log')], client)).total.accepted, 1)
  })

  test('a CSV that is named is read, and so is what a pattern finds', async () => {
    file('logs/table.csv', 'time,msg\n2024-01-02T03:04:05Z,from a table\n')
    file('logs/b.log', lines(1))
    assert.equal((await run([join(folder, 'logs/*.csv')], client)).total.accepted, 1)
    assert.equal((await run([join(folder, 'logs/*')], client)).total.accepted, 1)
  })

  test('what is not there is a usage error', async () => {
    await assert.rejects(run([join(folder, 'nothing.log')], client), { code: 'TALLY_CLI_USAGE' })
    await assert.rejects(run([join(folder, 'no*.log')], client), { code: 'TALLY_CLI_USAGE' })
    await assert.rejects(run([file('a.log', 'x\n')], client, { timezone: 'Nowhere/Land' }), {
      code: 'TALLY_CONFIG_INVALID',
    })
  })

  test('a sink that fails ends the import with its error, and the next run goes on', async () => {
    const path = file('shop.log', lines(5000))
    let batches = 0
    const failing: ImportSink = {
      ...client,
      ingest: (values, request) =>
        ++batches === 3 ? Promise.reject(new Error('the network is down')) : client.ingest(values, request),
    }
    await assert.rejects(run([path], failing), /the network is down/)
    assert.deepEqual((await run([path], client)).total.accepted, 3000)
  })

  test('--dry-run shows how files would be read and takes nothing in', async () => {
    const path = file(
      'OpenSSH_2k.log',
      'Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user webmaster from 173.234.31.186\n',
    )
    const { out, printed } = output()
    assert.equal(await previewImport([path], { json: true }, out), 0)
    const [shown] = ndjson<{ format: string; service: string; first: TallyEvent[] }>(printed.join(''))
    assert.deepEqual(
      [shown!.format, shown!.service, shown!.first[0]!.module, shown!.first[0]!.ip],
      ['text', 'openssh', 'sshd', '173.234.31.186'],
    )
    assert.equal((await events()).length, 0)
  })
})

describe('the rules for names', () => {
  test('the service is the file, without what says nothing', () => {
    const services: Record<string, string | undefined> = {
      '/x/OpenSSH_2k.log': 'openssh',
      '/x/shop-2024-01-02.log.gz': 'shop',
      '/x/shop.log.20240102': 'shop',
      '/x/shop.log.3.zst': 'shop',
      '/x/orders.ndjson': 'orders',
      '/var/log/nginx/access.log': 'nginx',
      '/var/log/nginx/error.log.1': 'nginx',
      '/var/log/syslog.1': 'syslog',
      '/pods/uid/worker/0.log': 'worker',
      '/x/my-app.v2.log': 'my-app.v2',
    }
    assert.deepEqual(Object.fromEntries(Object.keys(services).map(path => [path, serviceOf(path)])), services)
  })
  test('what a folder gives', () => {
    for (const name of [
      'a.log',
      'a.log.1',
      'a.log.12.gz',
      'a.log-20240102',
      'a.ndjson',
      'a.jsonl',
      'a.json',
      'a.txt',
      'a.out',
      'syslog',
      'messages.1',
      'access_log',
      'a.log.zst',
    ])
      assert.ok(isLogName(name), name)
    for (const name of [
      'a.csv',
      'a.log_structured.csv',
      'a.md',
      'a.png',
      'a.tar.gz',
      'Makefile',
      'package.json',
      'README.txt',
      '.hidden.log',
      'a.gz',
      'data.db',
    ])
      assert.ok(!isLogName(name), name)
  })
})

const root = resolve(import.meta.dirname, '../../..')
const loghub = join(resolve(root, process.env.TALLY_DATA ?? '../shared/data'), 'loghub')

describe('tally import on loghub, over a server', {
  skip: existsSync(loghub) ? false : `no loghub data in ${loghub}: set TALLY_DATA`,
}, () => {
  let user: User
  let server: Server
  let client: TallyClient

  before(async () => {
    user = createUser()
    server = await user.serve()
    client = createHttpClient(server.url, server.key)
  })
  after(() => user.leave())

  test('the folder’s eight logs are 16,000 events, the tables beside them none, and again none', async () => {
    const first = await run([loghub], client)
    assert.deepEqual([first.code, first.results.length, first.total.accepted], [0, 8, 16_000])
    assert.ok(first.results.every(result => result.path === undefined || result.accepted === 2000))
    const again = await run([loghub], client)
    assert.deepEqual([again.total.accepted, again.total.duplicates], [0, 16_000])
  })

  test('real questions have true answers', async () => {
    const ask = async (query: string, rows: number) =>
      (
        await eventually(
          () => client.aggregate(query, {}),
          table => table.rows.length >= rows,
        )
      ).rows
    const counts = new Map<string, number>()
    for (const line of readFileSync(join(loghub, 'OpenSSH/OpenSSH_2k.log'), 'utf8').split('\n')) {
      const address = /Failed password.*?(\d+\.\d+\.\d+\.\d+)/.exec(line)?.[1]
      if (address) counts.set(address, (counts.get(address) ?? 0) + 1)
    }
    const top = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5)
    await eventually(
      () => client.aggregate('| count()', {}),
      table => table.rows[0]?.[0] === 16_000,
    )
    assert.deepEqual(await ask('service:openssh "Failed password" | top 5 ip', 5), top)

    const count = (system: string, pattern: RegExp): number =>
      readFileSync(join(loghub, system, `${system}_2k.log`), 'utf8')
        .split('\n')
        .filter(line => pattern.test(line)).length
    assert.deepEqual(await ask('service:bgl level:CRITICAL | count()', 1), [[count('BGL', / FATAL /)]])
    assert.deepEqual(await ask('service:hadoop module:*RMContainerAllocator level>=ERROR | count()', 1), [
      [count('Hadoop', / ERROR .*RMContainerAllocator: /)],
    ])
    assert.deepEqual(await ask('service:linux attributes.user:root | count()', 1), [
      [count('Linux', /user=root/)],
    ])
  })
})
