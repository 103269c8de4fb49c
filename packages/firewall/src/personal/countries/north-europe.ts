import { digitAt, hasDdmmyy, hasYymmdd, isDate, isRepeated, luhn, weighted } from '../checks.ts'
import type { Identifier } from '../types.ts'

/** Skatteverket SKV 704: Luhn over the last ten digits; a co-ordination number has 60 added to its day. */
function isPersonnummer(id: string): boolean {
  const digits = id.slice(-10)
  const day = Number(digits.slice(4, 6))
  const century = id.length === 12 ? id.slice(0, 2) : '20'
  return (
    ['18', '19', '20'].includes(century) &&
    isDate(0, Number(digits.slice(2, 4)), day > 60 ? day - 60 : day) &&
    luhn(digits)
  )
}

const HETU = '0123456789ABCDEFHJKLMNPRSTUVWXY'

/** DVV: the remainder by 31 of the nine digits; the letter in the middle is the century. */
function isHetu(_id: string, text: string): boolean {
  const digits = text.slice(0, 6) + text.slice(7, 10)
  return (
    /[-+A-FU-Y]/i.test(text[6] as string) &&
    hasDdmmyy(text) &&
    HETU[Number(digits) % 31] === text.slice(10).toUpperCase()
  )
}

/** Skatteetaten: two check digits, modulus 11; a D-number has 40 added to its day. */
function isFodselsnummer(id: string): boolean {
  const day = Number(id.slice(0, 2))
  return (
    isDate(Number(id.slice(4, 6)), Number(id.slice(2, 4)), day > 40 ? day - 40 : day) &&
    weighted(id, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
    weighted(id, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  )
}

/** Estonian and Lithuanian: century, date, serial, and modulus 11 with a second try. */
function isIsikukood(id: string): boolean {
  let rest = weighted(id, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
  if (rest === 10) rest = weighted(id, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11
  return /^[1-6]/.test(id) && hasYymmdd(id, 1) && rest % 10 === digitAt(id, 10)
}

export const NORTH_EUROPE: readonly Identifier[] = [
  {
    type: 'se_personnummer',
    title: 'Swedish personal identity number',
    severity: 'High',
    context: [
      'personnummer',
      'pnr',
      'personal identity number',
      'personal identity code',
      'svensk id',
      'samordningsnummer',
      'swedish id',
    ],
    forms: [
      { shapes: ['########[-+]####'], check: isPersonnummer, validator: 'luhn', bare: 0.8, near: 0.97 },
      { shapes: ['######[-+]####'], check: isPersonnummer, validator: 'luhn', bare: 0.55, near: 0.97 },
      { shapes: ['############'], check: isPersonnummer, validator: 'luhn', bare: 0.5, near: 0.97 },
      { shapes: ['##########'], check: isPersonnummer, validator: 'luhn', bare: 0.2, near: 0.95 },
    ],
  },
  {
    type: 'se_organisationsnummer',
    title: 'Swedish organisation number',
    severity: 'Low',
    context: ['organisationsnummer', 'orgnr', 'org nr', 'org nummer', 'företagsnummer'],
    forms: [
      {
        shapes: ['######-####'],
        check: id => digitAt(id, 2) > 1 && luhn(id),
        validator: 'luhn',
        bare: 0.4,
        near: 0.95,
      },
      {
        shapes: ['##########'],
        check: id => digitAt(id, 2) > 1 && luhn(id),
        validator: 'luhn',
        bare: 0.12,
        near: 0.95,
      },
    ],
  },
  {
    type: 'fi_hetu',
    title: 'Finnish personal identity code',
    severity: 'High',
    context: ['hetu', 'henkilötunnus', 'sotu', 'personbeteckning', 'personal identity code'],
    forms: [
      {
        shapes: ['######[-+ABCDEFUVWXY]####', '######[-+ABCDEFUVWXY]###@'],
        check: isHetu,
        validator: 'mod-31',
        bare: 0.85,
        near: 0.97,
      },
    ],
  },
  {
    type: 'no_fodselsnummer',
    title: 'Norwegian birth number',
    severity: 'High',
    context: ['fødselsnummer', 'fodselsnummer', 'personnummer', 'fnr', 'd nummer', 'norwegian id'],
    forms: [
      {
        shapes: ['###########', '###### #####'],
        check: isFodselsnummer,
        validator: 'mod-11',
        bare: 0.55,
        near: 0.97,
      },
    ],
  },
  {
    type: 'dk_cpr',
    title: 'Danish CPR number',
    severity: 'High',
    context: ['cpr', 'cpr nummer', 'cpr nr', 'personnummer', 'cprnr'],
    forms: [
      {
        shapes: ['######-####'],
        check: id => hasDdmmyy(id),
        validator: 'date',
        bare: 0.3,
        near: 0.9,
        alone: 0.4,
      },
      { shapes: ['##########'], check: id => hasDdmmyy(id), validator: 'date', near: 0.85, alone: 0.2 },
    ],
  },
  {
    type: 'ee_isikukood',
    title: 'Estonian or Lithuanian personal code',
    severity: 'High',
    context: ['isikukood', 'asmens kodas', 'personal code', 'personal identification code'],
    forms: [
      {
        shapes: ['###########'],
        check: id => !isRepeated(id) && isIsikukood(id),
        validator: 'mod-11',
        bare: 0.3,
        near: 0.97,
      },
    ],
  },
]
