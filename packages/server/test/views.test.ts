import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { bearer, makeUser, openTestApp, type TestApp } from './support.ts'

type View = {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly shared: boolean
  readonly mine: boolean
  readonly document: object
  readonly created: string
  readonly changed: string
  readonly version: number
}
type Headers = { authorization: string }
type Person = { name: string; headers: Headers }

let t: TestApp
let ada: Person
let ben: Person
beforeEach(async () => {
  t = await openTestApp()
  ada = await makeUser(t.engine, 'acme', 'guest')
  ben = await makeUser(t.engine, 'acme', 'operator')
})
afterEach(() => t.dispose())

const DOCUMENT = { q: 'level>=ERROR', columns: ['service'], nested: { a: [1, null, { b: 'ü' }] } }

for (const [kind, url, listKey, entity] of [
  ['search', '/api/v1/saved-searches', 'saved_searches', 'saved_search'],
  ['dashboard', '/api/v1/dashboards', 'dashboards', 'dashboard'],
] as const)
  describe(`a ${kind} of ${url}`, () => {
    const create = async (who: Person, payload: object = {}) => {
      const answer = await t.send('POST', url, {
        headers: who.headers,
        payload: { name: 'errors', document: DOCUMENT, ...payload },
      })
      return { ...answer, view: answer.body as unknown as View }
    }
    const list = async ({ headers }: Person) => {
      const { body } = await t.send('GET', url, { headers })
      return body[listKey] as readonly View[]
    }
    const at = async (method: 'GET' | 'PUT' | 'DELETE', who: Person, id: string, payload?: object) => {
      const answer = await t.send(method, `${url}/${id}`, {
        headers: who.headers,
        ...(payload === undefined ? {} : { payload }),
      })
      return { status: answer.status, code: answer.body.error?.code, view: answer.body as unknown as View }
    }

    test('is kept as it was given, and listed with all there is to know', async () => {
      const { status, view } = await create(ada)
      assert.equal(status, 201)
      assert.deepEqual(view, {
        id: view.id,
        name: 'errors',
        owner: ada.name,
        shared: false,
        mine: true,
        document: DOCUMENT,
        created: view.created,
        changed: view.created,
        version: 1,
      })
      assert.deepEqual(await list(ada), [view])
      assert.deepEqual((await at('GET', ada, view.id)).view, view)
    })

    test('is seen by its owner alone until it is shared, and then by all who read in its tenant', async () => {
      const { view } = await create(ada)
      const key = { name: 'key', headers: bearer(await t.key('acme', 'read')) }
      const admin = await makeUser(t.engine, 'acme', 'admin')
      for (const who of [ben, key, admin]) {
        assert.deepEqual(await list(who), [])
        for (const [method, payload] of [['GET'], ['PUT', { name: 'mine now' }], ['DELETE']] as const)
          assert.deepEqual((({ status, code }) => [status, code])(await at(method, who, view.id, payload)), [
            404,
            'TALLY_VIEW_NOT_FOUND',
          ])
      }
      assert.equal((await at('PUT', ada, view.id, { shared: true })).status, 200)
      for (const who of [ben, key, admin])
        assert.deepEqual(
          (await list(who)).map(({ id, owner, mine }) => [id, owner, mine]),
          [[view.id, ada.name, false]],
        )
    })

    test('is never seen, changed or deleted from another tenant, not even by the admins of the instance', async () => {
      const { view } = await create(ada, { shared: true })
      for (const tenant of ['other', 'default']) {
        const stranger = await makeUser(t.engine, tenant, 'admin')
        assert.deepEqual(await list(stranger), [])
        for (const [method, payload] of [['GET'], ['PUT', { name: 'theirs' }], ['DELETE']] as const)
          assert.equal((await at(method, stranger, view.id, payload)).status, 404)
      }
      assert.deepEqual(await list(ada), [view])
    })

    test('is changed and deleted by its owner, and when shared by admins of its tenant', async () => {
      const { view } = await create(ada, { shared: true })
      for (const [method, payload] of [['PUT', { name: 'x' }], ['DELETE']] as const)
        assert.deepEqual((({ status, code }) => [status, code])(await at(method, ben, view.id, payload)), [
          403,
          'TALLY_AUTH_SCOPE',
        ])
      const admin = await makeUser(t.engine, 'acme', 'admin')
      const renamed = await at('PUT', admin, view.id, { name: 'renamed' })
      assert.deepEqual(
        [renamed.status, renamed.view.name, renamed.view.owner, renamed.view.version, renamed.view.mine],
        [200, 'renamed', ada.name, 2, false],
      )
      assert.deepEqual(renamed.view.document, DOCUMENT)
      assert.equal((await at('DELETE', admin, view.id)).status, 204)
      assert.equal((await at('DELETE', ada, view.id)).status, 404)
      assert.deepEqual(await list(ada), [])
    })

    test('needs the permission to read, and belongs to whoever made it, key or user', async () => {
      const writer = { name: 'writer', headers: bearer(await t.key('acme', 'ingest')) }
      assert.equal((await create(writer)).body.error.code, 'TALLY_AUTH_SCOPE')
      assert.equal((await t.send('GET', url, writer)).status, 403)
      for (const role of ['admin', 'operator', 'auditor', 'guest'] as const)
        assert.equal((await create(await makeUser(t.engine, 'acme', role))).status, 201, role)
      const { view } = await create({ name: 'key', headers: bearer(await t.key('acme', 'read')) })
      assert.match(view.owner, /^key:/)
    })

    test('is not overwritten by whoever read an older version', async () => {
      const { view } = await create(ada)
      const first = await at('PUT', ada, view.id, { version: 1, document: { a: 1 } })
      assert.deepEqual([first.status, first.view.version], [200, 2])
      const second = await at('PUT', ada, view.id, { version: 1, document: { a: 2 } })
      assert.deepEqual([second.status, second.code], [409, 'TALLY_VIEW_CONFLICT'])
      assert.deepEqual((await at('GET', ada, view.id)).view.document, { a: 1 })
      assert.equal((await at('PUT', ada, view.id, { document: { a: 3 } })).view.version, 3)
    })

    test('has a name of its own among those of its owner and kind', async () => {
      await create(ada)
      assert.equal((await create(ada)).body.error.code, 'TALLY_VIEW_EXISTS')
      assert.equal((await create(ben)).status, 201)
      const { view } = await create(ada, { name: 'others' })
      assert.equal((await at('PUT', ada, view.id, { name: 'errors' })).code, 'TALLY_VIEW_EXISTS')
      assert.equal((await at('PUT', ada, view.id, { name: 'others' })).status, 200)
    })

    test('that cannot be kept is refused with a code', async () => {
      const deep = JSON.parse(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`)
      for (const [payload, code] of [
        [{ name: '' }, 'TALLY_REQUEST_INVALID'],
        [{ name: ' ' }, 'TALLY_REQUEST_INVALID'],
        [{ name: 'a\nb' }, 'TALLY_REQUEST_INVALID'],
        [{ name: 'x'.repeat(129) }, 'TALLY_REQUEST_INVALID'],
        [{ document: [1] }, 'TALLY_REQUEST_INVALID'],
        [{ document: 'text' }, 'TALLY_REQUEST_INVALID'],
        [{ document: null }, 'TALLY_REQUEST_INVALID'],
        [{ document: deep }, 'TALLY_REQUEST_INVALID'],
        [{ owner: 'somebody' }, 'TALLY_REQUEST_INVALID'],
        [{ document: { text: 'ü'.repeat(32 * 1024) } }, 'TALLY_VIEW_TOO_LARGE'],
      ] as const)
        assert.equal(
          (await create(ada, payload)).body.error?.code,
          code,
          JSON.stringify(payload).slice(0, 80),
        )
      assert.equal(
        (await create(ada, { name: 'ü'.repeat(128), document: { text: 'x'.repeat(65_000) } })).status,
        201,
      )
      assert.equal((await at('PUT', ada, 'nonsense', { name: 'x' })).code, 'TALLY_VIEW_NOT_FOUND')
    })

    test('is one of 500 and 4 MiB at most', async () => {
      const { control } = t.engine
      const make = (name: string, owner: string, document: { text?: string } = {}) =>
        control.createView({ tenant: 'acme', kind, name, owner, shared: false, document })
      for (let i = 0; i < 500; i++) await make(`view ${i}`, ada.name)
      assert.equal((await create(ada)).body.error.code, 'TALLY_VIEW_LIMIT')
      for (let i = 0; i < 64; i++) await make(`view ${i}`, ben.name, { text: 'x'.repeat(65_000) })
      assert.equal(
        (await create(ben, { document: { text: 'x'.repeat(65_000) } })).body.error.code,
        'TALLY_VIEW_LIMIT',
      )
      const own = await list(ben)
      assert.equal((await at('PUT', ben, own[0]!.id, { document: {} })).status, 200)
      assert.equal((await create(ben, { document: { text: 'x'.repeat(65_000) } })).status, 201)
    })

    test('is on the record as made, changed and deleted, without its document', async () => {
      const { view } = await create(ada)
      await at('PUT', ada, view.id, { shared: true, document: { q: 'zebra' } })
      const admin = await makeUser(t.engine, 'acme', 'admin')
      await at('DELETE', admin, view.id)
      await t.engine.flush()
      const { events } = await t.engine.search('acme', `stream:audit name:view.* entity_id:${view.id}`, {
        order: 'asc',
      })
      assert.deepEqual(
        events.map(({ name, user_id, entity_type, attributes }) => [
          name,
          user_id,
          entity_type,
          attributes?.owner,
          attributes?.shared,
          attributes?.changed,
        ]),
        [
          ['view.create', ada.name, entity, ada.name, false, undefined],
          ['view.change', ada.name, entity, ada.name, true, ['shared', 'document']],
          ['view.delete', admin.name, entity, ada.name, true, undefined],
        ],
      )
      const text = JSON.stringify(events)
      assert.ok(!text.includes('level>=ERROR') && !text.includes('zebra'))
    })

    test('goes with its owner, unless it is shared', async () => {
      await create(ada)
      const { view } = await create(ada, { name: 'shared', shared: true })
      await t.engine.control.deleteUser(ada.name)
      assert.deepEqual(
        (await t.engine.control.views('acme', kind, ada.name)).map(({ id }) => id),
        [view.id],
      )
      assert.equal((await list(ben)).length, 1)
    })
  })

test('searches and dashboards of one name do not meet', async () => {
  const payload = { name: 'same', document: {}, shared: true }
  const search = await t.send('POST', '/api/v1/saved-searches', { payload })
  const dashboard = await t.send('POST', '/api/v1/dashboards', { payload })
  assert.deepEqual([search.status, dashboard.status], [201, 201])
  const crossed = await t.send('GET', `/api/v1/dashboards/${String(search.body.id)}`)
  assert.equal(crossed.body.error.code, 'TALLY_VIEW_NOT_FOUND')
})
