import type { Command } from 'commander'
import type { FeedbackOptions } from '../commands/feedback.ts'
import { withExamples, withJson } from './options.ts'
import type { Run } from './run.ts'

/** `feedback` below `tally scan`. */
export function addScanFeedback(scan: Command, run: Run, withRecords: (command: Command) => Command): void {
  const feedback = scan.command('feedback')
  withJson(
    withRecords(
      feedback
        .description('Record whether a scan was right. The last word on a scan counts in its accuracy.')
        .argument('<id>', 'of the scan'),
    ),
  )
    .option('--false-positive', 'what was found is not there')
    .option('--true-positive', 'it is there')
    .option('--false-negative', 'something was missed')
    .option('--comment <text>', 'why; recorded without the values that a scan finds in it')
    .action((id: string, options: FeedbackOptions) =>
      run(async terminal => (await import('../commands/feedback.ts')).runScanFeedback(id, options, terminal)),
    )
  withExamples(feedback, 'tally scan feedback 019f0000-0000-7000-8000-000000000000 --false-positive')
}
