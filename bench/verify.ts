/** `tally verify` on a loaded, stopped directory: whole-process seconds and events per second. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { directory: { type: 'string' }, events: { type: 'string' } } })
const tally = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url))
const data = join(values.directory!, 'data')
const pin = readFileSync(join(data, 'keys', 'verifier.pub'), 'utf8').trim()

const started = performance.now()
const result = spawnSync(process.execPath, [tally, 'verify', '--data', data, '--pin', pin, '--json'], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
})
const seconds = (performance.now() - started) / 1000
if (result.status !== 0)
  throw new Error(`verify exited with ${result.status}: ${result.stdout}${result.stderr}`)
console.log(JSON.stringify({ seconds, eventsPerSecond: Math.round(Number(values.events) / seconds) }))
