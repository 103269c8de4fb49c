import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PERSONAL_TYPES, type PersonalOptions, personalScanner } from '../../src/personal/index.ts'
import type { Match } from '../../src/types.ts'
import { luhnDigit, random } from './helpers.ts'

const scan = (text: string, options: PersonalOptions = {}) =>
  personalScanner(options).scan(
    { text, encoding: 'plain', hidden: [] },
    { stage: 'input', signal: new AbortController().signal },
  ) as readonly Match[]

/** From here on the default policy makes a finding of a match. */
const FINDING = 0.4

const findings = (text: string, options?: PersonalOptions) =>
  scan(text, options)
    .filter(({ score }) => score >= FINDING)
    .map(({ type, start, end }) => [type, text.slice(start, end)])

describe('the scanner for personal data', () => {
  it('finds a card that is called one though its check digit is wrong, less surely, and only in fours', () => {
    const right = luhnDigit('453914880343646')
    const wrong = `4539 1488 0343 646${(Number(right.at(-1)) + 1) % 10}`
    const [match] = scan(`Her credit card ${wrong} was charged.`)
    assert.deepEqual([match?.type, match?.score, match?.validator], ['payment_card', 0.5, undefined])
    assert.deepEqual(findings(`Order ${wrong} was shipped.`), [])
    assert.deepEqual(findings(`Her credit card ${wrong.replaceAll(' ', '')} was charged.`), [])
  })

  it('finds no number in a table of code points, and one that is called so beside hexadecimal groups', () => {
    const card = `5446 5443 5433 544${luhnDigit('544654435433544')}`
    for (const text of [`541D 542D ${card} 5442 541B`, `${card} 5442 541B`, `5341\n541D ${card}\n5442`])
      assert.deepEqual(findings(text), [], text)
    assert.deepEqual(findings(`1A2B 541D credit card ${card}`), [['payment_card', card]])
    assert.deepEqual(findings(`5341 5342 ${card}`), [['payment_card', card]])
    const iban = 'GB29 NWBK 6016 1331 9268 19'
    assert.deepEqual(findings(`1A2B 541D ${iban}`), [['iban', iban]])
  })

  it('finds a card behind a name that ends like a number or a piece of a hardware address, and no piece of an address', () => {
    const card = `453914880343646${luhnDigit('453914880343646')}`
    for (const name of ['"code"', '"pin_code"', '"feed"', 'card2', '"field_a1"'])
      assert.deepEqual(findings(`{${name}:${card}}`), [['payment_card', card]], name)
    assert.deepEqual(findings('00:1b:44:11:3a:b7'), [['mac_address', '00:1b:44:11:3a:b7']])
    assert.deepEqual(findings(`at 10:${card}`), [])
  })

  it('finds an IBAN that is called one though its check digits are wrong, or its country has none, less surely', () => {
    for (const wrong of ['GB30NWBK60161331926819', 'IN60SBKA00001234567890']) {
      const [match] = scan(`Please pay to IBAN ${wrong} today.`)
      assert.deepEqual([match?.type, match?.score, match?.validator], ['iban', 0.6, undefined])
      assert.deepEqual(findings(`The build ${wrong} is green.`), [])
    }
  })

  it('finds a social security number that is named, be it a notorious one', () => {
    assert.deepEqual(findings('My SSN is 123-45-6789'), [['us_ssn', '123-45-6789']])
    assert.deepEqual(findings('{"userSsn":"123456789"}'), [['us_ssn', '123456789']])
  })

  it('finds what people are reached and paid by', () => {
    assert.deepEqual(
      findings(
        'Mail bob@example.com or call (415) 555-0132; card 4111-1111-1111-1111, IBAN GB29 NWBK 6016 1331 9268 19.',
      ),
      [
        ['email', 'bob@example.com'],
        ['phone', '(415) 555-0132'],
        ['payment_card', '4111-1111-1111-1111'],
        ['iban', 'GB29 NWBK 6016 1331 9268 19'],
      ],
    )
  })

  it('is surer with a word for it than without, and of a check digit than of a shape', () => {
    const best = (text: string, type: string) =>
      Math.max(
        0,
        ...scan(text)
          .filter(match => match.type === type)
          .map(({ score }) => score),
      )
    assert.ok(best('the tax file number 876 543 210 of', 'au_tfn') >= 0.85)
    assert.ok(best('we counted 876 543 210 of', 'au_tfn') <= 0.3)
    assert.ok(
      best('we saw 078-05-1123 there', 'us_ssn') >= 0.5 && best('we saw 078-05-1123 there', 'us_ssn') <= 0.6,
    )
    assert.ok(best('order 130692544 shipped', 'ca_sin') <= 0.3)
    assert.ok(best('nothing but 529.982.247-25 here', 'br_cpf') >= 0.85)
  })

  it('takes a word behind for less than one in front, and none from far away', () => {
    const score = (text: string) => scan(text, { types: ['nl_bsn'] })[0]?.score ?? 0
    assert.ok(score('BSN 111222333') > score('111222333 is the BSN'))
    assert.ok(score('111222333 is the BSN') > 0.5)
    assert.ok(score(`BSN ${'x '.repeat(60)}111222333`) < 0.2)
  })

  it('reads words in the languages of the country', () => {
    for (const [text, type] of [
      ['주민등록번호는 960121-1021413입니다', 'kr_rrn'],
      ['เลขประจำตัวประชาชน: 3456789012347', 'th_tnin'],
      ['Codice fiscale RCCMNL83S18D969H', 'it_fiscal_code'],
      ['Mi número de pasaporte es AAA123456', 'es_passport'],
      ['egy szám, personnummer 8803200016', 'se_personnummer'],
      ['rodné číslo 710319/2745', 'cz_birth_number'],
      // Of the specimen of ICAO 9303, with the digit of its machine-readable zone.
      ['Reisepass C01X00T478', 'de_passport'],
      ['Personalausweis L01X00T471', 'de_id_card'],
    ] as const) {
      assert.ok(
        scan(text).some(match => match.type === type && match.score >= 0.85),
        text,
      )
    }
  })

  it('finds a date only where it is one of birth', () => {
    assert.deepEqual(findings('She was born on 2/7/1961.'), [['date_of_birth', '2/7/1961']])
    assert.deepEqual(findings('Geburtsdatum: 24. Dezember 1980'), [['date_of_birth', '24. Dezember 1980']])
    for (const text of ['дата рождения: 02.07.1961', 'Doğum tarihi 02.07.1961', 'födelsedatum 1961-07-02'])
      assert.deepEqual(
        findings(text).map(([type]) => type),
        ['date_of_birth'],
        text,
      )
    assert.ok(findings('HMPO, British passport: 925665416').some(([type]) => type === 'uk_passport'))
    assert.deepEqual(findings('Released on 2/7/1961, patched 2024-01-15.'), [])
    assert.deepEqual(findings('born on 99/99/1961'), [])
  })

  it('finds names behind titles and introductions, and frequent given names with a surname', () => {
    assert.deepEqual(findings('Dear Mr. van Houten, my name is Zoltán Kő and Maria Lopez agrees.'), [
      ['person', 'Houten'],
      ['person', 'Zoltán Kő'],
      ['person', 'Maria Lopez'],
    ])
    assert.deepEqual(findings('Dr. Helena Shaw called'), [['person', 'Helena Shaw']])
    assert.deepEqual(findings('Dear Customer, The Manager will call. Hello World.'), [])
  })

  it('finds street addresses as English, German, French and Italian write them', () => {
    for (const street of [
      '221B Baker Street',
      'Kastanienallee 5',
      'Hauptstraße 12a',
      '12 rue de la Paix',
      'Via Garibaldi 7',
    ]) {
      assert.ok(
        findings(`He lives at ${street}, they say`).some(([type]) => type === 'street_address'),
        street,
      )
    }
    assert.deepEqual(findings('during 12 calls, 3 of them fast, 7 way more'), [])
  })

  it('finds the name and password in a URL, and nothing in a URL without them or with a placeholder', () => {
    assert.deepEqual(findings('https://bob:hunter22@db.example.org/x'), [['url_credentials', 'bob:hunter22']])
    for (const text of [
      'https://example.org:8443/a?b=c and http://user:{password}@host',
      'postgres://user:pass@host/db',
      'postgres://postgres:postgres@localhost:5432/app',
      'postgresql://dev:devpass@127.0.0.1/app',
      'redis://default:redis@cache:6379',
      'https://alice:wonderland@example.com/',
      'https://$USER:$TOKEN@github.com/x',
      `https://$\{USER}:$\{TOKEN}@github.com/x`,
      'ftp://anonymous:anonymous@ftp.gnu.org',
    ])
      assert.deepEqual(findings(text), [], text)
    assert.deepEqual(findings('postgres://dev:devpass@db.internal/app'), [['url_credentials', 'dev:devpass']])
  })

  it('does not take accounts of a cloud for those of a bank', () => {
    for (const text of [
      'account_id = "210987654321"',
      '{"accountId":"210987654321"}',
      'AWS_ACCOUNT_ID=210987654321',
      'aws_account: 210987654321',
      'our AWS account 210987654321',
      '{"Account": "210987654321", "Arn": "arn:aws:iam::210987654321:user/ada"}',
    ])
      assert.deepEqual(findings(text), [], text)
    for (const text of ['bank account 210987654321', 'We left AWS. My account number: 210987654321'])
      assert.deepEqual(findings(text), [['us_bank_account', '210987654321']], text)
  })

  it('is silent about parts of longer tokens', () => {
    const next = random(3)
    const digits = (count: number) => Array.from({ length: count }, () => next(10)).join('')
    const card = `411111111111111`
    for (const text of [
      `id ${'550e8400-e29b-41d4-a716-446655440000'} done`,
      `blk_${card}1 and x${card}1y and ${card}1_7`,
      `sha256:${'a1b2c3d4e5f60718'.repeat(4)}`,
      `v1.2.3.4 and 10.2.123456789 and 0.${card}1`,
      '2024-03-15T14:30:00.123456789Z 1748503543012 20240315143000',
      '[12/Dec/2024:10:15:32 +0000] took 123456789 ns',
      '/orders/078-05-1123/items and a-078-05-1123-b',
      `$123456789 -123456789 #12345`,
      'package@2.0.1 icon@2x.png git@github.com:owner/repo.git',
      'std::vector<int> Foo::Bar a::b 12:34:56 #ff00aa',
      'FF:F2:9F:16:E2:23:00:0D:60:E9:1D:DC',
      `${digits(40)}`,
    ]) {
      assert.deepEqual(findings(text), [], text)
    }
  })

  it('leaves out what is allowed, by value or by a pattern that fits all of it', () => {
    const text = 'write to team@example.com, bob@example.org or bob@example.org.uk'
    assert.deepEqual(findings(text, { allow: ['team@example.com', /bob@example\.org/] }), [
      ['email', 'bob@example.org.uk'],
    ])
  })

  it('looks only for the types that it is asked for', () => {
    assert.deepEqual(findings('SSN 123-45-6789, mail a.b@example.com', { types: ['email'] }), [
      ['email', 'a.b@example.com'],
    ])
    assert.deepEqual(
      personalScanner({ types: ['email'] }).types.map(({ type }) => type),
      ['email'],
    )
  })

  it('keeps the surer reading of the same characters', () => {
    const card = `43${'7'.repeat(13)}`
    const text = `account card ${card}${luhnDigit(card)}`
    assert.deepEqual(
      findings(text).map(([type]) => type),
      ['payment_card'],
    )
  })

  it('says only what its types say, with a rule of that name, and never quotes the text', () => {
    const known = new Map(PERSONAL_TYPES.map(info => [info.type, info]))
    assert.equal(known.size, PERSONAL_TYPES.length)
    const text =
      'SSN 123-45-6789, NHS 943 476 5919, DOB 1980-01-02, phone +44 20 7946 0958, Mr. Quimby, 10.20.30.40'
    for (const match of scan(text)) {
      assert.ok(known.has(match.type))
      assert.equal(match.rule, `personal/${match.type.replaceAll('_', '-')}`)
      assert.ok(match.score > 0 && match.score <= 1)
      assert.ok(!match.reason.includes(text.slice(match.start, match.end)))
    }
  })

  it('knows identifiers with check digits of many countries', () => {
    const countries = new Set(
      PERSONAL_TYPES.map(({ type }) => type.split('_')[0]).filter(prefix => prefix?.length === 2),
    )
    assert.ok(countries.size >= 30, [...countries].join())
  })

  it('takes not many times as long for hostile texts as for ones that are full of personal data', () => {
    const size = 200_000
    const fill = (piece: string) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)
    const time = (text: string) => {
      const took = [1, 2, 3].map(() => {
        const before = process.cpuUsage()
        scan(text)
        const { user, system } = process.cpuUsage(before)
        return user + system
      })
      return Math.min(...took)
    }
    const benign = fill(
      'Maria Lopez (born 2/7/1961) lives at 12 Main Street, phone 415-555-0132, mail m.lopez@example.com, SSN 123-45-6789, card 4111 1111 1111 1111. ',
    )
    const most = 6 * time(benign)
    for (const piece of [
      '@',
      'a@',
      'a@b.',
      '1',
      '1 ',
      '12 ',
      '1234 ',
      '1-',
      '(',
      '+1',
      ':',
      'a1:',
      '1.2.3.4.',
      '://a:',
      '://a:b@',
      'AB12 ',
      'A1B2C3',
      'Ab ',
      'Mr. ',
      'John John ',
      '12 Main ',
      'Via ',
      'born ',
      '0x52908400098527886E0F703006',
      'GB29 NWBK ',
      'x'.repeat(99),
      '123456789 ',
      'a b 1 ',
      '주민 ',
      'é',
      '\n',
    ]) {
      const took = time(fill(piece))
      assert.ok(took <= most, `${JSON.stringify(piece.slice(0, 30))} took ${took} µs, at most ${most}`)
    }
  })
})
