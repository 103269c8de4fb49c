import { isDate, luhn, mod97 } from './checks.ts'
import { base58Check, bech32Check, eip55 } from './crypto.ts'
import type { Identifier } from './types.ts'

/** Issuers' prefixes and the lengths that they issue (ISO/IEC 7812-1); another number is an id or a time stamp. */
const ISSUED = new RegExp(
  `^(?:${[
    '4(?:\\d{12}|\\d{15}|\\d{18})', // Visa
    '(?:5[1-5]|222[1-9]|22[3-9]\\d|2[3-6]\\d\\d|27[01]\\d|2720)\\d+(?<=^\\d{16})', // Mastercard
    '3[47]\\d{13}', // American Express
    '3(?:0[0-5]|095|[689]\\d)\\d+(?<=^\\d{14}|^\\d{16})', // Diners
    '(?:6011|65\\d\\d|64[4-9]\\d)\\d{12}', // Discover
    '(?:35(?:2[89]|[3-8]\\d)\\d{12}|(?:2131|1800)\\d{11})', // JCB
    '62\\d{14,17}', // UnionPay
    '(?:50(?:18|19|20|38)|5[68]\\d\\d|0604|6304|6390|67\\d\\d)\\d{8,15}', // Maestro, Dankort
    '220[0-4]\\d{12}', // Mir
    '(?:60|81|82|508)\\d+(?<=^\\d{16})', // RuPay
    '(?:5067|4576|4011)\\d{12}', // Elo
    '1\\d{14}', // UATP
  ].join('|')})$`,
)

function isCard(id: string): boolean {
  return ISSUED.test(id) && luhn(id)
}

/** Prefixes that are common enough among cards, and rare enough among other numbers, to be sure without a word near it. */
function isCommonCard(id: string): boolean {
  return id.length >= 15 && /^(?:4|5[1-5]|2[2-7]|3[47]|6011|65|35|62)/.test(id) && isCard(id)
}

/** ISO 13616, registry release 99: length by country. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'NO15 BE16 DK18 FI18 FO18 FK18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 MN20 CH21 CR22 HR21 LI21 LV21 BG22 BH22 DE22 ' +
    'GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 TL23 OM23 SO23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 ' +
    'BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33 HN28'
  )
    .split(' ')
    .map(entry => [entry.slice(0, 2), Number(entry.slice(2))]),
)

function isIban(id: string): boolean {
  return mod97(id.slice(4) + id.slice(0, 4))
}

/** In one piece, or as printed on paper: in fours, the last group as long as the country's number needs. */
function ibanShapes(): string[] {
  return Object.entries(IBAN_LENGTHS).flatMap(([country, length]) => {
    const fours = Math.ceil(length / 4) - 2
    const grouped = (joint: string) =>
      `${country}##${`${joint}****`.repeat(fours)}${joint}*{${length - 4 * (fours + 1)}}`
    return [`${country}##*{${length - 4}}`, grouped(' '), grouped('-')]
  })
}

const MONTHS =
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|mär|okt|dez|ene|abr|ago|dic|janv|fev|avr|juin|juil|aout|sept|gen|mag|giu|lug|set|ott)/

/** A day in any of the usual orders, by someone who may be alive. */
function isBirthDate(_id: string, text: string): boolean {
  const parts = text.toLowerCase().split(/[^\da-z]+/)
  if (/[a-z]/i.test(text))
    return (
      parts.some(part => MONTHS.test(part)) &&
      parts.every(part => !/\d/.test(part) || Number.parseInt(part, 10) <= 2100)
    )
  const [first = 0, second = 0, third = 0] = parts.map(Number)
  if (first > 31) return isLifetime(first) && isDate(first, second, third)
  return isLifetime(third) && (isDate(third, second, first) || isDate(third, first, second))
}

function isLifetime(year: number): boolean {
  return year < 100 || (year >= 1890 && year <= 2100)
}

const MAC = /^(?!0{12}|F{12})[\dA-F]{12}$/

