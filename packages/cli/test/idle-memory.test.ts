import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

test('a process that falls idle gives back what its last burst left, and one at work is left alone', () => {
  // In a process of its own: the heap of this one is the test runner's.
  const program = `
    import { getHeapStatistics } from 'node:v8'
    import { collectWhenIdle } from ${JSON.stringify(join(import.meta.dirname, '../src/commands/idle-memory.ts'))}
    const heap = () => getHeapStatistics().total_heap_size
    let work = 0
    const idle = collectWhenIdle(() => work)
    let burst = Array.from({ length: 400_000 }, (_, i) => ({ i, text: 'event ' + i }))
    const full = heap()
    burst = undefined
    const busy = setInterval(() => work++, 100)
    await new Promise(resolve => setTimeout(resolve, 3500))
    const atWork = heap()
    clearInterval(busy)
    await new Promise(resolve => setTimeout(resolve, 4500))
    idle[Symbol.dispose]()
    console.log(JSON.stringify({ full, atWork, atRest: heap() }))`
  const { full, atWork, atRest } = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      encoding: 'utf8',
    }),
  ) as Record<'full' | 'atWork' | 'atRest', number>
  assert.ok(atWork > full / 2, `at work ${atWork} of ${full}`)
  assert.ok(atRest < full / 3, `at rest ${atRest} of ${full}`)
})
