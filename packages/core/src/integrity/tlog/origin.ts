import { TallyError } from '../../errors.ts'
import { deriveVerifierKey, SIGNATURE_TYPE, type VerifierKey } from './verifier-key.ts'

/** Tenant names, as they stand in paths and origins. */
export const TENANT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/

/** Origin of a tenant's log: the instance's name (`<host>/<instance id>`), a slash, the tenant. */
export function tenantOrigin(instance: string, tenant: string): string {
  if (!TENANT_NAME.test(tenant))
    throw new TallyError('TALLY_TENANT_INVALID', `${JSON.stringify(tenant)} is not a tenant name`)
  return `${instance}/${tenant}`
}

/** Verifier key of a tenant's log under an instance's key: the same public key, the longer name. */
export function tenantVerifierKey(instanceKey: VerifierKey, tenant: string): VerifierKey {
  return deriveVerifierKey(instanceKey, {
    name: tenantOrigin(instanceKey.name, tenant),
    type: SIGNATURE_TYPE.ed25519,
  })
}

/**
 * The keys a pin can vouch for a tenant's log with: the pin itself when it is that log's key, and the key that follows
 * when it is the instance's.
 */
export function keyForOrigin(pin: VerifierKey, origin: string): VerifierKey | undefined {
  const key = deriveVerifierKey(pin, { type: SIGNATURE_TYPE.ed25519 })
  if (pin.name === origin) return key
  const tenant = origin.slice(origin.lastIndexOf('/') + 1)
  return TENANT_NAME.test(tenant) && tenantOrigin(pin.name, tenant) === origin
    ? tenantVerifierKey(pin, tenant)
    : undefined
}
