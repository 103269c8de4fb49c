import { createHmac, hkdfSync } from 'node:crypto'
import { parseEncryptionKey, TallyError } from '@tallystick/core'
import { openGcm, sealGcm } from '../gcm.ts'
import type { Reason } from '../types.ts'

/** A key for AES-256-GCM: 32 bytes, and the name under which what it sealed finds it again. */
export type SealKey = { readonly id: string; readonly secret: Uint8Array }

/** Encrypts the breakdowns of one tenant's scans. Each is bound to its scan: moved to another it does not open. */
export type Sealer = {
  seal(scan: string, reasons: readonly Reason[]): string
  /** Throws TALLY_SEAL_KEY when its key is not known here, TALLY_SEAL_BROKEN when it was altered or belongs to another scan. */
  open(scan: string, sealed: string): readonly Reason[]
  /** The same under the current key; undefined when it is that already. Throws as `open` does. */
  reseal(scan: string, sealed: string): string | undefined
}

export type SealerOptions = {
  readonly tenant: string
  readonly current: SealKey
  /** Former keys still open what they sealed. */
  readonly former?: readonly SealKey[]
}

/** `v1.<key id>.<nonce, ciphertext and tag in base64url>` */
const SEALED = /^v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]{38,})$/

export function createSealer({ tenant, current, former = [] }: SealerOptions): Sealer {
  const keys = new Map([...former, current].map(key => [key.id, key.secret]))
  const about = (scan: string, key: string) => `tallystick scan\n${tenant}\n${scan}\n${key}`

  const seal = (scan: string, text: Uint8Array): string =>
    `v1.${current.id}.${sealGcm(text, about(scan, current.id), current.secret)}`

  const open = (scan: string, sealed: string): Buffer => {
    const [, id, body] = SEALED.exec(sealed) ?? []
    if (id === undefined || body === undefined) throw broken(scan)
    const secret = keys.get(id)
    if (secret === undefined)
      throw new TallyError('TALLY_SEAL_KEY', `the reasons of scan ${scan} are sealed with key ${id}`)
    try {
      return openGcm(body, about(scan, id), secret)
    } catch (cause) {
      throw broken(scan, cause)
    }
  }

  return {
    seal: (scan, reasons) => seal(scan, Buffer.from(JSON.stringify(reasons))),
    open: (scan, sealed) => JSON.parse(open(scan, sealed).toString('utf8')) as Reason[],
    reseal: (scan, sealed) =>
      sealed.startsWith(`v1.${current.id}.`) ? undefined : seal(scan, open(scan, sealed)),
  }
}

/** The key that an ENCRYPTION_KEY (base64 of 32 bytes) stands for. Throws TALLY_ENCRYPTION_KEY. */
export function sealKeyOf(text: string, name = 'ENCRYPTION_KEY'): SealKey {
  const key = parseEncryptionKey(text, name)
  return {
    id: createHmac('sha256', key).update('tallystick seal key id').digest('hex').slice(0, 16),
    // Derived, so that the same ENCRYPTION_KEY can wrap other keys elsewhere (RFC 5869).
    secret: new Uint8Array(hkdfSync('sha256', key, '', 'tallystick seal v1', 32)),
  }
}

/** What an environment asks for: `ENCRYPTION_KEY`, and in `ENCRYPTION_KEY_FORMER` those before it, divided by commas. Throws TALLY_ENCRYPTION_KEY. */
export function sealerFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  tenant: string,
): Sealer | undefined {
  const { ENCRYPTION_KEY: current = '', ENCRYPTION_KEY_FORMER: former = '' } = env
  if (current === '') return undefined
  return createSealer({
    tenant,
    current: sealKeyOf(current),
    former: former
      .split(',')
      .filter(text => text.trim() !== '')
      .map(text => sealKeyOf(text.trim(), 'ENCRYPTION_KEY_FORMER')),
  })
}

function broken(scan: string, cause?: unknown): TallyError {
  return new TallyError('TALLY_SEAL_BROKEN', `the reasons of scan ${scan} do not open`, { cause })
}
