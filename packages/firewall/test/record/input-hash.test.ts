import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { defaultDatabase, hashInput, hashKeyFromEnvironment, openHashKey } from '../../src/record/index.ts'

function temporaryDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tally-hash-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describe('the hash of an input', () => {
  test('is HMAC-SHA-256 under a key, or plain SHA-256 on request', () => {
    const key = Buffer.alloc(32, 7)
    assert.equal(hashInput('ü', key), createHmac('sha256', key).update('ü').digest('hex'))
    assert.equal(hashInput('ü', 'sha256'), createHash('sha256').update('ü').digest('hex'))
    assert.notEqual(hashInput('ü', key), hashInput('ü', Buffer.alloc(32, 8)))
  })
})

describe('the key of a local record', () => {
  test('is made once, and readable by its owner alone', t => {
    const file = join(temporaryDirectory(t), 'a', 'scans.db.key')
    const key = openHashKey(file)
    assert.equal(key.length, 32)
    assert.deepEqual(openHashKey(file), key)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(join(file, '..')), ['scans.db.key'])
  })

  test('is the same one in programs that start at the same time', async t => {
    const file = join(temporaryDirectory(t), 'scans.db.key')
    const program = `import { openHashKey } from ${JSON.stringify(join(import.meta.dirname, '../../src/record/index.ts'))}
      process.stdout.write(Buffer.from(openHashKey(${JSON.stringify(file)})).toString('hex'))`
    const flags = process.execArgv.filter(option => !option.startsWith('--test'))
    const keys = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', program])
        let text = ''
        child.stdout.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        await once(child, 'close')
        return text
      }),
    )
    assert.equal(new Set(keys).size, 1)
    assert.equal(`${keys[0]}\n`, readFileSync(file, 'utf8'))
  })

  test('that is none is refused', t => {
    const file = join(temporaryDirectory(t), 'scans.db.key')
    for (const text of ['', 'x', '00'.repeat(31)]) {
      writeFileSync(file, text)
      assert.throws(() => openHashKey(file), { code: 'TALLY_RECORD_STORE' })
    }
  })

  test('is one of this process where none can be kept, and that is told', t => {
    const way = join(temporaryDirectory(t), 'file')
    writeFileSync(way, '')
    const problems: string[] = []
    const key = hashKeyFromEnvironment({ TALLYSTICK_FIREWALL_DB: join(way, 'scans.db') }, ({ message }) =>
      problems.push(message),
    )
    assert.equal(key.length, 32)
    assert.equal(problems.length, 1)
  })
})

test('the local record stands where each platform keeps a user’s data', () => {
  const file = (env: Record<string, string>, platform: NodeJS.Platform) => defaultDatabase(env, platform)
  assert.equal(file({ TALLYSTICK_FIREWALL_DB: '/x/y.db' }, 'linux'), '/x/y.db')
  assert.equal(file({ HOME: '/h' }, 'linux'), '/h/.local/share/tallystick-firewall/scans.db')
  assert.equal(file({ HOME: '/h', XDG_DATA_HOME: '/d' }, 'linux'), '/d/tallystick-firewall/scans.db')
  assert.equal(file({ HOME: '/h' }, 'darwin'), '/h/Library/Application Support/tallystick-firewall/scans.db')
})
