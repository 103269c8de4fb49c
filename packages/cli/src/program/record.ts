import { type Command, Option } from 'commander'
import { wholeNumber } from '../args/numbers.ts'
import type { ExportOptions } from '../commands/export.ts'
import type { ProveOptions } from '../commands/prove.ts'
import type { SearchOptions } from '../commands/search.ts'
import type { TailOptions } from '../commands/tail.ts'
import type { VerifyOptions } from '../commands/verify.ts'
import { withEventOutput, withExamples, withJson, withRange, withRecord } from './options.ts'
import type { Run } from './run.ts'

const QUERY =
  'words and fields: level>=WARNING service:payments "connection refused"; one that starts with - goes after --'

const DASH_HINT =
  "(A query that starts with - goes after --, as in: tally search -- '-region:eu'. Run the command with --help for its options.)"

/** Commands that read the record. */
export function addRecord(program: Command, run: Run): void {
  const search = program
    .command('search')
    .summary('find events, or count them')
    .showHelpAfterError(DASH_HINT)
    .description('Find events, the newest at the bottom; or with pipes print a table.')
    .argument('[query...]', QUERY)
  withEventOutput(withRange(withRecord(search)))
    .option('--limit <n>', 'how many events at most (default: 100)', wholeNumber(1, 1_000_000))
    .action((query: string[], options: SearchOptions) =>
      run(async terminal => (await import('../commands/search.ts')).runSearch(query, options, terminal)),
    )
  withExamples(
    search,
    "tally search 'level>=ERROR' --last 1h",
    `tally search '"Failed password" | top 5 ip'`,
    "tally search 'service:gateway | p95(duration_ms), count() by bin(1h)'",
    'tally search stream:decision --fields time,user_id,attributes.allowed',
  )

  const tail = program
    .command('tail')
    .summary('watch events arrive')
    .showHelpAfterError(DASH_HINT)
    .description(
      'Print events as they are taken in, until Ctrl-C. Over a server it comes back when the connection breaks.',
    )
    .argument('[query...]', QUERY)
  withEventOutput(withRecord(tail))
    .option('--last <n>', 'the last n events first', wholeNumber(0, 10_000), 0)
    .action((query: string[], options: TailOptions) =>
      run(async terminal => (await import('../commands/tail.ts')).runTail(query, options, terminal)),
    )
  withExamples(
    tail,
    'tally tail',
    "tally tail --last 20 'level>=WARNING'",
    'tally tail stream:security --json | jq .ip',
  )

  const exporting = program
    .command('export')
    .summary('write out events')
    .showHelpAfterError(DASH_HINT)
    .description('Write all matching events, oldest first.')
    .argument('[query...]', QUERY)
  withRange(withRecord(exporting))
    .addOption(
      new Option('--format <format>', 'how they are written')
        .choices(['ndjson', 'csv', 'json', 'parquet'])
        .default('ndjson'),
    )
    .option('--fields <a,b,c>', 'CSV, Parquet: these columns')
    .option('--out <file>', 'into a file, which appears when it is complete')
    .option(
      '--proof',
      'in order of the record and with what proves it, to be checked offline with tally verify',
    )
    .action((query: string[], options: ExportOptions) =>
      run(async terminal => (await import('../commands/export.ts')).runExport(query, options, terminal)),
    )
  withExamples(
    exporting,
    'tally export stream:activity --from 2026-01-01 --out activity.ndjson',
    'tally export --proof --out record.ndjson && tally verify record.ndjson --pin tally.vkey',
    "tally export 'level>=ERROR' --format csv --fields time,service,message > errors.csv",
  )

  const prove = program
    .command('prove')
    .summary('prove that an event is in the record')
    .description(
      'Print what proves that an event is in the record, and save the proof to check it offline (tally verify FILE).',
    )
    .argument('<id>', 'id of the event: tally search … --fields id')
  withJson(withRecord(prove))
    .option('--out <file>', 'save the proof')
    .action((id: string, options: ProveOptions) =>
      run(async terminal => (await import('../commands/prove.ts')).runProve(id, options, terminal)),
    )

  const verify = program
    .command('verify')
    .summary('check offline that nothing was altered')
    .description(
      'Check a data directory, a proof or an export against a pinned key. It needs no server, and the directory may be in use.',
    )
    .argument('[path]', 'directory or file (default: the directory of the server last started here)')
  withJson(verify)
    .option('--data <path>', 'the same, as an option')
    .option('--pin <key>', 'verifier key, or a file that holds it; without one the answer is 2, cannot tell')
    .option('--checkpoint <file>', 'a checkpoint kept elsewhere, which the ledger must continue')
    .option('--tenant <tenant>', 'only this tenant')
    .action((path: string | undefined, options: VerifyOptions) =>
      run(async terminal =>
        (await import('../commands/verify.ts')).runVerifyCommand(path, options, terminal),
      ),
    )
  withExamples(
    verify,
    'tally verify --pin tally.vkey',
    'tally verify /backup/tallystick --pin tally.vkey --checkpoint kept.checkpoint',
    'tally verify proof.json --pin tally.vkey',
  )
}
