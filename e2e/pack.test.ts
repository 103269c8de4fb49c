import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { test } from 'node:test'
import { pack } from './lib/packed.ts'

const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  NO_COLOR: '1',
}

test('the published packages install into an empty folder and run there', { timeout: 180_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-pack-'))
  try {
    const tarballs = pack(['core', 'sdk', 'firewall', 'engine', 'server', 'web', 'cli'], folder, env)
    assert.equal(tarballs.length, 7)
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    // Without the optional engine, so that the test stays small: SQLite takes over.
    const quiet = ['--silent', '--no-audit', '--no-fund']
    execFileSync('npm', ['install', ...quiet, '--omit=optional', ...tarballs], { cwd: folder, env })
    const tally = join(folder, 'node_modules', '.bin', 'tally')
    const around = { ...env, XDG_CONFIG_HOME: join(folder, 'config') }
    const run = (...args: string[]): string => execFileSync(tally, args, { env: around, encoding: 'utf8' })
    assert.match(run('--version'), /^\d+\.\d+\.\d+/)

    const server = spawn(tally, ['serve', '--data', join(folder, 'data'), '--port', '0'], {
      env: around,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    await new Promise<void>((resolve, reject) => {
      server.stdout.on('data', chunk => {
        printed += String(chunk)
        if (printed.includes('Ctrl-C')) resolve()
      })
      server.once('exit', code => reject(new Error(`tally serve exited with ${code}: ${printed}`)))
    })
    assert.match(printed, /SQLite/)
    writeFileSync(join(folder, 'app.log'), '2026-01-31T12:00:00Z ERROR payment refused\n')
    run('import', join(folder, 'app.log'))
    let found = ''
    for (let i = 0; i < 50 && !found.includes('payment refused'); i++) found = run('search', 'level:error')
    assert.match(found, /payment refused/)
    server.removeAllListeners('exit')
    const ended = new Promise(resolve => server.once('exit', resolve))
    server.kill('SIGTERM')
    assert.equal(await ended, 0)
    run('verify', '--data', join(folder, 'data'), '--pin', join(folder, 'data', 'keys', 'verifier.pub'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
