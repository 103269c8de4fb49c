import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { signInOptions } from '../src/commands/sign-in-options.ts'
import { createUser } from './tally.ts'

const ISSUER = { TALLYSTICK_OIDC_ISSUER: 'https://id.example.org', TALLYSTICK_OIDC_CLIENT_ID: 'tally' }

describe('how people sign in', () => {
  test('is read from the environment', () => {
    assert.deepEqual(signInOptions({}), { publicUrl: undefined, oidc: undefined })
    assert.deepEqual(
      signInOptions({ TALLYSTICK_PUBLIC_URL: '', TALLYSTICK_OIDC_ISSUER: '' }),
      signInOptions({}),
    )
    const secret = randomUUID()
    assert.deepEqual(
      signInOptions({
        ...ISSUER,
        TALLYSTICK_PUBLIC_URL: 'https://tally.example.org',
        TALLYSTICK_OIDC_CLIENT_SECRET: secret,
        TALLYSTICK_OIDC_LABEL: 'Example ID',
        TALLYSTICK_OIDC_SCOPES: 'openid profile, groups',
        TALLYSTICK_OIDC_ROLE_CLAIM: 'roles',
        TALLYSTICK_OIDC_ROLES: 'log admins = admin, cn=audit=auditor,',
        TALLYSTICK_OIDC_DEFAULT_ROLE: 'guest',
        TALLYSTICK_OIDC_TENANT: 'acme',
      }),
      {
        publicUrl: 'https://tally.example.org',
        oidc: {
          issuer: 'https://id.example.org',
          clientId: 'tally',
          clientSecret: secret,
          label: 'Example ID',
          scopes: ['openid', 'profile', 'groups'],
          roleClaim: 'roles',
          roles: { 'log admins': 'admin', 'cn=audit': 'auditor' },
          defaultRole: 'guest',
          tenant: 'acme',
        },
      },
    )
  })

  test('is refused where half of it is missing', () => {
    for (const env of [
      { TALLYSTICK_OIDC_ISSUER: ISSUER.TALLYSTICK_OIDC_ISSUER },
      { TALLYSTICK_OIDC_CLIENT_ID: ISSUER.TALLYSTICK_OIDC_CLIENT_ID },
      { ...ISSUER, TALLYSTICK_OIDC_ROLES: 'admins' },
      { ...ISSUER, TALLYSTICK_OIDC_ROLES: '=admin' },
    ])
      assert.throws(() => signInOptions(env), { code: 'TALLY_CONFIG_INVALID' }, JSON.stringify(env))
  })

  test('is what tally serve serves, or ends at the start over', async () => {
    const user = createUser({ ...ISSUER, TALLYSTICK_OIDC_LABEL: 'Example ID' })
    try {
      const { url } = await user.serve()
      const session = await fetch(`${url}/api/v1/session`)
      assert.deepEqual(await session.json(), { signed_in: false, oidc: { label: 'Example ID' } })
    } finally {
      await user.leave()
    }
    for (const [wrong, said] of [
      [{ ...ISSUER, TALLYSTICK_OIDC_ISSUER: 'http://id.example.org' }, /no https URL/],
      [{ ...ISSUER, TALLYSTICK_OIDC_DEFAULT_ROLE: 'root' }, /"root" is not a role/],
      [{ TALLYSTICK_PUBLIC_URL: 'https://tally.example.org/logs' }, /no path/],
    ] as const) {
      const other = createUser(wrong)
      try {
        const { code, stderr } = await other.tally('serve', '--port', '0')
        assert.notEqual(code, 0)
        assert.match(stderr, said)
      } finally {
        await other.leave()
      }
    }
  })
})
