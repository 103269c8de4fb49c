import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeFromEnvironment, unusedSettings } from '../../src/record/index.ts'

test('settings of stores without a driver are told once, by name and never by value', async () => {
  const env = {
    TALLYSTICK_FIREWALL_DB: '/tmp/nowhere/scans.db',
    DATABASE_URL: 'postgres://user:hunter2@db/scans',
    REDIS_HOST: '',
    REDIS_PASSWORD: 'hunter2',
  }
  const told: string[] = []
  for (let i = 0; i < 2; i++)
    await storeFromEnvironment(env, ({ kind, message }) => told.push(`${kind}: ${message}`)).close()
  assert.deepEqual(told, [
    'unused: DATABASE_URL, REDIS_PASSWORD are set, and not used yet: what they would store goes to /tmp/nowhere/scans.db',
  ])
  assert.equal(unusedSettings({}, 'x'), undefined)
})
