import { digitAt, hasYymmdd, isDate, isRepeated, mod11x10, weighted } from '../checks.ts'
import type { Identifier } from '../types.ts'

/** The century is added to the month: 80 for 18xx, 20 for 20xx, 40 and 60 for later ones. */
function isPesel(id: string): boolean {
  return (
    isDate(0, Number(id.slice(2, 4)) % 20, Number(id.slice(4, 6))) &&
    (10 - (weighted(id, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digitAt(id, 10)
  )
}

/** Divisible by 11; until 1985 a remainder of 10 stood as 0. Women have 50 added to the month, spare ranges 20 and 70. */
function isBirthNumber(id: string): boolean {
  const month = Number(id.slice(2, 4)) % 50
  const rest = Number(id.slice(0, 9)) % 11
  return (
    isDate(0, month > 20 ? month - 20 : month, Number(id.slice(4, 6))) &&
    (Number(id) % 11 === 0 || (rest === 10 && id[9] === '0'))
  )
}

function isCnp(id: string): boolean {
  const rest = weighted(id, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
  const county = Number(id.slice(7, 9))
  return (
    /^[1-9]/.test(id) &&
    hasYymmdd(id, 1) &&
    county >= 1 &&
    county <= 52 &&
    (rest === 10 ? 1 : rest) === digitAt(id, 12)
  )
}

/** 20 added to the month for 18xx, 40 for 20xx. */
function isEgn(id: string): boolean {
  return (
    isDate(0, Number(id.slice(2, 4)) % 20, Number(id.slice(4, 6))) &&
    Number(id.slice(2, 4)) <= 52 &&
    (weighted(id, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === digitAt(id, 9)
  )
}

export const EAST_EUROPE: readonly Identifier[] = [
  {
    type: 'pl_pesel',
    title: 'Polish PESEL number',
    severity: 'High',
    context: ['pesel', 'numer pesel', 'nr pesel'],
    forms: [{ shapes: ['###########'], check: isPesel, validator: 'mod-10', bare: 0.3, near: 0.97 }],
  },
  {
    type: 'pl_nip',
    title: 'Polish tax number (NIP)',
    severity: 'Medium',
    context: ['nip', 'numer nip', 'vat', 'podatnik'],
    forms: [
      {
        shapes: ['###-###-##-##', '###-##-##-###', '##########'],
        check: id => !isRepeated(id) && weighted(id, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digitAt(id, 9),
        validator: 'mod-11',
        near: 0.95,
        alone: 0.3,
      },
    ],
  },
  {
    type: 'cz_birth_number',
    title: 'Czech or Slovak birth number',
    severity: 'High',
    context: ['rodné číslo', 'rodne cislo', 'rč', 'rodného čísla', 'birth number'],
    forms: [
      { shapes: ['######/####'], check: isBirthNumber, validator: 'mod-11', bare: 0.7, near: 0.97 },
      { shapes: ['##########'], check: isBirthNumber, validator: 'mod-11', bare: 0.15, near: 0.95 },
    ],
  },
  {
    type: 'ro_cnp',
    title: 'Romanian personal code (CNP)',
    severity: 'High',
    context: ['cnp', 'cod numeric personal', 'cod numeric'],
    forms: [{ shapes: ['#############'], check: isCnp, validator: 'mod-11', bare: 0.35, near: 0.97 }],
  },
  {
    type: 'bg_egn',
    title: 'Bulgarian citizen number (EGN)',
    severity: 'High',
    context: ['егн', 'egn', 'единен граждански номер'],
    forms: [{ shapes: ['##########'], check: isEgn, validator: 'mod-11', bare: 0.2, near: 0.97 }],
  },
  {
    type: 'hr_oib',
    title: 'Croatian personal number (OIB)',
    severity: 'High',
    context: ['oib', 'osobni identifikacijski broj'],
    forms: [
      {
        shapes: ['###########'],
        check: id => !isRepeated(id) && mod11x10(id),
        validator: 'mod-11-10',
        bare: 0.15,
        near: 0.97,
      },
    ],
  },
]
