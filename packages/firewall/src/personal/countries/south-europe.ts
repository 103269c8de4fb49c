import { digitAt, isRepeated, luhn, weighted } from '../checks.ts'
import type { Identifier } from '../types.ts'

const SPANISH = 'TRWAGMYFPDXBNJZSQVHLCKE'

/** Real Decreto 1553/2005: modulus 23. */
function isNif(id: string): boolean {
  const digits = id.slice(0, -1)
  return !isRepeated(digits) && SPANISH[Number(digits) % 23] === id.at(-1)
}

/** Its first letter stands for a digit. */
function isNie(id: string): boolean {
  return SPANISH[Number('XYZ'.indexOf(id[0] as string) + id.slice(1, -1)) % 23] === id.at(-1)
}

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

/** DM 23/12/1976: a letter counts as the digit of its place in the alphabet. */
function isFiscalCode(id: string): boolean {
  let sum = 0
  for (let at = 0; at < 15; at++) {
    const code = id.charCodeAt(at)
    const value = code < 58 ? code - 48 : code - 65
    sum += at % 2 === 0 ? (ODD[value] as number) : value
  }
  return sum % 26 === id.charCodeAt(15) - 65
}

/** Consonants before vowels before X, a day with 40 added for women; letters for digits where two people would share a code. */
const FISCAL =
  /^(?:[A-Z][AEIOU][AEIOUX]|[AEIOU]X{2}|[B-DF-HJ-NP-TV-Z]{2}[A-Z]){2}[\dLMNP-V]{2}[A-EHLMPR-T][0-7LMNP-T][\dLMNP-V][A-Z][\dLMNP-V]{3}[A-Z]$/

export const SOUTH_EUROPE: readonly Identifier[] = [
  {
    type: 'es_nif',
    title: 'Spanish identity number (DNI, NIF)',
    severity: 'High',
    context: [
      'dni',
      'nif',
      'documento nacional',
      'documento nacional de identidad',
      'identificación',
      'identidad',
    ],
    forms: [
      { shapes: ['#{7,8}-?@', '##.###.###-?@'], check: isNif, validator: 'mod-23', bare: 0.5, near: 0.95 },
    ],
  },
  {
    type: 'es_nie',
    title: 'Spanish identity number of foreigners (NIE)',
    severity: 'High',
    context: ['nie', 'extranjero', 'identificación de extranjero', 'número de identificación'],
    forms: [
      {
        shapes: ['[XYZ]#{7,8}-?@', '[XYZ]-#{7}-@'],
        check: isNie,
        validator: 'mod-23',
        bare: 0.7,
        near: 0.97,
      },
    ],
  },
  {
    type: 'es_passport',
    title: 'Spanish passport number',
    severity: 'High',
    context: ['pasaporte', 'passport', 'número de pasaporte'],
    forms: [{ shapes: ['@@@######'], bare: 0.15, near: 0.85 }],
  },
  {
    type: 'it_fiscal_code',
    title: 'Italian fiscal code',
    severity: 'High',
    context: ['codice fiscale', 'cf', 'cod fisc', 'fiscal code', 'codicefiscale'],
    forms: [
      {
        shapes: ['@{6}**@**@***@'],
        check: id => FISCAL.test(id) && isFiscalCode(id),
        validator: 'mod-26',
        bare: 0.9,
        near: 0.97,
      },
      { shapes: ['@{6}**@**@***@'], check: id => FISCAL.test(id), bare: 0.4, near: 0.7 },
    ],
  },
  {
    type: 'it_vat',
    title: 'Italian VAT number (partita IVA)',
    severity: 'Low',
    context: ['partita iva', 'p iva', 'piva', 'iva', 'vat'],
    forms: [
      {
        shapes: ['###########', 'IT###########'],
        check: id => !isRepeated(id.slice(-11)) && luhn(id.slice(-11)),
        validator: 'luhn',
        bare: 0.2,
        near: 0.95,
      },
    ],
  },
  {
    type: 'it_identity_card',
    title: 'Italian identity card number',
    severity: 'High',
    context: ['carta d identità', 'carta identità', 'identità', 'cie', 'documento', 'carta'],
    forms: [{ shapes: ['@@[ ]?#######', '#######@@', '@@#####@@'], bare: 0.12, near: 0.85, alone: 0.2 }],
  },
  {
    type: 'it_passport',
    title: 'Italian passport number',
    severity: 'High',
    context: ['passaporto', 'passaporto numero', 'documento di viaggio'],
    forms: [{ shapes: ['@@#######'], bare: 0.12, near: 0.9, alone: 0.2 }],
  },
  {
    type: 'it_driving_licence',
    title: 'Italian driving licence number',
    severity: 'High',
    context: ['patente', 'patente di guida', 'licenza di guida'],
    forms: [{ shapes: ['@@#######@', 'U1*{7}@'], bare: 0.25, near: 0.9, alone: 0.4 }],
  },
  {
    type: 'pt_nif',
    title: 'Portuguese tax number (NIF)',
    severity: 'High',
    context: ['nif', 'contribuinte', 'número de identificação fiscal', 'número fiscal', 'nipc'],
    forms: [
      {
        shapes: ['#########', '### ### ###', 'PT#########'],
        check: text => {
          const id = text.slice(-9)
          const rest = weighted(id, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
          return /^[1-35689]/.test(id) && !isRepeated(id) && digitAt(id, 8) === (rest < 2 ? 0 : 11 - rest)
        },
        validator: 'mod-11',
        bare: 0.1,
        near: 0.95,
      },
    ],
  },
]
