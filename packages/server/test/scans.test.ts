import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { OWN_TENANT, type Reason, sealerFromEnvironment } from '@tallystick/firewall'
import { Compile } from 'typebox/schema'
import { type AnyBody, bearer, makeUser, openTestApp, type TestApp } from './support.ts'

type Scan = {
  readonly id: string
  readonly score: number
  readonly severity: string
  readonly flags: readonly string[]
  readonly input_hash: string
  readonly [name: string]: unknown
}

/** Found by its checks; of nobody. */
const SSN = ['My SSN is 536', '22', '8726'].join('-')
const HARMLESS = 'The meeting is on Tuesday, after lunch.'

let t: TestApp
let document: {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>
  >
  components: object
}
before(async () => {
  t = await openTestApp({ encryptReasons: true })
  document = JSON.parse((await t.send('GET', '/openapi.json')).text)
})
after(() => t.dispose())

async function scan(text: string, more: object = {}, headers: Record<string, string> = {}): Promise<Scan> {
  const answer = await t.send('POST', '/api/v1/scan', { payload: { text, ...more }, headers })
  assert.equal(answer.status, 200, answer.text)
  fits('/api/v1/scan', 'post', 200, answer.body)
  return answer.body as unknown as Scan
}

/** An answer is what the document says. */
function fits(path: string, method: string, status: number, body: unknown): void {
  const schema = document.paths[path]![method]!.responses[status]!.content['application/json']!.schema
  const [valid, errors] = Compile({ ...schema, components: document.components }).Errors(body)
  assert.ok(valid, `${method} ${path}: ${JSON.stringify(errors)}`)
}

async function list(
  query = '',
  headers: Record<string, string> = {},
): Promise<{ scans: Scan[]; cursor?: string }> {
  await t.engine.flush()
  const answer = await t.send('GET', `/api/v1/scans${query}`, { headers })
  assert.equal(answer.status, 200, answer.text)
  fits('/api/v1/scans', 'get', 200, answer.body)
  return answer.body as unknown as { scans: Scan[]; cursor?: string }
}

async function detail(id: string, headers: Record<string, string> = {}) {
  await t.engine.flush()
  const answer = await t.send('GET', `/api/v1/scans/${id}`, { headers })
  if (answer.status === 200) fits('/api/v1/scans/{id}', 'get', 200, answer.body)
  return { ...answer, ...(answer.body as unknown as { scan: Scan; feedback: AnyBody[] }) }
}

