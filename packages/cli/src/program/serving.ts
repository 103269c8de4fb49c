import { type Command, Option } from 'commander'
import { wholeNumber } from '../args/numbers.ts'
import type { ServeOptions } from '../commands/serve.ts'
import { storeOption, withExamples, withJson } from './options.ts'
import type { Run } from './run.ts'

/** T-A-L-L on a telephone's keys; the server's own default, which is not imported so that help stays quick. */
const DEFAULT_PORT = 8255

export function addServing(program: Command, run: Run): void {
  const command = program
    .command('serve')
    .summary('run the server')
    .description(
      'Run the server on a data directory, until Ctrl-C or SIGTERM. The first start makes a key and notes it for the other commands.',
    )
    .option(
      '--data <dir>',
      'data directory (default: TALLYSTICK_DATA, else tallystick in the user data folder)',
    )
    .addOption(
      new Option('--port <port>', 'port; 0 takes any free one')
        .argParser(wholeNumber(0, 65_535))
        .default(DEFAULT_PORT),
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(storeOption())
    .option('--allowed-host <name...>', 'names that a Host header may carry besides those of this machine')
    .option('--public-ledger', 'serve checkpoints and tiles without a key')
    .option('--origin <host>', 'first part of the name of every ledger; fixed at the first start')
    .addOption(
      new Option('--log <format>', "the server's own log, on standard error")
        .choices(['text', 'json', 'off'])
        .default('text'),
    )
    .addOption(
      new Option('--log-level <level>', 'least level of that log')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
  withJson(command).action((options: ServeOptions) =>
    run(async terminal => (await import('../commands/serve.ts')).runServe(options, terminal)),
  )
  withExamples(
    command,
    'tally serve',
    'tally serve --data /srv/tallystick --port 9000',
    'tally serve --host 0.0.0.0 --allowed-host logs.example.org',
  )
}
