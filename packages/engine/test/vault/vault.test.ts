import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { systemClock } from '../../src/ports/clock.ts'
import type { KeyStore, TenantKey } from '../../src/ports/key-store.ts'
import { createVault } from '../../src/vault/index.ts'

function temporaryDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tally-vault-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return join(path, 'keys')
}

const newKey = () => randomBytes(32).toString('base64')
const vaultOf = (directory: string, encryptionKey?: string): KeyStore =>
  createVault({ directory, encryptionKey, clock: systemClock })

/** Every key of a vault, by tenant. */
async function keysOf(
  directory: string,
  encryptionKey?: string,
): Promise<Record<string, readonly TenantKey[]>> {
  const vault = vaultOf(directory, encryptionKey)
  const keys: Record<string, readonly TenantKey[]> = {}
  for (const tenant of await vault.tenants()) keys[tenant] = await vault.versions(tenant)
  return keys
}

async function fill(directory: string, tenants: readonly string[], encryptionKey?: string) {
  const vault = vaultOf(directory, encryptionKey)
  for (const tenant of tenants)
    for (const purpose of ['hash', 'encrypt'] as const) await vault.current(tenant, purpose)
  return keysOf(directory, encryptionKey)
}

const TENANTS = ['acme', 'default', 'other', 'zeta']

describe('keys of tenants', () => {
  test('are made when they are first needed, and stay', async t => {
    const directory = temporaryDirectory(t)
    const vault = vaultOf(directory)
    assert.deepEqual(await vault.versions('acme'), [])
    const hash = await vault.current('acme', 'hash')
    const encrypt = await vault.current('acme', 'encrypt')
    assert.equal(hash.secret.length, 32)
    assert.equal(
      new Set(
        [hash, encrypt, await vault.current('other', 'hash')].map(key =>
          Buffer.from(key.secret).toString('hex'),
        ),
      ).size,
      3,
    )
    assert.deepEqual(await vault.current('acme', 'hash'), hash)
    const again = vaultOf(directory)
    assert.deepEqual(await again.current('acme', 'hash'), hash)
    assert.deepEqual(await again.versions('acme'), [hash, encrypt])
    assert.deepEqual(await again.tenants(), ['acme', 'other'])
  })

  test('are wrapped, in files that are their owner’s alone', async t => {
    const directory = temporaryDirectory(t)
    const keys = await fill(directory, TENANTS)
    assert.deepEqual(readdirSync(directory).sort(), ['encryption-key', 'tenants'])
    const files = TENANTS.map(tenant => join(directory, 'tenants', `${tenant}.json`))
    for (const file of [...files, join(directory, 'encryption-key')])
      assert.equal(statSync(file).mode & 0o777, 0o600, file)
    for (const file of files)
      for (const { secret } of Object.values(keys).flat())
        for (const form of ['hex', 'base64', 'base64url'] as const)
          assert.ok(!readFileSync(file, 'utf8').includes(Buffer.from(secret).toString(form)))
  })

  test('get new versions; the former ones stay', async t => {
    const directory = temporaryDirectory(t)
    const vault = vaultOf(directory, newKey())
    const first = await vault.current('acme', 'encrypt')
    const hash = await vault.current('acme', 'hash')
    const { id } = await vault.rotate('acme', 'encrypt')
    const second = await vault.current('acme', 'encrypt')
    assert.equal(second.id, id)
    assert.notEqual(second.id, first.id)
    assert.deepEqual(await vault.current('acme', 'hash'), hash)
    assert.deepEqual(await vault.versions('acme'), [first, hash, second])
  })

  test('of a name that is no tenant’s are not made', async t => {
    const directory = temporaryDirectory(t)
    for (const name of ['', '../evil', 'a/b', 'A', '.json'])
      await assert.rejects(vaultOf(directory).current(name, 'hash'), { code: 'TALLY_TENANT_INVALID' })
  })
})

