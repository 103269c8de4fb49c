import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../bin/tally.mjs', import.meta.url))

export type Result = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type Started = {
  readonly url: string
  readonly data: string
  readonly store: string
  readonly verifier_key: string
  readonly pid: number
  readonly key?: string
  readonly admin?: { readonly name: string; readonly password: string }
  readonly pin?: string
}

export type Server = Started & {
  /** What it wrote to standard error so far. */
  log(): string
  /** Ends it by SIGTERM, and gives its exit code. */
  stop(): Promise<number | null>
}

/** A user of their own: home, configuration and data in a folder that is removed. */
export type User = {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  path(...names: string[]): string
  /** Runs `tally` to its end. */
  tally(...args: string[]): Promise<Result>
  /** The same, with a text on its standard input. */
  tallyWith(input: string, ...args: string[]): Promise<Result>
  /** Starts `tally` and leaves it running. */
  start(...args: string[]): ChildProcess
  /** Starts `tally serve` on any free port and waits until it is ready. */
  serve(...args: string[]): Promise<Server>
  /** Ends what still runs and removes the folder. */
  leave(): Promise<void>
}

async function collect(child: ChildProcess): Promise<Result> {
  const parts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      parts[name] += text
    })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...parts }
}

/** `more`: variables of their environment beside the usual ones. */
export function createUser(more: Readonly<Record<string, string>> = {}): User {
  const home = mkdtempSync(join(tmpdir(), 'tally-user-'))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TZ: 'UTC',
    // What Node compiles is the same for every user: kept, the commands start in a third of the time.
    XDG_CACHE_HOME: join(tmpdir(), 'tally-test-cache'),
    ...more,
  }
  const running = new Set<ChildProcess>()
  const start = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, [BIN, ...args], {
      env,
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    child.once('close', () => running.delete(child))
    return child
  }
  return {
    home,
    env,
    path: (...names) => join(home, ...names),
    start,
    tally: (...args) => collect(start(...args)),
    tallyWith(input, ...args) {
      const child = spawn(process.execPath, [BIN, ...args], {
        env,
        cwd: home,
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      child.stdin.end(input)
      return collect(child)
    },
    async serve(...args) {
      const child = start('serve', '--port', '0', '--json', '--store', 'sqlite', ...args)
      let log = ''
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        log += text
      })
      const lines = createInterface({ input: child.stdout! })
      const ready = await Promise.race([
        once(lines, 'line').then(([line]) => JSON.parse(line as string) as Started),
        once(child, 'close').then(([code]) => {
          throw new Error(`tally serve ended with ${code}:\n${log}`)
        }),
      ])
      return {
        ...ready,
        log: () => log,
        async stop() {
          const closed = once(child, 'close')
          child.kill('SIGTERM')
          const [code] = (await closed) as [number | null]
          return code
        },
      }
    },
    async leave() {
      for (const child of running) {
        const closed = once(child, 'close')
        child.kill('SIGKILL')
        await closed
      }
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Objects of an NDJSON text; throws where a line is none. */
export function ndjson<T = Record<string, unknown>>(text: string): T[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)
}

/** Sends events as any client would. */
export async function post(url: string, key: string, events: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(events),
  })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
}

/** Asks again until the answer is right; an event is searchable within about a second. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
  ms = 15_000,
): Promise<T> {
  for (const deadline = performance.now() + ms; ; ) {
    const answer = await ask()
    if (isRight(answer) || performance.now() > deadline) return answer
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
