import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRedactor } from '@tallystick/core'
import fc from 'fast-check'

const { redact } = createRedactor()

/** Before and after; nothing here is a credential of anybody. */
const REPLACED: readonly (readonly [what: string, before: string, after: string])[] = [
  ['a pair', 'login password=hunter2 user=bob', 'login password=[REDACTED] user=bob'],
  ['a pair in quotes', 'password="two words" x=1', 'password="[REDACTED]" x=1'],
  ['a pair with a colon', 'using password: hunter2', 'using password: [REDACTED]'],
  ['a name of two words', 'API key: a1b2c3d4e5', 'API key: [REDACTED]'],
  ['JSON', '{"a":1,"password":"hun\\"ter2","b":[2]}', '{"a":1,"password":"[REDACTED]","b":[2]}'],
  ['a number in JSON', '{"cvv":123,"b":2}', '{"cvv":[REDACTED],"b":2}'],
  ['a list in JSON', '{"secrets":["a]","b"],"b":2}', '{"secrets":[REDACTED],"b":2}'],
  [
    'JSON in JSON',
    '{"body":"{\\"token\\":\\"a\\\\\\"b\\",\\"x\\":1}"}',
    '{"body":"{\\"token\\":\\"[REDACTED]\\",\\"x\\":1}"}',
  ],
  [
    'what inspect shows',
    "{ password: 'a', cookies: [ 'b', \"c]\" ], ok: 1 }",
    "{ password: '[REDACTED]', cookies: [REDACTED], ok: 1 }",
  ],
  ['a header', 'Host: x\r\nCookie: a=b; c=d\r\nAccept: *', 'Host: x\r\nCookie: [REDACTED]\r\nAccept: *'],
  ['a header with a scheme', 'authorization: Token abc, host: x', 'authorization: [REDACTED], host: x'],
  ['a header as an argument', 'curl -H "Cookie: a=b; c=d" -v', 'curl -H "Cookie: [REDACTED]" -v'],
  [
    'a connection string',
    'Server=x;User Id=sa;Password=p;w;Encrypt=yes',
    'Server=x;User Id=sa;Password=[REDACTED];Encrypt=yes',
  ],
  [
    'a password in a URL',
    'at https://bob:p@ss@host:8080/path?x=1#f',
    'at https://bob:[REDACTED]@host:8080/path?x=1#f',
  ],
  ['a password with a slash', 'postgres://bob:pw/x@host/db', 'postgres://bob:[REDACTED]@host/db'],
  ['a parameter', 'GET /cb?a=1&token=abc&b=2#top', 'GET /cb?a=1&token=[REDACTED]&b=2#top'],
  ['a signature', '/blob?sv=1&sig=aB3%2FdE5fG7%3D&se=2', '/blob?sv=1&sig=[REDACTED]&se=2'],
  [
    'a URL in a URL',
    '?to=https%3A%2F%2Fx%3FapiKey%3Dabc%26b%3D1',
    '?to=https%3A%2F%2Fx%3FapiKey%3D[REDACTED]%26b%3D1',
  ],
  ['an option', 'tool --password hunter2 --out x', 'tool --password [REDACTED] --out x'],
  ['XML', '<a><password>x y</password></a>', '<a><password>[REDACTED]</password></a>'],
  ['a list of names and values', '["Host","x","X-Api-Key","a1b2"]', '["Host","x","X-Api-Key","[REDACTED]"]'],
  ['a card', 'card 4111 1111 1111 1111 exp 12/30', 'card [REDACTED:card] exp 12/30'],
  ['basic credentials', 'Basic dXNlcjpwYXNz', 'Basic [REDACTED:authorization]'],
  ['a key that is cut off', '-----BEGIN PRIVATE KEY-----\nMIIEabc\nxyz', '[REDACTED:private_key]'],
]

const KEPT: readonly string[] = [
  'User authenticated successfully',
  'order 42 shipped: total=12.50 user=7 status: ok',
  'request 550e8400-e29b-41d4-a716-446655440000 took 12 ms',
  'GET https://api.example.com/v1/orders/1234?limit=50&offset=100&sort=name 200',
  'commit 8f14e45fceea167a5a36dedd4bea2543 of main',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'SyntaxError: Unexpected token: }',
  'password: required',
  'Failed password for invalid user admin from 10.0.0.1 port 22 ssh2',
  'Basic authentication failed; bearer authentication required',
  'WWW-Authenticate: Bearer realm="shop", error="invalid_token"',
  'max_tokens=512 prompt_tokens: 128 token_count=7 token: 42',
  'at 1700000000000 and 1700000000000000 and 1700000000000000000',
  'blk_-4111111111111111 part 0.4111111111111111 id x4111111111111111',
  'order 4111111111111112 has no check digit',
  'task-0123456789abcdefghijkl and sk-loading-indicator-wrapper-element',
  'http://proxy:8080/path/user@example.com',
  'mailto:bob@example.com ssh git@github.com:shop/shop.git',
  'fields: ["password", "email", "firstName"]',
  '{"password":null,"has_password":true,"token_type":"Bearer","expires_in":3600}',
  `password=**** token=<redacted> secret=$${'{'}SECRET} apiKey: {{ vault.key }}`,
  'com.example.security.Token::value and Foo::secret::bar',
  'TypeError: Cannot read properties of undefined\n    at Object.<anonymous> (file:///srv/app/key.js:10:5)',
]