describe('a vault', () => {
  test('makes nothing before it is asked', t => {
    const directory = temporaryDirectory(t)
    const vault = vaultOf(directory)
    assert.equal(vault.guarded, false)
    assert.equal(vaultOf(directory, newKey()).guarded, true)
    assert.ok(!existsSync(directory))
  })

  test('refuses another ENCRYPTION_KEY, or none, and then is as it was', async t => {
    const directory = temporaryDirectory(t)
    const right = newKey()
    const keys = await fill(directory, TENANTS, right)
    await assert.rejects(vaultOf(directory, newKey()).current('acme', 'hash'), { code: 'TALLY_VAULT_KEY' })
    await assert.rejects(vaultOf(directory).open(), {
      code: 'TALLY_VAULT_KEY',
      message: /ENCRYPTION_KEY is not set/,
    })
    await assert.rejects(vaultOf(directory, 'short').open(), { code: 'TALLY_ENCRYPTION_KEY' })
    assert.ok(!existsSync(join(directory, 'encryption-key')))
    assert.deepEqual(await keysOf(directory, right), keys)
  })

  test('refuses what was altered, or moved to another tenant', async t => {
    const directory = temporaryDirectory(t)
    const key = newKey()
    await fill(directory, ['acme', 'other'], key)
    const [acme, other] = ['acme', 'other'].map(name => join(directory, 'tenants', `${name}.json`)) as [
      string,
      string,
    ]
    const good = readFileSync(acme, 'utf8')
    const rejected = async (text: string) => {
      writeFileSync(acme, text)
      await assert.rejects(vaultOf(directory, key).open(), { code: 'TALLY_VAULT_CORRUPT' })
    }
    await rejected(readFileSync(other, 'utf8'))
    await rejected(readFileSync(other, 'utf8').replace('"other"', '"acme"'))
    await rejected(good.replace('"hash"', '"encrypt"'))
    await rejected(
      good.replace(/("sealed": ")(.)/, (_, before, first) => before + (first === 'A' ? 'B' : 'A')),
    )
    for (const none of ['', '{}', '[]', 'null', '{"v":2}', good.slice(0, -20)]) await rejected(none)
    writeFileSync(acme, good)
    await vaultOf(directory, key).open()
  })

  test('reads any file as keys or as damage', async t => {
    const directory = temporaryDirectory(t)
    const key = newKey()
    await fill(directory, ['acme'], key)
    const file = join(directory, 'tenants', 'acme.json')
    const good = readFileSync(file, 'utf8')
    const content = JSON.parse(good) as { keys: { wraps: unknown[] }[] }
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.array(fc.jsonValue()).map(keys => JSON.stringify({ ...content, keys })),
          fc
            .array(fc.jsonValue())
            .map(wraps => JSON.stringify({ ...content, keys: [{ ...content.keys[0], wraps }] })),
          fc.nat(good.length - 1).map(at => good.slice(0, at)),
          fc
            .tuple(fc.nat(good.length - 1), fc.string({ maxLength: 3 }))
            .map(([at, text]) => good.slice(0, at) + text + good.slice(at + 1)),
        ),
        async text => {
          writeFileSync(file, text)
          const vault = vaultOf(directory, key)
          const refused = await vault.open().then(
            () => undefined,
            (error: { code?: string }) => error.code ?? String(error),
          )
          assert.match(refused ?? 'TALLY_VAULT_', /^TALLY_VAULT_/)
        },
      ),
      { numRuns: 300 },
    )
    writeFileSync(file, good)
    await vaultOf(directory, key).open()
  })

  test('moves from its file to ENCRYPTION_KEY when that is first set', async t => {
    const directory = temporaryDirectory(t)
    const keys = await fill(directory, TENANTS)
    const key = newKey()
    assert.deepEqual(await keysOf(directory, key), keys)
    assert.ok(!existsSync(join(directory, 'encryption-key')))
    await assert.rejects(vaultOf(directory).open(), { code: 'TALLY_VAULT_KEY' })
    assert.deepEqual(await keysOf(directory, key), keys)
  })
})

describe('another encryption key', () => {
  test('opens everything beside the one in use, and alone from its first start on', async t => {
    const directory = temporaryDirectory(t)
    const [old, next] = [newKey(), newKey()]
    const keys = await fill(directory, TENANTS, old)
    const vault = vaultOf(directory, old)
    assert.equal(await vault.rewrap(next), TENANTS.length)
    // Made while both are in force.
    const young = await vault.current('young', 'hash')
    const all = { ...keys, young: [young] }
    assert.deepEqual(await keysOf(directory, old), all)
    assert.deepEqual(await keysOf(directory, old), all)
    assert.deepEqual(await keysOf(directory, next), all)
    await assert.rejects(vaultOf(directory, old).open(), { code: 'TALLY_VAULT_KEY' })
    assert.deepEqual(await keysOf(directory, next), all)
  })

  test('may be given again, and must be another and a key', async t => {
    const directory = temporaryDirectory(t)
    const [old, next] = [newKey(), newKey()]
    const keys = await fill(directory, TENANTS, old)
    const vault = vaultOf(directory, old)
    for (let i = 0; i < 3; i++) await vault.rewrap(next)
    const file = readFileSync(join(directory, 'tenants', 'acme.json'), 'utf8')
    assert.equal(file.match(/"under"/g)?.length, 4)
    assert.deepEqual(await keysOf(directory, next), keys)
    await assert.rejects(vaultOf(directory, next).rewrap(next), { code: 'TALLY_CONFIG_INVALID' })
    await assert.rejects(vaultOf(directory, next).rewrap('x'), { code: 'TALLY_ENCRYPTION_KEY' })
  })

  test('that a key made meanwhile lacks is refused before anything is dropped', async t => {
    const directory = temporaryDirectory(t)
    const [old, next] = [newKey(), newKey()]
    await fill(directory, TENANTS, old)
    await vaultOf(directory, old).rewrap(next)
    // Another start with the former key knows nothing of the next.
    await vaultOf(directory, old).current('young', 'hash')
    const before = await keysOf(directory, old)
    await assert.rejects(vaultOf(directory, next).open(), { code: 'TALLY_VAULT_KEY', message: /young/ })
    assert.deepEqual(await keysOf(directory, old), before)
    await vaultOf(directory, old).rewrap(next)
    assert.deepEqual(await keysOf(directory, next), before)
  })
})

