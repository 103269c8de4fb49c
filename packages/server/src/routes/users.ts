import { TallyError } from '@tallystick/core'
import { administrationOf, newPassword } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorOf, mustAdminister, principalOf } from '../http/principal.ts'
import { CreatedUser, NewUser, OfTenant, User, UserChange, UserList, UserParams } from '../schemas/admin.ts'
import { scopeOf } from './admin.ts'
import type { Routes } from './context.ts'

/** Users, administered like keys. */
export const userRoutes: Routes = (app, { engine }) => {
  const { control } = engine
  const NOT_FOUND = ['TALLY_USER_NOT_FOUND'] as const

  /** A user of another tenant and one that does not exist look the same. */
  const mustReach = async (request: FastifyRequest, name: string): Promise<void> => {
    const user = await control.user(name)
    const scope = scopeOf(request, undefined)
    if (user === undefined || (scope !== undefined && user.tenant !== scope))
      throw new TallyError('TALLY_USER_NOT_FOUND', `there is no user ${JSON.stringify(name.slice(0, 64))}`)
  }

  app.get(
    '/api/v1/users',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'users',
        summary: 'Users this admin administers',
        tags: ['admin'],
        querystring: OfTenant,
        response: { 200: UserList },
      },
    },
    async request => ({ users: await control.users(scopeOf(request, request.query.tenant)) }),
  )

  app.post(
    '/api/v1/users',
    {
      config: {
        access: 'admin',
        errors: [
          'TALLY_USER_INVALID',
          'TALLY_USER_EXISTS',
          'TALLY_PASSWORD_INVALID',
          'TALLY_TENANT_INVALID',
          'TALLY_TENANT_NOT_FOUND',
        ],
      },
      schema: {
        operationId: 'createUser',
        summary: 'Create a user; without a password one is made and shown once',
        tags: ['admin'],
        body: NewUser,
        response: { 201: CreatedUser },
      },
    },
    async (request, reply) => {
      const admin = principalOf(request)
      const { tenant = admin.tenant, name, role, grants, password } = request.body
      mustAdminister(admin, tenant)
      const made = password === undefined ? newPassword() : undefined
      const user = await administrationOf(engine, actorOf(request)).createUser({
        tenant,
        name,
        role,
        password: password ?? made!,
        ...(grants === undefined ? {} : { grants }),
      })
      return reply.code(201).send({ user, ...(made === undefined ? {} : { password: made }) })
    },
  )

  app.patch(
    '/api/v1/users/:name',
    {
      config: { access: 'admin', errors: [...NOT_FOUND, 'TALLY_PASSWORD_INVALID'] },
      schema: {
        operationId: 'changeUser',
        summary:
          'Change role, grants or password of a user, disable or enable them; it holds with their next request',
        tags: ['admin'],
        params: UserParams,
        body: UserChange,
        response: { 200: User },
      },
    },
    async request => {
      const { name } = request.params
      await mustReach(request, name)
      return administrationOf(engine, actorOf(request)).changeUser(name, given(request.body))
    },
  )

  app.delete(
    '/api/v1/users/:name',
    {
      config: { access: 'admin', errors: NOT_FOUND },
      schema: {
        operationId: 'deleteUser',
        summary: 'Delete a user; what they did stays recorded under their name',
        tags: ['admin'],
        params: UserParams,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      await mustReach(request, name)
      await administrationOf(engine, actorOf(request)).deleteUser(name)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/v1/users/:name/sessions',
    {
      config: { access: 'admin', errors: NOT_FOUND },
      schema: {
        operationId: 'endUserSessions',
        summary: 'Sign a user out everywhere',
        tags: ['admin'],
        params: UserParams,
        response: { 204: Type.Null({ description: 'Signed out.' }) },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      await mustReach(request, name)
      await administrationOf(engine, actorOf(request)).endSessions(name)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/v1/users/:name/totp',
    {
      config: { access: 'admin', errors: [...NOT_FOUND, 'TALLY_TOTP_NOT_FOUND'] },
      schema: {
        operationId: 'resetUserTotp',
        summary: 'Turn off the second factor of a user who lost it',
        tags: ['admin'],
        params: UserParams,
        response: { 204: Type.Null({ description: 'Turned off.' }) },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      await mustReach(request, name)
      await administrationOf(engine, actorOf(request)).resetSecondFactor(name)
      return reply.code(204).send()
    },
  )
}

/** Members that are there. */
function given<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
