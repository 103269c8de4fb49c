/**
 * Where tests end the process as `kill -9` would, `wal.written` for instance. The names stand at the calls; `name#3` waits for the
 * third time. (The habit of Tessera's test hooks: provoke the moment instead of waiting for it.)
 */
export type Crash = (point: string) => void

export function crashAt(target: string | undefined): Crash {
  if (target === undefined) return () => {}
  const [name, times = '1'] = target.split('#')
  let left = Number(times)
  return point => {
    // From a worker thread process.exit would end the thread only; a signal ends the process, at once and without handlers.
    if (point === name && --left === 0) process.kill(process.pid, 'SIGKILL')
  }
}
