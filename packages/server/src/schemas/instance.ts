import Type from 'typebox'
import { Key, PermissionName, User } from './admin.ts'
import { Time } from './common.ts'

export const Health = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('unavailable')]),
  live: Type.Boolean(),
  ready: Type.Boolean({ description: 'Events are taken in and searches answered.' }),
  behind_seconds: Type.Number({ description: 'How far the index is behind the record.' }),
  details: Type.Optional(
    Type.Object(
      {
        version: Type.String(),
        store: Type.Object({
          engine: Type.String(),
          up: Type.Boolean(),
          restarts: Type.Integer(),
          error: Type.Optional(Type.String()),
        }),
        journal: Type.Object({
          writable: Type.Boolean(),
          unsealed: Type.Integer(),
          error: Type.Optional(Type.String()),
        }),
        index: Type.Object({ behind_events: Type.Integer(), behind_seconds: Type.Number() }),
        problems: Type.Array(Type.String(), { description: 'In words, most important first.' }),
      },
      { description: 'With a key only.' },
    ),
  ),
})

export const Probe = Type.Object({
  live: Type.Optional(Type.Boolean()),
  ready: Type.Optional(Type.Boolean()),
})

const count = Type.Integer({ minimum: 0 })
export const Stats = Type.Object({
  tenants: Type.Array(
    Type.Object({
      tenant: Type.String(),
      events: count,
      sealed: count,
      indexed: count,
      ledger_size: count,
      first: Type.Optional(Time),
      last: Type.Optional(Time),
    }),
  ),
  disk: Type.Optional(
    Type.Object(
      { wal: count, journal: count, ledger: count, index: count },
      { description: 'Bytes of the whole instance; for its admins only.' },
    ),
  ),
  tables: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), rows: count, bytes: count }), {
      description:
        'Tables of the event store, their indexes included; for admins of the instance only. Bytes may be a minute old.',
    }),
  ),
})

export const Whoami = Type.Object({
  kind: Type.Union([Type.Literal('key'), Type.Literal('user')]),
  name: Type.String({ description: 'Name of the user, or key:<id>, as the audit trail has it.' }),
  tenant: Type.String(),
  permissions: Type.Array(PermissionName),
  key: Type.Optional(Key),
  user: Type.Optional(User),
  version: Type.String(),
  verifier_key: Type.String({
    description: 'C2SP vkey of the instance: pin it to check exports and proofs offline.',
  }),
})

export const WriterParams = Type.Object({ writer: Type.String({ minLength: 1, maxLength: 128 }) })
export const WriterAnswer = Type.Object({
  sequence: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Last number taken in from this writer; null when nothing was.',
  }),
})

export const LedgerParams = Type.Object({ tenant: Type.String() })
export const TileParams = Type.Object({
  tenant: Type.String(),
  '*': Type.String({
    description: 'Tile path of C2SP tlog-tiles after tile/: L/N, L/N.p/W, entries/N, entries/N.p/W.',
  }),
})
