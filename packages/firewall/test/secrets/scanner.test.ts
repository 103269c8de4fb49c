import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crc32 } from 'node:zlib'
import { secretsScanner } from '../../src/secrets/index.ts'
import { ALNUM, BASE64, DIGITS, found, HEX, numbers, pick, scan, token } from './support.ts'

const scanner = secretsScanner()
const random = numbers(11)
const EXAMPLE_ID = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')
const EXAMPLE_SECRET = ['wJalrXUtnFEMI/', 'K7MDENG/bPxRfiCY', 'EXAMPLEKEY'].join('')
const rules = (text: string): string[] => scan(scanner, text).map(({ rule }) => rule.replace('secrets/', ''))
const begin = (kind: string): string => `-----BEGIN ${kind}PRIVATE KEY-----`
const end = (kind: string): string => `-----END ${kind}PRIVATE KEY-----`
const lines = (count: number): string =>
  Array.from({ length: count }, () => pick(random, BASE64, 64)).join('\n')

describe('the scanner of secrets', () => {
  test('tells the AWS key of the documentation in a prompt, with the lowest severity, and not in files', () => {
    const text = `AWS key: ${EXAMPLE_ID}, aws_secret_access_key = ${EXAMPLE_SECRET}`
    for (const stage of ['input', 'output'] as const)
      assert.deepEqual(
        scan(scanner, text, stage).map(({ rule, severity }) => [rule, severity]),
        [
          ['secrets/aws-access-key-id', 'Info'],
          ['secrets/aws-secret-access-key', 'Info'],
        ],
      )
    assert.deepEqual(found(scanner, text, 'file', 'README.md'), [])
    const [real] = scan(
      scanner,
      `aws_secret_access_key = ${token(numbers(24), 40, BASE64)}`,
      'file',
      'README.md',
    )
    assert.deepEqual([real?.rule, real?.severity], ['secrets/aws-secret-access-key', undefined])
  })

  test('finds the secret that follows an AWS key id', () => {
    const secret = token(random, 40, BASE64)
    const values = found(scanner, `AKIA${pick(random, 'ABCDEFGH234567', 14)}Q7, ${secret}`)
    assert.ok(values.includes(`secrets/aws-secret-beside-id ${secret}`))
  })

  test('tells a checksum that holds', () => {
    const body = pick(random, ALNUM, 30)
    const alphabet = DIGITS + ALNUM.slice(36) + ALNUM.slice(10, 36)
    let rest = crc32(body)
    let tail = ''
    for (let i = 0; i < 6; i++) {
      tail = alphabet[rest % 62]! + tail
      rest = Math.floor(rest / 62)
    }
    const [match] = scan(scanner, `ghp_${body}${tail}`)
    assert.equal(match?.validator, 'crc32')
    const [other] = scan(scanner, `ghp_${body}${pick(random, ALNUM, 6)}`)
    assert.equal(other?.validator, 'structure')
    assert.ok(other!.score < match!.score)
  })

  test('reads the head of a JSON web token', () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jwt = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '1234', name: 'Ada' })}.${token(random, 43)}`
    assert.deepEqual(found(scanner, `Authorization: Bearer ${jwt}`), [`secrets/jwt ${jwt}`])
    assert.equal(scan(scanner, jwt)[0]!.validator, 'structure')
  })

  test('finds whole private keys, cut off ones, and those within JSON', () => {
    const key = `${begin('RSA ')}\n${lines(8)}\n${end('RSA ')}`
    assert.deepEqual(found(scanner, `My key:\n${key}\nthanks`), [`secrets/private-key ${key}`])
    const open = `${begin('')}\n${lines(4)}`
    assert.deepEqual(found(scanner, `${open}\nand so on, it does not end`), [`secrets/private-key ${open}`])
    const json = JSON.stringify({ private_key: key })
    assert.deepEqual(rules(json), ['private-key'])
    assert.deepEqual(rules(`${begin('')}\nanything\n${end('')}`), [])
    assert.deepEqual(rules(`A key starts with ${begin('')} and then comes base64.`), [])
  })

  test('finds passwords in URLs, and not their placeholders', () => {
    const password = token(random, 12)
    assert.deepEqual(found(scanner, `postgres://app:${password}@db.internal:5432/app`), [
      `secrets/database-url-password ${password}`,
    ])
    assert.deepEqual(found(scanner, `https://bot:${password}@git.example.com/x.git`), [
      `secrets/url-password ${password}`,
    ])
    for (const text of [
      'mysql://user:password@localhost/db',
      `redis://:$\{REDIS_PASSWORD}@cache`,
      'https://example.com:8080/@someone',
      'https://user@example.com/a:b',
      'http://<user>:<password>@host',
      'postgresql://dev:devpass@localhost/app',
      'https://alice:wonderland@www.example.com',
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('finds passwords where people write them', () => {
    for (const text of [
      'my password is Tr0ub4dor!',
      'password: Tr0ub4dor!',
      'login --password Tr0ub4dor!',
      '{"db_password":"Tr0ub4dor!"}',
      'Server=db;Uid=sa;Pwd=Tr0ub4dor!;',
      'PGPASSWORD=Tr0ub4dor! psql',
      'Passwort: Tr0ub4dor!',
      'senha = "Tr0ub4dor!"',
      '"wachtwoord": "Tr0ub4dor!"',
      'Hasło nie, haslo: Tr0ub4dor!',
    ])
      assert.deepEqual(found(scanner, text), ['secrets/password Tr0ub4dor!'], text)
    for (const text of [
      'The password must be at least 8 characters.',
      'password = getPassword(user1)',
      'password: options?.password1',
      'const password = process.env.PASSWORD_1;',
      'password="{{ vault_password_1 }}"',
      'password: ********',
      'I forgot my password is all I said.',
      'port: 1, password: "", name: x1',
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('finds passwords beside their names in other languages and scripts', () => {
    for (const name of [
      'Contraseña:',
      '"contraseña": ',
      'La contraseña es: ',
      'Mot de passe : ',
      'Passord: ',
      'HASŁO=',
      'Şifreniz: ',
      'Пароль: ',
      'Паролем: ',
      '{"пароль": "',
      'Κωδικός πρόσβασης: ',
      '密码：',
      '密码是',
      'パスワードは：',
      '비밀번호: ',
      'mật khẩu: ',
      'kata sandi: ',
      'كلمة المرور: ',
      'סיסמה: ',
      'पासवर्ड: ',
    ])
      assert.deepEqual(found(scanner, `${name}Tr0ub4dor!`), ['secrets/password Tr0ub4dor!'], name)
    for (const text of [
      'Пароль: введите его ещё раз',
      '密码是必填项，至少8位',
      'Contraseña: {{ contrasena_1 }}',
      'Mot de passe : oublié ?',
      'пароль = получитьПароль(user1)',
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('finds values that stand apart from their names, behind types and in calls', () => {
    const random = numbers(21)
    const forms: readonly ((name: string, value: string) => string)[] = [
      (name, value) => `const ${name}: string = "${value}"`,
      (name, value) => `private ${name}: string | undefined = '${value}'`,
      (name, value) => `${name}: Optional[str] = "${value}"`,
      (name, value) => `pub const ${name}: &'static str = "${value}";`,
      (name, value) => `#define ${name} "${value}"`,
      (name, value) => `FROM scratch\nENV ${name} ${value}\n`,
      (name, value) => `variable "${name}" {\n  type    = string\n  default = "${value}"\n}`,
      (name, value) => `env:\n  - name: ${name}\n    value: ${value}\n`,
      (name, value) => `env:\r\n  - name: "${name}"\r\n    value: "${value}"\r\n`,
      (name, value) => `{"name":"${name}","value":"${value}"}`,
      (name, value) => `{"Key": "${name}", "Value": "${value}"}`,
      (name, value) => `<key>${name}</key>\n\t<string>${value}</string>`,
      (name, value) => `<${name}>${value}</${name}>`,
      (name, value) => `<add key="${name}" value="${value}"/>`,
      (name, value) => `<setting name="${name}" serializeAs="String">\n  <value>${value}</value>\n</setting>`,
      (name, value) => `client.set_${name}("${value}")`,
    ]
    const value = token(random, 32)
    for (const form of forms) {
      for (const name of ['api_key', 'clientSecret', 'ACCESS_TOKEN'])
        assert.deepEqual(found(scanner, form(name, value)), [`secrets/generic-secret ${value}`])
      assert.deepEqual(found(scanner, form('db_password', 'Tr0ub4dor!')), ['secrets/password Tr0ub4dor!'])
      for (const other of ['YOUR_API_KEY_1234567890', 'changeme', '$' + '{KEY_OF_1}', '<insert-key-1>', ''])
        for (const name of ['api_key', 'db_password'])
          assert.deepEqual(rules(form(name, other)), [], form(name, other))
      for (const name of ['cacheKey', 'token_url']) assert.deepEqual(rules(form(name, value)), [], name)
    }
    for (const text of [
      'password: Optional[HiddenText] = None',
      'password: string|Buffer;',
      'def login(passphrase: Union[str, bytes])',
      `getApiKey("${value}")`,
      `<input type="hidden" name="authenticity_token" value="${value}">`,
      `variable "api_key" {\n  type = string\n}\nvariable "image" {\n  default = "${value}"\n}`,
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('finds generated values with signs in them, and no code', () => {
    const random = numbers(22)
    const value = `a8)k$m=2#x^q!v@7${pick(random, 'w0z&l1(b_9e*d-3j%5n', 34)}`
    for (const text of [
      `SECRET_KEY = '${value}'`,
      `SECRET_KEY=${value}\n`,
      `client_secret: "${value}"`,
      `app.setSecretKey("${value}")`,
    ])
      assert.deepEqual(found(scanner, text), [`secrets/generic-secret ${value}`], text)
    const insecure = `django-insecure-${value}`
    assert.deepEqual(found(scanner, `SECRET_KEY = "${insecure}"`), [`secrets/generic-secret ${insecure}`])
    for (const text of [
      `secret_key = '${value} and more'`,
      `secret_key = '${value}`,
      "token = '#a1.b2>c3:d4(e5)'",
      "api_key = '%(api_key_1)s-%(id)s-%(x2)s'",
      "const token = 'a1=$b&c2=$d&e3=$f&g4'",
      "auth = 'user1@host2.example#a!b'",
      'token = a1+b2*c3%d4^e5!f6(g7)+h8',
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('finds passwords that commands are given', () => {
    for (const text of [
      'mysql -u root -pTr0ub4dor! shop',
      "mysqldump -h db -p'Tr0ub4dor!' shop > shop.sql",
      'mariadb-dump -pTr0ub4dor! shop',
      'sshpass -p Tr0ub4dor! ssh ada@host',
      'docker login -u ada -p Tr0ub4dor! registry',
      'redis-cli -h cache -a Tr0ub4dor! ping',
      'machine api.internal login ada password Tr0ub4dor!',
      'machine api.internal\n  login ada\n  password Tr0ub4dor!\n',
    ])
      assert.deepEqual(found(scanner, text), ['secrets/command-password Tr0ub4dor!'], text)
    for (const text of [
      'mysql -u root -p shop1',
      'mysql -u root -p$MYSQL_PASSWORD1 shop',
      'mysql -u root -P 3306',
      'sshpass -p "$PASSWORD_1" ssh ada@host',
      'sshpass -p <password1> ssh ada@host',
      'docker run -p 8080:80 image',
      'machine learning login form password strength-1',
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('finds tokens of bots and bearers by themselves', () => {
    const random = numbers(23)
    const bot = `${pick(random, '123456789', 10)}:AA${token(random, 33)}`
    assert.deepEqual(found(scanner, `Run it with ${bot}, please`), [`secrets/telegram-bot-token ${bot}`])
    const bearer = `${'A'.repeat(21)}MLhe${'A'.repeat(7)}0%2B${token(random, 20)}%3D${token(random, 50)}`
    assert.deepEqual(found(scanner, `curl with ${bearer}`), [`secrets/twitter-bearer-token ${bearer}`])
    for (const text of [
      `${bot}x`,
      `1${bot}`,
      `12345678:AA${'a'.repeat(33)}`,
      `${'A'.repeat(80)}%2B`,
      `src="data:;base64,${'A'.repeat(60)}${pick(random, BASE64, 200)}"`,
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('does not take for a password what says where one is kept', () => {
    for (const text of [
      'password: !vault |',
      'password: !secret db_password',
      'Password: !GetAtt Db.Secret1',
      'password: ENC[AES256_GCM,data:a1b2c3=,iv:d4]',
      'password: vault:secret/data/db#password1',
      'password = "ssm:/prod/db/password1"',
      'password: env:DB_PASSWORD1',
      'password: op://vault/item/password1',
      'password: ref+awsssm://prod/db1',
      'user.password = params[:password]',
      'password = credentials[1]',
      "password = form['password1']",
    ])
      assert.deepEqual(rules(text), [], text)
    for (const value of ['!Tr0ub4dor', 'Tr0ub[4]dor', 'pass:w0rd!'])
      assert.deepEqual(found(scanner, `password = "${value}"`), [`secrets/password ${value}`])
  })

  test('finds random values beside names of secrets, and not beside other names', () => {
    const value = token(random, 32)
    for (const name of ['api_key', 'clientSecret', 'AUTH_TOKEN', 'my-access-key', 'deploy.credentials'])
      assert.deepEqual(found(scanner, `${name} = "${value}"`), [`secrets/generic-secret ${value}`], name)
    for (const name of [
      'cache_key',
      'publicKey',
      'key_id',
      'csrf_token',
      'monkey',
      'author',
      'token_url',
      'next_page_token',
      'mockApiKey',
      'idempotency_key',
      'recaptchaSiteKey',
      'widgetKey',
      'tokenAddress',
    ])
      assert.deepEqual(rules(`${name} = "${value}"`), [], name)
    assert.deepEqual(rules(`rewardToken = "0x${pick(numbers(25), HEX, 40)}"`), [])
  })

  test('stays silent on what looks random and is public', () => {
    const uuid = '3f2b8c1a-9d4e-4f6a-8b7c-1e2d3c4b5a69'
    for (const text of [
      `request ${uuid}`,
      `commit ${pick(random, HEX, 40)}`,
      `"integrity": "sha512-${pick(random, BASE64, 86)}=="`,
      `<img src="data:image/png;base64,${pick(random, BASE64, 2_000)}">`,
      `etag: "${pick(random, HEX, 32)}"`,
      'tokenizer = AutoTokenizer.from_pretrained("meta-llama/Llama-3.1-8B-Instruct")',
      `network/auth.py,sha256=${pick(numbers(43), ALNUM, 43)},20809`,
    ])
      assert.deepEqual(rules(text), [], text.slice(0, 60))
  })

  test('stays silent on words about passwords', () => {
    for (const text of [
      'Do not pass both this and --htmldir to pod2html; they exclude each other.',
      "      prompt: what to ask.  Default: 'Password: '\n      stream1: where it is written",
      "      prompt: what to ask.  Default: 'Password: '\r\n      stream1: where it is written",
      'MovedAttribute("HTTPPasswordMgr", "urllib2", "urllib.request"),',
    ])
      assert.deepEqual(rules(text), [], text)
    const value = `${pick(numbers(8), ALNUM, 8)}7x!`
    assert.deepEqual(rules(`my pass is ${value}`), ['password'])
  })

  test('stays silent on placeholders', () => {
    for (const text of [
      `ghp_${'x'.repeat(36)}`,
      `OPENAI_API_KEY=sk-${'.'.repeat(10)}`,
      'api_key = "YOUR_API_KEY_1234567890"',
      `hf_${'x'.repeat(34)}`,
      'export TOKEN=$(cat /run/token1)',
      `token: ops_eyJ${pick(random, ALNUM, 30)}...`,
    ])
      assert.deepEqual(rules(text), [], text)
  })

  test('names the issuer rather than the notation', () => {
    const value = pick(random, HEX, 32)
    assert.deepEqual(rules(`TWILIO_AUTH_TOKEN=${value}`), ['twilio-auth-token'])
    assert.deepEqual(rules(`token = "glpat-${token(random, 20)}"`), ['gitlab-pat'])
  })

  test('finds the values of a Kubernetes secret, whichever way round it is written', () => {
    const value = `${token(random, 22)}==`
    const head = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n'
    const data = `data:\n  user.txt: ${value}\n  empty: ""\n`
    for (const text of [head + data, `apiVersion: v1\n${data}kind: Secret\nmetadata:\n  name: db\n`])
      assert.deepEqual(found(scanner, text), [`secrets/kubernetes-secret ${value}`])
    assert.deepEqual(rules(`kind: ConfigMap\n${data}---\n${head}`), [])
  })

  test('finds what is given to curl', () => {
    const value = token(random, 20)
    assert.deepEqual(rules(`curl -H "X-Api-Key: ${value}" https://x`), ['http-header'])
    assert.deepEqual(rules(`curl -s -u 'ada:${value}' https://x`), ['curl-user'])
    assert.deepEqual(rules('curl -u "$USER:$PASSWORD" -H "Authorization: Bearer $TOKEN" https://x'), [])
  })

  test('leaves out values that are allowed', () => {
    const value = token(random, 32)
    const text = `api_key = "${value}"`
    assert.equal(scan(secretsScanner({ allow: [value] }), text).length, 0)
    assert.equal(scan(secretsScanner({ allow: [`${value}x`] }), text).length, 1)
  })

  test('honours comments of authors in files alone', () => {
    const value = token(random, 32)
    const secret = `api_key = "${value}"`
    for (const text of [
      `${secret} # gitleaks:allow`,
      `${secret} // tally:allow`,
      `${secret} // secretlint-disable-line`,
      `// secretlint-disable-next-line\n${secret}`,
      `/* secretlint-disable */\n${secret}\n/* secretlint-enable */`,
      `<!-- secretlint-disable -->\n\n${secret}`,
    ]) {
      assert.deepEqual(found(scanner, text, 'file', 'a.ts'), [], text)
      assert.equal(found(scanner, text, 'input').length, 1, text)
    }
    for (const text of [
      `${secret}\n# gitleaks:allow`,
      `/* secretlint-disable */\n/* secretlint-enable */\n${secret}`,
      `// secretlint-disable-next-line\n\n${secret}`,
    ])
      assert.equal(found(scanner, text, 'file', 'a.ts').length, 1, text)
  })

  test('tells matches in the order of the text, without overlaps', () => {
    const text = Array.from(
      { length: 50 },
      (_, at) => `key_${at}_token="${token(random, 30)}" glpat-${token(random, 20)}`,
    ).join('\n')
    const matches = scan(scanner, text)
    assert.equal(matches.length, 100)
    for (const [at, match] of matches.entries()) {
      assert.ok(match.start < match.end)
      if (at > 0) assert.ok(matches[at - 1]!.end <= match.start)
      assert.ok(!match.reason.includes(text.slice(match.start, match.end)))
    }
  })
})
