import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogFormat } from '../src/index.ts'
import { openTestApp } from './support.ts'

for (const format of ['text', 'json'] as const satisfies readonly LogFormat[])
  test(`the self-log in ${format} names requests, and no key, query or body`, async () => {
    const lines: string[] = []
    const t = await openTestApp({
      log: format,
      logLevel: 'debug',
      logTo: { write: line => lines.push(line) },
    })
    const secret = await t.key('acme', 'read')
    t.app.log.info('ready')
    await t.send('GET', '/api/v1/search?q=private-query', { headers: { authorization: `Bearer ${secret}` } })
    await t.send('GET', '/api/v1/search?q=(private-query', { headers: { authorization: `Bearer ${secret}` } })
    await t.send('POST', '/api/v1/events', { payload: '{"message":"private-body"}' })
    await t.send('POST', '/api/v1/events', {
      payload: '{"message": private-body}',
      headers: { 'content-type': 'application/json' },
    })
    await t.dispose()
    const log = lines.join('')
    assert.match(log, /GET \/api\/v1\/search 200 /)
    assert.match(log, /GET \/api\/v1\/search 400 /)
    assert.match(log, /POST \/api\/v1\/events 400 /)
    assert.doesNotMatch(log, /private|Bearer/)
    assert.ok(!log.includes(secret))
    for (const line of lines) {
      assert.ok(line.endsWith('\n'))
      if (format === 'json') assert.equal(typeof (JSON.parse(line) as { time: number }).time, 'number')
    }
    if (format === 'text') assert.match(log, /^\d{4}-\d\d-\d\dT[\d:.]+Z info {2}ready$/m)
  })

test('a failure inside is logged once with its stack, under the id the client was told', async () => {
  const lines: string[] = []
  const t = await openTestApp({ log: 'json', logLevel: 'error', logTo: { write: line => lines.push(line) } })
  await t.engine.close()
  const answer = await t.send('GET', '/api/v1/stats')
  assert.ok(answer.status >= 500)
  const logged = lines.map(line => JSON.parse(line) as { request_id: string })
  assert.ok(logged.some(({ request_id }) => request_id === answer.headers['x-request-id']))
  await t.dispose()
})
