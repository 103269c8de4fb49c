import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createUser, eventually, post, type Server, type User } from './tally.ts'

const BIN = fileURLToPath(new URL('../bin/tally.mjs', import.meta.url))

/** What a command said until it ended, and how it ended. */
function follow(child: ChildProcess): {
  said(): string
  ended: Promise<[number | null, NodeJS.Signals | null]>
} {
  let text = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  return { said: () => text, ended: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]> }
}

describe('Ctrl-C', { timeout: 60_000 }, () => {
  let user: User
  let server: Server
  before(async () => {
    user = createUser()
    server = await user.serve()
  })
  after(() => user.leave())
  /** Sends what a tail of `service:ticks` prints until it does. */
  const ticking = (said: () => string) =>
    eventually(
      async () => {
        await post(server.url, server.key!, [{ service: 'ticks', message: 'tick' }])
        return said()
      },
      text => text.includes('tick'),
    )

  test('in an import stops it, says how to go on, and going on adds only the rest', async () => {
    const path = user.path('big.log')
    const count = 120_000
    const line = (i: number) =>
      `2024-01-02T03:04:${String(i % 60).padStart(2, '0')}Z INFO app: line ${i} ${'x'.repeat(200)}\n`
    writeFileSync(path, Array.from({ length: count }, (_, i) => line(i)).join(''))
    const child = user.start('import', path)
    const { said, ended } = follow(child)
    const taken = async () => {
      const response = await fetch(`${server.url}/api/v1/stats`, {
        headers: { authorization: `Bearer ${server.key}` },
      })
      return ((await response.json()) as { tenants: { events: number }[] }).tenants[0]?.events ?? 0
    }
    await eventually(taken, events => events > 2000)
    child.kill('SIGINT')
    assert.deepEqual(await ended, [130, null])
    assert.match(said(), /Stopped\. Run the same command again to go on/)
    const before = await taken()
    assert.ok(before > 2000 && before < count, String(before))
    const again = await user.tally('import', path, '--json')
    assert.equal(again.code, 0)
    assert.equal(await taken(), count)
  })

  test('in an import of standard input that waits takes in what was read', async () => {
    const child = spawn(process.execPath, [BIN, 'import', '-', '--service', 'piped', '--json'], {
      env: user.env,
      cwd: user.home,
    })
    const { said, ended } = follow(child)
    child.stdin.write('2024-01-02T03:04:05Z INFO one\n2024-01-02T03:04:06Z INFO two\n')
    // More than a pipe holds: when it is written, it is being read.
    await new Promise(resolve => child.stdin.write('half'.repeat(50_000), resolve))
    child.kill('SIGINT')
    assert.deepEqual(await ended, [130, null])
    assert.match(said(), /Stopped\. What is in stays/)
    assert.match(said(), /"accepted":2/)
  })

  test('in a tail ends it and says where to go on', async () => {
    const child = user.start('tail', 'service:ticks')
    const { said, ended } = follow(child)
    await ticking(said)
    child.kill('SIGINT')
    assert.deepEqual(await ended, [130, null])
    assert.match(said(), /Stopped\. What comes after is found with: npx tally search 'seq>\d+'/)
  })

  test('SIGTERM is told from it by the exit code', async () => {
    const child = user.start('tail', 'service:ticks')
    const { said, ended } = follow(child)
    await ticking(said)
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [143, null])
  })

  describe('while a server takes its time', () => {
    let slow: HttpServer
    let url: string
    let asked: () => Promise<unknown>
    before(async () => {
      let requested: (() => void) | undefined
      // An export gives a little and then nothing; anything else gives nothing.
      slow = createServer((request, response) => {
        if (request.url!.startsWith('/api/v1/export')) response.write('{"message":"first"}\n')
        requested?.()
      })
      asked = () => new Promise<void>(resolve => (requested = resolve))
      await new Promise<void>(resolve => slow.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`
    })
    after(() => {
      slow.closeAllConnections()
      slow.close()
    })

    for (const [name, args, hint] of [
      ['search', ['search', 'x'], /Stopped\. Run the same command again, or with a narrower range/],
      ['a table', ['search', '| count()'], /Stopped\. Run the same command again, or with a narrower range/],
      ['export', ['export', '--out', 'all.ndjson'], /Stopped; no file was left\. Run the same command again/],
    ] as const)
      test(`${name} is given up`, async () => {
        const request = asked()
        const child = user.start(...args, '--url', url, '--key', 'k')
        const { said, ended } = follow(child)
        await request
        await new Promise(resolve => setTimeout(resolve, 200))
        child.kill('SIGINT')
        assert.deepEqual(await ended, [130, null])
        assert.match(said(), hint)
        for (const left of ['all.ndjson', 'all.ndjson.part']) assert.ok(!existsSync(user.path(left)), left)
      })
  })
})
