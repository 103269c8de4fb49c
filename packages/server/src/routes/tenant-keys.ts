import { TallyError } from '@tallystick/core'
import { administrationOf } from '@tallystick/engine'
import { actorOf, mustAdminister, principalOf } from '../http/principal.ts'
import { RotateAnswer, RotateBody } from '../schemas/tenant-keys.ts'
import type { Routes } from './context.ts'

/** The keys with which a tenant's scans are hashed and encrypted. They themselves never leave the server. */
export const tenantKeyRoutes: Routes = (app, { engine }) => {
  app.post(
    '/api/v1/keys/rotate',
    {
      config: {
        access: 'admin',
        errors: [
          'TALLY_TENANT_NOT_FOUND',
          'TALLY_CONFIG_INVALID',
          'TALLY_ENCRYPTION_KEY',
          'TALLY_VAULT_KEY',
          'TALLY_VAULT_CORRUPT',
        ],
      },
      schema: {
        operationId: 'rotateKeys',
        summary:
          'Make new versions of the keys that hash and encrypt, or wrap all under another encryption key',
        tags: ['admin'],
        body: RotateBody,
        response: { 200: RotateAnswer },
      },
    },
    async request => {
      const admin = principalOf(request)
      const { tenant, all = false, hash, to_env } = request.body
      if (all && tenant !== undefined)
        throw new TallyError('TALLY_REQUEST_INVALID', 'tenant cannot stand beside all')
      if (all || to_env !== undefined) mustAdminister(admin, 'instance')
      if (tenant !== undefined) mustAdminister(admin, tenant)
      const own = to_env === undefined ? [admin.tenant] : []
      return administrationOf(engine, actorOf(request)).rotateKeys({
        tenants: all ? await engine.vault.tenants() : tenant === undefined ? own : [tenant],
        hash,
        ...(to_env === undefined ? {} : { encryptionKey: encryptionKeyIn(to_env) }),
      })
    },
  )
}

/** Only variables that say what they are: no others can be tried for by this way. */
function encryptionKeyIn(name: string): string {
  const value = name.endsWith('ENCRYPTION_KEY') ? process.env[name] : undefined
  if (value === undefined || value === '')
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `the server has no environment variable ${name} with an encryption key: its name ends in ENCRYPTION_KEY, and it is set where the server starts`,
    )
  return value
}
