import { spawn } from 'node:child_process'
import { hostCommand } from './host.ts'

let probe: Promise<boolean> | undefined

/**
 * Whether chDB's native library loads on this machine. It is tried in a process of its own, once: a library that does not fit may end
 * the process that loads it.
 */
export function isChdbAvailable(): Promise<boolean> {
  probe ??= new Promise(resolve => {
    const child = spawn(process.execPath, hostCommand('probe'), { stdio: 'ignore' })
    child.on('error', () => resolve(false))
    child.on('exit', code => resolve(code === 0))
  })
  return probe
}
