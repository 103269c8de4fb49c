import Type from 'typebox'
import { EventInput, Failure, Seq } from './common.ts'

export const IngestQuery = Type.Object(
  {
    ids: Type.Optional(
      Type.Boolean({
        description: 'Answer with the ids of the accepted events. Default: for up to 100 events.',
      }),
    ),
  },
  { additionalProperties: false },
)

const RefusedEvent = Type.Object({
  index: Type.Integer({
    minimum: 0,
    description: 'Place in the request, from 0; blank lines are not counted.',
  }),
  code: Type.String(),
  message: Type.String(),
  help: Type.String(),
})

const outcome = {
  accepted: Type.Integer({ minimum: 0, description: 'Events that are durable now.' }),
  duplicates: Type.Integer({
    minimum: 0,
    description: 'Events skipped because this writer had sent them before; they are durable too.',
  }),
  first_seq: Type.Optional(Seq),
  ids: Type.Optional(Type.Array(Type.String({ format: 'uuid' }))),
  errors: Type.Array(RefusedEvent),
  gap: Type.Optional(
    Type.Object(
      { from: Type.Integer(), to: Type.Integer() },
      { description: 'Numbers [from, to) of this writer that never arrived.' },
    ),
  ),
}

export const IngestAnswer = Type.Object(outcome)

/** When no event of the request was good: the outcome, and the first error in the shape every refusal has. */
export const IngestRefusal = Type.Object({
  ...Type.Partial(Type.Object(outcome)).properties,
  error: Failure,
  request_id: Type.String(),
})

export const IngestBody = {
  'application/json': { schema: Type.Union([EventInput, Type.Array(EventInput, { minItems: 1 })]) },
  'application/x-ndjson': { schema: Type.String({ description: 'One event per line.' }) },
}

export const WriterHeaders = Type.Object({
  'x-tally-writer': Type.Optional(
    Type.String({ description: 'Name of a writer that numbers its events, so that none is taken in twice.' }),
  ),
  'x-tally-sequence': Type.Optional(
    Type.String({ description: 'Number of the first event of this batch; the others follow consecutively.' }),
  ),
  'content-encoding': Type.Optional(Type.String({ description: 'gzip, deflate, zstd or identity.' })),
})
