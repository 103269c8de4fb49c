import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sparkline } from '../src/output/sparkline.ts'
import { createUser, eventually, ndjson, type Server, type User } from './tally.ts'

const START = Date.UTC(2026, 0, 31, 10)
const RANGE = ['--from', '2026-01-31T10:00:00Z', '--to', '2026-01-31T10:05:00Z', '--step', '1m', '--utc']

let user: User
let server: Server
before(async () => {
  user = createUser()
  server = await user.serve()
  const points = [1, 2, 3, 4].flatMap(minute => [
    { metric: 'cpu', value: minute * 10, unit: '%', time: START + minute * 60_000, tags: { host: 'a' } },
    {
      metric: 'cpu',
      value: minute,
      unit: '%',
      time: START + minute * 60_000,
      tags: { host: 'evil\x1b[31m' },
    },
  ])
  const response = await fetch(`${server.url}/api/v1/metrics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(points),
  })
  assert.equal(response.status, 200)
  const found = await eventually(
    () => user.tally('metrics', '--json'),
    ({ stdout }) => stdout.includes('"points":8'),
  )
  assert.match(found.stdout, /"points":8/)
})
after(() => user.leave())

describe('tally metrics', () => {
  test('lists what there is to ask for', async () => {
    const { code, stdout } = await user.tally('metrics', '--utc')
    assert.equal(code, 0)
    assert.match(
      stdout,
      /^metric +type +unit +tags +points +last seen\ncpu +gauge +% +host +8 +2026-01-31 10:04:00\.000Z\n/,
    )
    assert.match(stdout, /\nerror_rate +1 +Share of HTTP requests/)
    const derived = ndjson<{ name: string; kind: string }>((await user.tally('metrics', '--json')).stdout)
    assert.ok(derived.some(({ name, kind }) => name === 'error_rate' && kind === 'derived'))
  })

  test('prints one series down the time, with its shape', async () => {
    const { code, stdout } = await user.tally('metrics', 'avg(cpu{host="a"})', ...RANGE)
    assert.equal(code, 0)
    assert.equal(
      stdout,
      [
        ' ▁▃▆█  10 … 40, steps of 1 min',
        '',
        'time                      value',
        '2026-01-31 10:00:00.000Z      –',
        '2026-01-31 10:01:00.000Z     10',
        '2026-01-31 10:02:00.000Z     20',
        '2026-01-31 10:03:00.000Z     30',
        '2026-01-31 10:04:00.000Z     40',
        '',
      ].join('\n'),
    )
  })

  test('prints several series as rows, with what they say made harmless', async () => {
    const { stdout } = await user.tally('metrics', 'cpu', ...RANGE)
    assert.match(stdout, /^host +min +mean +max +last +shape\na +10 +25 +40 +40 +▁▃▆█\n/)
    assert.match(stdout, /\nevil\\x1b\[31m +1 +2\.5 +4 +4 +▁▃▆█\n$/)
  })

  test('prints the one value of a range', async () => {
    const over = [...RANGE.slice(0, 4), '--step', 'range']
    const { stdout: one } = await user.tally('metrics', 'avg(cpu{host="a"})', ...over)
    assert.equal(one, 'value\n   25\n')
    const { stdout: several } = await user.tally('metrics', 'last(cpu) by (host)', ...over)
    assert.equal(several, 'host          value\na                40\nevil\\x1b[31m      4\n')
  })

  test('prints objects, the same from a server and from its directory', async () => {
    const ask = ['metrics', 'max(cpu) by (host) > 30', '--json', ...RANGE]
    const online = await user.tally(...ask)
    const rows = ndjson<{ tags: object; points: [string, number][] }>(online.stdout)
    assert.deepEqual(rows[0]?.tags, { host: 'a' })
    assert.deepEqual(
      rows[0]?.points.map(([, value]) => value),
      [null, 0, 0, 0, 1],
    )
    await server.stop()
    const offline = await user.tally(...ask, '--data', server.data)
    assert.equal(offline.stdout, online.stdout, offline.stderr)
  })

  test('points into an expression that does not parse', async () => {
    const { code, stderr } = await user.tally('metrics', 'avg(cpu', '--data', server.data)
    assert.notEqual(code, 0)
    assert.match(stderr, /TALLY_METRIC_EXPRESSION/)
    assert.match(stderr, /avg\(cpu\n +\^/)
    const { stderr: step } = await user.tally('metrics', 'cpu', '--step', '100ms', '--data', server.data)
    assert.match(step, /TALLY_METRIC_STEP/)
  })
})

test('a sparkline is as wide as it may be, and shows gaps', () => {
  assert.equal(sparkline([0, 7, null, 3.5], 10), '▁█ ▅')
  assert.equal(sparkline([5, 5], 10), '▅▅')
  assert.equal(sparkline([], 10), '')
  assert.equal(
    sparkline(
      Array.from({ length: 1_000 }, (_, i) => i),
      8,
    ),
    '▁▂▃▄▅▆▇█',
  )
  assert.equal(sparkline([null, null], 1), ' ')
})
