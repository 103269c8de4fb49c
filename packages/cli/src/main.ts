import { CommanderError } from 'commander'
import { OK, USAGE } from './exit-codes.ts'
import { jsonLine } from './output/sanitize.ts'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'
import { createTerminal } from './terminal.ts'
import { VERSION } from './version.ts'

const A_DAY_MS = 86_400_000

function stayAlive(): Disposable {
  const timer = setInterval(() => {}, A_DAY_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

const program = createProgram(VERSION, async work => {
  const { stdout, stderr, env } = process
  // The engine holds no process open by itself, so that a library does not; here somebody waits for the answer.
  using _ = stayAlive()
  process.exitCode = await work(
    createTerminal({ stdout, stderr, env, colour: program.opts().color !== false }),
  )
})

// A reader that goes away (| head) is told to `print`; without a listener it would also end the process, even in the middle of its help.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

try {
  await program.parseAsync(process.argv.slice(2), { from: 'user' })
} catch (error) {
  // Commander has printed what was wrong with the command line, for people.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? OK : USAGE
    if (process.exitCode === USAGE && process.argv.includes('--json'))
      process.stderr.write(
        jsonLine({
          error: {
            code: 'TALLY_CLI_USAGE',
            message: error.message.replace(/^error: /, ''),
            help: 'Run the command with --help.',
          },
        }),
      )
  }
  // Whoever read our output has seen enough: tally search … | head
  else if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exitCode = OK
  else
    process.exitCode = reportError(error, {
      json: process.argv.includes('--json'),
      debug: Boolean(process.env.TALLYSTICK_DEBUG),
      write: text => process.stderr.write(text),
    })
}
