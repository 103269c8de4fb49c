import type { Reader, TimeRange } from '@tallystick/engine'
import { type Accuracy, accuracyOf, FEEDBACK_EVENT, VERDICTS, type Verdict } from '@tallystick/firewall'

/** How right scans were, by the feedback of a range. */
export async function scanAccuracy(
  reader: Pick<Reader, 'export'>,
  asked: TimeRange & { readonly signal?: AbortSignal },
): Promise<Accuracy> {
  const verdicts = new Map<string, Verdict>()
  // Oldest first, so that the last one stays.
  for await (const { entity_id = '', attributes } of reader.export(
    `stream:scan name:${FEEDBACK_EVENT}`,
    asked,
  ))
    if (isVerdict(attributes?.verdict)) verdicts.set(entity_id, attributes.verdict)
  return accuracyOf(verdicts.values())
}

export function isVerdict(value: unknown): value is Verdict {
  return (VERDICTS as readonly unknown[]).includes(value)
}
