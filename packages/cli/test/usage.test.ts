import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createUser, type User } from './tally.ts'

const run = promisify(execFile)
const BIN = fileURLToPath(new URL('../bin/tally.mjs', import.meta.url))

let user: User

before(() => {
  user = createUser()
})

after(() => user.leave())

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('the command line', () => {
  test('prints help and version with exit 0', async () => {
    for (const args of [['--help'], ['help'], ['help', 'keys', 'create'], ['search', '--help']]) {
      const { code, stdout } = await user.tally(...args)
      assert.equal(code, 0, args.join(' '))
      assert.match(stdout, /^Usage: tally/)
    }
    assert.match((await user.tally('--version')).stdout, /^\d+\.\d+\.\d+\n$/)
  })

  test('lists what a subcommand takes, and of those above it what holds everywhere', async () => {
    for (const name of ['recent', 'stats', 'cleanup', 'feedback']) {
      const { stdout } = await user.tally('scan', name, '--help')
      assert.match(stdout, /--db <file>/, name)
      assert.doesNotMatch(stdout, /--staged|--baseline/, name)
      assert.equal(stdout.split('--json').length, 2, name)
      assert.match(stdout, /Global Options:\n.*--version.*\n.*--no-color.*\n(?!.*--help)/, name)
    }
    assert.doesNotMatch((await user.tally('--help')).stdout, /Global Options/)
  })

  test('ends quietly when whoever reads its help goes away', async () => {
    const child = spawn(process.execPath, [BIN, 'search', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    let said = ''
    child.stderr.on('data', chunk => {
      said += String(chunk)
    })
    const [code] = await once(child, 'close')
    assert.equal(said, '')
    assert.equal(code, 0)
  })

  test('documents its exit codes', async () => {
    const { code, stdout } = await user.tally('help', 'exit-codes')
    assert.equal(code, 0)
    for (const digit of [0, 1, 2, 3]) assert.match(stdout, new RegExp(`^ +${digit} `, 'm'))
  })

  test('exits 3 when it is not valid, and says why', async () => {
    const cases: [args: string[], message: RegExp][] = [
      [[], /Usage: tally/],
      [['frobnicate'], /unknown command/],
      [['serach'], /Did you mean search\?/],
      [['search', '--limit', 'many'], /whole number from 1/],
      ...['0s', '1', '1h30m', '1.5h', '1y', '1h), service'].map((bin): [string[], RegExp] => [
        ['decisions', '--stats', '--bin', bin],
        /'--bin <duration>' .*whole number above 0 with one of the units s, m, h, d and w/,
      ]),
      [['search', '-region:eu'], /goes after --/],
      [['keys', 'create', 'x'], /--scope/],
      [['serve', '--port', '70000'], /whole number from 0 to 65535/],
      [['search', '--data', 'x', '--url', 'http://y'], /TALLY_CLI_USAGE/],
      [['search', '--last', '1 fortnight'], /TALLY_CLI_USAGE/],
      [['search', '--from', 'soon'], /TALLY_QUERY_RANGE/],
      [['search', '--url', 'nonsense'], /TALLY_CONFIG_INVALID/],
      [['tail', 'x | count()'], /TALLY_QUERY_PIPE/],
      [['export', '--fields', 'a'], /TALLY_CLI_USAGE/],
      [['help', 'frobnicate'], /there is no command/],
    ]
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await user.tally(...args)
      assert.equal(code, 3, `${args.join(' ')}: ${stderr}`)
      assert.equal(stdout, '')
      assert.match(stderr, message)
    }
  })

  test('says why as a line of JSON where that is asked for', async () => {
    for (const args of [['frobnicate'], ['scan', '--min-severity', 'odd', 'x'], ['keys', 'create', 'x']]) {
      const { code, stdout, stderr } = await user.tally(...args, '--json')
      assert.equal(code, 3)
      assert.equal(stdout, '')
      const { error } = JSON.parse(stderr) as { error: { code: string; message: string; help: string } }
      assert.deepEqual([error.code, error.help], ['TALLY_CLI_USAGE', 'Run the command with --help.'])
      assert.match(error.message, /^(?:unknown command|option|required option)/)
    }
  })

  test('exits 2 when there is nothing to talk to', async () => {
    const nothing = await user.tally('search', 'x')
    assert.equal(nothing.code, 2)
    assert.match(nothing.stderr, /TALLY_DATA_NOT_FOUND[\s\S]*tally serve/)
    const port = await freePort()
    const unreachable = await user.tally('search', 'x', '--url', `http://127.0.0.1:${port}`)
    assert.equal(unreachable.code, 2)
    assert.match(unreachable.stderr, /connection refused.*TALLY_SERVER_UNREACHABLE/)
    assert.doesNotMatch(unreachable.stderr, /\n\s+at /)
  })

  test('runs from anywhere by a link such as npm makes', async () => {
    symlinkSync(BIN, user.path('tally'))
    const { stdout } = await run(user.path('tally'), ['--version'], { cwd: user.home })
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  })

  test('help loads nothing of the record, and verify nothing but core', async () => {
    const empty = user.path('empty')
    mkdirSync(join(empty, 'journal'), { recursive: true })
    const loadedBy = async (...args: string[]): Promise<string[]> => {
      const script = `
        import { registerHooks } from 'node:module'
        const loaded = new Set()
        registerHooks({
          load(url, context, next) {
            const [, name] = /packages[/](core|engine|server)[/]/.exec(url) ?? []
            if (name !== undefined) loaded.add(name)
            return next(url, context)
          },
        })
        process.argv = [process.execPath, 'tally', ...${JSON.stringify(args)}]
        await import(${JSON.stringify(new URL('../src/main.ts', import.meta.url).href)})
        process.exitCode = 0
        console.log('LOADED ' + [...loaded].sort().join(' '))`
      const { stdout } = await run(process.execPath, [
        '--conditions=source',
        '--input-type=module',
        '--eval',
        script,
      ])
      return /LOADED (.*)/
        .exec(stdout)![1]!
        .split(' ')
        .filter(name => name !== '')
    }
    assert.deepEqual(await loadedBy('--help'), [])
    assert.deepEqual(await loadedBy('search', '--help'), [])
    assert.deepEqual(await loadedBy('verify', empty), ['core'])
    assert.deepEqual(await loadedBy('search', '--url', 'http://127.0.0.1:9'), ['core'])
  })
})
