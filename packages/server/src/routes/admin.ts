import { TallyError } from '@tallystick/core'
import type { ApiKey } from '@tallystick/engine'
import Type from 'typebox'
import { INSTANCE_TENANT, keyOf, mustAdminister } from '../http/auth.ts'
import {
  CreatedKey,
  KeyList,
  KeyListQuery,
  KeyParams,
  NewKey,
  NewTenant,
  Tenant,
  TenantList,
} from '../schemas/admin.ts'
import type { Routes } from './context.ts'

/**
 * Admin keys administer keys of their own tenant; those of the tenant `default` administer the instance, that is, tenants and the keys of
 * all. No admin key reads events of a tenant that is not its own.
 */
export const adminRoutes: Routes = (app, { engine: { control } }) => {
  app.get(
    '/api/v1/tenants',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'tenants',
        summary: 'Tenants this key administers',
        tags: ['admin'],
        response: { 200: TenantList },
      },
    },
    async request => {
      const key = keyOf(request)
      const tenants = await control.tenants()
      return {
        tenants: key.tenant === INSTANCE_TENANT ? tenants : tenants.filter(({ name }) => name === key.tenant),
      }
    },
  )

  app.post(
    '/api/v1/tenants',
    {
      config: { access: 'admin', errors: ['TALLY_TENANT_INVALID', 'TALLY_TENANT_EXISTS'] },
      schema: {
        operationId: 'createTenant',
        summary: 'Create a tenant',
        tags: ['admin'],
        body: NewTenant,
        response: { 201: Tenant },
      },
    },
    async (request, reply) => {
      mustAdminister(keyOf(request), 'instance')
      return reply.code(201).send(await control.createTenant(request.body.name))
    },
  )

  app.get(
    '/api/v1/keys',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'keys',
        summary: 'API keys this key administers',
        tags: ['admin'],
        querystring: KeyListQuery,
        response: { 200: KeyList },
      },
    },
    async request => {
      const key = keyOf(request)
      const tenant = request.query.tenant ?? (key.tenant === INSTANCE_TENANT ? undefined : key.tenant)
      if (tenant !== undefined) mustAdminister(key, tenant)
      return { keys: (await control.keys(tenant)).map(keyBody) }
    },
  )

  app.post(
    '/api/v1/keys',
    {
      config: { access: 'admin', errors: ['TALLY_TENANT_INVALID', 'TALLY_TENANT_NOT_FOUND'] },
      schema: {
        operationId: 'createKey',
        summary: 'Create an API key; its secret is shown once',
        tags: ['admin'],
        body: NewKey,
        response: { 201: CreatedKey },
      },
    },
    async (request, reply) => {
      const admin = keyOf(request)
      const { tenant = admin.tenant, name, scopes, expires } = request.body
      mustAdminister(admin, tenant)
      const { key, secret } = await control.createKey({
        tenant,
        name,
        scopes,
        ...(expires === undefined ? {} : { expires }),
      })
      return reply.code(201).send({ key: keyBody(key), secret })
    },
  )

  app.delete(
    '/api/v1/keys/:id',
    {
      config: { access: 'admin', errors: ['TALLY_KEY_NOT_FOUND'] },
      schema: {
        operationId: 'revokeKey',
        summary: 'Revoke an API key, at once and for good',
        tags: ['admin'],
        params: KeyParams,
        response: { 204: Type.Null({ description: 'Revoked.' }) },
      },
    },
    async (request, reply) => {
      const admin = keyOf(request)
      const { id } = request.params
      const reach = admin.tenant === INSTANCE_TENANT ? undefined : admin.tenant
      if (!(await control.keys(reach)).some(key => key.id === id))
        throw new TallyError('TALLY_KEY_NOT_FOUND', `there is no API key ${JSON.stringify(id.slice(0, 64))}`)
      await control.revokeKey(id)
      return reply.code(204).send()
    },
  )
}

/** A key as it travels. */
export function keyBody({ lastUsed, ...key }: ApiKey): object {
  return { ...key, ...(lastUsed === undefined ? {} : { last_used: lastUsed }) }
}
