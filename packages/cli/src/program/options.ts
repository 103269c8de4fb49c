import { type Command, Option } from 'commander'

const STORES = ['auto', 'chdb', 'sqlite', 'memory'] as const

export function storeOption(): Option {
  return new Option(
    '--store <engine>',
    'engine of the event store (default: the one the directory was indexed with, else auto)',
  ).choices(STORES)
}

/** --data, --url, --key: what a command talks to. */
export function withTarget(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory to open in this process')
    .option('--url <url>', 'server to talk to')
    .option('--key <key>', 'API key for the server')
}

/** The target, and with a directory whose record and which store. */
export function withRecord(command: Command): Command {
  return withTarget(command)
    .option('--tenant <tenant>', 'whose record, with a directory (a server takes it from the key)')
    .addOption(storeOption())
}

export function withRange(command: Command): Command {
  return command
    .option('--from <time>', 'from this time on: RFC 3339, 2026-01-31, epoch, -1h, today, yesterday')
    .option('--to <time>', 'before this time')
    .option('--last <duration>', 'from so long ago: 15m, 1h, 7d')
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON, one object per line')
}

/** How events are printed. */
export function withEventOutput(command: Command): Command {
  return withJson(command)
    .option('--fields <a,b,c>', 'print these fields as columns')
    .option('--utc', 'times in UTC')
    .option('-v, --verbose', 'every field of an event, id and seq too')
}

const EXAMPLES = new WeakMap<Command, readonly string[]>()

/** Command lines that the help ends with, and the reference page too. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  EXAMPLES.set(command, examples)
  return command.addHelpText('after', `\nExamples\n${examples.map(line => `  ${line}`).join('\n')}`)
}

export function examplesOf(command: Command): readonly string[] {
  return EXAMPLES.get(command) ?? []
}
