import type { Format } from '@tallystick/core'
import { type Command, Option } from 'commander'
import { wholeNumber } from '../args/numbers.ts'
import type { ImportCommandOptions } from '../commands/import.ts'
import type { ServeOptions } from '../commands/serve.ts'
import { storeOption, withExamples, withJson, withRecord } from './options.ts'
import type { Run } from './run.ts'

/** Formats of core/formats, which help does not load, and the word for finding out. */
const FORMATS = [
  'auto',
  'ndjson',
  'json',
  'logfmt',
  'csv',
  'syslog',
  'access',
  'text',
] as const satisfies readonly (Format | 'auto')[]

/** T-A-L-L on a telephone's keys; the server's own default, which is not imported so that help stays quick. */
const DEFAULT_PORT = 8255

/** Commands by which events come in. */
export function addServing(program: Command, run: Run): void {
  const serve = program
    .command('serve')
    .summary('run the server')
    .description(
      'Run the server on a data directory, until Ctrl-C or SIGTERM. The first start makes a key and notes it for the other commands. TALLYSTICK_PUBLIC_URL and TALLYSTICK_OIDC_* say how people sign in (docs/access.md).',
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
    .option(
      '--allowed-host <name...>',
      'public names that a Host header may carry, besides addresses and names of this network; * takes all',
    )
    .option('--public-metrics', 'serve /metrics without a key also when --host is no loopback address')
    .option('--public-ledger', 'serve checkpoints and tiles without a key')
    .option('--no-audit-reads', 'do not record in the stream audit who read what')
    .option(
      '--upstream <url>',
      'OpenAI-compatible service behind /v1 (default: OPENAI_BASE_URL, else https://api.openai.com/v1)',
    )
    .option('--proxy-rules <file>', 'JSON list of what the proxy does for whom (docs/proxy.md)')
    .option(
      '--proxy-open',
      'serve /v1 without a key, for the tenant default; so by default on a loopback address',
    )
    .option('--no-proxy-open', 'ask for a key there too')
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
  withJson(serve).action((options: ServeOptions) =>
    run(async terminal => (await import('../commands/serve.ts')).runServe(options, terminal)),
  )
  withExamples(
    serve,
    'tally serve',
    'tally serve --data /srv/tallystick --port 9000',
    'tally serve --host 0.0.0.0 --allowed-host logs.example.org',
  )

  const importing = program
    .command('import')
    .summary('take in log files')
    .description(
      'Read files, folders, patterns and standard input (-), .gz and .zst too, and take in what they say. Run again, it adds only what is new.',
    )
    .argument('<path...>', 'files, folders, patterns such as "logs/**/*.log", or -')
  withJson(withRecord(importing))
    .option('--service <name>', "service of events that name none (default: from the file's name)")
    .option('--environment <name>', 'environment of events that name none')
    .addOption(new Option('--format <format>', 'how lines are read').choices(FORMATS).default('auto'))
    .option('--timezone <zone>', 'IANA zone of times that name none, such as Europe/Berlin (default: UTC)')
    .option('--dry-run', 'show how each file would be read, and take nothing in')
    .action((paths: string[], options: ImportCommandOptions) =>
      run(async terminal =>
        (await import('../commands/import.ts')).runImportCommand(paths, options, terminal),
      ),
    )
  withExamples(
    importing,
    'tally import /var/log/nginx --service web',
    'tally import app.log.gz old/*.zst --timezone Europe/Berlin',
    'kubectl logs deploy/web | tally import - --service web',
  )
}
