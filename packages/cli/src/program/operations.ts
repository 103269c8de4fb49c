import { type Command, Option } from 'commander'
import { positiveNumber, wholeNumber } from '../args/numbers.ts'
import type { BenchOptions } from '../commands/bench.ts'
import type { DemoOptions } from '../commands/demo.ts'
import type { DoctorOptions } from '../commands/doctor.ts'
import type { ReindexOptions } from '../commands/reindex.ts'
import type { StatsOptions } from '../commands/stats.ts'
import { storeOption, withExamples, withJson, withRecord, withTarget } from './options.ts'
import type { Run } from './run.ts'

/** Commands for whoever runs the instance. */
export function addOperations(program: Command, run: Run): void {
  withJson(
    withTarget(
      program
        .command('stats')
        .summary('how much there is and where')
        .description('Print events, disk use and what is behind.'),
    ),
  ).action((options: StatsOptions) =>
    run(async terminal => (await import('../commands/stats.ts')).runStats(options, terminal)),
  )

  withJson(
    program
      .command('doctor')
      .summary('check that everything is well')
      .description(
        'Check this machine, the data directory and the server, and say what to do about what is wrong.',
      )
      .option('--data <dir>', 'data directory to look at')
      .option('--url <url>', 'server to ask')
      .option('--key <key>', 'API key for the server')
      .option('--pin <key>', 'verifier key, or a file that holds it'),
  ).action((options: DoctorOptions) =>
    run(async terminal => (await import('../commands/doctor.ts')).runDoctor(options, terminal)),
  )

  withJson(
    withTarget(
      program
        .command('reindex')
        .summary('rebuild the event store from the journal')
        .description(
          'Drop what is indexed and read the journal anew; a running server does it while it takes events in. With --store it switches the engine of a directory whose server is stopped.',
        ),
    ).addOption(storeOption()),
  ).action((options: ReindexOptions) =>
    run(async terminal => (await import('../commands/reindex.ts')).runReindex(options, terminal)),
  )

  const bench = program.command('bench')
  withJson(
    bench
      .summary('measure this machine')
      .description(
        'Fill a record of its own with made-up events, ask it questions, print how fast both were, and remove it. No server and no network take part.',
      )
      .addOption(
        new Option('--events <n>', 'how many events').argParser(wholeNumber(1, 100_000_000)).default(200_000),
      )
      .option('--on <dir>', 'folder on the disk to measure (default: the one for temporary files)')
      .addOption(storeOption())
      .addOption(
        new Option('--seed <n>', 'the same seed gives the same events')
          .argParser(wholeNumber(0, 4_294_967_295))
          .default(1),
      ),
  ).action((options: BenchOptions) =>
    run(async terminal => (await import('../commands/bench.ts')).runBench(options, terminal)),
  )
  withExamples(bench, 'tally bench', 'tally bench --events 5000000 --on /srv', 'tally bench --store sqlite')

  const demo = program.command('demo')
  withJson(
    withRecord(
      demo
        .summary('play an AI application')
        .description(
          'Send the events of a made-up shop with an AI assistant: chat turns, scans, decisions, orders, logins, errors, attacks, deploys; and share two dashboards of them.',
        ),
    ),
  )
    .addOption(new Option('--rate <n>', 'events per second').argParser(positiveNumber(1_000_000)).default(20))
    .option('--for <duration>', 'stop after so long: 30s, 5m (default: until Ctrl-C)')
    .option('--count <n>', 'stop after so many events', wholeNumber(1, 1_000_000_000))
    .option(
      '--backfill <duration>',
      'fill the past so far back, with incidents to find and metric points (default: 20,000 events), then stop unless --for is given',
    )
    .option(
      '--seed <n>',
      'another seed tells another story; the same tells the same',
      wholeNumber(0, 4_294_967_295),
      1,
    )
    .action((options: DemoOptions) =>
      run(async terminal => (await import('../commands/demo.ts')).runDemo(options, terminal)),
    )
  withExamples(
    demo,
    'tally demo --backfill 30d',
    'tally demo --backfill 24h --for 10m',
    'tally demo --rate 5000 --count 100000',
  )
}
