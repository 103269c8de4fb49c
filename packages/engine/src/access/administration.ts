import { type JsonObject, TallyError } from '@tallystick/core'
import type { Keeper } from '../engine.ts'
import type {
  ApiKey,
  Identity,
  NewUser,
  PolicyVersion,
  Scope,
  Tenant,
  User,
  UserChange,
} from '../ports/control-store.ts'
import type { KeyInfo, KeyPurpose } from '../ports/key-store.ts'
import { type Actor, type Deed, recordDeed } from './deeds.ts'

export type NewKey = {
  readonly tenant: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expires?: string
}

/** A policy as somebody wrote it, for all keys of a tenant or for one. */
export type PolicyToApply = { readonly tenant: string; readonly source: string; readonly key?: string }

export type KeysToRotate = {
  /** Whose keys get a new version: the one to encrypt with, and with `hash` the one behind hashes. */
  readonly tenants: readonly string[]
  readonly hash?: boolean | undefined
  /** Base64 of 32 bytes: what all keys are to be wrapped under from the next start on. */
  readonly encryptionKey?: string | undefined
}

export type KeyRotation = {
  readonly rotated: readonly (KeyInfo & { readonly tenant: string })[]
  /** Tenants whose keys open with the new encryption key too. */
  readonly rewrapped?: readonly string[]
}

/** What changes tenants, keys, users and policies. Whatever was done is in the stream `audit` of the tenant it concerns when the promise resolves. */
export type Administration = {
  createTenant(name: string): Promise<Tenant>
  createKey(input: NewKey): Promise<{ key: ApiKey; secret: string }>
  revokeKey(id: string): Promise<void>
  createUser(input: NewUser): Promise<User>
  changeUser(name: string, change: UserChange): Promise<User>
  deleteUser(name: string): Promise<void>
  /** A user whom an identity provider vouches for. */
  createUserOf(identity: Identity, input: Omit<NewUser, 'password'>): Promise<User>
  /** Signs a user out everywhere. Throws TALLY_USER_NOT_FOUND. */
  endSessions(name: string): Promise<void>
  /** Throws TALLY_USER_NOT_FOUND, TALLY_TOTP_NOT_FOUND. */
  resetSecondFactor(name: string): Promise<void>
  /** Former versions still open what they sealed. Throws TALLY_TENANT_NOT_FOUND, TALLY_VAULT_*, TALLY_ENCRYPTION_KEY, TALLY_CONFIG_INVALID. */
  rotateKeys(input: KeysToRotate): Promise<KeyRotation>
  /** It decides from the next check on. `added` is false for what is a version already. Throws TALLY_POLICY_* and TALLY_KEY_NOT_FOUND. */
  applyPolicy(input: PolicyToApply): Promise<{ readonly policy: PolicyVersion; readonly added: boolean }>
  /** Takes the policy of a tenant, or of one key of it, out of force. Throws TALLY_POLICY_NOT_FOUND. */
  resetPolicy(input: Omit<PolicyToApply, 'source'>): Promise<PolicyVersion>
}

