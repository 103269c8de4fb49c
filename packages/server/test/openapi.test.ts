import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ERRORS } from '@tallystick/core'
import type { RouteOptions } from 'fastify'
import { Compile } from 'typebox/schema'
import { buildServer } from '../src/index.ts'
import { openTestApp, type TestApp } from './support.ts'

type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters?: readonly { name: string; in: string; required: boolean }[]
  readonly security?: readonly object[]
  readonly responses: Readonly<
    Record<string, { description: string; content?: Record<string, { schema: object }> }>
  >
}
type Document = {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

let t: TestApp
let document: Document
before(async () => {
  t = await openTestApp()
  document = JSON.parse((await t.send('GET', '/openapi.json')).text) as Document
})
after(() => t.dispose())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

describe('the OpenAPI document', () => {
  test('is 3.1 and every reference in it resolves', () => {
    assert.equal(document.openapi, '3.1.0')
    let references = 0
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, inner] of Object.entries(value)) {
        if (key === '$ref') {
          references++
          assert.match(String(inner), /^#\/components\/schemas\//)
          assert.ok(
            Object.hasOwn(document.components.schemas, String(inner).split('/').at(-1)!),
            String(inner),
          )
        } else walk(inner)
      }
    }
    walk(document)
    assert.ok(references > 50)
  })

  test('describes every route that is served, and no other', async () => {
    const routes: string[] = []
    const app = buildServer(t.engine, { log: 'off' })
    app.addHook('onRoute', (route: RouteOptions) => {
      if (route.schema?.hide || route.method === 'HEAD') return
      const path = route.config?.documentedPath ?? route.url.replaceAll(/:(\w+)/g, '{$1}')
      routes.push(`${String(route.method).toLowerCase()} ${path}`)
    })
    await app.ready()
    await app.close()
    assert.ok(routes.length > 20)
    assert.deepEqual(
      operations()
        .map(({ path, method }) => `${method} ${path}`)
        .sort(),
      routes.sort(),
    )
  })

  test('names every operation once, with a summary and a tag', () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    assert.equal(new Set(ids).size, ids.length)
    for (const { operation } of operations()) {
      assert.ok(operation.summary.length > 3, operation.operationId)
      assert.equal(operation.tags.length, 1, operation.operationId)
    }
  })

  test('declares exactly the parameters that are in the path', () => {
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter(parameter => parameter.in === 'path')
      assert.deepEqual(declared.map(({ name }) => name).sort(), inPath.sort(), path)
      assert.ok(declared.every(({ required }) => required))
    }
  })

  test('says what each route can be refused for, under the status of the code', () => {
    for (const { path, operation } of operations()) {
      for (const [status, { description }] of Object.entries(operation.responses))
        for (const [, code] of description.matchAll(/`(TALLY_\w+)`/g))
          assert.equal(String(ERRORS[code as keyof typeof ERRORS].status), status, `${path} ${code}`)
      assert.ok(operation.responses[500] !== undefined)
      const asksWho = (operation.security ?? []).length > 0 || operation.operationId === 'signIn'
      assert.equal(operation.responses[401] !== undefined, asksWho, path)
    }
  })
})

