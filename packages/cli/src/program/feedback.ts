import type { Command } from 'commander'
import type { FeedbackOptions } from '../commands/feedback.ts'
import { withExamples, withJson, withRecord } from './options.ts'
import type { Run } from './run.ts'

/** `feedback` below `tally scan`. */
export function addScanFeedback(scan: Command, run: Run): void {
  const feedback = scan.command('feedback')
  withJson(
    withRecord(
      feedback
        .description('Record whether a scan was right. The last word on a scan counts in its accuracy.')
        .argument('<id>', 'of the scan'),
    ),
  )
    .option('--false-positive', 'what was found is not there')
    .option('--true-positive', 'it is there')
    .option('--false-negative', 'something was missed')
    .option('--comment <text>', 'why; it is recorded, so do not quote what was found')
    // `tally scan` has options of the same names, and commander may give them to it.
    .action((id: string, _: unknown, command: Command) =>
      run(async terminal =>
        (await import('../commands/feedback.ts')).runScanFeedback(
          id,
          command.optsWithGlobals<FeedbackOptions>(),
          terminal,
        ),
      ),
    )
  withExamples(feedback, 'tally scan feedback 019f0000-0000-7000-8000-000000000000 --false-positive')
}
