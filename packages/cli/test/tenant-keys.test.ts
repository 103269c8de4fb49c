import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLocalClient } from '../src/client/local.ts'
import { createUser, eventually, ndjson, type Server, type User } from './tally.ts'

const newKey = () => randomBytes(32).toString('base64')

function someone(t: TestContext, env: Record<string, string> = {}): User {
  const user = createUser(env)
  t.after(() => user.leave())
  return user
}

async function scanned(server: Server, text: string): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/scan`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  assert.equal(response.status, 200)
  return ((await response.json()) as { id: string }).id
}

/** A scan with its breakdown, once it can be found. */
async function detail(server: Server, key: string, id: string) {
  return eventually(
    async () => {
      const response = await fetch(`${server.url}/api/v1/scans/${id}`, {
        headers: { authorization: `Bearer ${key}` },
      })
      return (await response.json()) as {
        scan?: { reasons?: object[]; is_encrypted: boolean }
        feedback?: { verdict: string; by: string }[]
      }
    },
    ({ scan }) => scan !== undefined,
  )
}

describe('tally keys rotate', () => {
  test('makes new versions through a server, and in a directory', async t => {
    const user = someone(t)
    const server = await user.serve()
    const id = await scanned(server, 'a text')
    const { code, stdout, stderr } = await user.tally('keys', 'rotate', '--json')
    assert.equal(code, 0, stderr)
    const [{ rotated } = { rotated: [] }] = ndjson<{ rotated: { tenant: string; purpose: string }[] }>(stdout)
    assert.deepEqual(
      rotated.map(({ tenant, purpose }) => [tenant, purpose]),
      [['default', 'encrypt']],
    )
    assert.equal((await detail(server, server.key!, id)).scan?.reasons?.length, 0)
    await server.stop()
    const table = await user.tally('keys', 'rotate', '--all', '--hash', '--data', server.data)
    assert.equal(table.code, 0, table.stderr)
    assert.match(table.stdout, /default +encrypt +[0-9a-f]{16} +20\d\d-/)
    assert.match(table.stdout, /default +hash +[0-9a-f]{16}/)
    const trail = await user.tally(
      'search',
      'stream:audit name:tenant_key.rotate',
      '--json',
      '--data',
      server.data,
    )
    assert.equal(ndjson(trail.stdout).length, 3)
    const both = await user.tally('keys', 'rotate', '--all', '--tenant', 'default', '--data', server.data)
    assert.equal(both.code, 3)
  })

  test('moves everything to another ENCRYPTION_KEY; what was sealed still opens', async t => {
    const [old, next] = [newKey(), newKey()]
    const user = someone(t, { ENCRYPTION_KEY: old, NEW_ENCRYPTION_KEY: next })
    const first = await user.serve()
    const id = await scanned(first, ['My SSN is 536', '22', '8726'].join('-'))
    const before = await detail(first, first.key!, id)
    assert.equal(before.scan?.is_encrypted, true)
    assert.ok(before.scan.reasons!.length > 0)
    await first.stop()
    const moved = await user.tally('keys', 'rotate', '--to-env', 'NEW_ENCRYPTION_KEY', '--data', first.data)
    assert.equal(moved.code, 0, moved.stderr)
    assert.match(moved.stdout, /1 tenants? open/)

    Object.assign(user.env, { ENCRYPTION_KEY: next })
    const second = await user.serve('--data', first.data)
    assert.deepEqual(await detail(second, first.key!, id), before)
    await second.stop()
    Object.assign(user.env, { ENCRYPTION_KEY: old })
    const refused = await user.tally('serve', '--port', '0', '--store', 'sqlite', '--data', first.data)
    assert.notEqual(refused.code, 0)
    assert.match(refused.stderr, /TALLY_VAULT_KEY/)
    const none = await user.tally('keys', 'rotate', '--to-env', 'NOWHERE', '--data', first.data)
    assert.match(none.stderr, /no environment variable NOWHERE/)
  })

  test('may be killed at any moment', async t => {
    const [old, next] = [newKey(), newKey()]
    const user = someone(t, { ENCRYPTION_KEY: old, NEW_ENCRYPTION_KEY: next })
    const server = await user.serve()
    const id = await scanned(server, ['My SSN is 536', '22', '8726'].join('-'))
    const before = await detail(server, server.key!, id)
    await server.stop()
    for (let round = 0; round < 3; round++) {
      const child = user.start(
        'keys',
        'rotate',
        '--all',
        '--to-env',
        'NEW_ENCRYPTION_KEY',
        '--data',
        server.data,
      )
      const closed = once(child, 'close')
      await Promise.race([closed, sleep(400 + Math.random() * 1_200)])
      child.kill('SIGKILL')
      await closed
    }
    const again = await user.serve('--data', server.data)
    assert.deepEqual(await detail(again, server.key!, id), before)
  })
})

describe('feedback on a scan', () => {
  for (const where of ['a directory', 'a server'] as const)
    test(`is recorded in ${where}`, async t => {
      const user = someone(t)
      const server = await user.serve()
      const id = await scanned(server, 'a text')
      await detail(server, server.key!, id)
      if (where === 'a directory') await server.stop()
      const target =
        where === 'a directory' ? ['--data', server.data] : ['--url', server.url, '--key', server.key!]
      const say = (...args: string[]) => user.tally('scan', 'feedback', ...args, ...target)
      const said = await say(id, '--false-positive', '--comment', 'a number of an order')
      assert.equal(said.stdout, `Recorded: scan ${id} is a false positive.\n`, said.stderr)
      assert.deepEqual(JSON.parse((await say(id, '--true-positive', '--json')).stdout), {
        scan: id,
        verdict: 'true_positive',
      })
      assert.match((await say(id)).stderr, /TALLY_CLI_USAGE/)
      const unknown = await say('019f0000-0000-7000-8000-000000000000', '--true-positive')
      assert.match(unknown.stderr, /TALLY_SCAN_NOT_FOUND/)
      if (where === 'a server') await server.stop()
      const client = await openLocalClient(server.data, { tenant: 'default' })
      const { events } = await client.search('name:scan.feedback', { limit: 10 })
      // What was read is recorded there: it is sealed before the directory goes.
      await client.close()
      assert.deepEqual(
        events.map(({ attributes }) => attributes?.verdict),
        ['true_positive', 'false_positive'],
      )
    })
})
