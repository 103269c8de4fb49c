import Type from 'typebox'
import { Time } from './common.ts'
import { Whoami } from './instance.ts'

export const SignedOut = Type.Object({
  signed_in: Type.Literal(false),
  oidc: Type.Optional(
    Type.Object(
      { label: Type.String({ description: 'What the button says.' }) },
      { description: 'Where people can sign in through an identity provider: GET /auth/oidc/login.' },
    ),
  ),
})

export const SignedIn = Type.Object({
  signed_in: Type.Literal(true),
  ...Whoami.properties,
  session: Type.Object({
    id: Type.String({ description: 'Public; not what the cookie holds.' }),
    created: Time,
    expires: Time,
  }),
  totp: Type.Boolean({ description: 'The user has a second factor.' }),
})

const Password = Type.String({ minLength: 1, maxLength: 1_024 })
const Otp = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Code of the authenticator app, six digits.',
})

export const SignIn = Type.Object(
  {
    user: Type.String({ minLength: 1, maxLength: 256 }),
    password: Password,
    otp: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'Code of the authenticator app, or a recovery code.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const SessionList = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String(),
      method: Type.Union([Type.Literal('password'), Type.Literal('oidc')]),
      created: Time,
      last_seen: Type.String({ format: 'date-time', description: 'To the minute.' }),
      expires: Time,
      ip: Type.Optional(Type.String()),
      user_agent: Type.Optional(Type.String()),
      current: Type.Boolean({ description: 'The one that asks.' }),
    }),
    { description: 'The youngest first.' },
  ),
})

export const SessionParams = Type.Object({ id: Type.String() })

export const PasswordChange = Type.Object(
  {
    current: Password,
    password: Type.String({ description: '8 to 256 characters.' }),
  },
  { additionalProperties: false },
)

export const PasswordProof = Type.Object({ password: Password }, { additionalProperties: false })
export const OtpProof = Type.Object({ otp: Otp }, { additionalProperties: false })

export const TotpOffer = Type.Object({
  secret: Type.String({ description: 'Base32, to type into an app.' }),
  uri: Type.String({ description: 'otpauth://, for a QR code.' }),
})

export const RecoveryCodes = Type.Object({
  recovery_codes: Type.Array(Type.String(), { description: 'Shown this once; each is good once, as otp.' }),
})

export const OidcLogin = Type.Object(
  {
    return_to: Type.Optional(
      Type.String({ maxLength: 1_024, description: 'Path of this server to go to then. Default /.' }),
    ),
  },
  { additionalProperties: false },
)
