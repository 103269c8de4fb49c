import { TallyError } from '@tallystick/core'
import { type ApiKey, administrationOf } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorOf, INSTANCE_TENANT, mustAdminister, principalOf } from '../http/principal.ts'
import {
  CreatedKey,
  KeyList,
  KeyParams,
  NewKey,
  NewTenant,
  OfTenant,
  Tenant,
  TenantList,
} from '../schemas/admin.ts'
import type { Routes } from './context.ts'

/** The tenant whose things a request is about: the one named, else the admin's own, else (for admins of the instance) all. Throws TALLY_AUTH_SCOPE. */
export function scopeOf(request: FastifyRequest, named: string | undefined): string | undefined {
  const { tenant } = principalOf(request)
  const scope = named ?? (tenant === INSTANCE_TENANT ? undefined : tenant)
  if (scope !== undefined) mustAdminister(principalOf(request), scope)
  return scope
}

/**
 * Admins administer keys and users of their own tenant; those of the tenant `default` administer the instance, that is, tenants and the keys
 * and users of all. No admin reads events of a tenant that is not their own.
 */
export const adminRoutes: Routes = (app, { engine }) => {
  const { control } = engine
  app.get(
    '/api/v1/tenants',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'tenants',
        summary: 'Tenants this admin administers',
        tags: ['admin'],
        response: { 200: TenantList },
      },
    },
    async request => {
      const { tenant } = principalOf(request)
      const tenants = await control.tenants()
      return {
        tenants: tenant === INSTANCE_TENANT ? tenants : tenants.filter(({ name }) => name === tenant),
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
      mustAdminister(principalOf(request), 'instance')
      const administration = administrationOf(engine, actorOf(request))
      return reply.code(201).send(await administration.createTenant(request.body.name))
    },
  )

  app.get(
    '/api/v1/keys',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'keys',
        summary: 'API keys this admin administers',
        tags: ['admin'],
        querystring: OfTenant,
        response: { 200: KeyList },
      },
    },
    async request => ({
      keys: (await control.keys(scopeOf(request, request.query.tenant))).map(keyBody),
    }),
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
      const admin = principalOf(request)
      const { tenant = admin.tenant, name, scopes, expires } = request.body
      mustAdminister(admin, tenant)
      const { key, secret } = await administrationOf(engine, actorOf(request)).createKey({
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
      const { id } = request.params
      if (!(await control.keys(scopeOf(request, undefined))).some(key => key.id === id))
        throw new TallyError('TALLY_KEY_NOT_FOUND', `there is no API key ${JSON.stringify(id.slice(0, 64))}`)
      await administrationOf(engine, actorOf(request)).revokeKey(id)
      return reply.code(204).send()
    },
  )
}

/** A key as it travels. */
export function keyBody({ lastUsed, ...key }: ApiKey): object {
  return { ...key, ...(lastUsed === undefined ? {} : { last_used: lastUsed }) }
}
