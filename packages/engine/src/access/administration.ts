import { type JsonObject, TallyError } from '@tallystick/core'
import type { Engine } from '../engine.ts'
import type { ApiKey, NewUser, Scope, Tenant, User, UserChange } from '../ports/control-store.ts'

/** Who administers, as the audit trail names them. */
export type Actor = {
  /** Name of a user, or `key:<id>`. */
  readonly name: string
  readonly ip?: string
  readonly userAgent?: string
  readonly requestId?: string
}

export type NewKey = {
  readonly tenant: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expires?: string
}

/** What changes tenants, keys and users. Whatever was done is in the stream `audit` of the tenant it concerns when the promise resolves. */
export type Administration = {
  createTenant(name: string): Promise<Tenant>
  createKey(input: NewKey): Promise<{ key: ApiKey; secret: string }>
  revokeKey(id: string): Promise<void>
  createUser(input: NewUser): Promise<User>
  changeUser(name: string, change: UserChange): Promise<User>
  deleteUser(name: string): Promise<void>
}

type Deed = {
  readonly tenant: string
  /** Event name: user.create, key.revoke, … */
  readonly name: string
  readonly message: string
  readonly entity: readonly [type: 'tenant' | 'api_key' | 'user', id: string]
  readonly details?: JsonObject
}

/** Administers an instance in somebody's name. Passwords and secrets are never recorded. */
export function administrationOf(engine: Engine, actor: Actor): Administration {
  const { control } = engine
  const record = async ({ tenant, name, message, entity, details }: Deed): Promise<void> => {
    const { errors } = await engine.ingest(tenant, [
      {
        stream: 'audit',
        category: 'administration',
        name,
        message,
        user_id: actor.name,
        ip: actor.ip,
        user_agent: actor.userAgent?.slice(0, 2_048),
        request_id: actor.requestId,
        entity_type: entity[0],
        entity_id: entity[1],
        ...(details === undefined ? {} : { attributes: details }),
      },
    ])
    if (errors[0] !== undefined) throw new TallyError(errors[0].error.code, errors[0].error.message)
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
  }
}
