import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const SCRIPT = join(import.meta.dirname, 'write-console.ts')
const run = (how: string, stdout: 'pipe' | number): ChildProcess =>
  spawn(process.execPath, [...process.execArgv.filter(option => !option.startsWith('--test')), SCRIPT, how], {
    stdio: ['ignore', stdout, 'pipe'],
  })

test('a pipe gets all lines, also those of the last turn before process.exit', async () => {
  const child = run('exit', 'pipe')
  let text = ''
  child.stdout!.on('data', (data: Buffer) => {
    text += data.toString()
  })
  await once(child, 'close')
  assert.equal(text.split('\n').length, 20_001)
})

test('a file gets all lines', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-console-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'out')
  await once(run('exit', openSync(path, 'w')), 'close')
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 20_001)
})

test('a reader that stands still does not stop the program: lines are shed and counted', async t => {
  const child = run('stalled', 'pipe')
  t.after(() => child.kill('SIGKILL'))
  let said = ''
  child.stderr!.on('data', (data: Buffer) => {
    said += data.toString()
  })
  const deadline = Date.now() + 10_000
  while (!said.includes('\n') && Date.now() < deadline) await sleep(20)
  const { slowest, pending, shed } = JSON.parse(said) as { slowest: number; pending: number; shed: number }
  assert.ok(slowest < 1_000, `a turn took ${slowest} ms`)
  assert.ok(pending > 0 && shed > 0)
  // What the system's own buffers hold is written.
  assert.ok(pending + shed > 150_000)
})

test('a reader that goes away costs the lines, not the program', async t => {
  const child = run('stalled', 'pipe')
  t.after(() => child.kill('SIGKILL'))
  child.stdout!.destroy()
  let said = ''
  child.stderr!.on('data', (data: Buffer) => {
    said += data.toString()
  })
  const deadline = Date.now() + 10_000
  while (!said.includes('\n') && Date.now() < deadline) await sleep(20)
  assert.match(said, /EPIPE/)
})
