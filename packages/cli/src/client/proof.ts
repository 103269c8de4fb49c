import { setTimeout as sleep } from 'node:timers/promises'
import { type ProofDocument, TallyError } from '@tallystick/core'
import type { TallyClient } from './types.ts'

/** An event is sealed within about a second. */
const PATIENCE_MS = 5_000
const RETRY_MS = 200

/** The proof of an event, waited for when the event is too young to have one. */
export async function proofOf(client: TallyClient, id: string): Promise<ProofDocument> {
  for (const deadline = performance.now() + PATIENCE_MS; ; ) {
    try {
      return await client.prove(id)
    } catch (error) {
      const early = error instanceof TallyError && error.code === 'TALLY_PROOF_UNSEALED'
      if (!early || performance.now() > deadline) throw error
    }
    await sleep(RETRY_MS)
  }
}
