import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** What tells a running process from every other, also from a later one with the same number. */
export type ProcessIdentity = {
  readonly pid: number
  readonly host: string
  /** Boot of the machine and namespace of the number: within the same two, `started` decides. Linux only. */
  readonly scope?: string
  /** Clock ticks from the boot to the start of the process (proc_pid_stat(5), field 22). Linux only. */
  readonly started?: string
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  const identity = { pid: process.pid, host: hostname() }
  try {
    const [boot, namespace, started] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readlink('/proc/self/ns/pid'),
      startOf(process.pid),
    ])
    return {
      ...identity,
      scope: `${boot.trim()} ${namespace}`,
      ...(started === undefined ? {} : { started }),
    }
  } catch {
    return identity
  }
}

/** Whether the other process has surely ended. False when it runs, and when it cannot be told from here (another machine or container). */
export async function hasEnded(other: ProcessIdentity, own: ProcessIdentity): Promise<boolean> {
  if (other.scope !== undefined && own.scope !== undefined)
    return other.scope === own.scope && (await startOf(other.pid)) !== other.started
  if (other.host !== own.host || other.scope !== own.scope) return false
  try {
    process.kill(other.pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** When a process started; undefined when there is none, or none but a zombie. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in parentheses, may hold anything; after it come the state (field 3) and the rest.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
