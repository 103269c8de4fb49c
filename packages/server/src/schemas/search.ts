import Type from 'typebox'
import { Event, q, range, TookMs } from './common.ts'

export const SearchInput = Type.Object(
  {
    q,
    ...range,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'Events per page. Default 100.' }),
    ),
    cursor: Type.Optional(Type.String({ description: 'cursor of the page before.' })),
    order: Type.Optional(
      Type.Union([Type.Literal('asc'), Type.Literal('desc')], {
        description: 'By (time, seq). Default desc, newest first.',
      }),
    ),
  },
  { additionalProperties: false },
)

const IndexLag = Type.Object(
  { events: Type.Integer(), seconds: Type.Number() },
  {
    description:
      'Present while something of the tenant is acknowledged and not searchable yet: so many events, the oldest for so long, may be missing here.',
  },
)

export const SearchAnswer = Type.Object({
  events: Type.Array(Event),
  cursor: Type.Optional(
    Type.String({ description: 'Give it back to get the next page; absent on the last one.' }),
  ),
  took_ms: TookMs,
  index_lag: Type.Optional(IndexLag),
})

export const AggregateInput = Type.Object({ q, ...range }, { additionalProperties: false })

export const AggregateAnswer = Type.Object({
  columns: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Type.Union([Type.String(), Type.Number(), Type.Null()]))),
  truncated: Type.Boolean({ description: 'Rows beyond the limit were left out.' }),
  took_ms: TookMs,
  index_lag: Type.Optional(IndexLag),
})

export const FieldsInput = Type.Object(
  {
    q,
    ...range,
    names: Type.Optional(Type.String({ description: 'Only these fields, separated by commas.' })),
    top: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100, description: 'Top values per field. Default 5.' }),
    ),
  },
  { additionalProperties: false },
)

export const FieldsAnswer = Type.Object({
  fields: Type.Array(
    Type.Object({
      name: Type.String({ description: 'Envelope name, or attributes.<path>.' }),
      type: Type.Union(['string', 'number', 'boolean', 'mixed', 'time'].map(name => Type.Literal(name))),
      count: Type.Integer({ description: 'Events that have the field.' }),
      top: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
    }),
  ),
  took_ms: TookMs,
})

export const ContextQuery = Type.Object(
  {
    q,
    before: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000, description: 'Events before it. Default 10.' }),
    ),
    after: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000, description: 'Events after it. Default 10.' }),
    ),
  },
  { additionalProperties: false },
)

export const ContextAnswer = Type.Object({
  before: Type.Array(Event),
  event: Event,
  after: Type.Array(Event),
})

const Inclusion = Type.Object(
  { index: Type.Integer(), size: Type.Integer(), hashes: Type.Array(Type.String()) },
  { description: 'Inclusion proof (RFC 6962 §2.1.1), hashes in base64.' },
)

export const Proof = Type.Object(
  {
    v: Type.Literal(1),
    type: Type.Literal('tallystick.proof'),
    line: Type.String({ description: 'Canonical line of the event, or its tombstone.' }),
    entry: Type.String({ description: 'Canonical ledger entry of its batch.' }),
    batch_proof: Inclusion,
    ledger_proof: Inclusion,
    erasure: Type.Optional(
      Type.Object(
        { entry: Type.String(), batch_proof: Inclusion, ledger_proof: Inclusion },
        { description: 'For a tombstone: the ledger entry that authorises it.' },
      ),
    ),
    checkpoint: Type.String({ description: 'C2SP signed note.' }),
  },
  { description: 'Enough to check one event offline with a pinned key (docs/design/001-record-format.md).' },
)

export const ExportQuery = Type.Object(
  {
    q,
    ...range,
    format: Type.Optional(
      Type.Union(
        [Type.Literal('ndjson'), Type.Literal('csv'), Type.Literal('json'), Type.Literal('parquet')],
        { description: 'Default ndjson.' },
      ),
    ),
    columns: Type.Optional(
      Type.String({
        description:
          'CSV and Parquet: fields separated by commas. Default: the envelope, attributes as JSON.',
      }),
    ),
    proof: Type.Optional(
      Type.Boolean({
        description:
          'NDJSON: canonical lines by ascending seq, with lines between them that prove them offline against a pinned key (docs/design/001-record-format.md, "Export with proof"). What is not sealed yet is left out.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const TailQuery = Type.Object(
  {
    q,
    together: Type.Optional(
      Type.Boolean({
        description:
          'WebSocket: events that come within 50 ms go out in one message, `{"type":"events","events":[…]}`, at most 500; for readers of many.',
      }),
    ),
  },
  { additionalProperties: false },
)
