import type { Writable } from 'node:stream'
import { Interruption } from './exit-codes.ts'
import { createProgress, type Progress } from './output/progress.ts'
import { createStyle, type Style, wantsColour } from './output/style.ts'

/** Where a command prints and what it may know of its surroundings. Made once, in `main`. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** For standard output. */
  readonly style: Style
  /** For standard error. */
  readonly noteStyle: Style
  /** A person reads standard output. */
  readonly interactive: boolean
  /** A person watches standard error. */
  readonly watched: boolean
  /** Columns of standard output. */
  readonly columns: number
  /** Epoch milliseconds. */
  now(): number
  /** Writes results to standard output. Resolves when the reader has taken them, rejects when it is gone. */
  print(text: string | Uint8Array): Promise<void>
  /** Writes one line beside the results, to standard error. */
  note(line: string): void
  /** One line on standard error that is rewritten in place; silent where it is not a terminal. */
  progress(): Progress
  /** Aborts at the first SIGINT or SIGTERM, with an `Interruption` for its reason; the second ends the process at once. */
  interrupted(): AbortSignal
}

type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number }

export type TerminalOptions = {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** False for --no-color. */
  readonly colour: boolean
}

/** A launcher may pass on a Ctrl-C that the terminal has sent us as well; only later ones are a second signal. */
const REPEAT_MS = 500

function createInterrupt(): () => AbortSignal {
  let controller: AbortController | undefined
  return () => {
    if (controller !== undefined) return controller.signal
    const aborting = new AbortController()
    controller = aborting
    let first: number | undefined
    for (const [name, exitCode] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)
      process.on(name, () => {
        if (first === undefined) {
          first = performance.now()
          aborting.abort(new Interruption(exitCode))
        } else if (performance.now() - first > REPEAT_MS) process.exit(exitCode)
      })
    if (process.channel !== undefined) {
      // bin/tally.mjs holds the other end; when it was killed, nobody is left who could send a signal.
      process.once('disconnect', () => aborting.abort(new Interruption(143)))
      process.channel.unref()
    }
    return aborting.signal
  }
}

export function createTerminal({ stdout, stderr, env, colour }: TerminalOptions): Terminal {
  const columns = stdout.columns ?? Number(env.COLUMNS || 100)
  return {
    env,
    style: createStyle(wantsColour(stdout, env, colour)),
    noteStyle: createStyle(wantsColour(stderr, env, colour)),
    interactive: stdout.isTTY === true,
    watched: stderr.isTTY === true,
    columns: Number.isInteger(columns) && columns > 20 ? columns : 100,
    now: Date.now,
    print: text =>
      new Promise((resolve, reject) => {
        stdout.write(text, error => (error ? reject(error) : resolve()))
      }),
    note: line => {
      stderr.write(`${line}\n`)
    },
    progress: () => createProgress(stderr, performance.now.bind(performance)),
    interrupted: createInterrupt(),
  }
}
