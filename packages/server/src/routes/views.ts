import type { JsonObject } from '@tallystick/core'
import { type SavedView, type ViewKind, type Views, viewsOf } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorOf, nameOf, principalOf } from '../http/principal.ts'
import { Dashboards, NewView, SavedSearches, View, ViewChange, ViewParams } from '../schemas/views.ts'
import type { Routes } from './context.ts'

/** How views of a kind are named in addresses, answers and operations. */
const KINDS = [
  {
    kind: 'search',
    url: '/api/v1/saved-searches',
    one: 'saved search',
    many: 'Saved searches',
    operation: 'SavedSearch',
    operations: 'savedSearches',
    listKey: 'saved_searches',
    List: SavedSearches,
  },
  {
    kind: 'dashboard',
    url: '/api/v1/dashboards',
    one: 'dashboard',
    many: 'Dashboards',
    operation: 'Dashboard',
    operations: 'dashboards',
    listKey: 'dashboards',
    List: Dashboards,
  },
] as const satisfies readonly { readonly kind: ViewKind; readonly [name: string]: unknown }[]

const TAGS = ['views']
const RECORD_ERRORS = ['TALLY_INGEST_OVERLOADED', 'TALLY_JOURNAL_WRITE'] as const
const BOUNDS = ['TALLY_VIEW_EXISTS', 'TALLY_VIEW_TOO_LARGE', 'TALLY_VIEW_LIMIT', ...RECORD_ERRORS] as const

/** Saved searches and dashboards: documents of people who read, for themselves or shared with their tenant. */
export const viewRoutes: Routes = (app, { engine }) => {
  for (const { kind, url, one, many, operation, operations, listKey, List } of KINDS) {
    const views = (request: FastifyRequest): Views => {
      const { tenant, permissions } = principalOf(request)
      return viewsOf(engine, { tenant, permissions, kind, actor: actorOf(request) })
    }
    const body = (request: FastifyRequest, { tenant: _, kind: __, ...view }: SavedView) => ({
      ...view,
      mine: view.owner === nameOf(principalOf(request)),
    })

    app.get(
      url,
      {
        config: { access: 'read' },
        schema: {
          operationId: operations,
          summary: `${many}: one’s own, and those that the tenant shares`,
          tags: TAGS,
          response: { 200: List },
        },
      },
      async request => ({
        [listKey]: (await views(request).list()).map(view => body(request, view)),
      }),
    )

    app.post(
      url,
      {
        config: { access: 'read', errors: BOUNDS },
        schema: {
          operationId: `create${operation}`,
          summary: `Keep a ${one}`,
          tags: TAGS,
          body: NewView,
          response: { 201: View },
        },
      },
      async (request, reply) => {
        const { name, shared = false, document } = request.body
        const view = await views(request).create({ name, shared, document: document as JsonObject })
        return reply.code(201).send(body(request, view))
      },
    )

    app.get(
      `${url}/:id`,
      {
        config: { access: 'read', errors: ['TALLY_VIEW_NOT_FOUND'] },
        schema: {
          operationId: `get${operation}`,
          summary: `One ${one}`,
          tags: TAGS,
          params: ViewParams,
          response: { 200: View },
        },
      },
      async request => body(request, await views(request).get(request.params.id)),
    )

    app.put(
      `${url}/:id`,
      {
        config: { access: 'read', errors: ['TALLY_VIEW_NOT_FOUND', 'TALLY_VIEW_CONFLICT', ...BOUNDS] },
        schema: {
          operationId: `change${operation}`,
          summary: `Change a ${one}; what is not named stays as it is`,
          description: 'Its owner may, and an admin when it is shared.',
          tags: TAGS,
          params: ViewParams,
          body: ViewChange,
          response: { 200: View },
        },
      },
      async request => {
        const { name, shared, document, version } = request.body
        const view = await views(request).change(request.params.id, {
          ...(name === undefined ? {} : { name }),
          ...(shared === undefined ? {} : { shared }),
          ...(document === undefined ? {} : { document: document as JsonObject }),
          ...(version === undefined ? {} : { version }),
        })
        return body(request, view)
      },
    )

    app.delete(
      `${url}/:id`,
      {
        config: { access: 'read', errors: ['TALLY_VIEW_NOT_FOUND', ...RECORD_ERRORS] },
        schema: {
          operationId: `delete${operation}`,
          summary: `Delete a ${one}`,
          description: 'Its owner may, and an admin when it is shared.',
          tags: TAGS,
          params: ViewParams,
          response: { 204: Type.Null({ description: 'Deleted.' }) },
        },
      },
      async (request, reply) => {
        await views(request).remove(request.params.id)
        return reply.code(204).send()
      },
    )
  }
}
