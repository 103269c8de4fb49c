import { randomBytes } from 'node:crypto'
import { defaultTallystick } from '@tallystick/sdk'
import { currentEnvironment } from './environment.ts'
import { hashKeyFile, type InputHash, openHashKey } from './input-hash.ts'
import { defaultDatabase, type Environment } from './paths.ts'
import { type Sealer, sealerFromEnvironment } from './seal.ts'
import { openServerRecords } from './server.ts'
import { openSqliteRecords } from './sqlite/index.ts'
import type { OnProblem, RecordStore } from './store.ts'
import { unusedSettings } from './unused.ts'

/** All that it takes to record scans. */
export type Recording = {
  readonly store: RecordStore
  readonly hash: InputHash
  /** Encrypts breakdowns; there when ENCRYPTION_KEY is set. */
  readonly sealer?: Sealer
  /** Where this process runs. */
  readonly environment: string
}

/** What programs seal by ENCRYPTION_KEY is bound to: it belongs to no tenant of a server, and opens with the same ENCRYPTION_KEY. */
export const OWN_TENANT = 'local'

let toldUnused = false

/** `TALLYSTICK_URL` set: the record of that server, else the local one. Tells once of settings that are not used yet. */
export function storeFromEnvironment(
  env: Environment = process.env,
  onProblem: OnProblem = warn,
): RecordStore {
  const store = env.TALLYSTICK_URL
    ? openServerRecords({ tallystick: defaultTallystick(), onProblem })
    : openSqliteRecords({ file: defaultDatabase(env), onProblem })
  const message = toldUnused ? undefined : unusedSettings(env, store.target)
  if (message !== undefined) {
    toldUnused = true
    onProblem({ kind: 'unused', message })
  }
  return store
}

/** Records as the environment says. Throws TALLY_ENCRYPTION_KEY, TALLY_CONFIG_INVALID. */
export function recordingFromEnvironment(
  env: Environment = process.env,
  onProblem: OnProblem = warn,
): Recording {
  const sealer = sealerFromEnvironment(env, OWN_TENANT)
  return {
    store: storeFromEnvironment(env, onProblem),
    hash: hashKeyFromEnvironment(env, onProblem),
    ...(sealer === undefined ? {} : { sealer }),
    environment: currentEnvironment(),
  }
}

/** The key of this user's records. Where none can be kept one is made for this process, so that scanning goes on. */
export function hashKeyFromEnvironment(
  env: Environment = process.env,
  onProblem: OnProblem = warn,
): Uint8Array {
  try {
    return openHashKey(hashKeyFile(defaultDatabase(env)))
  } catch (error) {
    onProblem({
      kind: 'unwritable',
      message: `hashes of this process cannot be compared with others: ${(error as Error).message}`,
    })
    return randomBytes(32)
  }
}

/** Tells the process of what went wrong where no caller waits for it. */
export function warn({ kind, message }: Parameters<OnProblem>[0]): void {
  if (kind !== 'recovered') process.emitWarning(message, 'TallystickWarning')
}
