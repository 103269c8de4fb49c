import type { Command } from 'commander'
import type { MetricsOptions } from '../commands/metrics.ts'
import { withExamples, withJson, withRange, withRecord } from './options.ts'
import type { Run } from './run.ts'

/** The command for metrics and series. */
export function addMetrics(program: Command, run: Run): void {
  const metrics = program
    .command('metrics')
    .summary('look at metrics')
    .description('List metrics and derived series; or with an expression print its values over time.')
    .argument(
      '[expression...]',
      'as in avg(response_time{endpoint="/api/users"}) by (service); one that starts with - goes after --',
    )
  withJson(withRange(withRecord(metrics)))
    .option(
      '--step <duration>',
      'how long a step is: 30s, 5m, 1h, or range for one value over all of it (default: what suits the range)',
    )
    .option('--utc', 'times in UTC')
    .action((expression: string[], options: MetricsOptions) =>
      run(async terminal =>
        (await import('../commands/metrics.ts')).runMetrics(expression, options, terminal),
      ),
    )
  withExamples(
    metrics,
    'tally metrics',
    'tally metrics cpu_usage --last 1h --step 1m',
    "tally metrics 'p95(request_duration_seconds) by (endpoint)' --last 24h",
    "tally metrics 'error_rate > 0.05' --last 7d --step 1h --json",
    "tally metrics 'error_rate by (service)' --last 7d --step range",
  )
}
