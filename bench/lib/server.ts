import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TALLY = join(ROOT, 'packages/cli/bin/tally.mjs')

/** CPU seconds and peak resident bytes of one process, as the kernel counts them. */
export type Usage = {
  readonly pid: number
  readonly role: string
  readonly cpuSeconds: number
  readonly peakBytes: number
  readonly bytes: number
}

function statusField(pid: number, field: string): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? 0) * 1024
}

function usage(pid: number, role: string): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // Fields after the parenthesised name; utime and stime are the 14th and 15th of all (proc(5)), in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    pid,
    role,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
    peakBytes: statusField(pid, 'VmHWM'),
    bytes: statusField(pid, 'VmRSS'),
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number)
}

/** The address that a starting server prints when it is ready. */
export function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.stdout!.on('data', chunk => {
      printed += String(chunk)
      const found = /URL\s+(http:\S+)/.exec(printed)
      if (found) resolve(found[1]!)
    })
    child.once('exit', code => reject(new Error(`the server exited with ${code}: ${printed}`)))
  })
}

/** A Tallystick server of its own, in a directory of its own, from the built code: what benchmarks measure and end-to-end tests torment. */
export class TallyServer implements AsyncDisposable {
  readonly url: string
  readonly key: string
  readonly directory: string
  readonly #child: ChildProcess
  readonly #keep: boolean

  private constructor(child: ChildProcess, url: string, key: string, directory: string, keep: boolean) {
    this.#child = child
    this.url = url
    this.key = key
    this.directory = directory
    this.#keep = keep
  }

  /**
   * Starts `tally serve` and resolves when it is ready. `directory` is kept when given, else removed at the end. The higher `niceness` (0 to 19, as of
   * nice(1)), the less it takes from what runs beside it.
   */
  static async start(
    options: { readonly directory?: string; readonly store?: string; readonly niceness?: number } = {},
  ): Promise<TallyServer> {
    const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'tally-bench-'))
    const serve = [
      'serve',
      '--data',
      join(directory, 'data'),
      '--port',
      '0',
      '--store',
      options.store ?? 'auto',
    ]
    const child = spawn('nice', ['-n', String(options.niceness ?? 0), process.execPath, TALLY, ...serve], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, XDG_CONFIG_HOME: join(directory, 'config') },
    })
    const url = await announcedUrl(child)
    const config = JSON.parse(
      readFileSync(join(directory, 'config', 'tallystick', 'config.json'), 'utf8'),
    ) as { servers: { url: string; key: string }[] }
    const { key } = config.servers.find(known => known.url === url) ?? config.servers[0]!
    return new TallyServer(child, url, key, directory, options.directory !== undefined)
  }

  get data(): string {
    return join(this.directory, 'data')
  }

  usage(): Usage[] {
    const pid = this.#child.pid!
    return [usage(pid, 'server'), ...childrenOf(pid).map(child => usage(child, 'engine host'))]
  }

  async json<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.key}` } })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Process ids of the engine host, while it runs. */
  hosts(): number[] {
    return childrenOf(this.pid)
  }

  /** Sends the signal, waits for the end, and gives the exit code (null after a signal). */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = new Promise(resolve => this.#child.once('exit', resolve))
      this.#child.kill(signal)
      await exited
    }
    return this.#child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    if (!this.#keep) rmSync(this.directory, { recursive: true, force: true })
  }
}
