import { randomBytes } from 'node:crypto'
import { builtInScanners } from './built-in.ts'
import { createDetector, DEFAULT_POLICY, type Detector } from './pipeline/index.ts'
import { createRedaction } from './redact/index.ts'
import type { Finding } from './types.ts'

/** What a record may hold of an id or a name that somebody else gave: itself, or `-` where a value stands in it. */
export async function recordableId(id: string, detector: Detector): Promise<string> {
  return (await valuesIn(id, detector))?.length === 0 ? id : '-'
}

/** What a record may hold of a text that somebody wrote beside it: with placeholders for values, `-` where a scanner could not tell. */
export async function recordableNote(note: string, detector: Detector = ownDetector()): Promise<string> {
  const values = await valuesIn(note, detector)
  return values === undefined ? '-' : createRedaction().redact(note, values)
}

/** Secrets and personal data; an attack is one only where a model reads it. Undefined when a scanner gave no answer. */
async function valuesIn(text: string, detector: Detector): Promise<readonly Finding[] | undefined> {
  const { findings, failures } = await detector.detect(text, { stage: 'input' })
  return failures.length > 0 ? undefined : findings.filter(({ family }) => family !== 'attack')
}

const ownDetector = (): Detector => createDetector(builtInScanners(), DEFAULT_POLICY, randomBytes(32))
