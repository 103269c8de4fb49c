import type { JsonObject } from '@tallystick/core'

/** `name` of the event that says what became of a scan when somebody looked. */
export const FEEDBACK_EVENT = 'scan.feedback'

/** `false_positive`: what was found is not there. `true_positive`: it is. `false_negative`: something was missed. */
export const VERDICTS = ['false_positive', 'true_positive', 'false_negative'] as const
export type Verdict = (typeof VERDICTS)[number]

export type Feedback = {
  /** Id of the scan. */
  readonly scan: string
  readonly verdict: Verdict
  readonly comment?: string | undefined
  /** Who says so. */
  readonly by: string
}

/** Feedback as an event of the stream `scan`, about the scan as its entity. */
export function eventOfFeedback({ scan, verdict, comment, by }: Feedback): JsonObject {
  return {
    stream: 'scan',
    name: FEEDBACK_EVENT,
    category: 'security',
    message: `${by}: ${verdict.replace('_', ' ')}`,
    user_id: by,
    entity_type: 'scan',
    entity_id: scan,
    attributes: { verdict, ...(comment === undefined || comment === '' ? {} : { comment }) },
  }
}

/** What feedback says about the detection. A rate of nothing is null. */
export type Accuracy = {
  /** Scans with a verdict; where there are several, the last one counts. */
  readonly reviewed: number
  readonly false_positives: number
  readonly true_positives: number
  readonly false_negatives: number
  /** Of the detections that were looked at, the share that was none: FP / (FP + TP). */
  readonly false_positive_rate: number | null
  /** Share of the verdicts that say the scan was right: TP / (TP + FP + FN). */
  readonly detection_accuracy: number | null
}

export function accuracyOf(verdicts: Iterable<Verdict>): Accuracy {
  const count: Record<Verdict, number> = { false_positive: 0, true_positive: 0, false_negative: 0 }
  for (const verdict of verdicts) count[verdict]++
  const { false_positive, true_positive, false_negative } = count
  const reviewed = false_positive + true_positive + false_negative
  return {
    reviewed,
    false_positives: false_positive,
    true_positives: true_positive,
    false_negatives: false_negative,
    false_positive_rate: share(false_positive, false_positive + true_positive),
    detection_accuracy: share(true_positive, reviewed),
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
