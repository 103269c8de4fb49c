import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TALLY = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url))

export type Served = {
  readonly url: string
  /** Its data directory. */
  readonly data: string
  /** The configuration folder of whoever started it; `tally` finds the server and its key there. */
  readonly config: string
  readonly key: string
  readonly admin: { readonly name: string; readonly password: string }
  /** Ends it as Ctrl-C does, and removes everything. */
  stop(): Promise<void>
}

/** `tally serve` as a person starts it for the first time, on a free port. */
export async function serve(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'tally-serve-'))
  const [data, config] = [join(folder, 'data'), join(folder, 'config')]
  const server = spawn(process.execPath, [TALLY, 'serve', '--data', data, '--port', '0', '--json', ...args], {
    env: { ...process.env, ...env, XDG_CONFIG_HOME: config },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()))
  let printed = ''
  const facts = await new Promise<{ url: string; key: string; admin: Served['admin'] }>((resolve, reject) => {
    server.once('exit', code => reject(new Error(`tally serve exited with ${code}: ${printed}`)))
    server.stdout.on('data', chunk => {
      printed += String(chunk)
      if (printed.includes('\n')) resolve(JSON.parse(printed))
    })
  })
  return {
    ...facts,
    data,
    config,
    async stop() {
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
