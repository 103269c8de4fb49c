import { TallyError } from '@tallystick/core'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Access } from '../http/auth.ts'
import { LedgerParams, TileParams } from '../schemas/instance.ts'
import type { Routes } from './context.ts'

/** `<L>/<N>` or `entries/<N>`, whole or partial (https://c2sp.org/tlog-tiles). */
const TILE = /^(?:[0-5]|entries)\/(?:x\d{3}\/)*\d{3}(\.p\/[1-9]\d{0,2})?$/

const bytes = (mediaType: string, description: string) => ({
  description,
  content: {
    [mediaType]: { schema: Type.String({ description: 'Bytes as they stand in the data directory.' }) },
  },
})

/** The tenant's ledger as other people's tools read it: C2SP tlog-tiles under /ledger/<tenant>/. */
export const ledgerRoutes: Routes = (app, { engine, settings }) => {
  const access: Access = settings.publicLedger ? 'public' : 'verify'
  const config = { access, errors: ['TALLY_TENANT_NOT_FOUND', 'TALLY_NOT_FOUND'] } as const
  const fileOf = async (request: FastifyRequest, tenant: string, path: string): Promise<Buffer> => {
    // Another tenant's ledger and one that does not exist look the same.
    if (!settings.publicLedger && request.principal?.tenant !== tenant)
      throw new TallyError(
        'TALLY_TENANT_NOT_FOUND',
        `there is no tenant ${JSON.stringify(tenant.slice(0, 64))} for this key`,
      )
    const file = await engine.ledgerFile(tenant, path)
    if (file === undefined) throw new TallyError('TALLY_NOT_FOUND', `the ledger has no ${path}`)
    return file
  }

  app.get(
    '/ledger/:tenant/checkpoint',
    {
      config,
      schema: {
        operationId: 'checkpoint',
        summary: 'The signed checkpoint of a tenant’s ledger',
        tags: ['ledger'],
        params: LedgerParams,
        response: { 200: bytes('text/plain', 'C2SP signed note.') },
      },
    },
    async (request, reply) => {
      const checkpoint = await fileOf(request, request.params.tenant, 'checkpoint')
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(checkpoint)
    },
  )

  app.get(
    '/ledger/:tenant/tile/*',
    {
      config: { ...config, documentedPath: '/ledger/{tenant}/tile/{path}' },
      schema: {
        operationId: 'tile',
        summary: 'A tile or entry bundle of a tenant’s ledger',
        tags: ['ledger'],
        params: TileParams,
        response: { 200: bytes('application/octet-stream', 'Tile or entry bundle.') },
      },
    },
    async (request, reply) => {
      const path = request.params['*']
      const match = TILE.exec(path)
      if (match === null) throw new TallyError('TALLY_NOT_FOUND', 'that is not the path of a tile')
      const tile = await fileOf(request, request.params.tenant, `tile/${path}`)
      // A partial tile never changes either, but it goes away once the full one stands.
      const lifetime = match[1] === undefined ? 'max-age=31536000, immutable' : 'max-age=60'
      const reach = settings.publicLedger ? 'public' : 'private'
      return reply
        .type('application/octet-stream')
        .header('cache-control', `${reach}, ${lifetime}`)
        .send(tile)
    },
  )
}
