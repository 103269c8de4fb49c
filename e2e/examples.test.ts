import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { TallyServer } from '../bench/lib/server.ts'

const ROOT = join(import.meta.dirname, '..')

/** What each example must leave in the record: queries, and how many events they find. */
const LEAVES: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  express: [
    ['name:http.request', 4],
    ['name:http.request status_code>=500 error.stack:*', 1],
    ['stream:activity name:CREATE entity_id:56 user_id:ada', 1],
    ['stream:security name:login.failure severity:MEDIUM', 1],
    ['module:http "Order shown" request_id:*', 1],
  ],
  fastify: [
    ['name:http.request', 3],
    ['name:http.request status_code>=500 error.stack:*', 1],
    ['stream:activity name:CREATE entity_id:56', 1],
    ['"Order shown" request_id:*', 1],
  ],
  http: [
    ['name:http.request', 2],
    ['module:orders "Order shown" user_id:ada request_id:*', 2],
    ['do-not-log-me', 0],
  ],
  hono: [
    ['name:http.request', 3],
    ['name:http.request status_code>=500 error.stack:*', 1],
    ['stream:activity name:report.export', 1],
  ],
  pino: [
    ['level:INFO "Order shown" orderId:55', 1],
    ['level:ERROR "Order failed" error.stack:*', 1],
    ['authorization:"[REDACTED]"', 1],
  ],
  winston: [
    ['level:INFO "Order shown" orderId:55', 1],
    ['level:ERROR "The warehouse does not answer" error.stack:*', 1],
  ],
  console: [
    ['level:INFO "Order 55 shown to ada"', 1],
    ['level:ERROR "Order failed" error.stack:*', 1],
    ['"noisy-library"', 0],
  ],
}

describe('every example runs, and what it logs is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-examples-'))
  let server: TallyServer
  before(async () => {
    server = await TallyServer.start({ directory: join(folder, 'data'), store: 'sqlite' })
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  test('none is left out here', () => {
    const names = readdirSync(join(ROOT, 'examples')).filter(name => name.endsWith('.mjs'))
    assert.deepEqual(
      names.sort(),
      Object.keys(LEAVES)
        .map(name => `${name}.mjs`)
        .sort(),
    )
  })

  for (const [name, queries] of Object.entries(LEAVES))
    test(name, { timeout: 60_000 }, async () => {
      const { code, output } = await run(name)
      assert.equal(code, 0, output)
      const count = async (query: string): Promise<number> => {
        const q = `service:shop-${name} (${query}) | count()`
        const { rows } = await server.json<{ rows: number[][] }>(
          `/api/v1/aggregate?${new URLSearchParams({ q })}`,
        )
        return rows[0]![0]!
      }
      for (const [query, expected] of queries) {
        let found = await count(query)
        for (let i = 0; i < 100 && found < expected; i++) {
          await new Promise(resolve => setTimeout(resolve, 100))
          found = await count(query)
        }
        assert.equal(found, expected, `${query}\n${output}`)
      }
    })

  test('a name that is none, no server, or one that does not answer: said at once, with what to do', () => {
    const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(ROOT, 'scripts', 'example.mjs'), ...args],
        {
          encoding: 'utf8',
          env: { PATH: process.env.PATH, XDG_CONFIG_HOME: join(folder, 'none'), ...env },
        },
      )
      return { status, stderr }
    }
    for (const args of [[], ['nope']]) {
      const { status, stderr } = start(args)
      assert.equal(status, 3)
      for (const name of Object.keys(LEAVES)) assert.match(stderr, new RegExp(`^ {2}${name} +[A-Z].+`, 'm'))
    }
    const alone = start(['http'])
    assert.deepEqual([alone.status, /npm start in another terminal/.test(alone.stderr)], [1, true])
    const gone = start(['http'], { TALLYSTICK_URL: 'http://127.0.0.1:9', TALLYSTICK_KEY: 'k' })
    assert.deepEqual([gone.status, /No Tallystick server answers at/.test(gone.stderr)], [1, true])
    // The key of one server is not for another.
    const other = start(['http'], { TALLYSTICK_URL: server.url })
    assert.deepEqual([other.status, /No key is known for/.test(other.stderr)], [1, true])
  })

  async function run(name: string): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [join(ROOT, 'examples', `${name}.mjs`)], {
      cwd: folder,
      env: { ...process.env, TALLYSTICK_URL: server.url, TALLYSTICK_KEY: server.key, NO_COLOR: '1' },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
    const code = await new Promise<number | null>(resolve => child.once('exit', resolve))
    return { code, output }
  }
})