/** Administers an instance in somebody's name. Passwords and secrets are never recorded. */
export function administrationOf(keeper: Keeper, actor: Actor): Administration {
  const { control } = keeper
  const record = (deed: Deed) => recordDeed(keeper, actor, deed)
  const mustFind = async (name: string): Promise<User> => {
    const user = await control.user(name)
    if (user === undefined)
      throw new TallyError('TALLY_USER_NOT_FOUND', `there is no user ${JSON.stringify(name.slice(0, 64))}`)
    return user
  }

  return {
    async createTenant(name) {
      const tenant = await control.createTenant(name)
      await record({
        tenant: name,
        name: 'tenant.create',
        message: `${actor.name} created tenant ${name}`,
        entity: ['tenant', name],
      })
      return tenant
    },

    async createKey(input) {
      const created = await control.createKey(input)
      const { key } = created
      await record({
        tenant: key.tenant,
        name: 'key.create',
        message: `${actor.name} created API key ${key.id} (${key.name})`,
        entity: ['api_key', key.id],
        details: {
          key_name: key.name,
          scopes: [...key.scopes],
          ...(key.expires === undefined ? {} : { expires: key.expires }),
        },
      })
      return created
    },

    async revokeKey(id) {
      const key = (await control.keys()).find(one => one.id === id)
      await control.revokeKey(id)
      await record({
        tenant: key!.tenant,
        name: 'key.revoke',
        message: `${actor.name} revoked API key ${id} (${key!.name})`,
        entity: ['api_key', id],
        details: { key_name: key!.name },
      })
    },

    async createUser(input) {
      const user = await control.createUser(input)
      await record({
        tenant: user.tenant,
        name: 'user.create',
        message: `${actor.name} created user ${user.name} as ${user.role}`,
        entity: ['user', user.name],
        details: { role: user.role, grants: [...user.grants] },
      })
      return user
    },

    async changeUser(name, change) {
      const user = await control.changeUser(name, change)
      const changed = Object.keys(change)
      await record({
        tenant: user.tenant,
        name: 'user.change',
        message: `${actor.name} changed ${changed.join(', ')} of user ${name}`,
        entity: ['user', name],
        details: {
          changed,
          role: user.role,
          grants: [...user.grants],
          disabled: user.disabled !== undefined,
        },
      })
      return user
    },

    async createUserOf(identity, input) {
      const user = await control.createUserOf(identity, input)
      await record({
        tenant: user.tenant,
        name: 'user.create',
        message: `${actor.name} created user ${user.name} as ${user.role}`,
        entity: ['user', user.name],
        details: { role: user.role, grants: [...user.grants], issuer: identity.issuer },
      })
      return user
    },

    async endSessions(name) {
      const user = await mustFind(name)
      const ended = await control.endSessions(name)
      await record({
        tenant: user.tenant,
        name: 'user.sign_out',
        message: `${actor.name} signed user ${name} out everywhere`,
        entity: ['user', name],
        details: { ended },
      })
    },

    async resetSecondFactor(name) {
      const user = await mustFind(name)
      await control.removeSecondFactor(name)
      await record({
        tenant: user.tenant,
        name: 'user.second_factor_reset',
        message: `${actor.name} turned off the second factor of user ${name}`,
        entity: ['user', name],
      })
    },

    async deleteUser(name) {
      const user = await control.user(name)
      await control.deleteUser(name)
      await record({
        tenant: user!.tenant,
        name: 'user.delete',
        message: `${actor.name} deleted user ${name}`,
        entity: ['user', name],
        details: { role: user!.role },
      })
    },

    async rotateKeys({ tenants, hash = false, encryptionKey }) {
      const { vault } = keeper
      for (const tenant of tenants)
        if ((await control.tenant(tenant)) === undefined)
          throw new TallyError('TALLY_TENANT_NOT_FOUND', `there is no tenant ${tenant}`)
      const purposes: readonly KeyPurpose[] = hash ? ['encrypt', 'hash'] : ['encrypt']
      const rotated: (KeyInfo & { tenant: string })[] = []
      for (const tenant of tenants)
        for (const purpose of purposes) {
          const key = await vault.rotate(tenant, purpose)
          await record({
            tenant,
            name: 'tenant_key.rotate',
            message: `${actor.name} made a new key to ${purpose} with, ${key.id}`,
            entity: ['tenant_key', key.id],
            details: { purpose },
          })
          rotated.push({ tenant, ...key })
        }
      if (encryptionKey === undefined) return { rotated }
      await vault.rewrap(encryptionKey)
      const rewrapped = await vault.tenants()
      for (const tenant of rewrapped)
        await record({
          tenant,
          name: 'tenant_key.rewrap',
          message: `${actor.name} wrapped the keys of ${tenant} under another encryption key`,
          entity: ['tenant', tenant],
        })
      return { rotated, rewrapped }
    },

    async applyPolicy(input) {
      const applied = await keeper.governance.apply({ ...input, by: actor.name })
      const { tenant, name, version, hash } = applied.policy
      await record({
        tenant,
        name: 'policy.apply',
        message: `${actor.name} applied version ${version} of policy ${name} to ${subject(input)}`,
        entity: ['policy', name],
        details: { version, hash, added: applied.added, ...keyDetail(input) },
      })
      return applied
    },

    async resetPolicy(input) {
      const policy = await control.resetPolicy({ ...input, by: actor.name })
      const { tenant, name, version, hash } = policy
      await record({
        tenant,
        name: 'policy.reset',
        message: `${actor.name} took policy ${name} out of force for ${subject(input)}`,
        entity: ['policy', name],
        details: { version, hash, ...keyDetail(input) },
      })
      return policy
    },
  }
}

const subject = ({ tenant, key }: { tenant: string; key?: string }) =>
  key === undefined ? `tenant ${tenant}` : `API key ${key}`

const keyDetail = ({ key }: { key?: string }): JsonObject => (key === undefined ? {} : { api_key_id: key })
