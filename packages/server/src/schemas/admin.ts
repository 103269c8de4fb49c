import { GRANTS, PERMISSIONS, ROLES } from '@tallystick/engine'
import Type from 'typebox'
import { Time } from './common.ts'

const TenantName = Type.String({ description: '1 to 63 of a-z 0-9 - _, starting with a letter or digit.' })
const oneOf = <T extends string>(names: readonly T[], description?: string) =>
  Type.Union(
    names.map(name => Type.Literal(name)),
    description === undefined ? {} : { description },
  )

export const PermissionName = oneOf(PERMISSIONS)
const Role = oneOf(ROLES, 'What a user may do (docs/access.md).')
const Grants = Type.Array(oneOf(GRANTS), { description: 'Permissions beyond those of the role.' })
const Scope = Type.Union([Type.Literal('ingest'), Type.Literal('read'), Type.Literal('admin')])

const Password = Type.String({ description: '8 to 256 characters.' })

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
export const OfTenant = Type.Object({ tenant: Type.Optional(TenantName) }, { additionalProperties: false })
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

export const User = Type.Object({
  name: Type.String({ description: 'Unique in the instance.' }),
  tenant: Type.String(),
  role: Role,
  grants: Grants,
  created: Time,
  disabled: Type.Optional(Time),
})
export const UserList = Type.Object({ users: Type.Array(User) })
export const UserParams = Type.Object({ name: Type.String() })
export const NewUser = Type.Object(
  {
    name: Type.String({ description: '1 to 128 of a-z 0-9 . _ @ + -, starting with a letter or digit.' }),
    tenant: Type.Optional(Type.String({ description: 'Default: the tenant of whoever asks.' })),
    role: Role,
    grants: Type.Optional(Grants),
    password: Type.Optional(Password),
  },
  { additionalProperties: false },
)
export const CreatedUser = Type.Object({
  user: User,
  password: Type.Optional(
    Type.String({ description: 'Where none was given: made for this user, and shown once.' }),
  ),
})
export const UserChange = Type.Object(
  {
    role: Type.Optional(Role),
    grants: Type.Optional(Grants),
    password: Type.Optional(Password),
    disabled: Type.Optional(Type.Boolean({ description: 'A disabled user cannot log in.' })),
  },
  { additionalProperties: false, minProperties: 1 },
)
