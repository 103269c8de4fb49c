import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRedactor, isSecretName } from '@tallystick/core'
import fc from 'fast-check'

const SECRET =
  `password passwd pwd PASSWORD userPassword dbpassword DB_PASS smtp_pass pass passphrase pass_phrase secret
  client_secret clientSecret clientsecret SECRET_KEY secret_key_base secret_id token access_token accessToken ACCESS-TOKEN
  accesstoken refresh_token id_token csrfToken x-csrf-token reset_password_token api_key apiKey apikey X-API-Key xApiKey APIKey
  authorization Authorization Proxy-Authorization authorization_code cookie cookies set-cookie Set-Cookie private_key
  privateKey session_token sessionToken connection_string ConnectionString aws_secret_access_key SecretAccessKey AWS_SESSION_TOKEN
  x-amz-security-token x-goog-api-key Ocp-Apim-Subscription-Key x-functions-key password_hash passwordConfirmation password2
  credentials card_number cardNumber cvv cvc2 jwt otp encryption_key AccountKey SharedAccessKey x-vault-token private-token
  refresh_tokens secrets seed_phrase mnemonic recovery_codes connect.sid PHPSESSID JSESSIONID service_role_key user.password
  headers.authorization NPM_TOKEN PGPASSWORD MYSQL_PWD passwordhash DD-API-KEY api.key`.split(/\s+/)

const OPEN =
  `token_count tokenCount max_tokens tokens prompt_tokens completion_tokens total_tokens password_reset_at passwordResetAt
  secretary secretariat token_type tokenType token_limit tokenizer tokens_per_second time_to_first_token cost_per_token next_page_token
  key primary_key foreign_key public_key cache_key keyboard monkey key_id access_key_id private_key_id password_length
  has_password hasPassword is_secret secret_name secret_arn password_policy password_changed_at password_expires_in session_id
  user_id author authored authenticated authentication auth_method login_method cookie_consent cookieName bypass passenger
  passed compass passport password_strength token_budget token_bucket idempotency_key partition_key keynote turkey
  connection connection_id signature design passive cookiecutter passthrough passwordless token_endpoint authorization_url
  credential_id unexpected_token state code message level name`.split(/\s+/)

describe('a name', () => {
  test('promises a secret, however it is spelt', () => {
    assert.deepEqual(
      SECRET.filter(name => !isSecretName(name)),
      [],
    )
  })

  test('promises none when it only says something about one', () => {
    assert.deepEqual(OPEN.filter(isSecretName), [])
  })

  test('of any length and content is judged without a word', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), name => typeof isSecretName(name) === 'boolean'))
    assert.equal(isSecretName('a'.repeat(1_000_000)), false)
    assert.equal(isSecretName('_'.repeat(1_000_000)), false)
  })
})

describe('names of one’s own', () => {
  const { isSecret, redact } = createRedactor({
    keys: ['customer_pin', 'geheimnis'],
    allowKeys: ['public_token'],
  })

  test('are compared without case and separators', () => {
    for (const name of ['customerPin', 'CUSTOMER-PIN', 'shop.customer_pin', 'Geheimnis'])
      assert.ok(isSecret(name), name)
    assert.equal(redact('customer.pin=12 geheimnis: xyzzy1'), 'customer.pin=[REDACTED] geheimnis: [REDACTED]')
  })

  test('that are allowed win over every rule', () => {
    assert.ok(!isSecret('publicToken'))
    assert.equal(redact('public_token=abcdef'), 'public_token=abcdef')
  })

  test('stay right when more of them come than are remembered', () => {
    for (let i = 0; i < 10_000; i++) {
      assert.ok(isSecret(`password_${i}`))
      assert.ok(!isSecret(`column_${i}`))
    }
    assert.ok(isSecret('customerPin'))
  })
})
