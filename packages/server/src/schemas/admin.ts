import Type from 'typebox'
import { Time } from './common.ts'

const TenantName = Type.String({ description: '1 to 63 of a-z 0-9 - _, starting with a letter or digit.' })
const Scope = Type.Union([Type.Literal('ingest'), Type.Literal('read'), Type.Literal('admin')])

export const Tenant = Type.Object({ name: Type.String(), created: Time })
export const TenantList = Type.Object({ tenants: Type.Array(Tenant) })
export const NewTenant = Type.Object({ name: TenantName }, { additionalProperties: false })

export const Key = Type.Object({
  id: Type.String({ description: 'Public part of the key.' }),
  tenant: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Scope),
  created: Time,
  expires: Type.Optional(Time),
  revoked: Type.Optional(Time),
  last_used: Type.Optional(Time),
})
export const KeyList = Type.Object({ keys: Type.Array(Key) })
export const KeyListQuery = Type.Object(
  { tenant: Type.Optional(TenantName) },
  { additionalProperties: false },
)
export const KeyParams = Type.Object({ id: Type.String() })
export const NewKey = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'For people, to tell keys apart.' }),
    tenant: Type.Optional(Type.String({ description: 'Default: the tenant of the admin key.' })),
    scopes: Type.Array(Scope, { minItems: 1, description: 'admin implies the others.' }),
    expires: Type.Optional(Type.String({ description: 'RFC 3339. Default: never.' })),
  },
  { additionalProperties: false },
)
export const CreatedKey = Type.Object({
  key: Key,
  secret: Type.String({ description: 'Shown once; only its hash is stored.' }),
})
