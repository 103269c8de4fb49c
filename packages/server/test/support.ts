import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ErrorBody, TallyEvent } from '@tallystick/core'
import { type Engine, type Grant, openEngine, type Role, type Scope } from '@tallystick/engine'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { buildServer, type RunningServer, type ServerOptions, startServer } from '../src/index.ts'

/** An engine on a fresh directory with the tenants `default`, `acme` and `other`, and keys made at run time. */
export async function openTestEngine(): Promise<{
  engine: Engine
  /** A key of the tenant with these scopes (default: all). */
  key(tenant: string, ...scopes: Scope[]): Promise<string>
  dispose(): Promise<void>
}> {
  const directory = await mkdtemp(join(tmpdir(), 'tally-server-'))
  const engine = await openEngine(directory, { store: 'memory', passwordCost: 4 })
  const known = new Set((await engine.control.tenants()).map(({ name }) => name))
  for (const name of ['default', 'acme', 'other'])
    if (!known.has(name)) await engine.control.createTenant(name)
  return {
    engine,
    key: async (tenant, ...scopes) =>
      (
        await engine.control.createKey({
          tenant,
          name: 'test',
          scopes: scopes.length === 0 ? ['admin'] : scopes,
        })
      ).secret,
    dispose: async () => {
      await engine.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

export type TestApp = {
  readonly engine: Engine
  readonly app: FastifyInstance
  readonly key: (tenant: string, ...scopes: Scope[]) => Promise<string>
  /** Admin key of `acme`. */
  readonly secret: string
  /** A request with the admin key of `acme`, unless headers say otherwise. */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    options?: Pick<InjectOptions, 'headers' | 'payload'>,
  ): Promise<Answer>
  /** Sends events as `acme` and waits until they are searchable. */
  record(...events: readonly object[]): Promise<void>
  dispose(): Promise<void>
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly text: string
  // Answers are asserted on field by field.
  readonly body: AnyBody
}

export type AnyBody = {
  readonly [name: string]: unknown
  readonly error: ErrorBody
  readonly events: readonly TallyEvent[]
  readonly errors: readonly ({ index: number } & ErrorBody)[]
  readonly cursor?: string
}

/** The application over a real engine, asked without a socket. */
export async function openTestApp(options: ServerOptions = {}): Promise<TestApp> {
  const { engine, key, dispose } = await openTestEngine()
  const app = buildServer(engine, { log: 'off', ...options })
  await app.ready()
  const acme = await key('acme')
  return {
    engine,
    app,
    key,
    secret: acme,
    send: async (method, url, { headers, payload } = {}) => {
      const response = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${acme}`, ...headers },
        ...(payload === undefined ? {} : { payload }),
      })
      const isJson = String(response.headers['content-type']).startsWith('application/json')
      return {
        status: response.statusCode,
        headers: response.headers,
        text: response.body,
        body: isJson ? response.json<AnyBody>() : ({} as AnyBody),
      }
    },
    record: async (...events) => {
      await engine.ingest('acme', events)
      await engine.flush()
    },
    dispose: async () => {
      await app.close()
      await dispose()
    },
  }
}

export type TestServer = {
  readonly engine: Engine
  readonly server: RunningServer
  /** Admin key of `acme`. */
  readonly secret: string
  readonly key: (tenant: string, ...scopes: Scope[]) => Promise<string>
  dispose(): Promise<void>
}

/** The server on a real socket of a free port. */
export async function openTestServer(options: ServerOptions = {}): Promise<TestServer> {
  const { engine, key, dispose } = await openTestEngine()
  const server = await startServer(engine, { log: 'off', port: 0, ...options })
  return {
    engine,
    server,
    key,
    secret: await key('acme'),
    dispose: async () => {
      await server.close()
      await dispose()
    },
  }
}

/** A new user of a tenant, as the header their requests carry. */
export async function makeUser(
  engine: Engine,
  tenant: string,
  role: Role,
  ...grants: Grant[]
): Promise<{ name: string; password: string; headers: { authorization: string } }> {
  const name = `${role}-${randomUUID().slice(0, 8)}`
  const password = randomUUID()
  await engine.control.createUser({ name, tenant, role, grants, password })
  return { name, password, headers: basic(name, password) }
}

export const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})

export const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })
