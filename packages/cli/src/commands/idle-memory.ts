import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const TICK_MS = 1_000
/** Ticks without activity that count as idle. */
const QUIET_TICKS = 2
/** Growth of the heap that is worth a pause of some tens of milliseconds. */
const WORTH_BYTES = 16 * 1024 * 1024

/**
 * Gives memory back to the machine whenever nothing has happened for two seconds. V8 collects when it allocates, so that a process that falls
 * idle keeps all that its start, or its last burst, left lying. `activity` is any number that changes when there is work. Keeps no process alive.
 */
export function collectWhenIdle(activity: () => number): Disposable {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  let seen = activity()
  let quiet = 0
  let settled = 0
  const timer = setInterval(() => {
    const now = activity()
    quiet = now === seen ? quiet + 1 : 0
    seen = now
    if (quiet !== QUIET_TICKS || getHeapStatistics().total_heap_size < settled + WORTH_BYTES) return
    // The flavour that returns empty pages to the machine as well.
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    settled = getHeapStatistics().total_heap_size
  }, TICK_MS).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
