import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { readKnownServers, rememberServer } from '../src/config/file.ts'
import { configFile, defaultDataDirectory, type Surroundings } from '../src/config/paths.ts'
import { resolveTarget } from '../src/config/target.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tally-config-'))
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

const around = (env: Record<string, string> = {}): Surroundings => ({ platform: 'linux', env, home })

function known(name: string, key = `key-of-${name}`) {
  const data = join(home, name)
  mkdirSync(data, { recursive: true })
  return { url: `http://127.0.0.1/${name}`, key, data }
}

describe('folders of the platform', () => {
  test('follow XDG, Apple and Windows', () => {
    assert.equal(defaultDataDirectory(around()), join(home, '.local/share/tallystick'))
    assert.equal(defaultDataDirectory(around({ XDG_DATA_HOME: '/x' })), '/x/tallystick')
    assert.equal(configFile(around()), join(home, '.config/tallystick/config.json'))
    const mac = { ...around(), platform: 'darwin' as const }
    assert.equal(defaultDataDirectory(mac), join(home, 'Library/Application Support/tallystick'))
    const windows = { ...around({ LOCALAPPDATA: '/local', APPDATA: '/roaming' }), platform: 'win32' as const }
    assert.equal(defaultDataDirectory(windows), join('/local', 'tallystick'))
    assert.equal(configFile(windows), join('/roaming', 'tallystick', 'config.json'))
  })
})

describe('the configuration', () => {
  test('can be read by its owner alone and leaves no temporary file', () => {
    const path = configFile(around())
    rememberServer(path, known('a'))
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700)
    assert.deepEqual(readdirSync(dirname(path)), ['config.json'])
  })

  test('keeps the server last started first, one per directory, and forgets directories that are gone', () => {
    const path = configFile(around())
    for (const server of [known('a'), known('b'), known('a', 'new')]) rememberServer(path, server)
    assert.deepEqual(
      readKnownServers(path).map(server => server.key),
      ['new', 'key-of-b'],
    )
    rmSync(join(home, 'b'), { recursive: true })
    rememberServer(path, known('c'))
    assert.deepEqual(
      readKnownServers(path).map(server => server.key),
      ['key-of-c', 'new'],
    )
  })

  test('that is broken is named, not ignored', () => {
    const path = configFile(around())
    rememberServer(path, known('a'))
    for (const text of ['{', '[]', '{"servers":[{"url":"x"}]}', '{"servers":{}}']) {
      writeFileSync(path, text)
      assert.throws(() => readKnownServers(path), { code: 'TALLY_CONFIG_INVALID' })
    }
  })
})

describe('what a command talks to', () => {
  test('is what the options say, then the environment, then the server last started, then the default directory', () => {
    assert.throws(() => resolveTarget({}, around()), { code: 'TALLY_DATA_NOT_FOUND' })
    mkdirSync(defaultDataDirectory(around()), { recursive: true })
    assert.deepEqual(resolveTarget({}, around()), {
      kind: 'directory',
      directory: defaultDataDirectory(around()),
    })

    const server = known('a')
    rememberServer(configFile(around()), server)
    assert.deepEqual(resolveTarget({}, around()), { kind: 'known', server })

    const env = { TALLYSTICK_DATA: '/data', TALLYSTICK_URL: '', TALLYSTICK_KEY: 'k' }
    assert.deepEqual(resolveTarget({}, around(env)), { kind: 'directory', directory: '/data' })
    const withUrl = { ...env, TALLYSTICK_URL: 'https://example.org/tally/' }
    assert.deepEqual(resolveTarget({}, around(withUrl)), {
      kind: 'server',
      url: 'https://example.org/tally',
      key: 'k',
    })
    assert.deepEqual(resolveTarget({ data: '/other' }, around(withUrl)), {
      kind: 'directory',
      directory: '/other',
    })
  })

  test('gets the noted key only where it belongs', () => {
    const server = known('a')
    rememberServer(configFile(around()), server)
    assert.deepEqual(resolveTarget({ url: server.url }, around()), {
      kind: 'server',
      url: server.url,
      key: server.key,
    })
    assert.deepEqual(resolveTarget({ url: 'http://other' }, around()), {
      kind: 'server',
      url: 'http://other',
      key: undefined,
    })
    assert.deepEqual(resolveTarget({ url: server.url, key: 'mine' }, around()), {
      kind: 'server',
      url: server.url,
      key: 'mine',
    })
  })

  test('is refused when it is two things or no URL', () => {
    assert.throws(() => resolveTarget({ data: 'x', url: 'http://y' }, around()), { code: 'TALLY_CLI_USAGE' })
    assert.throws(() => resolveTarget({ url: 'ftp://y' }, around()), { code: 'TALLY_CONFIG_INVALID' })
    assert.throws(() => resolveTarget({ url: 'localhost:8255' }, around()), { code: 'TALLY_CONFIG_INVALID' })
  })
})
