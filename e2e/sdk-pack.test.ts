import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { pack } from './lib/packed.ts'

const ROOT = join(import.meta.dirname, '..')
/** The oldest Node the SDK supports, and the one of this repository. */
const NODES = ['22.13.1', process.versions.node] as const

const SPEAK = `
  tally.configure({ service: 'packed', consoleEnabled: false, fileEnabled: true, directory: process.argv[2] })
  tally.withContext({ request_id: 'req_1' }, () =>
    tally.getLogger('shop').info('Order shown', { metadata: { password: 'p' + 'w', order: 55 } }))
  tally.addActivity({ action: 'CREATE', entityType: 'order', entityId: '55' })
    .then(receipt => tally.shutdown(1000).then(() => console.log(JSON.stringify({ receipt, node: process.version }))))
`
/** Serves and captures with the integrations: what they log goes where the application's own instance does. */
const INTEGRATE = `
  tally.configure({ profile: 'testing', level: 'INFO', consoleEnabled: false, fileEnabled: true, directory: process.argv[2] })
  const release = console_.captureConsole()
  console.log('captured')
  release()
  for (const entry of [express.requestLogger, express.errorLogger, fastify.tallystickFastify, pino.tallystickStream])
    if (typeof entry !== 'function') throw new Error('an entry point is missing')
  const server = createServer(http.logRequests((request, response) => response.end('ok'))).listen(0, '127.0.0.1', async () => {
    await (await fetch('http://127.0.0.1:' + server.address().port + '/served')).text()
    server.closeAllConnections()
    server.close()
    await tally.shutdown(1000)
  })
`
const ENTRIES = ['express', 'fastify', 'http', 'pino', 'console'] as const
const required = (path: (name: string) => string): string =>
  `const { createServer } = require('node:http')\nconst tally = require('${path('index')}')\n` +
  ENTRIES.map(name => `const ${variable(name)} = require('${path(name)}')\n`).join('') +
  INTEGRATE
const variable = (name: string): string => (name === 'console' ? 'console_' : name)
const INTEGRATIONS: Readonly<Record<string, string>> = {
  'integrate.mjs': `import { createServer } from 'node:http'\nimport * as tally from '@tallystick/sdk'\n${ENTRIES.map(
    name => `import * as ${variable(name)} from '@tallystick/sdk/${name}'\n`,
  ).join('')}${INTEGRATE}`,
  'integrate.cjs': required(name => (name === 'index' ? '@tallystick/sdk' : `@tallystick/sdk/${name}`)),
  'integrate-file.cjs': required(name => `./node_modules/@tallystick/sdk/dist/cjs/${name}.cjs`),
}
/** What a user's compiler sees, without skipLibCheck. */
const TYPED = `
import { createServer } from 'node:http'
import { addActivity, configure, getLogger, type Receipt } from '@tallystick/sdk'
import { captureConsole } from '@tallystick/sdk/console'
import { logRequests } from '@tallystick/sdk/http'
import { tallystickStream } from '@tallystick/sdk/pino'
configure({ service: 'x', rotation: { interval: 'hour' } })
// @ts-expect-error a setting that was misspelt
configure({ servce: 'x' })
getLogger('a').info('x', { metadata: { a: 1 } })
createServer(logRequests((request, response) => void response.end(request.log.name)))
export const receipt: Promise<Receipt | undefined> = addActivity({ action: 'A', entityType: 'e' })
export const used = [captureConsole, tallystickStream]
`
const PROGRAMS: Readonly<Record<string, string>> = {
  'esm.mjs': `import * as tally from '@tallystick/sdk'\n${SPEAK}`,
  'cjs.cjs': `const tally = require('@tallystick/sdk')\n${SPEAK}`,
  // What a resolver without the condition "module-sync" gets: Jest, older bundlers.
  'cjs-file.cjs': `const tally = require('./node_modules/@tallystick/sdk/dist/cjs/index.cjs')\n${SPEAK}`,
}

