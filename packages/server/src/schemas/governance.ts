import { BUILT_IN, MODEL, OPERATION } from '@tallystick/engine'
import Type from 'typebox'
import { range, Time, TookMs } from './common.ts'

const closed = { additionalProperties: false }
const nullable = (schema: ReturnType<typeof Type.String> | ReturnType<typeof Type.Number>) =>
  Type.Union([schema, Type.Null()])

const Metadata = Type.Object(
  {},
  {
    additionalProperties: true,
    description:
      'Flags, numbers, short identifiers and lists of them; at most 64 values, 32 in one object or list, nested at most 3 deep. Names are 1 to 64 letters, digits, _ and -. What may be content, personal data or a secret is refused (docs/policies.md).',
    examples: [{ purpose: 'customer-support', contains_pii: true }],
  },
)
const Risk = Type.Number({ minimum: 0, maximum: 1 })
const PolicyMark = Type.Object({
  name: Type.String(),
  version: Type.Integer({ description: `From 1; 0 is ${BUILT_IN}, the policy that comes with Tallystick.` }),
  hash: Type.String({ description: 'SHA-256 of its canonical form.' }),
})

export const CheckBody = Type.Object(
  {
    model: Type.String({ pattern: MODEL, description: 'Name of the model.', examples: ['gpt-4o-mini'] }),
    operation: Type.String({ pattern: OPERATION, description: 'What it is to do.', examples: ['chat'] }),
    metadata: Type.Optional(Metadata),
  },
  closed,
)

export const CheckAnswer = Type.Object({
  allowed: Type.Boolean(),
  risk_score: Risk,
  reason: Type.String(),
  id: Type.String({ description: 'Id of the decision in the record.' }),
  policy: PolicyMark,
})

const PolicyVersion = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  hash: Type.String(),
  created: Time,
  created_by: Type.String(),
})

export const PoliciesAnswer = Type.Object({
  in_force: PolicyMark,
  keys: Type.Array(Type.Object({ key: Type.String(), policy: PolicyMark }), {
    description: 'API keys with a policy of their own.',
  }),
  versions: Type.Array(PolicyVersion, { description: 'By name, the newest first.' }),
  history: Type.Array(
    Type.Object({
      key: Type.Optional(Type.String({ description: 'Absent: all keys without one of their own.' })),
      policy: Type.Union([PolicyMark, Type.Null()], { description: 'Null: none from then on.' }),
      activated: Time,
      activated_by: Type.String(),
    }),
    { description: 'What applied when: the last 100 changes, the newest first.' },
  ),
})

const Source = Type.String({
  maxLength: 65_536,
  description: 'The policy in YAML or JSON (docs/policies.md).',
})
const KeyId = Type.Optional(
  Type.String({ description: 'Id of an API key, for a policy of its own. Default: all keys of the tenant.' }),
)

export const ApplyBody = Type.Object({ source: Source, key: KeyId }, closed)
export const ApplyAnswer = Type.Object({
  policy: PolicyVersion,
  added: Type.Boolean({ description: 'False: it was this version already, and is in force again.' }),
})
export const ResetQuery = Type.Object({ key: KeyId }, closed)
export const ResetAnswer = Type.Object({ policy: PolicyVersion, in_force: PolicyMark })

export const PolicyParams = Type.Object({
  name: Type.String(),
  version: Type.String({
    pattern: '^(?:latest|[0-9]{1,9})$',
    description: 'A number, or latest.',
    examples: ['latest'],
  }),
})
export const PolicySource = Type.Object({
  ...PolicyVersion.properties,
  source: Type.String({ description: 'As it was written.' }),
  canonical: Type.String({ description: 'What it means (RFC 8785); hash is the SHA-256 of this.' }),
})

export const TestBody = Type.Object(
  {
    source: Type.Optional(Source),
    key: KeyId,
    examples: Type.Array(Type.Unknown(), {
      minItems: 1,
      maxItems: 100,
      description:
        'Each {model, operation, metadata?}, and beside it name, customer, key {id, name, scopes}, now, and expect {allowed, risk_score, rules, refused}.',
    }),
  },
  closed,
)
export const TestAnswer = Type.Object({
  policy: PolicyMark,
  passed: Type.Boolean({ description: 'All is as expected.' }),
  results: Type.Array(
    Type.Object({
      name: Type.String(),
      verdict: Type.Optional(
        Type.Object({
          allowed: Type.Boolean(),
          risk_score: Risk,
          reason: Type.String(),
          rules: Type.Array(Type.String()),
          failed: Type.Array(Type.Object({ rule: Type.String(), error: Type.String() })),
        }),
      ),
      refused: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
      mismatch: Type.Optional(Type.String()),
    }),
  ),
})

const filter = {
  customer: Type.Optional(Type.String({ description: 'Customer, that is, tenant.' })),
  key: Type.Optional(Type.String({ description: 'Id of the API key.' })),
  model: Type.Optional(Type.String()),
  operation: Type.Optional(Type.String()),
  allowed: Type.Optional(Type.Boolean({ description: 'false: blocked only.' })),
  ...range,
}

export const DecisionsQuery = Type.Object(
  {
    ...filter,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Default 100.' })),
    cursor: Type.Optional(Type.String({ description: 'cursor of the page before.' })),
  },
  closed,
)

const DecisionRecord = Type.Object({
  id: Type.String(),
  created_at: Time,
  customer_id: nullable(Type.String()),
  api_key_id: nullable(Type.String()),
  model: nullable(Type.String()),
  operation: nullable(Type.String()),
  metadata: Metadata,
  risk_score: nullable(Type.Number()),
  allowed: Type.Union([Type.Boolean(), Type.Null()]),
  reason: nullable(Type.String()),
  policy: Type.Union([
    Type.Object({
      name: Type.String(),
      version: nullable(Type.Number()),
      hash: nullable(Type.String()),
    }),
    Type.Null(),
  ]),
  rules: Type.Array(Type.String(), { description: 'Ids of the rules that applied.' }),
})

export const DecisionsAnswer = Type.Object({
  decisions: Type.Array(DecisionRecord, {
    description: 'Newest first. Null: a record of another origin lacks it.',
  }),
  cursor: Type.Optional(
    Type.String({ description: 'Give it back to get the next page; absent on the last one.' }),
  ),
  took_ms: TookMs,
})

export const DecisionStatsQuery = Type.Object(
  {
    ...filter,
    bin: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,5}[smhd]$',
        description: 'Step of over_time. Default 1h.',
        examples: ['15m'],
      }),
    ),
  },
  closed,
)

const counts = {
  total: Type.Integer(),
  allowed: Type.Integer(),
  blocked: Type.Integer(),
  allowed_ratio: nullable(Type.Number()),
}

export const DecisionStatsAnswer = Type.Object({
  ...counts,
  average_risk: nullable(Type.Number()),
  by_model_operation: Type.Array(
    Type.Object({
      model: nullable(Type.String()),
      operation: nullable(Type.String()),
      ...counts,
      average_risk: nullable(Type.Number()),
    }),
    { description: 'Most decisions first.' },
  ),
  over_time: Type.Array(Type.Object({ time: Time, ...counts }), {
    description: 'In order; steps without decisions are left out.',
  }),
  truncated: Type.Boolean({
    description: 'There are more models and operations, or steps, than are listed.',
  }),
  took_ms: TookMs,
})
