import { parseVerifierKey, verifyProof } from '@tallystick/core'

export type Verdict = {
  readonly verdict: 'VERIFIED' | 'ERASED' | 'ALTERED'
  /** Why it is altered. */
  readonly reason?: string
  /** Leaves of the ledger under the checkpoint. */
  readonly size?: number
}

/** Checks a proof (as the API gives it) in the browser, against the key that this session was told. Loaded when it is asked for. */
export function checkProof(document: unknown, verifierKey: string, id: string): Verdict {
  const found = verifyProof(document, parseVerifierKey(verifierKey))
  if (found.verdict === 'ALTERED') return { verdict: 'ALTERED', reason: found.reason }
  if (found.verdict === 'VERIFIED' && idOf((document as { line: string }).line) !== id)
    return { verdict: 'ALTERED', reason: 'the proof is of another event' }
  return { verdict: found.verdict, size: found.checkpoint.checkpoint.size }
}

function idOf(line: string): unknown {
  return (JSON.parse(line) as { id?: unknown }).id
}
