import { writeFileSync } from 'node:fs'
import { parseVerifierKey, TallyError, verifyProof } from '@tallystick/core'
import { type ClientOptions, withClient } from '../client/open.ts'
import { proofOf } from '../client/proof.ts'
import { type ExitCode, FAILED, OK } from '../exit-codes.ts'
import { formatCount } from '../output/numbers.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'

export type ProveOptions = ClientOptions & { readonly out?: string; readonly json?: boolean }

/** `tally prove`: the proof that an event is in the record, saved or printed, and in words what it shows. */
export async function runProve(id: string, options: ProveOptions, terminal: Terminal): Promise<ExitCode> {
  const { proof, verifierKey } = await withClient(options, terminal, async client => ({
    proof: await proofOf(client, id),
    verifierKey: await client.verifierKey(),
  }))
  const text = jsonLine(proof)
  if (options.out !== undefined) {
    try {
      writeFileSync(options.out, text)
    } catch (error) {
      throw new TallyError('TALLY_CLI_USAGE', `cannot write ${options.out}: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
  const verdict = verifyProof(proof, parseVerifierKey(verifierKey))
  if (verdict.verdict === 'ALTERED') {
    terminal.note(terminal.noteStyle.red(`The proof does not verify: ${sanitizeLine(verdict.reason)}`))
    return FAILED
  }
  if (options.json) {
    await terminal.print(text)
    return OK
  }
  const { batch_proof: batch, ledger_proof: ledger } = proof
  const { seq, tenant, entry, checkpoint } = verdict
  const { style } = terminal
  const event = JSON.parse(proof.line) as { id?: string; time?: string }
  const erased = verdict.verdict === 'ERASED'
  const lines = [
    `${style.green('✓')} ${style.bold(erased ? `Event ${seq} of tenant ${tenant} was erased with authority` : `Event ${event.id} is in the record of tenant ${tenant}`)}`,
    `  event    seq ${seq}${event.time === undefined ? '' : `, ${sanitizeLine(event.time)}`}: ${Buffer.byteLength(proof.line)} bytes of canonical JSON`,
    `  batch    line ${formatCount(batch.index + 1)} of the ${formatCount(batch.size)} in batch ${entry.batch}, sealed ${entry.time} (${batch.hashes.length} hashes lead to its root)`,
    `  ledger   entry ${formatCount(ledger.index + 1)} of ${formatCount(ledger.size)} (${ledger.hashes.length} hashes lead to the checkpoint)`,
    `  signed   by ${checkpoint.checkpoint.origin}, checked here with the key ${verifierKey}`,
    '',
    'So whoever trusts that key knows that this event, byte for byte, stood in the record when the checkpoint was signed.',
  ]
  if (options.out !== undefined)
    lines.push(`Anyone can check it offline: tally verify ${options.out} --pin ${verifierKey}`)
  else lines.push(`Save it to check it elsewhere: tally prove ${id} --out proof.json`)
  await terminal.print(`${lines.join('\n')}\n`)
  return OK
}
