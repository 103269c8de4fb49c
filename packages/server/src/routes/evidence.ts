import { checkpointOrError } from '../evidence/checkpoint.ts'
import { actorOf, tenantOf } from '../http/principal.ts'
import { EvidenceAnswer, VerifyAnswer } from '../schemas/evidence.ts'
import type { Routes } from './context.ts'

const INDEPENDENT =
  'This server checks its own files against its own key. For a check that does not trust it, keep verifier_key elsewhere and run: tally verify <data directory or export> --pin <verifier_key>'

/** What proves the record of a tenant, and whether it was found whole. */
export const evidenceRoutes: Routes = (app, { engine, settings, verifications }) => {
  app.get(
    '/api/v1/evidence',
    {
      config: { access: 'verify' },
      schema: {
        operationId: 'evidence',
        summary: 'The ledger of the tenant: size, last checkpoint and its age, last verification',
        tags: ['ledger'],
        response: { 200: EvidenceAnswer },
      },
    },
    async request => {
      const tenant = tenantOf(request)
      const { events, sealed, ledgerSize } = engine.record(tenant)
      const [{ checkpoint, error }, last] = await Promise.all([
        checkpointOrError(engine, tenant, settings.now()),
        verifications.last(tenant),
      ])
      return {
        tenant,
        verifier_key: engine.verifierKey,
        ledger_size: ledgerSize,
        events: sealed,
        unsealed: events - sealed,
        checkpoint,
        ...(error === undefined ? {} : { checkpoint_error: error }),
        last_verification: last ?? null,
      }
    },
  )

  app.post(
    '/api/v1/evidence/verify',
    {
      config: { access: 'verify', errors: ['TALLY_INGEST_OVERLOADED', 'TALLY_JOURNAL_WRITE'] },
      schema: {
        operationId: 'verifyEvidence',
        summary: 'Begin to verify the files of the tenant; ingest goes on',
        description:
          'One at a time: while one runs, that one is answered. How far it is, and its verdict, are in GET /api/v1/evidence; both are recorded in the stream audit.',
        tags: ['ledger'],
        response: { 202: VerifyAnswer },
      },
    },
    async (request, reply) => {
      const verification = await verifications.start(tenantOf(request), actorOf(request))
      return reply.code(202).send({ verification, independent: INDEPENDENT })
    },
  )
}