describe('the packed SDK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-sdk-pack-'))
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    NO_COLOR: '1',
  }
  const npm = (...args: string[]) =>
    execFileSync('npm', [...args, '--silent', '--no-audit', '--no-fund'], { cwd: folder, env })

  before(() => {
    const tarballs = pack(['core', 'sdk'], folder, env)
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    npm('install', ...tarballs)
    mkdirSync(join(folder, 'node22'))
    writeFileSync(join(folder, 'node22', 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', `node@${NODES[0]}`], {
      cwd: join(folder, 'node22'),
      env,
    })
    for (const [name, program] of Object.entries({ ...PROGRAMS, ...INTEGRATIONS, 'typed.mts': TYPED }))
      writeFileSync(join(folder, name), program)
    for (const format of ['esm', 'cjs'])
      execFileSync(
        join(ROOT, 'node_modules', '.bin', 'esbuild'),
        [
          join(folder, 'esm.mjs'),
          '--bundle',
          '--platform=node',
          `--format=${format}`,
          '--log-level=error',
          `--outfile=${join(folder, `bundle-${format}.${format === 'esm' ? 'mjs' : 'cjs'}`)}`,
          // What an ES module bundle of CommonJS dependencies needs on Node, as esbuild's documentation has it.
          ...(format === 'esm'
            ? [
                "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
              ]
            : []),
        ],
        { env },
      )
    // Bundles stand alone.
    mkdirSync(join(folder, 'alone'))
    for (const name of ['bundle-esm.mjs', 'bundle-cjs.cjs'])
      execFileSync('mv', [join(folder, name), join(folder, 'alone', name)])
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const node = (version: string): string =>
    version === NODES[0] ? join(folder, 'node22', 'node_modules', 'node', 'bin', 'node') : process.execPath

  const messages = (logs: string): string[] =>
    execFileSync('sh', ['-c', 'cat "$0"/*.log', logs], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { message: string }).message)

  for (const version of NODES)
    for (const program of Object.keys(INTEGRATIONS))
      test(`integrates by ${program} on Node ${version}`, { timeout: 60_000 }, async () => {
        const logs = mkdtempSync(join(folder, 'logs-'))
        const { stderr } = await promisify(execFile)(node(version), [join(folder, program), logs], { env })
        assert.equal(stderr, '')
        const [captured, served, ...more] = messages(logs)
        assert.equal(captured, 'captured')
        assert.match(served!, /^GET \/served 200 /)
        assert.deepEqual(more, [])
      })

  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ] as const)
    test(`has types that hold without skipLibCheck, resolution ${resolution}`, () => {
      const options = `--noEmit --strict --target es2022 --types node --skipLibCheck false --module ${module} --moduleResolution ${resolution}`
      execFileSync(
        process.execPath,
        [
          join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
          ...options.split(' '),
          '--typeRoots',
          join(ROOT, 'node_modules', '@types'),
          'typed.mts',
        ],
        { cwd: folder, encoding: 'utf8' },
      )
    })

  for (const version of NODES)
    for (const program of [...Object.keys(PROGRAMS), 'alone/bundle-esm.mjs', 'alone/bundle-cjs.cjs'])
      test(`logs from ${program} on Node ${version}`, { timeout: 60_000 }, async () => {
        const logs = mkdtempSync(join(folder, 'logs-'))
        const { stdout, stderr } = await promisify(execFile)(node(version), [join(folder, program), logs], {
          env: { ...env, TALLYSTICK_URL: 'http://127.0.0.1:1', TALLYSTICK_KEY: 'none' },
        })
        assert.equal(stderr, '')
        const { receipt, node: ran } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
          receipt: { sequence: number; id: string }
          node: string
        }
        assert.equal(ran, `v${version}`)
        assert.equal(receipt.sequence, 0)
        const line = execFileSync('sh', ['-c', 'cat "$0"/*.log', logs], { encoding: 'utf8' })
          .split('\n')
          .find(text => text.includes('Order shown'))
        const entry = JSON.parse(line!) as Record<string, Record<string, unknown>>
        assert.equal(entry.context!.request_id, 'req_1')
        assert.equal(entry.metadata!.order, 55)
        assert.equal(entry.metadata!.password, '[REDACTED]')
      })
})
