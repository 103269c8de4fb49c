import Type from 'typebox'
import { Time } from './common.ts'

const count = Type.Integer({ minimum: 0 })
const OrNull = <T extends Type.TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })

export const VerificationBody = Type.Object(
  {
    state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    verdict: OrNull(
      Type.Union([Type.Literal('verified'), Type.Literal('tampered'), Type.Literal('cannot_tell')]),
      'Null while it runs, and when it failed.',
    ),
    started: Time,
    finished: OrNull(Time),
    checked: Type.Integer({ minimum: 0, description: 'Lines checked so far.' }),
    total: Type.Integer({ minimum: 0, description: 'Lines there were when it began.' }),
    counts: OrNull(
      Type.Object({ verified: count, erased: count, missing: count, altered: count, unsealed: count }),
      'Lines by what was found of them.',
    ),
    problems: Type.Array(
      Type.Object({
        kind: Type.String({ description: 'line altered, segment missing, ledger rewritten, …' }),
        verdict: Type.Union([Type.Literal('MISSING'), Type.Literal('ALTERED')]),
        message: Type.String({ description: 'A sentence that names the place.' }),
      }),
      { description: 'At most 100.' },
    ),
    omitted: Type.Integer({ minimum: 0, description: 'Problems beyond those that are told.' }),
    notes: Type.Array(Type.String()),
    by: Type.String({ description: 'Who asked for it.' }),
    error: OrNull(Type.String(), 'Why it came to no verdict.'),
  },
  {
    description:
      'A verification by the server itself, against its own key. Whoever could alter its files could have altered that too: an independent check is tally verify with the key pinned elsewhere.',
  },
)

export const EvidenceAnswer = Type.Object({
  tenant: Type.String(),
  verifier_key: Type.String({
    description: 'C2SP vkey of the instance: pin it elsewhere to check exports and proofs offline.',
  }),
  ledger_size: Type.Integer({ minimum: 0, description: 'Batches in the ledger.' }),
  events: Type.Integer({
    minimum: 0,
    description: 'Lines of the record that are sealed, metric points included.',
  }),
  unsealed: Type.Integer({ minimum: 0, description: 'Durable, and not under a checkpoint yet.' }),
  checkpoint: OrNull(
    Type.Object({
      size: count,
      root: Type.String({ description: 'RFC 6962 root in base64.' }),
      time: OrNull(Time, 'When it was signed.'),
      age_seconds: OrNull(Type.Integer({ minimum: 0 })),
      note: Type.String({ description: 'The signed note itself.' }),
    }),
    'Null while nothing is sealed, and where the file is not what this instance signed.',
  ),
  checkpoint_error: Type.Optional(Type.String({ description: 'What is wrong with the checkpoint.' })),
  last_verification: OrNull(VerificationBody, 'The one that runs, else the last that ended.'),
})

export const VerifyAnswer = Type.Object({
  verification: VerificationBody,
  independent: Type.String({ description: 'How to check without trusting this server.' }),
})
