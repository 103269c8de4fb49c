import { TallyError } from '@tallystick/core'
import { parseStrictly } from '../http/json.ts'
import { principalOf } from '../http/principal.ts'
import type { App } from '../http/validation.ts'
import { CheckAnswer, CheckBody } from '../schemas/governance.ts'
import type { Routes } from './context.ts'

/** The governance decision: may this model do this? The engine reads the body, so that no refusal quotes what a client sent. */
export const checkRoutes: Routes = (root, { engine }) => {
  // A context of its own, for its body parser: what is decided about is what everybody reads in the body.
  void root.register(async scope => {
    const app = scope as unknown as App
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      async (_: unknown, text: string | Buffer) => parseStrictly(String(text)),
    )
    app.post(
      '/v1/check',
      {
        config: {
          access: 'ingest',
          errors: [
            'TALLY_CHECK_CONTENT',
            'TALLY_CHECK_METADATA',
            'TALLY_REQUEST_INVALID',
            'TALLY_INGEST_TOO_LARGE',
            'TALLY_INGEST_MEDIA_TYPE',
            'TALLY_INGEST_OVERLOADED',
            'TALLY_JOURNAL_WRITE',
          ],
          documentedBody: { 'application/json': { schema: CheckBody } },
        },
        schema: {
          operationId: 'check',
          summary: 'Decide whether a model may be used, and record the decision',
          description:
            'The policy of the API key decides, else that of its tenant, else the one that comes with Tallystick. The decision is durable when the answer arrives. Content is refused, and never recorded.',
          tags: ['governance'],
          response: { 200: CheckAnswer },
        },
      },
      async request => {
        const principal = principalOf(request)
        if (principal.kind !== 'key')
          throw new TallyError(
            'TALLY_AUTH_SCOPE',
            'a check is made with an API key, which the decision names',
          )
        const { id, verdict, policy } = await engine.governance.check(principal.key, request.body, request.id)
        const { allowed, riskScore, reason } = verdict
        return { allowed, risk_score: riskScore, reason, id, policy }
      },
    )
  })
}
