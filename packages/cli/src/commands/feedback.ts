import { TallyError } from '@tallystick/core'
import { recordableNote, type Verdict } from '@tallystick/firewall'
import { type ExitCode, OK } from '../exit-codes.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import { type RecordsOptions, withScanRecords } from '../scan/records.ts'
import type { Terminal } from '../terminal.ts'

export type FeedbackOptions = RecordsOptions & {
  readonly falsePositive?: boolean
  readonly truePositive?: boolean
  readonly falseNegative?: boolean
  readonly comment?: string
  readonly json?: boolean
}

/** `tally scan feedback`: records whether a scan was right, so that the accuracy of the firewall is a figure and not a hope. */
export async function runScanFeedback(
  scan: string,
  options: FeedbackOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const verdict = verdictOf(options)
  const { comment } = options
  await withScanRecords(options, terminal, async records =>
    'aggregate' in records
      ? records.giveFeedback(scan, { verdict, ...(comment === undefined ? {} : { comment }) })
      : records.giveFeedback({ scan, verdict, comment: comment && (await recordableNote(comment)) }),
  )
  await terminal.print(
    options.json
      ? jsonLine({ scan, verdict })
      : `Recorded: scan ${sanitizeLine(scan)} is a ${verdict.replace('_', ' ')}.\n`,
  )
  return OK
}

function verdictOf({ falsePositive, truePositive, falseNegative }: FeedbackOptions): Verdict {
  const named: Verdict[] = [
    ...(falsePositive ? (['false_positive'] as const) : []),
    ...(truePositive ? (['true_positive'] as const) : []),
    ...(falseNegative ? (['false_negative'] as const) : []),
  ]
  if (named.length !== 1)
    throw new TallyError(
      'TALLY_CLI_USAGE',
      'give one of --false-positive, --true-positive and --false-negative',
    )
  return named[0]!
}
