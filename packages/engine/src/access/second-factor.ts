import { hkdfSync } from 'node:crypto'
import { TallyError } from '@tallystick/core'
import type { Engine } from '../engine.ts'
import type { User } from '../ports/control-store.ts'
import type { TenantKey } from '../ports/key-store.ts'
import { unwrap, wrap } from '../vault/index.ts'

/** `plain.<base64url>`, or `sealed.<id of the tenant's key>.<base64>` */
const STORED = /^(?:plain\.([A-Za-z0-9_-]+)|sealed\.([0-9a-f]{16})\.([A-Za-z0-9+/=]+))$/

/** A secret of a second factor, with what the control store knows of it. */
export type OpenedFactor = { readonly secret: Uint8Array; readonly confirmed: boolean }

/**
 * Keeps the secret of a user's second factor until it is confirmed. Where an encryption key guards the vault it is encrypted under the key of the
 * user's tenant, and bound to the user. Throws as `ControlStore.offerSecondFactor` does.
 */
export async function offerSecondFactor(engine: Engine, user: User, secret: Uint8Array): Promise<void> {
  const { control, vault } = engine
  if (!vault.guarded)
    return control.offerSecondFactor(user.name, `plain.${Buffer.from(secret).toString('base64url')}`)
  const key = await vault.current(user.tenant, 'encrypt')
  const { sealed } = wrap(secret, sealingKey(key), aboutOf(user))
  await control.offerSecondFactor(user.name, `sealed.${key.id}.${sealed}`)
}

/** Undefined when the user has none. Throws TALLY_VAULT_CORRUPT when it does not open. */
export async function openSecondFactor(engine: Engine, user: User): Promise<OpenedFactor | undefined> {
  const found = await engine.control.secondFactor(user.name)
  if (found === undefined) return undefined
  const confirmed = found.confirmed !== undefined
  const [, plain, id, sealed] = STORED.exec(found.secret) ?? []
  if (plain !== undefined) return { secret: Buffer.from(plain, 'base64url'), confirmed }
  const key = (await engine.vault.versions(user.tenant)).find(one => one.id === id)
  const secret =
    key === undefined || sealed === undefined
      ? undefined
      : unwrap({ under: key.id, sealed }, sealingKey(key), aboutOf(user))
  if (secret === undefined)
    throw new TallyError('TALLY_VAULT_CORRUPT', `the second factor of ${user.name} does not open`)
  return { secret, confirmed }
}

/** A key for each end (RFC 5869). */
function sealingKey({ id, secret }: TenantKey) {
  return { id, secret: new Uint8Array(hkdfSync('sha256', secret, '', 'tallystick second factor v1', 32)) }
}

const aboutOf = ({ tenant, name }: User) => `tallystick second factor\n${tenant}\n${name}`