describe('a process that dies', () => {
  /** The folder as it is when so many of the files were replaced, in the order in which that happens. */
  function halfway(t: TestContext, before: string, after: string, replaced: number): string {
    const directory = temporaryDirectory(t)
    cpSync(before, directory, { recursive: true })
    for (const tenant of TENANTS.slice(0, replaced))
      copyFileSync(join(after, 'tenants', `${tenant}.json`), join(directory, 'tenants', `${tenant}.json`))
    writeFileSync(join(directory, 'tenants', 'acme.json.tmp'), '{"v":1')
    return directory
  }

  test('while it wraps leaves keys that the encryption key in use opens, and can be repeated', async t => {
    const [old, next] = [newKey(), newKey()]
    const before = temporaryDirectory(t)
    const keys = await fill(before, TENANTS, old)
    const after = halfway(t, before, before, 0)
    await vaultOf(after, old).rewrap(next)
    for (let replaced = 0; replaced <= TENANTS.length; replaced++) {
      const directory = halfway(t, before, after, replaced)
      assert.deepEqual(await keysOf(directory, old), keys, `${replaced} replaced`)
      await vaultOf(directory, old).rewrap(next)
      assert.deepEqual(await keysOf(directory, next), keys, `${replaced} replaced, then again`)
    }
  })

  test('while it drops what came before leaves keys that the one in use opens', async t => {
    const [old, next] = [newKey(), newKey()]
    const before = temporaryDirectory(t)
    const keys = await fill(before, TENANTS, old)
    await vaultOf(before, old).rewrap(next)
    const after = halfway(t, before, before, 0)
    await vaultOf(after, next).open()
    for (let replaced = 0; replaced <= TENANTS.length; replaced++)
      assert.deepEqual(await keysOf(halfway(t, before, after, replaced), next), keys, `${replaced} replaced`)
  })

  test('while it moves from the file to ENCRYPTION_KEY leaves keys that open', async t => {
    const key = newKey()
    const before = temporaryDirectory(t)
    const keys = await fill(before, TENANTS)
    const after = halfway(t, before, before, 0)
    await vaultOf(after, key).open()
    for (let replaced = 0; replaced <= TENANTS.length; replaced++)
      assert.deepEqual(await keysOf(halfway(t, before, after, replaced), key), keys, `${replaced} replaced`)
  })

  test('by kill -9, at any moment, leaves a vault that opens and has every key that was told', async t => {
    const directory = temporaryDirectory(t)
    const [old, next] = [newKey(), newKey()]
    await fill(
      directory,
      Array.from({ length: 20 }, (_, i) => `tenant-${i}`),
      old,
    )
    const told = new Set(
      Object.values(await keysOf(directory, old)).flatMap(list => list.map(({ id }) => id)),
    )
    for (let round = 0; round < 8; round++) {
      const child = spawn(
        process.execPath,
        [
          ...process.execArgv.filter(option => !option.startsWith('--test')),
          join(import.meta.dirname, 'rotating.ts'),
          directory,
          old,
          next,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      let output = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
      await once(child.stdout, 'data')
      await sleep(Math.random() * 80)
      child.kill('SIGKILL')
      await once(child, 'close')
      for (const id of output.split('\n').slice(1, -1)) told.add(id)
      const there = new Set(
        Object.values(await keysOf(directory, old)).flatMap(list => list.map(({ id }) => id)),
      )
      assert.deepEqual(
        [...told].filter(id => !there.has(id)),
        [],
      )
    }
    assert.ok(told.size > 40, `${told.size - 40} keys were made`)
    await vaultOf(directory, old).rewrap(next)
    assert.equal(Object.keys(await keysOf(directory, next)).length, 20)
  })
})
