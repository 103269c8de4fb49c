import { openCheckpoint, parseVerifierKey, TallyError, tenantVerifierKey, toBase64 } from '@tallystick/core'
import type { Engine } from '@tallystick/engine'

/** The newest checkpoint of a tenant's ledger, in the names of the wire. */
export type CheckpointState = {
  /** Entries in the ledger. */
  readonly size: number
  /** RFC 6962 root, base64. */
  readonly root: string
  /** When it was signed; null where it does not say. */
  readonly time: string | null
  readonly age_seconds: number | null
  /** The signed note itself (https://c2sp.org/signed-note). */
  readonly note: string
}

/** Undefined while nothing is sealed. Throws TALLY_PROOF_INVALID when the file is not signed by this instance's key. */
export async function readCheckpoint(
  engine: Engine,
  tenant: string,
  now: number,
): Promise<CheckpointState | undefined> {
  const file = await engine.ledgerFile(tenant, 'checkpoint')
  if (file === undefined) return undefined
  const note = file.toString('utf8')
  const { checkpoint, signedAt } = openCheckpoint(
    note,
    tenantVerifierKey(parseVerifierKey(engine.verifierKey), tenant),
  )
  return {
    size: checkpoint.size,
    root: toBase64(checkpoint.root),
    time: signedAt === undefined ? null : new Date(signedAt * 1_000).toISOString(),
    age_seconds: signedAt === undefined ? null : Math.max(0, Math.round(now / 1_000 - signedAt)),
    note,
  }
}

/** The same, with what is wrong in words in place of the error. */
export async function checkpointOrError(
  engine: Engine,
  tenant: string,
  now: number,
): Promise<{ readonly checkpoint: CheckpointState | null; readonly error?: string }> {
  try {
    return { checkpoint: (await readCheckpoint(engine, tenant, now)) ?? null }
  } catch (error) {
    if (error instanceof TallyError && error.code === 'TALLY_PROOF_INVALID')
      return { checkpoint: null, error: error.message }
    throw error
  }
}