describe('redact', () => {
  for (const [what, before, after] of REPLACED) {
    test(`replaces ${what} and nothing beside it`, () => assert.equal(redact(before), after))
  }

  test('keeps what only looks like a secret', () => {
    for (const text of KEPT) assert.equal(redact(text), text)
  })

  test('runs detectors of one’s own, with a second look', () => {
    const own = createRedactor({
      detectors: [
        { name: 'badge', pattern: /badge-(?<secret>[0-9]+)/i },
        { name: 'even', pattern: /#[0-9]+/, validate: found => Number(found.slice(1)) % 2 === 0 },
      ],
    })
    assert.equal(own.redact('Badge-17, #3 and #4'), 'Badge-[REDACTED:badge], #3 and [REDACTED:even]')
  })

  test('lets pass what is allowed, and what is switched off', () => {
    const number = '4111111111111111'
    assert.equal(createRedactor({ allow: [number] }).redact(`card ${number}`), `card ${number}`)
    assert.equal(createRedactor({ allow: [/4[0-9]+/] }).redact(`card ${number}`), `card ${number}`)
    assert.equal(createRedactor({ allow: [/4[0-9]/] }).redact(`card ${number}`), 'card [REDACTED:card]')
    assert.equal(createRedactor({ disable: ['card'] }).redact(`card ${number}`), `card ${number}`)
  })
})

const PIECES = [
  'password',
  'token',
  'secret',
  'Authorization',
  'Cookie',
  'api key',
  'x-api-key',
  'mnemonic',
  'Bearer ',
  'Basic ',
  'AB12cd34',
  'hunter2',
  'user:pw',
  '4111111111111111',
  '3782 822463 10005',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  `gh${'p_'}${'a1'.repeat(18)}`,
  `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.c`,
  '[REDACTED]',
  '[REDACTED:jwt]',
  '[REDACTED',
  '://',
  '@',
  '=',
  ':',
  '=>',
  '%3D',
  '%22',
  '?',
  '&',
  ';',
  ',',
  '"',
  "'",
  '`',
  '\\',
  '\\"',
  '\\\\\\"',
  '\n',
  '\\n',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '<',
  '</',
  '>',
  '--',
  ' ',
  'é',
  '\u{1f600}',
  '\ud800',
]
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map(pieces => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
)
const numRuns = Number(process.env.TALLY_SOAK ?? 0) > 0 ? 500_000 : 5_000

describe('whatever the text', () => {
  test('redact does not throw, is idempotent, and grows it by no more than four times', () => {
    fc.assert(
      fc.property(text, before => {
        const once = redact(before)
        assert.equal(redact(once), once)
        assert.ok(once.length <= 4 * before.length, `${before.length} → ${once.length}`)
      }),
      { numRuns },
    )
  })

  test('what holds no name, no separator and no long run is the identical string', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/)
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), words => {
        const plain = words.join(' ')
        assert.ok(redact(plain) === plain)
      }),
    )
  })

  test('a text made to be slow takes time in proportion to its length', () => {
    const units = [
      ...PIECES,
      'a',
      '1',
      '-',
      'password="',
      'password: ',
      'secret: [',
      'secret={',
      'password=\\"',
      'eyJ',
      '-eyJ',
      '%22eyJ',
      '://a:',
      '://a:b@',
      '&key=a',
      '-----BEGIN PRIVATE KEY-----!',
      '--password ',
      '</password',
      '<password>',
      'Bearer a',
      'sk-',
      '-sk-a',
      '4111 ',
      '4111-',
      '411111111111111',
      'Cookie: a=',
      'Authorization: Digest ',
      '["password","',
      '[REDACTED:',
      'hooks.slack.com/services/',
      '12345:A',
      'a1Q~',
      '.atlasv1.',
      'apikey=,a',
      'secret=Map(1) {',
      'aaaaaaaaa1Bb',
    ]
    const size = 1 << 20
    const slow: string[] = []
    for (const unit of units) {
      const long = unit.repeat(Math.ceil(size / unit.length))
      const started = performance.now()
      redact(long)
      const ms = performance.now() - started
      // Some tens of milliseconds on an idle machine; a quadratic search would take minutes.
      if (ms > 4_000) slow.push(`${JSON.stringify(unit)}: ${ms.toFixed(0)} ms`)
    }
    assert.deepEqual(slow, [])
  })
})
