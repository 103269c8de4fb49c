/**
 * The least that can answer a check durably on this machine: node:http, JSON.parse, a line in a file, one sync for all that wait. No key, no policy, no
 * record that can be searched or proved. Prints its address, and ends with whoever started it.
 */
import { open } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const file = await open(join(process.argv[2]!, 'bare.log'), 'w')
let waiting: { readonly line: string; readonly response: ServerResponse }[] = []
let writing = false

async function write(): Promise<void> {
  if (writing) return
  writing = true
  while (waiting.length > 0) {
    const group = waiting
    waiting = []
    await file.write(group.map(({ line }) => line).join(''))
    await file.datasync()
    for (const { response } of group)
      response.setHeader('content-type', 'application/json').end('{"decision":"allow"}')
  }
  writing = false
}

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', part => {
    text += part
  })
  request.on('end', () => {
    waiting.push({ line: `${JSON.stringify(JSON.parse(text))}\n`, response })
    void write()
  })
})
// Longer than a run: a client must not find a connection closed that it was about to use.
server.keepAliveTimeout = 600_000
process.stdin.resume().on('end', () => process.exit())
server.listen(0, '127.0.0.1', () =>
  console.log(`URL http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
