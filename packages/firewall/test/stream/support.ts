import { createDetector, type Detector, policyOf, type ScanPolicy } from '../../src/pipeline/index.ts'
import { createRedaction, type RedactionSession } from '../../src/redact/index.ts'
import { createStreamGuard, type StreamGuard, type StreamOptions } from '../../src/stream/index.ts'
import type { Scanner } from '../../src/types.ts'

/** Finds codes like `tok_…` and numbers behind the word `number`, and says when they are final. Small, but with all that is hard about streams. */
export const codes: Scanner = {
  id: 'codes',
  version: '1',
  stages: ['input', 'output', 'file'],
  types: [
    { type: 'code', family: 'secret', title: 'Code', severity: 'High' },
    { type: 'number', family: 'personal', title: 'Number', severity: 'Medium' },
  ],
  scan: ({ text }) => [
    ...[...text.matchAll(/\btok_[A-Za-z0-9]{8,40}\b/g)].map(({ 0: found, index }) => ({
      type: 'code',
      rule: 'codes/code',
      start: index,
      end: index + found.length,
      score: 1,
      reason: 'a code',
    })),
    ...[...text.matchAll(/(?<=number\W{1,4})\d{3}[- ]?\d{3}(?!\d)(?! ?%)/g)].map(({ 0: found, index }) => ({
      type: 'number',
      rule: 'codes/number',
      start: index,
      end: index + found.length,
      score: 0.9,
      reason: 'a number',
    })),
  ],
  hold(text) {
    // What begins behind here is a word, or digits, that may go on.
    const match = /(?:\w+|\d[\d -]*(?:\d ?)?)$/.exec(text)
    return match?.index ?? text.length
  },
}

export function parts(options: { scanners?: readonly Scanner[]; policy?: object } = {}): {
  detector: Detector
  policy: ScanPolicy
  redaction: RedactionSession
} {
  const policy = policyOf(options.policy)
  return {
    detector: createDetector(options.scanners ?? [codes], policy, 'test key'),
    policy,
    redaction: createRedaction(),
  }
}

export async function streamed(
  chunks: Iterable<string>,
  options: StreamOptions,
  make: (options: StreamOptions) => StreamGuard = createStreamGuard,
): Promise<string> {
  const guard = make(options)
  let out = ''
  for (const chunk of chunks) out += await guard.push(chunk)
  return out + (await guard.end()).text
}

/** The text in pieces that end at these places. */
export function cutAt(text: string, places: readonly number[]): string[] {
  const ends = [...new Set([...places.map(place => place % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  )
  return ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end))
}
