import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { createHttpClient } from '../src/client/http.ts'
import { isLoopback } from '../src/client/loopback.ts'

const EVENTS = Array.from({ length: 500 }, (_, i) => ({
  message: `line ${i} of a batch that repeats itself`,
}))

type Upload = { readonly headers: IncomingHttpHeaders; readonly body: Buffer }

/** What a client at `host` sends for a batch. */
async function uploadTo(host: string): Promise<Upload> {
  let upload: Upload | undefined
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    upload = { headers: request.headers, body: Buffer.concat(chunks) }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ accepted: EVENTS.length, duplicates: 0, errors: [] }))
  })
  await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const { accepted } = await createHttpClient(`http://${host}:${port}`, 'key').ingest(EVENTS)
    assert.equal(accepted, EVENTS.length)
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return upload!
}

const outside = Object.values(networkInterfaces())
  .flat()
  .find(address => address?.family === 'IPv4' && !address.internal)?.address

test('over a network batches travel compressed', {
  skip: outside === undefined ? 'this machine has no address but loopback' : false,
}, async () => {
  const { headers, body } = await uploadTo(outside!)
  assert.equal(headers['content-encoding'], 'zstd')
  assert.deepEqual(JSON.parse(zstdDecompressSync(body).toString()), EVENTS)
  assert.ok(body.length < JSON.stringify(EVENTS).length / 5)
})

test('on this machine they travel as they are', async () => {
  const { headers, body } = await uploadTo('127.0.0.1')
  assert.equal(headers['content-encoding'], undefined)
  assert.deepEqual(JSON.parse(body.toString()), EVENTS)
})

test('names of this machine are told from others', () => {
  for (const host of ['localhost', '127.0.0.1', '127.8.9.1', '[::1]', '::1'])
    assert.ok(isLoopback(host), host)
  for (const host of ['localhost.example.org', '10.0.0.1', '127.0.0.1.example.org', '[::2]'])
    assert.ok(!isLoopback(host), host)
})
