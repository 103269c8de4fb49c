import Type from 'typebox'
import { Time } from './common.ts'

export const RotateBody = Type.Object(
  {
    tenant: Type.Optional(
      Type.String({
        description: 'Whose keys. Default: those of whoever asks, unless to_env is given alone.',
      }),
    ),
    all: Type.Optional(Type.Boolean({ description: 'Those of every tenant that has some.' })),
    hash: Type.Optional(
      Type.Boolean({
        description:
          'Also the key behind input_hash: equal inputs before and after no longer have equal hashes.',
      }),
    ),
    to_env: Type.Optional(
      Type.String({
        pattern: '^[A-Z][A-Z0-9_]{0,63}$',
        description:
          'Name of an environment variable of the server, ending in ENCRYPTION_KEY, with the encryption key (base64 of 32 bytes) that is to follow: all keys open with it too, and alone once the server is started with it as ENCRYPTION_KEY.',
        examples: ['NEW_ENCRYPTION_KEY'],
      }),
    ),
  },
  { additionalProperties: false },
)

export const RotateAnswer = Type.Object({
  rotated: Type.Array(
    Type.Object({
      tenant: Type.String(),
      id: Type.String({ description: 'Of the new version, which is in use from now on.' }),
      purpose: Type.Union([Type.Literal('encrypt'), Type.Literal('hash')]),
      created: Time,
    }),
    { description: 'Former versions still open what they sealed.' },
  ),
  rewrapped: Type.Optional(
    Type.Array(Type.String(), { description: 'Tenants whose keys open with the new encryption key too.' }),
  ),
})
