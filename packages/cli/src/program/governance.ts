import type { Command } from 'commander'
import { timeStep, wholeNumber } from '../args/numbers.ts'
import type { DecisionsOptions } from '../commands/decisions.ts'
import type { PolicyApplyOptions, PolicyOptions, PolicyTestOptions } from '../commands/policy.ts'
import { withExamples, withJson, withRange, withRecord } from './options.ts'
import type { Run } from './run.ts'

const FILE = 'policy in YAML or JSON (docs/policies.md)'
const KEY_ID = 'for the API key of this id alone, as tally keys list names it'

/** Commands on the policies that decide how models may be used, and on what was decided. */
export function addGovernance(program: Command, run: Run): void {
  const policy = program
    .command('policy')
    .summary('rules for the use of models')
    .description('Write, test and apply the policies that decide how models may be used.')

  withJson(
    policy
      .command('check')
      .description(
        'Check that a file is a policy; without a server. What is wrong is told by line and column.',
      )
      .argument('<file>', FILE),
  ).action((file: string, options: { readonly json?: boolean }) =>
    run(async terminal => (await import('../commands/policy.ts')).runPolicyCheck(file, options, terminal)),
  )

  const test = policy.command('test')
  withJson(
    test
      .description(
        'Print what a policy says to examples; without a server. Exit code 1 when one is not as it expects.',
      )
      .argument('<file>', `${FILE}, or built-in`)
      .requiredOption('--input <file>', 'examples in YAML or JSON'),
  ).action((file: string, options: PolicyTestOptions) =>
    run(async terminal => (await import('../commands/policy.ts')).runPolicyTest(file, options, terminal)),
  )
  withExamples(test, 'tally policy test policy.yaml --input examples.yaml')

  const apply = policy.command('apply')
  withJson(withRecord(apply.description('Put a policy in force at once.').argument('<file>', FILE)))
    .option('--key-id <id>', KEY_ID)
    .action((file: string, options: PolicyApplyOptions) =>
      run(async terminal => (await import('../commands/policy.ts')).runPolicyApply(file, options, terminal)),
    )
  withExamples(apply, 'tally policy apply policy.yaml', 'tally policy apply trial.yaml --key-id 4f0c2a')

  withJson(
    withRecord(
      policy
        .command('reset')
        .description('Take the policy of the tenant out of force, or with --key-id that of an API key.'),
    ),
  )
    .option('--key-id <id>', KEY_ID)
    .action((options: PolicyApplyOptions) =>
      run(async terminal => (await import('../commands/policy.ts')).runPolicyReset(options, terminal)),
    )

  const show = policy.command('show')
  withJson(
    withRecord(
      show
        .description('Print a policy as it was written.')
        .argument('[name]', 'its name, or NAME@VERSION, or built-in (default: the one in force)'),
    ),
  ).action((name: string | undefined, options: PolicyOptions) =>
    run(async terminal => (await import('../commands/policy.ts')).runPolicyShow(name, options, terminal)),
  )
  withExamples(show, 'tally policy show built-in > policy.yaml', 'tally policy show house@2')

  withJson(
    withRecord(policy.command('list').description('List every version, and for whom each is in force.')),
  ).action((options: PolicyOptions) =>
    run(async terminal => (await import('../commands/policy.ts')).runPolicyList(options, terminal)),
  )

  withJson(
    withRecord(policy.command('history').description('List what applied when, the newest first.')),
  ).action((options: PolicyOptions) =>
    run(async terminal => (await import('../commands/policy.ts')).runPolicyHistory(options, terminal)),
  )

  const decisions = program
    .command('decisions')
    .summary('what was allowed and what was blocked')
    .description('Print governance decisions, the newest at the bottom; or how many, and at what risk.')
  withJson(withRange(withRecord(decisions)))
    .option('--blocked', 'blocked ones only')
    .option('--customer <tenant>', 'of this customer')
    .option('--key-id <id>', 'of the API key of this id')
    .option('--model <model>', 'about this model')
    .option('--operation <operation>', 'about this operation')
    .option('--limit <n>', 'how many at most', wholeNumber(1, 1_000_000), 100)
    .option('--stats', 'average risk by model and operation, and the ratio of allowed ones over time')
    .option('--bin <duration>', 'with --stats: step of time', timeStep, '1h')
    .option('--utc', 'times in UTC')
    .action((options: DecisionsOptions) =>
      run(async terminal => (await import('../commands/decisions.ts')).runDecisions(options, terminal)),
    )
  withExamples(
    decisions,
    'tally decisions --blocked --last 24h',
    'tally decisions --stats --last 7d --bin 1d',
    'tally decisions --model gpt-4o --json | jq .reason',
  )
}
