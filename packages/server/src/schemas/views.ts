import Type from 'typebox'
import { Time } from './common.ts'

const Document = Type.Object(
  {},
  { additionalProperties: true, description: 'Any object, of at most 64 KiB as JSON; it is kept as it is.' },
)
const Name = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'Unique among those of its owner; 1 to 128 printable characters.',
})
const Shared = Type.Boolean({
  description: 'Seen by all readers of the tenant; otherwise by its owner alone.',
})

export const View = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Name,
  owner: Type.String({ description: 'Name of a user, or key:<id>.' }),
  shared: Shared,
  mine: Type.Boolean({ description: 'Whether whoever asks is the owner.' }),
  document: Document,
  created: Time,
  changed: Time,
  version: Type.Integer({ minimum: 1, description: 'Counts changes.' }),
})
export const SavedSearches = Type.Object({ saved_searches: Type.Array(View) })
export const Dashboards = Type.Object({ dashboards: Type.Array(View) })
export const ViewParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
export const NewView = Type.Object(
  { name: Name, shared: Type.Optional(Shared), document: Document },
  { additionalProperties: false },
)
export const ViewChange = Type.Object(
  {
    name: Type.Optional(Name),
    shared: Type.Optional(Shared),
    document: Type.Optional(Document),
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'The one that was read: refused when it is not the last any more.',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
)
