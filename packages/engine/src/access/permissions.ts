import type { Role, Scope } from '../ports/control-store.ts'

/** What a principal may do (docs/design/009-access.md); every route asks for one. */
export const PERMISSIONS = ['ingest', 'read', 'payload', 'export', 'verify', 'admin'] as const
export type Permission = (typeof PERMISSIONS)[number]

/** What a user may do by role alone. */
const OF_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  operator: ['ingest', 'read', 'payload', 'verify'],
  auditor: ['read', 'export', 'verify'],
  guest: ['read', 'payload'],
}

/** What a key may do by each of its scopes. */
const OF_SCOPE: Readonly<Record<Scope, readonly Permission[]>> = {
  ingest: ['ingest'],
  read: ['read', 'payload', 'export', 'verify'],
  admin: PERMISSIONS,
}

export function permissionsOfUser(user: {
  readonly role: Role
  readonly grants: readonly Permission[]
}): ReadonlySet<Permission> {
  return new Set([...OF_ROLE[user.role], ...user.grants])
}

export function permissionsOfKey(key: { readonly scopes: readonly Scope[] }): ReadonlySet<Permission> {
  return new Set(key.scopes.flatMap(scope => OF_SCOPE[scope]))
}
