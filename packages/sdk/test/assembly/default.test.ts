import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  configure,
  defaultTallystick,
  flush,
  getLogger,
  setLoggingProfile,
  shutdown,
} from '../../src/index.ts'

test('loggers taken before configure follow it, and every profile that is set later', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-default-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const log = getLogger('early')
  configure({
    consoleEnabled: false,
    fileEnabled: true,
    directory: folder,
    fileName: 'a.log',
    profile: 'testing',
  })
  assert.equal(getLogger('early'), log)
  log.info('below the level of the profile')
  log.warning('one')
  assert.equal((await flush()).complete, true)
  setLoggingProfile('debug')
  log.trace('two')
  const before = process.listenerCount('SIGTERM')
  await shutdown()
  assert.equal(process.listenerCount('SIGTERM'), before - 1)
  assert.deepEqual(readdirSync(folder), ['a.log'])
  const messages = readFileSync(join(folder, 'a.log'), 'utf8').trim().split('\n')
  assert.deepEqual(
    messages.map(line => (JSON.parse(line) as { message: string }).message),
    ['one', 'two'],
  )
  assert.equal(defaultTallystick().config().profile, 'debug')
})
