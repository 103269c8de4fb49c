import assert from 'node:assert/strict'
import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createUser, eventually, ndjson, post, type Server, type User } from './tally.ts'

let user: User
let server: Server
let pin: string

before(async () => {
  user = createUser()
  // So that the record holds these events and no others, whatever is read.
  server = await user.serve('--no-audit-reads')
  pin = server.pin!
  await post(
    server.url,
    server.key!,
    Array.from({ length: 50 }, (_, i) => ({ message: `payment ${i} of 100 EUR`, attributes: { i } })),
  )
  // What is searchable is sealed too.
  await eventually(
    () => user.tally('search', 'payment', '--json'),
    ({ stdout }) => ndjson(stdout).length === 50,
  )
})

after(() => user.leave())

describe('evidence', () => {
  test('of a record that a server writes to is VERIFIED with the pinned key, and nothing less without', async () => {
    const { code, stdout } = await user.tally('verify', '--pin', pin)
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^VERIFIED {2}default/)
    assert.equal((await user.tally('verify', server.data, '--pin', server.verifier_key)).code, 0)

    const unpinned = await user.tally('verify', '--data', server.data)
    assert.equal(unpinned.code, 2)
    assert.match(unpinned.stdout, /CANNOT TELL/)
    assert.ok(unpinned.stderr.includes(`--pin ${pin}`), unpinned.stderr)
    const json = await user.tally('verify', '--json', '--pin', pin)
    assert.equal(JSON.parse(json.stdout).verdict, 'VERIFIED')
  })

  test('of single events holds offline: a proof, and an export with proofs', async () => {
    const proofs = user.path('proofs.ndjson')
    const exported = await user.tally('export', '"payment 7"', '--proof', '--out', proofs)
    assert.equal(exported.code, 0, exported.stderr)
    assert.match(exported.stderr, /^1 event, .* written to /)
    const lines = ndjson<{ type?: string; message?: string }>(readFileSync(proofs, 'utf8'))
    assert.deepEqual(
      lines.map(({ type, message }) => type ?? message),
      ['tallystick.export', 'payment 7 of 100 EUR', 'tallystick.export.batch', 'tallystick.export.end'],
    )
    const { code, stdout } = await user.tally('verify', proofs, '--pin', pin)
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^VERIFIED {2}default {2}1 verified; checkpoint of \d+ batch(es)?, signed /)

    const all = user.path('all.ndjson')
    assert.equal((await user.tally('export', 'payment', '--proof', '--out', all)).code, 0)
    assert.equal(readFileSync(all, 'utf8').match(/"message":"payment/g)?.length, 50)
    const whole = await user.tally('verify', all, '--pin', pin)
    assert.equal(whole.code, 0)
    assert.match(whole.stdout, /complete: it holds every line of seq 0–49/)
    writeFileSync(all, readFileSync(all, 'utf8').replace('payment 9 of 100', 'payment 9 of 900'))
    const forged = await user.tally('verify', all, '--pin', pin)
    assert.equal(forged.code, 1)
    assert.match(forged.stdout, /TAMPERED/)
    const [first] = ndjson<{ id: string }>((await user.tally('search', '"payment 7"', '--json')).stdout)
    const proof = user.path('proof.json')
    assert.equal((await user.tally('prove', first!.id, '--out', proof)).code, 0)
    const proven = await user.tally('verify', proof, '--pin', pin)
    assert.match(proven.stdout, /^VERIFIED {2}default {2}1 verified; checkpoint of \d+ batch(es)?, signed /)
    const direct = user.path('direct.ndjson')
    const usage = await user.tally('export', '--proof', '--format', 'csv', '--out', direct)
    assert.equal(usage.code, 3)
  })

  test('outlives a reindex of the running server', async () => {
    const { code, stdout } = await user.tally('reindex', '--url', server.url, '--key', server.key!, '--json')
    assert.equal(code, 0, stdout)
    assert.equal(JSON.parse(stdout).events, 50)
    assert.equal(ndjson((await user.tally('search', 'payment', '--json')).stdout).length, 50)
    const switched = await user.tally(
      'reindex',
      '--url',
      server.url,
      '--key',
      server.key!,
      '--store',
      'sqlite',
    )
    assert.deepEqual([switched.code, /running server keeps its engine/.test(switched.stderr)], [3, true])
  })

  test('is not what a plain export is: that cannot be told, and is not called tampered with', async () => {
    const plain = user.path('plain.ndjson')
    assert.equal((await user.tally('export', 'payment', '--out', plain)).code, 0)
    const { code, stdout } = await user.tally('verify', plain, '--pin', pin)
    assert.equal(code, 2, stdout)
    assert.match(stdout, /^CANNOT TELL {2}unknown[\s\S]*nothing vouches for 50 lines/)
    writeFileSync(user.path('empty'), '')
    const empty = await user.tally('verify', user.path('empty'), '--pin', pin)
    assert.equal(empty.code, 2)
    assert.equal(empty.stdout.split('\n')[0], `CANNOT TELL  there is no record in ${user.path('empty')}`)
  })

  test('of a copy that was tampered with names the line', async () => {
    const copy = user.path('copy')
    cpSync(server.data, copy, { recursive: true })
    const folder = join(copy, 'journal', 'default')
    const segment = join(folder, readdirSync(folder).find(name => name.endsWith('.ndjson'))!)
    const text = readFileSync(segment, 'utf8')
    writeFileSync(segment, text.replace('payment 31 of 100', 'payment 31 of 900'))
    const { code, stdout } = await user.tally('verify', copy, '--pin', pin)
    assert.equal(code, 1, stdout)
    assert.match(stdout, /TAMPERED {2}default[\s\S]*ALTERED .*seq /)
    writeFileSync(segment, text)
    assert.equal((await user.tally('verify', copy, '--pin', pin)).code, 0)
  })

  test('is refused with another key, a key that is none, and for what is no record', async () => {
    const other = createUser()
    try {
      const theirs = await other.serve()
      const { code } = await user.tally('verify', '--pin', theirs.verifier_key)
      assert.notEqual(code, 0)
    } finally {
      await other.leave()
    }
    appendFileSync(user.path('nonsense'), 'nonsense')
    assert.notEqual((await user.tally('verify', '--pin', user.path('nonsense'))).code, 0)
    assert.equal((await user.tally('verify', user.path('missing'), '--pin', pin)).code, 2)
    assert.equal((await user.tally('verify', server.data, '--data', server.data, '--pin', pin)).code, 3)
  })
})
