import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { askHidden, type Keyboard } from '../src/input/password.ts'
import { createUser, eventually, ndjson, type User } from './tally.ts'

let user: User
beforeEach(() => {
  user = createUser()
})
afterEach(() => user.leave())

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})

describe('the first user', () => {
  test('is made at the first start, told once and saved nowhere', async () => {
    const first = await user.serve()
    const { name, password } = first.admin!
    assert.equal(name, 'admin')
    const whoami = () => fetch(`${first.url}/api/v1/whoami`, { headers: basic(name, password) })
    const me = (await (await whoami()).json()) as { tenant: string; permissions: string[] }
    assert.deepEqual([me.tenant, me.permissions.includes('admin')], ['default', true])
    assert.equal(await first.stop(), 0)
    const files = readdirSync(user.home, { recursive: true }) as string[]
    for (const file of files) {
      const path = join(user.home, file)
      if (statSync(path).isFile()) assert.ok(!readFileSync(path).includes(password), file)
    }
    assert.ok(files.some(file => file.endsWith('tallystick.db')))
    const again = await user.serve()
    assert.equal(again.admin, undefined)
    assert.equal((await fetch(`${again.url}/api/v1/whoami`, { headers: basic(name, password) })).status, 200)
  })

  test('is printed beside the first key', async () => {
    const child = user.start('serve', '--port', '0', '--store', 'sqlite')
    let text = ''
    child.stdout!.setEncoding('utf8').on('data', part => {
      text += part
    })
    await eventually(
      async () => text,
      seen => seen.includes('Ctrl-C'),
    )
    assert.match(text, /First user {2}admin, password [\w-]{20}\n\s+shown this once; saved nowhere/)
  })
})

for (const where of ['a directory', 'a server'] as const)
  test(`users of ${where} are made, listed, changed and deleted`, async () => {
    const server = await user.serve()
    const target = where === 'a server' ? [] : ['--data', server.data]
    if (where === 'a directory') await server.stop()
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await user.tally('users', ...args, ...target)
      assert.equal(code, 0, stderr)
      return stdout
    }
    const made = await user.tally(
      'users',
      'create',
      'ada',
      '--role',
      'auditor',
      '--grant',
      'payload',
      ...target,
    )
    assert.equal(made.code, 0, made.stderr)
    assert.match(made.stdout, /^[\w-]{20}\n$/)
    assert.match(
      made.stderr,
      /User ada \(auditor\) of tenant default is there\. The password is shown this once/,
    )
    const given = await user.tallyWith(
      'a password of mine\n',
      ...['users', 'create', 'bob@example.org', '--role', 'guest', '--password-stdin', '--json', ...target],
    )
    assert.equal(given.code, 0, given.stderr)
    assert.deepEqual(Object.keys(JSON.parse(given.stdout)), ['user'])
    assert.match(await run('role', 'ada', 'operator'), /User ada of tenant default: operator with payload\./)
    assert.match(await run('grant', 'ada', 'export,verify'), /operator with payload, export, verify\./)
    assert.match(await run('grant', 'ada', 'payload,verify', '--remove'), /operator with export\./)
    assert.match(await run('disable', 'ada'), /, disabled\./)
    assert.match(await run('enable', 'ada'), /operator with export\.\n$/)
    const again = await run('passwd', 'ada', '--json')
    assert.notEqual(JSON.parse(again).password, made.stdout.trim())
    assert.deepEqual(
      ndjson(await run('list', '--json')).map(({ name, role }) => [name, role]),
      [
        ['ada', 'operator'],
        ['admin', 'admin'],
        ['bob@example.org', 'guest'],
      ],
    )
    assert.match(await run('list'), /ada\s+default\s+operator\s+export\s+active/)
    assert.equal(await run('delete', 'bob@example.org'), 'User bob@example.org is deleted.\n')

    const asking = where === 'a server' ? server : await user.serve()
    const login = async (name: string, password: string) =>
      (await fetch(`${asking.url}/api/v1/whoami`, { headers: basic(name, password) })).status
    assert.equal(await login('ada', JSON.parse(again).password), 200)
    assert.equal(await login('ada', made.stdout.trim()), 401)
    assert.equal(await login('bob@example.org', 'a password of mine'), 401)
    const trail = await eventually(
      async () => ndjson((await user.tally('search', 'stream:audit entity_id:ada', '--json')).stdout),
      found => found.length >= 7,
    )
    const who = where === 'a server' ? /^key:[0-9a-f]{16}$/ : /^local:/
    for (const event of trail) assert.match(String(event.user_id), who)
    assert.ok(!JSON.stringify(trail).includes(JSON.parse(again).password))
  })

