import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createHttpClient } from '../src/client/http.ts'
import { parseEventStream, type ServerSentEvent } from '../src/client/sse.ts'

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function parse(text: string, size = 1_000): Promise<ServerSentEvent[]> {
  const messages: ServerSentEvent[] = []
  for await (const message of parseEventStream(chunked(text, size))) messages.push(message)
  return messages
}

describe('an event stream', () => {
  test('gives messages with their kind, and drops comments and what is cut off', async () => {
    const text =
      ': tail is open\n\nid: 3\ndata: {"a":1}\n\nevent: missed\ndata:{"count":2}\n\ndata: x\ndata: y\n\ndata: lost'
    assert.deepEqual(await parse(text), [
      { event: 'message', data: '{"a":1}' },
      { event: 'missed', data: '{"count":2}' },
      { event: 'message', data: 'x\ny' },
    ])
  })

  test('reads the same however the bytes are cut and the lines are ended', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ü', '👍', ' ', '{') })
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        async (datas, end, size) => {
          const text = `${datas.map(data => `data: ${data}${end}${end}`).join('')}data: last${end}${end}: x${end}`
          assert.deepEqual(
            (await parse(text, size)).map(({ data }) => data),
            [...datas, 'last'],
          )
        },
      ),
    )
  })
})

test('a tail that the server ends for good is not opened again, and says why', async t => {
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(
      ': tail is open\n\nevent: closing\ndata: {"reason":"the key or session is no longer valid"}\n\n',
    )
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const client = createHttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key')
  const seen: string[] = []
  await assert.rejects(
    async () => {
      for await (const { type } of client.tail('', AbortSignal.timeout(5_000))) seen.push(type)
    },
    { code: 'TALLY_AUTH_INVALID', message: 'the tail has ended: the key or session is no longer valid' },
  )
  assert.deepEqual([seen, asked], [['connected'], 1])
})
