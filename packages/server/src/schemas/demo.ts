import Type from 'typebox'

export const DemoBody = Type.Object(
  {
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 30,
        description: 'Days that are full; thinner ones lie before them, two months in all. Default 7.',
      }),
    ),
    events: Type.Optional(
      Type.Integer({
        minimum: 1_000,
        maximum: 200_000,
        description: 'Default 20,000. As many metric points come with them, at most 60,000.',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4_294_967_295,
        description: 'Another seed tells another story. Default 1.',
      }),
    ),
  },
  { additionalProperties: false },
)

const count = Type.Integer({ minimum: 0 })

export const DemoState = Type.Object({
  state: Type.Union(
    (['none', 'running', 'done', 'failed', 'cancelled'] as const).map(name => Type.Literal(name)),
    { description: 'Since the server was started; `done` once all of it is found by searches.' },
  ),
  sent: Type.Integer({ minimum: 0, description: 'Events and metric points taken so far.' }),
  total: Type.Integer({
    minimum: 0,
    description: 'How many there will be; until it is done an upper bound.',
  }),
  refused: count,
  error: Type.Optional(Type.String({ description: 'Why it failed.' })),
})