describe('answers', () => {
  const check = (path: string, method: string, status: number, body: unknown) => {
    const schema = document.paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema
    assert.ok(schema !== undefined, `${method} ${path} ${status} is not described`)
    const [valid, errors] = Compile({ ...schema, components: document.components }).Errors(body)
    assert.ok(valid, `${method} ${path} ${status}: ${JSON.stringify(errors)}`)
  }

  test('are what the document says, good ones and refusals', async () => {
    await t.record({ message: 'hello', service: 'shape', attributes: { a: 1 } }, { message: 'again' })
    const id = (await t.send('GET', '/api/v1/search?q=service:shape')).body.events[0]!.id
    const key = (await t.send('POST', '/api/v1/keys', { payload: { name: 'x', scopes: ['read'] } })).body
    check('/api/v1/keys', 'post', 201, key)
    const asks: readonly (readonly [path: string, url: string, status: number])[] = [
      ['/api/v1/search', '/api/v1/search?limit=1', 200],
      ['/api/v1/search', '/api/v1/search?q=(', 400],
      ['/api/v1/search', '/api/v1/search?nope=1', 400],
      ['/api/v1/aggregate', `/api/v1/aggregate?q=${encodeURIComponent('| count(), avg(x) by service')}`, 200],
      ['/api/v1/fields', '/api/v1/fields', 200],
      ['/api/v1/events/{id}', `/api/v1/events/${id}`, 200],
      ['/api/v1/events/{id}', '/api/v1/events/019f0000-0000-7000-8000-000000000000', 404],
      ['/api/v1/events/{id}/context', `/api/v1/events/${id}/context`, 200],
      ['/api/v1/events/{id}/proof', `/api/v1/events/${id}/proof`, 200],
      ['/api/v1/export', '/api/v1/export?format=json', 200],
      ['/ledger/{tenant}/tile/{path}', '/ledger/acme/tile/x', 404],
      ['/api/v1/writers/{writer}', '/api/v1/writers/none', 200],
      ['/api/v1/tenants', '/api/v1/tenants', 200],
      ['/api/v1/keys', '/api/v1/keys', 200],
      ['/api/v1/stats', '/api/v1/stats', 200],
      ['/api/v1/whoami', '/api/v1/whoami', 200],
      ['/api/v1/users', '/api/v1/users', 200],
      ['/api/v1/policies', '/api/v1/policies', 200],
      ['/api/v1/policies/{name}/versions/{version}', '/api/v1/policies/built-in/versions/latest', 200],
      ['/api/v1/decisions', '/api/v1/decisions', 200],
      ['/api/v1/decisions/stats', '/api/v1/decisions/stats', 200],
      ['/api/v1/session', '/api/v1/session', 200],
      ['/health', '/health', 200],
      ['/health/live', '/health/live', 200],
      ['/health/ready', '/health/ready', 200],
    ]
    for (const [path, url, status] of asks) {
      const answer = await t.send('GET', url)
      assert.equal(answer.status, status, url)
      check(path, 'get', status, JSON.parse(answer.text))
    }
    for (const [payload, status] of [
      ['{"message":"x"}', 200],
      ['[{"message":"x"},1]', 207],
      ['[1]', 400],
      ['{', 400],
    ] as const) {
      const answer = await t.send('POST', '/api/v1/events', {
        payload,
        headers: { 'content-type': 'application/json' },
      })
      assert.equal(answer.status, status)
      check('/api/v1/events', 'post', status, answer.body)
    }
    const source = 'name: shape\nrules: []'
    const example = { model: 'm', operation: 'chat' }
    for (const [method, path, payload, status] of [
      ['POST', '/v1/check', { ...example, metadata: { contains_pii: true } }, 200],
      ['POST', '/v1/check', { ...example, prompt: 'x' }, 422],
      ['PUT', '/api/v1/policies', { source }, 200],
      ['PUT', '/api/v1/policies', { source: 'name: shape' }, 400],
      ['POST', '/api/v1/policies/test', { examples: [example] }, 200],
      ['DELETE', '/api/v1/policies/active', undefined, 200],
    ] as const) {
      const answer = await t.send(method, path, payload === undefined ? {} : { payload })
      assert.equal(answer.status, status, answer.text)
      check(path, method.toLowerCase(), status, answer.body)
    }
    await t.engine.flush()
    check('/api/v1/decisions', 'get', 200, (await t.send('GET', '/api/v1/decisions')).body)
    check('/api/v1/decisions/stats', 'get', 200, (await t.send('GET', '/api/v1/decisions/stats')).body)
    const anonymous = await t.send('GET', '/api/v1/search', { headers: { authorization: '' } })
    check('/api/v1/search', 'get', 401, anonymous.body)
  })
})

test('what fails inside is answered without detail', async () => {
  const app = buildServer(t.engine, { log: 'off' })
  app.get('/boom', async () => {
    throw new Error('the secret is in /etc/passwd')
  })
  const answer = await app.inject({ url: '/boom' })
  assert.equal(answer.statusCode, 500)
  assert.equal(answer.json().error.code, 'TALLY_INTERNAL')
  assert.equal(answer.json().request_id, answer.headers['x-request-id'])
  assert.doesNotMatch(answer.body, /secret|passwd|boom| at /)
  await app.close()
})