describe('a scan', () => {
  test('answers what was found, and is in the record without the text', async () => {
    const found = await scan(SSN, { session_id: 's-1', ip_address: '192.0.2.7', user_agent: 'chat/1' })
    assert.ok(found.score > 0.5 && found.flags.includes('us_ssn'), JSON.stringify(found))
    const { scan: kept } = await detail(found.id)
    for (const name of [
      'score',
      'severity',
      'flags',
      'input_hash',
      'reasons',
      'outcome',
      'action',
      'latency_ms',
    ])
      assert.deepEqual(kept[name], found[name], name)
    assert.deepEqual(
      [kept.session_id, kept.ip_address, kept.user_agent, kept.is_encrypted, kept.findings],
      ['s-1', '192.0.2.7', 'chat/1', true, undefined],
    )
    const { events } = await t.engine.search(
      'acme',
      'stream:scan score>=0.5 flags:*us_ssn* us_ssn session_id:s-1',
    )
    assert.equal(events[0]?.id, found.id)
    assert.equal(events[0]?.attributes?.reasons, undefined)
    const proof = await t.send('GET', `/api/v1/events/${found.id}/proof`)
    assert.equal(proof.status, 200)
  })

  test('takes session, program and address from its request where none are named', async () => {
    const { id } = await scan(HARMLESS, {}, { 'x-session-id': 'from-header', 'user-agent': 'curl/9' })
    const { scan: kept } = await detail(id)
    assert.deepEqual(
      [kept.session_id, kept.user_agent, kept.ip_address, kept.outcome],
      ['from-header', 'curl/9', '127.0.0.1', 'clean'],
    )
  })

  test('has the same hash for the same text, within one tenant alone', async () => {
    const other = bearer(await t.key('other'))
    const [one, two, theirs, different] = await Promise.all([
      scan(SSN),
      scan(SSN),
      scan(SSN, {}, other),
      scan(HARMLESS),
    ])
    assert.equal(one.input_hash, two.input_hash)
    assert.notEqual(one.input_hash, theirs.input_hash)
    assert.notEqual(one.input_hash, different.input_hash)
  })

  test('records - for a session id in which a value is found, of the body and of the header', async () => {
    const id = `ada@example.org ${SSN.slice(10)}`
    for (const [more, headers] of [
      [{ session_id: id }, {}],
      [{}, { 'x-session-id': id }],
    ] as const) {
      const found = await scan(HARMLESS, more, headers)
      assert.equal((await detail(found.id)).scan.session_id, '-')
    }
  })

  test('keeps what is said of it without the values in that', async () => {
    const headers = bearer(await t.key('other'))
    const { id } = await scan(HARMLESS, {}, headers)
    const comment = `it missed the SSN ${SSN.slice(10)} of ada@example.org`
    await t.engine.flush()
    const answer = await t.send('POST', `/api/v1/scans/${id}/feedback`, {
      payload: { verdict: 'false_negative', comment },
      headers,
    })
    assert.equal(answer.status, 201, answer.text)
    const [said] = (await detail(id, headers)).feedback
    assert.equal(said?.comment, 'it missed the SSN [US_SSN_1] of [EMAIL_1]')
  })

  test('leaves nothing of the text anywhere in the data directory', async () => {
    const word = `marker${randomBytes(9).toString('hex')}`
    await scan(`${SSN} ${word}`)
    await t.send('POST', '/api/v1/scan', { payload: { text: word, unknown: word } })
    await t.engine.flush()
    let files = 0
    for (const name of readdirSync(t.engine.directory, { recursive: true }) as string[]) {
      const path = join(t.engine.directory, name)
      if (!statSync(path).isFile()) continue
      files++
      const bytes = readFileSync(path)
      assert.ok(!bytes.includes(word) && !bytes.includes(SSN.slice(10)), name)
    }
    assert.ok(files > 5)
  })

  test('needs the permission to send, and a text', async () => {
    const send = (payload: object, headers: Record<string, string> = {}) =>
      t.send('POST', '/api/v1/scan', { payload, headers })
    assert.equal((await send({ text: 'x' }, bearer(await t.key('acme', 'read')))).status, 403)
    assert.equal((await send({ text: 'x' }, bearer(await t.key('acme', 'ingest')))).status, 200)
    for (const bad of [{}, { text: 7 }, { text: 'x', stage: 'middle' }, { text: 'x', extra: 1 }]) {
      const answer = await send(bad)
      assert.deepEqual([answer.status, answer.body.error.code], [400, 'TALLY_REQUEST_INVALID'])
    }
    assert.equal((await send({ text: 'x'.repeat(300_000) })).status, 413)
    assert.equal((await send({ text: '' })).status, 200)
  })
})

describe('scans', () => {
  test('are listed newest first, by severity, session and score, in pages', async () => {
    const session = `list-${randomBytes(4).toString('hex')}`
    const sent: Scan[] = []
    for (const text of [HARMLESS, SSN, HARMLESS, SSN, HARMLESS])
      sent.push(await scan(text, { session_id: session }))
    const ids = async (query: string) =>
      (await list(`?session_id=${session}${query}`)).scans.map(({ id }) => id)
    const newest = sent.map(({ id }) => id).reverse()
    assert.deepEqual(await ids(''), newest)
    const severe = [sent[3]!.id, sent[1]!.id]
    assert.deepEqual(await ids(`&severity=${sent[1]!.severity}`), severe)
    assert.deepEqual(await ids('&min_score=0.5'), severe)
    assert.deepEqual(
      await ids('&severity=Info'),
      newest.filter(id => !severe.includes(id)),
    )
    assert.deepEqual(await ids('&to=2020-01-01'), [])
    assert.equal((await ids('&last=1h')).length, 5)
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await list(
        `?session_id=${session}&limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      )
      paged.push(...page.scans.map(({ id }) => id))
      cursor = page.cursor
    } while (cursor !== undefined)
    assert.deepEqual(paged, newest)
    for (const bad of ['?severity=Worst', '?min_score=2', '?limit=0', '?nope=1'])
      assert.equal((await t.send('GET', `/api/v1/scans${bad}`)).status, 400, bad)
  })

  test('show their breakdown to those alone who may see payload', async () => {
    const { id } = await scan(SSN)
    const auditor = (await makeUser(t.engine, 'acme', 'auditor')).headers
    const { scan: seen, text } = await detail(id, auditor)
    assert.deepEqual(Object.keys(seen).sort(), [
      'created_at',
      'environment',
      'id',
      'ip_address',
      'user_agent',
    ])
    assert.ok(!text.includes('ssn'))
    assert.ok((await list('', auditor)).scans.every(one => one.score === undefined))
    for (const query of ['?severity=High', '?min_score=0.5'])
      assert.equal(
        (await t.send('GET', `/api/v1/scans${query}`, { headers: auditor })).body.error.code,
        'TALLY_AUTH_PAYLOAD',
      )
    const granted = (await makeUser(t.engine, 'acme', 'auditor', 'payload')).headers
    assert.equal(((await detail(id, granted)).scan.reasons as object[]).length > 0, true)
  })

  test('of others, and events that are no scans, are not there', async () => {
    const other = bearer(await t.key('other'))
    const theirs = await scan(SSN, {}, other)
    await t.record({ message: 'a log line' })
    const { events } = await t.engine.search('acme', 'stream:log')
    for (const id of [theirs.id, events[0]!.id, '019f0000-0000-7000-8000-000000000000']) {
      const answer = await detail(id)
      assert.deepEqual([answer.status, answer.body.error.code], [404, 'TALLY_SCAN_NOT_FOUND'], id)
      const feedback = await t.send('POST', `/api/v1/scans/${id}/feedback`, {
        payload: { verdict: 'true_positive' },
      })
      assert.equal(feedback.status, 404)
    }
    assert.equal((await detail(theirs.id, other)).status, 200)
    assert.equal((await t.send('GET', '/api/v1/scans/none')).status, 400)
  })

  test('that a client made up are shown as far as they are events', async () => {
    await t.record({ stream: 'scan', name: 'scan', session_id: 'made-up', attributes: { score: 'very' } })
    const { scans } = await list('?session_id=made-up')
    assert.deepEqual(Object.keys(scans[0]!).sort(), ['created_at', 'id', 'session_id'])
  })

  test('that a program sealed itself open where the server has its ENCRYPTION_KEY', async () => {
    const env = { ENCRYPTION_KEY: randomBytes(32).toString('base64') }
    const kept = await scan(SSN)
    const reasons = kept.reasons as readonly Reason[]
    const id = randomUUID()
    const sealed = sealerFromEnvironment(env, OWN_TENANT)!.seal(id, reasons)
    const event = await t.engine.flush().then(() => t.engine.get('acme', kept.id))
    await t.record({
      stream: 'scan',
      name: 'scan',
      id,
      attributes: { ...event.attributes, encrypted_reasons: sealed, is_encrypted: true },
    })
    const former = process.env.ENCRYPTION_KEY
    try {
      delete process.env.ENCRYPTION_KEY
      const closed = (await detail(id)).scan
      assert.deepEqual([closed.reasons, closed.encrypted_reasons], [undefined, sealed])
      process.env.ENCRYPTION_KEY = env.ENCRYPTION_KEY
      assert.deepEqual((await detail(id)).scan.reasons, reasons)
    } finally {
      if (former === undefined) delete process.env.ENCRYPTION_KEY
      else process.env.ENCRYPTION_KEY = former
    }
  })

  test('still open after the tenant’s keys were rotated', async () => {
    const before = await scan(SSN)
    const rotated = await t.send('POST', '/api/v1/keys/rotate', { payload: {} })
    assert.equal(rotated.status, 200, rotated.text)
    const after = await scan(SSN)
    assert.equal(after.input_hash, before.input_hash)
    const events = await Promise.all(
      [before, after].map(({ id }) => t.engine.flush().then(() => t.engine.get('acme', id))),
    )
    const keyOf = (i: number) => String(events[i]?.attributes?.encrypted_reasons).split('.')[1]
    assert.notEqual(keyOf(0), keyOf(1))
    for (const { id, reasons } of [before, after]) assert.deepEqual((await detail(id)).scan.reasons, reasons)
  })
})

describe('figures', () => {
  test('of scans are those of the range, for everyone who may read', async () => {
    const u = await openTestApp()
    try {
      const send = (text: string, session_id: string) =>
        u.send('POST', '/api/v1/scan', { payload: { text, session_id } })
      for (const [text, session] of [
        [SSN, 'a'],
        [HARMLESS, 'a'],
        [HARMLESS, 'b'],
      ] as const)
        await send(text, session)
      await u.engine.flush()
      for (const headers of [{}, (await makeUser(u.engine, 'acme', 'auditor')).headers]) {
        const { body, status } = await u.send('GET', '/api/v1/scans/stats?last=1h', { headers })
        assert.equal(status, 200)
        fits('/api/v1/scans/stats', 'get', 200, body)
        assert.deepEqual([body.records, body.high_risk, body.sessions], [3, 1, 2])
        assert.ok(Number(body.average_latency_ms) > 0)
        assert.equal((body.by_severity as Record<string, number>).Info, 2)
        assert.deepEqual(Object.values(body.by_environment as Record<string, number>), [3])
      }
      const none = (await u.send('GET', '/api/v1/scans/stats?to=2020')).body
      assert.deepEqual([none.records, none.average_latency_ms, none.oldest], [0, null, undefined])
      const theirs = (await u.send('GET', '/api/v1/scans/stats', { headers: bearer(await u.key('other')) }))
        .body
      assert.equal(theirs.records, 0)
    } finally {
      await u.dispose()
    }
  })

  test('of accuracy follow from feedback; the last word on a scan counts', async () => {
    const accuracy = async (query = '') => {
      await t.engine.flush()
      const { body } = await t.send('GET', `/api/v1/scans/accuracy${query}`)
      fits('/api/v1/scans/accuracy', 'get', 200, body)
      return [body.reviewed, body.false_positive_rate, body.detection_accuracy]
    }
    assert.deepEqual(await accuracy(), [0, null, null])
    const say = async (id: string, verdict: string, more: object = {}) => {
      await t.engine.flush()
      const answer = await t.send('POST', `/api/v1/scans/${id}/feedback`, { payload: { verdict, ...more } })
      assert.equal(answer.status, 201, answer.text)
      fits('/api/v1/scans/{id}/feedback', 'post', 201, answer.body)
    }
    const ids: string[] = []
    for (let i = 0; i < 4; i++) ids.push((await scan(SSN)).id)
    await say(ids[0]!, 'false_positive', { comment: 'a number of an order' })
    await say(ids[1]!, 'true_positive')
    await say(ids[2]!, 'true_positive')
    await say(ids[3]!, 'false_positive')
    assert.deepEqual(await accuracy(), [4, 0.5, 0.5])
    await say(ids[3]!, 'true_positive')
    assert.deepEqual(await accuracy('?last=1h'), [4, 0.25, 0.75])
    assert.deepEqual(await accuracy('?to=2020'), [0, null, null])
    const only = (q: string) => accuracy(`?q=${encodeURIComponent(q)}`)
    assert.deepEqual(await only(`id:${ids[0]}`), [1, 1, 0])
    assert.deepEqual(await only(`-id:${ids[0]} score>0 OR id:${ids[0]}`), [4, 0.25, 0.75])
    assert.deepEqual(await only('session_id:of_another'), [0, null, null])
    assert.equal(
      (await t.send('GET', '/api/v1/scans/accuracy?q=a|count()')).body.error.code,
      'TALLY_QUERY_PIPE',
    )
    const { feedback } = await detail(ids[0]!)
    const [first] = feedback
    assert.deepEqual([first?.verdict, first?.comment], ['false_positive', 'a number of an order'])
    assert.match(String(first?.by), /^key:/)
    assert.equal((await detail(ids[3]!)).feedback.length, 2)
    for (const payload of [{}, { verdict: 'maybe' }, { verdict: 'true_positive', extra: 1 }])
      assert.equal((await t.send('POST', `/api/v1/scans/${ids[0]}/feedback`, { payload })).status, 400)
    const reader = bearer(await t.key('acme', 'read'))
    const refused = await t.send('POST', `/api/v1/scans/${ids[0]}/feedback`, {
      payload: { verdict: 'true_positive' },
      headers: reader,
    })
    assert.equal(refused.status, 403)
  })

  test('as series follow from the same events, feedback being no scan', async () => {
    const u = await openTestApp()
    try {
      const ids: string[] = []
      for (const text of [SSN, SSN, HARMLESS, HARMLESS]) {
        const { body } = await u.send('POST', '/api/v1/scan', { payload: { text } })
        ids.push(body.id as string)
      }
      await u.engine.flush()
      const verdicts = ['true_positive', 'false_positive', 'true_positive', 'true_positive', 'false_negative']
      for (const [at, verdict] of verdicts.entries())
        await u.send('POST', `/api/v1/scans/${ids[at % 2]}/feedback`, { payload: { verdict } })
      await u.engine.flush()
      const last = async (expr: string) => {
        const { body } = await u.send('GET', `/api/v1/metrics/query?expr=${expr}&last=1h&step=1h`)
        const [series] = body.series as { points: [start: string, value: number | null][] }[]
        return series?.points.findLast(([, value]) => value !== null)?.[1]
      }
      assert.equal(await last('threat_rate'), 0.5)
      assert.equal(await last('false_positive_rate'), 0.25)
    } finally {
      await u.dispose()
    }
  })
})
