import { type Command, InvalidArgumentError, Option } from 'commander'
import { wholeNumber } from '../args/numbers.ts'
import type { ScanOptions } from '../commands/scan.ts'
import type { ScanRecordsOptions } from '../commands/scan-records.ts'
import { addScanFeedback } from './feedback.ts'
import { withExamples, withJson, withRecord } from './options.ts'
import type { Run } from './run.ts'

const SEVERITIES = ['Info', 'Low', 'Medium', 'High', 'Critical'] as const

/** Not with `choices`: `high` is as good as `High`. */
function severity(text: string): (typeof SEVERITIES)[number] {
  const found = SEVERITIES.find(name => name.toLowerCase() === text.toLowerCase())
  if (found === undefined) throw new InvalidArgumentError(`It must be one of ${SEVERITIES.join(', ')}.`)
  return found
}

const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value]

/** Where scans are recorded. */
function withRecords(command: Command): Command {
  return withRecord(command).option(
    '--db <file>',
    'file of the local record of scans, used when no server runs here (default: TALLYSTICK_FIREWALL_DB, else one of the user)',
  )
}

/** A command takes options that come behind the name of its subcommand for its own, where both know them: they are handed on. */
function handOn(command: Command, subcommand: Command): void {
  for (const option of command.options) {
    const name = option.attributeName()
    if (command.getOptionValueSource(name) !== 'cli') continue
    if (!subcommand.options.some(known => known.attributeName() === name))
      subcommand.error(`error: unknown option '${option.long}'`, { code: 'commander.unknownOption' })
    subcommand.setOptionValueWithSource(name, command.getOptionValue(name), 'cli')
  }
}

/** `tally scan`, and what becomes of the records of scans. */
export function addScan(program: Command, run: Run): void {
  const scan = program
    .command('scan')
    .summary('find secrets and personal data in files, or in a text')
    .description(
      'Find secrets and personal data in files, folders and git repositories; in a text, prompt attacks too. Exit code 0: nothing found, 1: something, 2: something could not be scanned.',
    )
    .hook('preSubcommand', handOn)
    .argument('[what...]', 'files and folders; a text; or - for standard input')
    .option('--text <text>', 'a text, whatever it looks like')
    .option('--staged', 'what the next commit of a git repository would add or change, as it is in the index')
    .addOption(
      new Option('--exclude <pattern>', 'leave out paths, as in .gitignore; may be repeated').argParser(
        collect,
      ),
    )
    .addOption(
      new Option('--rules <file>', 'more rules for secrets, TOML as of gitleaks; may be repeated').argParser(
        collect,
      ),
    )
    .option('--baseline <file>', 'do not tell findings that this file knows')
    .option('--update-baseline', 'write what is found into the baseline: from then on it is known')
    .addOption(
      new Option(
        '--min-severity <severity>',
        `tell findings from this severity on: ${SEVERITIES.join(', ')} (default: Medium; of a text Info)`,
      ).argParser(severity),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit code 1 from this severity on, which is told too (default: that of --min-severity)',
      ).argParser(severity),
    )
    .addOption(
      new Option('--format <format>', 'how it is told')
        .choices(['text', 'json', 'ndjson', 'sarif'])
        .default('text'),
    )
    .option('--out <file>', 'into a file, which appears when it is complete')
    .option('--show', 'show the values that were found')
    .option('--no-record', 'keep no record of the scan')
  withJson(withRecords(scan)).action((what: string[], options: ScanOptions) =>
    run(async terminal => (await import('../commands/scan.ts')).runScan(what, options, terminal)),
  )
  withExamples(
    scan,
    'tally scan .',
    "tally scan 'My SSN is 123-45-6789'",
    'git diff | tally scan -',
    'tally scan --staged --min-severity High',
    'tally scan . --format sarif --out tally.sarif',
    'tally scan . --baseline .tally-baseline.json --update-baseline',
  )

  const recent = scan.command('recent')
  withJson(
    withRecords(
      recent.summary('the last scans').description('Print the last scans, the newest at the bottom.'),
    ),
  )
    .addOption(new Option('--limit <n>', 'how many').argParser(wholeNumber(1, 1_000)).default(20))
    .option('--utc', 'times in UTC')
    .action((options: ScanRecordsOptions & { readonly limit: number }) =>
      run(async terminal => (await import('../commands/scan-records.ts')).runScanRecent(options, terminal)),
    )

  withJson(
    withRecords(
      scan
        .command('stats')
        .summary('how many scans, how risky, how fast')
        .description('Print how many scans are recorded, how risky and how fast they were.'),
    ),
  ).action((options: ScanRecordsOptions) =>
    run(async terminal => (await import('../commands/scan-records.ts')).runScanStats(options, terminal)),
  )

  const cleanup = scan.command('cleanup')
  withJson(
    withRecords(
      cleanup
        .summary('forget old scans')
        .description('Forget old scans of the local record. What a server records is evidence, and kept.'),
    ),
  )
    .addOption(
      new Option('--days <n>', 'those that are more than so many days old')
        .argParser(wholeNumber(0, 36_500))
        .default(30),
    )
    .option('--dry-run', 'only say how many that would be')
    .option('--stats', 'only say what is there, as tally scan stats does, and how many that would be')
    .action((options: ScanRecordsOptions & { readonly days: number }) =>
      run(async terminal => (await import('../commands/scan-records.ts')).runScanCleanup(options, terminal)),
    )
  withExamples(cleanup, 'tally scan cleanup --days 7 --dry-run')

  addScanFeedback(scan, run, withRecords)
}