export const INTERNATIONAL: readonly Identifier[] = [
  {
    type: 'payment_card',
    title: 'Payment card number',
    severity: 'High',
    context: [
      'card',
      'credit card',
      'debit card',
      'credit',
      'visa',
      'mastercard',
      'amex',
      'american express',
      'cc',
      'ccn',
      'card number',
      'pan',
      'discover',
      'kreditkarte',
      'carte',
      'tarjeta',
      'carta',
      'maestro',
      'diners',
      'jcb',
      'cvv',
      'cvc',
      'charge',
      'payment',
    ],
    forms: [
      {
        shapes: [
          '####-####-####-####',
          '#### #### #### ####',
          '####-######-#####',
          '#### ###### #####',
          '#### #### #### #### ###',
          '####-####-####-####-###',
          '#### ###### ####',
          '####-######-####',
        ],
        check: isCard,
        validator: 'luhn',
        bare: 0.9,
        near: 0.98,
      },
      { shapes: ['#{15,16}'], check: isCommonCard, validator: 'luhn', bare: 0.75, near: 0.98, alone: 0.9 },
      { shapes: ['#{12,19}'], check: isCard, validator: 'luhn', bare: 0.4, near: 0.95, alone: 0.6 },
      // Mistyped or made up, but in fours, by an issuer's prefix, and called a card: nearly a card's number is one too many in a prompt.
      {
        shapes: ['####-####-####-####', '#### #### #### ####'],
        check: id => ISSUED.test(id),
        near: 0.5,
        alone: 0.3,
      },
    ],
  },
  {
    type: 'iban',
    title: 'International bank account number (IBAN)',
    severity: 'High',
    context: ['iban', 'account', 'konto', 'bank', 'compte', 'cuenta', 'conto', 'rekening', 'wire', 'swift'],
    forms: [
      {
        shapes: ibanShapes(),
        check: isIban,
        validator: 'mod-97',
        bare: 0.95,
        near: 0.99,
      },
      // Mistyped or made up, or of a country that has none.
      { shapes: ['@@##*{11,30}'], check: id => id.replace(/\D+/g, '').length > 9, near: 0.6, alone: 0 },
    ],
  },
  {
    type: 'mac_address',
    title: 'Hardware (MAC) address',
    severity: 'Low',
    context: ['mac', 'mac address', 'hardware address', 'ethernet', 'bssid', 'hwaddr'],
    forms: [
      {
        shapes: ['**:**:**:**:**:**', '**-**-**-**-**-**', '****.****.****'],
        check: id => MAC.test(id),
        validator: 'structure',
        bare: 0.7,
        near: 0.95,
      },
    ],
  },
  {
    type: 'crypto_address',
    title: 'Address of a cryptocurrency wallet',
    severity: 'Medium',
    context: ['wallet', 'bitcoin', 'btc', 'crypto', 'eth', 'ethereum', 'address'],
    forms: [
      {
        shapes: ['[13]*{25,34}'],
        check: (_id, text) => base58Check(text),
        validator: 'base58check',
        bare: 0.95,
        near: 0.99,
      },
      {
        shapes: ['bc1*{8,87}', 'tb1*{8,87}', 'ltc1*{8,86}'],
        check: (_id, text) => bech32Check(text),
        validator: 'bech32',
        bare: 0.95,
        near: 0.99,
      },
      {
        shapes: ['0x*{40}'],
        check: (_id, text) => eip55(text) === true,
        validator: 'eip-55',
        bare: 0.95,
        near: 0.99,
      },
      {
        shapes: ['0x*{40}'],
        check: (_id, text) => eip55(text) === undefined,
        validator: 'structure',
        bare: 0.7,
        near: 0.85,
      },
    ],
  },
  {
    type: 'date_of_birth',
    title: 'Date of birth',
    severity: 'Medium',
    context: [
      'born',
      'birth',
      'dob',
      'd o b',
      'date of birth',
      'birthdate',
      'birthday',
      'birth date',
      'geboren',
      'geburtsdatum',
      'geb',
      'née le',
      'né le',
      'date de naissance',
      'naissance',
      'fecha de nacimiento',
      'nacimiento',
      'nacido',
      'nacida',
      'nato il',
      'nata il',
      'data di nascita',
      'nascita',
      'geboortedatum',
      'data urodzenia',
      'urodzony',
      'data de nascimento',
      'nascimento',
      'født',
      'född',
      '生年月日',
      '出生日期',
      '생년월일',
      'geburtstag',
      'urodzona',
      'nascido',
      'nascida',
      'födelsedatum',
      'doğum tarihi',
      'дата рождения',
      'родился',
      'родилась',
      '生日',
      '誕生日',
    ],
    forms: [
      {
        shapes: [
          '#{1,2}/#{1,2}/####',
          '#{1,2}-#{1,2}-####',
          '#{1,2}.#{1,2}.####',
          '#{1,2}. #{1,2}. ####',
          '#{1,2}/#{1,2}/##',
          '#{1,2}.#{1,2}.##',
          '####-##-##',
          '####/##/##',
          '####.##.##',
          '#{1,2}[.]?[ -]@{3,9}[ -]####',
          '#{1,2}[snrt][tdh] @{3,9} ####',
          '#{1,2} de @{3,10} de ####',
          '@{3,9}[.]? #{1,2},? ####',
          '@{3,9} #{1,2}[snrt][tdh],? ####',
        ],
        check: isBirthDate,
        validator: 'date',
        near: 0.9,
        alone: 0,
      },
    ],
  },
]
