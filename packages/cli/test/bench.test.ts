import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { createUser, type User } from './tally.ts'

let user: User
before(() => {
  user = createUser()
})
after(() => user.leave())

test('bench measures a record of its own, and leaves nothing behind', async () => {
  const before = readdirSync(user.home)
  const { code, stdout } = await user.tally(
    'bench',
    '--events',
    '2500',
    '--store',
    'sqlite',
    '--on',
    user.home,
    '--json',
  )
  assert.equal(code, 0)
  const figures = JSON.parse(stdout) as Record<string, number> & { queries: { ms: number }[] }
  assert.ok(figures.acknowledged_per_second! >= figures.searchable_per_second!)
  assert.ok(figures.searchable_per_second! > 0)
  assert.ok(figures.bytes_per_event! > 0)
  assert.equal(figures.queries.length, 5)
  assert.ok(figures.queries.every(({ ms }) => ms > 0))
  assert.deepEqual(readdirSync(user.home), before)
})
