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

/** Proofs asked for at once. */
const AT_ONCE = 16

/** NDJSON of events as NDJSON of their proof documents, in the same order: each line of it is enough to check one event offline. */
export async function* withProofs(
  client: TallyClient,
  pieces: AsyncIterable<string>,
): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop()!
    for (let at = 0; at < lines.length; at += AT_ONCE) {
      const ids = lines.slice(at, at + AT_ONCE).map(line => (JSON.parse(line) as { id: string }).id)
      const proofs = await Promise.all(ids.map(id => proofOf(client, id)))
      yield proofs.map(proof => `${JSON.stringify(proof)}\n`).join('')
    }
  }
}
