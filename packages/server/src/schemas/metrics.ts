import { POINT_LIMITS, POINT_TYPES } from '@tallystick/core'
import Type from 'typebox'
import { range, Time, TookMs } from './common.ts'
import { IngestAnswer, IngestRefusal } from './ingest.ts'

const Tags = Type.Record(Type.String(), Type.String())

const PointInput = Type.Object(
  {
    metric: Type.Optional(
      Type.String({ minLength: 1, maxLength: POINT_LIMITS.metric, description: 'Name of the metric.' }),
    ),
    name: Type.Optional(Type.String({ description: 'The same as metric; one of them is needed.' })),
    value: Type.Number({ description: 'Finite; of a counter not below 0.' }),
    unit: Type.Optional(
      Type.String({ maxLength: POINT_LIMITS.unit, description: 'A word like s, ms, By, 1 or %.' }),
    ),
    time: Type.Optional(
      Type.Union([Type.String(), Type.Number()], {
        description: 'As of events: RFC 3339, or an epoch number. Default: the time of receipt.',
      }),
    ),
    tags: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]), {
        description: `At most ${POINT_LIMITS.tags}; numbers and booleans become text, null and '' are absent.`,
      }),
    ),
    type: Type.Optional(
      Type.Union(
        POINT_TYPES.map(type => Type.Literal(type)),
        {
          description:
            'gauge (default): a value as it is. counter: a total that only grows, and may start again at 0.',
        },
      ),
    ),
  },
  { additionalProperties: false },
)

export const PointsBody = {
  'application/json': { schema: Type.Union([PointInput, Type.Array(PointInput, { minItems: 1 })]) },
  'application/x-ndjson': { schema: Type.String({ description: 'One point per line.' }) },
}

/** Points have no ids. */
export const PointsAnswer = Type.Omit(IngestAnswer, ['ids'])
export const PointsRefusal = Type.Omit(IngestRefusal, ['ids'])

export const CatalogueInput = Type.Object(range, { additionalProperties: false })

const MetricEntry = Type.Object({
  name: Type.String(),
  kind: Type.Literal('metric'),
  types: Type.Array(Type.Union(POINT_TYPES.map(type => Type.Literal(type)))),
  units: Type.Array(Type.String()),
  tags: Type.Array(Type.String(), { description: 'Names of the tags that at least one point has.' }),
  points: Type.Integer({ minimum: 0, description: 'Points in the range, rolled-up ones included.' }),
  last_seen: Time,
})

const DerivedEntry = Type.Object({
  name: Type.String(),
  kind: Type.Literal('derived'),
  units: Type.Array(Type.String()),
  description: Type.String(),
  expression: Type.String({ description: 'What the name stands for.' }),
})

export const CatalogueAnswer = Type.Object({
  metrics: Type.Array(Type.Union([MetricEntry, DerivedEntry]), {
    description:
      'Metrics that have points in the range, by name; then the derived series, whether or not they have values.',
  }),
  took_ms: TookMs,
})

export const MetricsQuery = Type.Object(
  {
    expr: Type.String({
      minLength: 1,
      description:
        'Expression, e.g. avg(response_time{endpoint="/api/users"}) by (service), or error_rate > 0.05.',
    }),
    ...range,
    step: Type.Optional(
      Type.String({
        description:
          '30s, 5m, 1h, … or a number of seconds; range: one step that is the range. Default: what suits a chart of the range.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const MetricsAnswer = Type.Object({
  expr: Type.String(),
  step: Type.Integer({ minimum: 1, description: 'Seconds.' }),
  from: Time,
  to: Time,
  series: Type.Array(
    Type.Object({
      tags: Tags,
      points: Type.Array(Type.Array(Type.Union([Type.String(), Type.Number(), Type.Null()])), {
        description: '[start of the step, value or null], one for each step of the range.',
      }),
    }),
  ),
  truncated: Type.Boolean({ description: 'There are more groups than an answer holds.' }),
  approximate: Type.Boolean({
    description: 'Rolled-up hours are in it, and what was asked for cannot be told from them exactly.',
  }),
  took_ms: TookMs,
})