test('users of a directory are managed while its store is broken, which whoever searches is told', async () => {
  const server = await user.serve()
  await server.stop()
  const index = join(server.data, 'index')
  rmSync(index, { recursive: true })
  writeFileSync(index, 'no folder')
  const made = await user.tally('users', 'create', 'ada', '--role', 'guest', '--data', server.data)
  assert.equal(made.code, 0, made.stderr)
  assert.match((await user.tally('users', 'list', '--data', server.data)).stdout, /ada +default +guest/)
  assert.notEqual((await user.tally('search', '', '--data', server.data)).code, 0)
  rmSync(index)
  const { stdout } = await user.tally('search', 'entity_id:ada', '--data', server.data, '--json')
  assert.deepEqual(
    ndjson(stdout).map(({ name }) => name),
    ['user.create'],
  )
})

test('what makes no sense is refused with what to do', async () => {
  const server = await user.serve()
  await server.stop()
  const refused = async (input: string, ...args: string[]) => {
    const { code, stderr } = await user.tallyWith(input, 'users', ...args, '--data', server.data)
    return `${code} ${stderr}`
  }
  assert.match(await refused('', 'create', 'ada'), /^3 .*--role/s)
  assert.match(await refused('', 'create', 'ada', '--role', 'root'), /^3 .*Allowed choices/s)
  assert.match(await refused('', 'create', 'ada', '--role', 'guest', '--grant', 'admin'), /^3 .*Allowed are/s)
  assert.match(await refused('', 'create', 'Ada', '--role', 'guest'), /^3 .*TALLY_USER_INVALID/s)
  assert.match(
    await refused('short\n', 'create', 'ada', '--role', 'guest', '--password-stdin'),
    /^3 .*TALLY_PASSWORD_INVALID/s,
  )
  assert.match(await refused('', 'create', 'admin', '--role', 'guest'), /^2 .*TALLY_USER_EXISTS/s)
  assert.match(await refused('', 'passwd', 'nobody'), /^2 .*TALLY_USER_NOT_FOUND/s)
  assert.match(await refused('', 'grant', 'nobody', 'payload'), /^2 .*TALLY_USER_NOT_FOUND/s)
  assert.match(
    await refused('', 'passwd', 'admin', '--password-stdin', '--generate'),
    /^3 .*exclude each other/s,
  )
})

describe('a password that is typed', () => {
  const type = async (...keys: string[]) => {
    const input = new PassThrough()
    const raw: boolean[] = []
    const keyboard: Keyboard = Object.assign(input, { setRawMode: (on: boolean) => raw.push(on) })
    let shown = ''
    const asked = askHidden('Password: ', keyboard, text => {
      shown += text
    })
    for (const key of keys) input.write(key)
    return { typed: await asked, shown, raw }
  }

  test('is not shown, and the terminal is as before when it ends', async () => {
    assert.deepEqual(await type('s', 'e', 'cret 密', '\r'), {
      typed: 'secret 密',
      shown: 'Password: \n',
      raw: [true, false],
    })
  })

  test('can be corrected and begun anew', async () => {
    assert.equal((await type('ab\u007f\bxyz\n')).typed, 'xyz')
    assert.equal((await type('wrong\u0015right\u001b\r')).typed, 'right')
    assert.equal((await type('\u007f\u0004')).typed, '')
  })

  test('is given up with Ctrl-C', async () => {
    await assert.rejects(type('abc\u0003'), { name: 'Interruption' })
  })
})
