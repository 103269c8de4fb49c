import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { parseVerifierKey, type TallyEvent, verifyExport } from '@tallystick/core'
import { bearer, openTestApp, openTestServer, type TestApp } from './support.ts'

let t: TestApp
const start = Date.now() - 60_000
before(async () => {
  t = await openTestApp()
  // 250 events, five at each time: pages must not skip or repeat those that share one.
  await t.record(
    ...Array.from({ length: 250 }, (_, i) => ({
      time: start + Math.floor(i / 5) * 10,
      message: `line ${i}`,
      service: 'pages',
      level: i % 10 === 0 ? 'ERROR' : 'INFO',
      attributes: { status: i % 3, note: '=1+1' },
    })),
    { message: 'other', service: 'elsewhere' },
  )
})
after(() => t.dispose())

const get = (path: string) => t.send('GET', path)

async function allPages(query: string): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const { status, body } = await get(
      `/api/v1/search?${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    )
    assert.equal(status, 200)
    found.push(...body.events.map(({ message }) => message!))
    cursor = body.cursor
  } while (cursor !== undefined)
  return found
}

describe('search', () => {
  test('pages forwards and backwards without skipping or repeating', async () => {
    const expected = Array.from({ length: 250 }, (_, i) => `line ${i}`)
    assert.deepEqual(await allPages('q=service:pages&limit=7&order=asc'), expected)
    assert.deepEqual(await allPages('q=service:pages&limit=100'), expected.toReversed())
  })

  test('answers the same by POST, with how long it took', async () => {
    const { status, body } = await t.send('POST', '/api/v1/search', {
      payload: { q: 'level>=ERROR', limit: 3 },
    })
    assert.equal(status, 200)
    assert.deepEqual(
      body.events.map(({ message }) => message),
      ['line 240', 'line 230', 'line 220'],
    )
    assert.equal(typeof body.took_ms, 'number')
  })

  test('keeps to a range of time', async () => {
    const at = (ms: number) => encodeURIComponent(new Date(start + ms).toISOString())
    const { body } = await get(`/api/v1/search?q=service:pages&from=${at(0)}&to=${at(10)}`)
    assert.equal(body.events.length, 5)
    assert.equal(
      (await get(`/api/v1/search?q=service:pages&from=${start}&to=${start + 20}`)).body.events.length,
      10,
    )
    assert.equal((await get('/api/v1/search?q=service:pages&last=1h&limit=1000')).body.events.length, 250)
    assert.equal((await get('/api/v1/search?q=service:pages&to=-1h')).body.events.length, 0)
  })

  const refusals: readonly (readonly [query: string, status: number, code: string])[] = [
    ['q=level:%22unbalanced', 400, 'TALLY_QUERY_SYNTAX'],
    ['q=(a', 400, 'TALLY_QUERY_SYNTAX'],
    ['q=/(?=x)/', 400, 'TALLY_QUERY_REGEX'],
    ['q=level:LOUD', 400, 'TALLY_QUERY_VALUE'],
    ['q=nonce:a', 400, 'TALLY_QUERY_FIELD'],
    ['q=a|count()', 400, 'TALLY_QUERY_PIPE'],
    [`q=${'('.repeat(5_000)}`, 400, 'TALLY_QUERY_TOO_COMPLEX'],
    ['cursor=nonsense', 400, 'TALLY_QUERY_CURSOR'],
    ['from=tomorrow', 400, 'TALLY_QUERY_RANGE'],
    ['from=now&to=-1h', 400, 'TALLY_QUERY_RANGE'],
    ['limit=0', 400, 'TALLY_REQUEST_INVALID'],
    ['limit=10001', 400, 'TALLY_REQUEST_INVALID'],
    ['limit=many', 400, 'TALLY_REQUEST_INVALID'],
    ['order=sideways', 400, 'TALLY_REQUEST_INVALID'],
    ['limti=5', 400, 'TALLY_REQUEST_INVALID'],
    ['q=a&q=b', 400, 'TALLY_REQUEST_INVALID'],
  ]
  for (const [query, status, code] of refusals)
    test(`?${query.slice(0, 30)} is ${code}`, async () => {
      const answer = await get(`/api/v1/search?${query}`)
      assert.deepEqual([answer.status, answer.body.error?.code], [status, code])
    })

  test('an unknown field is no error: nothing has it', async () => {
    assert.deepEqual((await get('/api/v1/search?q=no.such.field:1')).body.events, [])
  })

  test('a query that does not parse says at which column', async () => {
    assert.equal((await get('/api/v1/search?q=a%20(b')).body.error.position, 2)
  })

  test('a body of wrong types is refused', async () => {
    for (const payload of [{ q: 5 }, { limit: '5' }, { nope: 1 }, [], 'text', null]) {
      const { status, body } = await t.send('POST', '/api/v1/search', {
        payload: JSON.stringify(payload),
        headers: { 'content-type': 'application/json' },
      })
      assert.deepEqual([status, body.error.code], [400, 'TALLY_REQUEST_INVALID'], JSON.stringify(payload))
    }
    const broken = await t.send('POST', '/api/v1/search', {
      payload: '{',
      headers: { 'content-type': 'application/json' },
    })
    assert.deepEqual([broken.status, broken.body.error.code], [400, 'TALLY_REQUEST_INVALID'])
    const xml = await t.send('POST', '/api/v1/search', {
      payload: '<a/>',
      headers: { 'content-type': 'text/xml' },
    })
    assert.deepEqual([xml.status, xml.body.error.code], [415, 'TALLY_INGEST_MEDIA_TYPE'])
  })
})

describe('aggregate', () => {
  test('gives a table', async () => {
    const { status, body } = await get(
      `/api/v1/aggregate?q=${encodeURIComponent('service:pages | count() by level | sort level')}`,
    )
    assert.equal(status, 200)
    assert.deepEqual(body.columns, ['level', 'count()'])
    assert.deepEqual(body.rows, [
      ['ERROR', 25],
      ['INFO', 225],
    ])
    assert.equal(body.truncated, false)
    const posted = await t.send('POST', '/api/v1/aggregate', { payload: { q: 'service:pages | count()' } })
    assert.deepEqual(posted.body.rows, [[250]])
  })

  test('refuses a query without aggregates', async () => {
    const { status, body } = await get('/api/v1/aggregate?q=service:pages')
    assert.deepEqual([status, body.error.code], [400, 'TALLY_QUERY_PIPE'])
  })
})

describe('fields', () => {
  test('lists names, types and top values', async () => {
    const { status, body } = await get(
      '/api/v1/fields?q=service:pages&names=level,%20attributes.status&top=1',
    )
    assert.equal(status, 200)
    const fields = body.fields as { name: string; type: string; count: number; top: unknown[] }[]
    assert.deepEqual(fields.map(({ name }) => name).sort(), ['attributes.status', 'level'])
    const level = fields.find(({ name }) => name === 'level')
    assert.deepEqual(level?.top, [{ value: 'INFO', count: 225 }])
    assert.equal(fields.find(({ name }) => name === 'attributes.status')?.type, 'number')
  })
})

describe('one event', () => {
  const first = async () => (await get('/api/v1/search?q=service:pages&order=asc&limit=1&cursor=')).body
  const event = async (message: string): Promise<TallyEvent> => {
    const { body } = await get(`/api/v1/search?q=${encodeURIComponent(`message="${message}"`)}`)
    return body.events[0]!
  }

  test('is got by its id, in upper case too', async () => {
    const found = await event('line 7')
    for (const id of [found.id, found.id.toUpperCase()]) {
      const { status, body } = await get(`/api/v1/events/${id}`)
      assert.equal(status, 200)
      assert.deepEqual({ ...body }, found)
    }
  })

  test('has neighbours before and after, narrowed by a query', async () => {
    const { id } = await event('line 100')
    const { status, body } = await get(`/api/v1/events/${id}/context?before=2&after=3`)
    assert.equal(status, 200)
    const names = (list: unknown) => (list as TallyEvent[]).map(({ message }) => message)
    assert.deepEqual(names(body.before), ['line 98', 'line 99'])
    assert.equal((body.event as TallyEvent).message, 'line 100')
    assert.deepEqual(names(body.after), ['line 101', 'line 102', 'line 103'])
    const errors = await get(`/api/v1/events/${id}/context?before=1&after=1&q=level:ERROR`)
    assert.deepEqual([...names(errors.body.before), ...names(errors.body.after)], ['line 90', 'line 110'])
  })

  test('has a proof whose line is the event', async () => {
    const found = await event('line 1')
    const { status, body } = await get(`/api/v1/events/${found.id}/proof`)
    assert.equal(status, 200)
    assert.equal(body.type, 'tallystick.proof')
    assert.deepEqual(JSON.parse(body.line as string), found)
  })

  test('that is not there is not found, on every address of it', async () => {
    const id = '019f0000-0000-7000-8000-000000000000'
    for (const path of ['', '/context', '/proof']) {
      const { status, body } = await get(`/api/v1/events/${id}${path}`)
      assert.deepEqual([status, body.error.code], [404, 'TALLY_EVENT_NOT_FOUND'])
    }
    assert.equal((await get('/api/v1/events/17')).body.error.code, 'TALLY_REQUEST_INVALID')
    assert.equal((await first()).error.code, 'TALLY_QUERY_CURSOR')
  })
})

describe('export', () => {
  test('gives every event as lines, oldest first', async () => {
    const { status, headers, text } = await get('/api/v1/export?q=service:pages')
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/x-ndjson')
    assert.match(String(headers['content-disposition']), /attachment; filename="tallystick-acme\.ndjson"/)
    const events = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as TallyEvent)
    assert.deepEqual(
      events.map(({ message }) => message),
      Array.from({ length: 250 }, (_, i) => `line ${i}`),
    )
  })

  test('gives a JSON array', async () => {
    const { text } = await get('/api/v1/export?q=service:pages&format=json')
    assert.equal((JSON.parse(text) as unknown[]).length, 250)
    assert.deepEqual(JSON.parse((await get('/api/v1/export?q=service:none&format=json')).text), [])
  })

  test('gives CSV of chosen columns, without formulas', async () => {
    const { headers, text } = await get(
      '/api/v1/export?q=level:ERROR%20service:pages&format=csv&columns=message,note,status',
    )
    assert.match(String(headers['content-type']), /^text\/csv/)
    const rows = text.trimEnd().split('\r\n')
    assert.equal(rows[0], 'message,note,status')
    assert.equal(rows[1], "line 0,'=1+1,0")
    assert.equal(rows.length, 26)
  })

  test('with its proof gives canonical lines that verify offline, and says when they are all there are', async () => {
    const verified = async (query: string) => {
      const { status, headers, text } = await get(`/api/v1/export?proof=true${query}`)
      assert.equal(status, 200)
      assert.equal(headers['content-type'], 'application/x-ndjson')
      const pin = parseVerifierKey(String((await get('/api/v1/whoami')).body.verifier_key))
      const reports = await verifyExport(Readable.from([Buffer.from(text)]), pin)
      assert.deepEqual([reports.length, reports[0]!.exitCode, reports[0]!.tenant], [1, 0, 'acme'])
      return { text, counts: reports[0]!.counts, note: reports[0]!.notes[0]! }
    }
    const all = await verified('')
    const events = all.text.split('\n').filter(line => line.includes('"stream":"log"'))
    assert.equal(events.length, 251)
    // What was read before is on the record too, as far as it is sealed.
    const { verified: lines } = all.counts
    assert.match(all.note, new RegExp(`^complete: it holds every line of seq 0–${lines - 1}\\b`))
    const errors = await verified('&q=level:ERROR%20service:pages')
    assert.equal(errors.counts.verified, 25)
    assert.match(errors.note, /^a selection: it holds 25 of the 241 lines of seq 0–240/)
    assert.equal(JSON.parse(errors.text.split('\n', 1)[0]!).query, 'level:ERROR service:pages')
    assert.equal((await verified('&q=service:none')).counts.verified, 0)
  })

  test('of what does not parse is refused before anything is sent', async () => {
    for (const [query, code] of [
      ['q=(', 'TALLY_QUERY_SYNTAX'],
      ['q=a|count()', 'TALLY_QUERY_PIPE'],
      ['format=xlsx', 'TALLY_REQUEST_INVALID'],
      ['format=csv&columns=nonce', 'TALLY_QUERY_FIELD'],
      ['proof=true&format=csv', 'TALLY_REQUEST_INVALID'],
      ['proof=true&columns=message', 'TALLY_REQUEST_INVALID'],
      ['proof=true&q=(', 'TALLY_QUERY_SYNTAX'],
    ]) {
      const { status, body } = await get(`/api/v1/export?${query}`)
      assert.deepEqual([status, body.error.code], [400, code])
    }
  })
})

describe('ledger', () => {
  test('serves the checkpoint and its tiles as C2SP tools read them', async () => {
    const checkpoint = await get('/ledger/acme/checkpoint')
    assert.equal(checkpoint.status, 200)
    assert.equal(checkpoint.headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(checkpoint.headers['cache-control'], 'no-cache')
    const [origin, size] = checkpoint.text.split('\n')
    assert.match(origin!, /\/acme$/)
    const width = Number(size)
    assert.ok(width >= 1 && width < 256)
    for (const path of [`tile/0/000.p/${width}`, `tile/entries/000.p/${width}`]) {
      const tile = await get(`/ledger/acme/${path}`)
      assert.equal(tile.status, 200, path)
      assert.equal(tile.headers['content-type'], 'application/octet-stream')
      assert.equal(tile.headers['cache-control'], 'private, max-age=60')
    }
  })

  test('has nothing else to give', async () => {
    for (const path of [
      'tile/0/000',
      'tile/9/000',
      'tile/0/../../../tallystick.db',
      'tile/0/%2e%2e%2fcheckpoint',
      'tile/',
    ])
      assert.equal((await get(`/ledger/acme/${path}`)).status, 404, path)
    assert.equal((await get('/ledger/nobody/checkpoint')).body.error.code, 'TALLY_TENANT_NOT_FOUND')
  })

  test('is public only where a setting says so', async () => {
    const open = await openTestApp({ publicLedger: true })
    try {
      await open.record({ message: 'x' })
      const answer = await open.send('GET', '/ledger/acme/checkpoint', { headers: { authorization: '' } })
      assert.equal(answer.status, 200)
      assert.equal(
        (await open.send('GET', '/ledger/nobody/checkpoint', { headers: { authorization: '' } })).status,
        404,
      )
    } finally {
      await open.dispose()
    }
    assert.equal(
      (await t.send('GET', '/ledger/acme/checkpoint', { headers: { authorization: '' } })).status,
      401,
    )
  })
})

test('an export that breaks off midway is not mistaken for a whole one, and waits for its reader', async () => {
  const { engine, server, secret, dispose } = await openTestServer()
  try {
    const message = 'x'.repeat(1_000)
    for (let i = 0; i < 20; i++)
      await engine.ingest(
        'acme',
        Array.from({ length: 2_000 }, () => ({ message })),
      )
    await engine.flush()
    const response = await fetch(`${server.url}/api/v1/export`, { headers: bearer(secret) })
    assert.equal(response.status, 200)
    // 50 MB are matched; with nobody reading only a little is on the way when the store goes.
    await new Promise(resolve => setTimeout(resolve, 300))
    await engine.close()
    let received = 0
    await assert.rejects(async () => {
      for await (const chunk of response.body!) received += chunk.length
    })
    assert.ok(received < 40_000_000, String(received))
  } finally {
    await dispose()
  }
})
