import { isDate, isRepeated, luhn, weighted } from '../checks.ts'
import type { Identifier } from '../types.ts'

/** INSEE: 97 less the remainder by 97; the departments of Corsica count as 19 and 18. */
function isNir(id: string): boolean {
  const digits = id.slice(0, 13).replace('2A', '19').replace('2B', '18')
  const month = Number(id.slice(3, 5))
  return (
    /^[1278]/.test(id) &&
    ((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50) &&
    /^\d+$/.test(digits) &&
    97 - (Number(digits) % 97) === Number(id.slice(13))
  )
}

/** Of those born from 2000 on, a 2 stands in front of what is divided. */
function isBelgian(id: string): boolean {
  const check = Number(id.slice(9))
  const before = Number(id.slice(0, 9))
  const month = Number(id.slice(2, 4)) % 20
  return (
    isDate(0, month || 1, Number(id.slice(4, 6)) || 1) &&
    (97 - (before % 97) === check || 97 - ((before + 2_000_000_000) % 97) === check)
  )
}

export const WEST_EUROPE: readonly Identifier[] = [
  {
    type: 'fr_nir',
    title: 'French social security number (NIR)',
    severity: 'High',
    context: [
      'nir',
      'insee',
      'sécurité sociale',
      'securite sociale',
      'numéro de sécurité sociale',
      'n° sécu',
      'carte vitale',
    ],
    forms: [
      {
        shapes: ['# ## ## ** ### ### ##', '# ## ## ** ### ### - ##', '# ## ## ** ### ###-##'],
        check: isNir,
        validator: 'mod-97',
        bare: 0.95,
        near: 0.98,
      },
      { shapes: ['#{5}**#{8}', '#{5}**#{6} ##'], check: isNir, validator: 'mod-97', bare: 0.6, near: 0.97 },
    ],
  },
  {
    type: 'fr_siret',
    title: 'French company number (SIREN, SIRET)',
    severity: 'Low',
    context: ['siren', 'siret', 'rcs'],
    forms: [
      {
        shapes: ['### ### ###', '#########', '### ### ### #####', '#{14}'],
        check: id => !isRepeated(id) && luhn(id),
        validator: 'luhn',
        near: 0.95,
        alone: 0.1,
      },
    ],
  },
  {
    type: 'nl_bsn',
    title: 'Dutch citizen service number (BSN)',
    severity: 'High',
    context: ['bsn', 'burgerservicenummer', 'burger service nummer', 'sofinummer', 'sofi'],
    forms: [
      {
        shapes: ['#########', '####.##.###', '#### ## ###', '### ### ###'],
        check: id => !isRepeated(id) && weighted(id, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
        validator: 'mod-11',
        bare: 0.12,
        near: 0.97,
      },
    ],
  },
  {
    type: 'be_national_number',
    title: 'Belgian national number',
    severity: 'High',
    context: [
      'rijksregisternummer',
      'rijksregister',
      'registre national',
      'numéro national',
      'nrn',
      'niss',
      'insz',
      'national number',
    ],
    forms: [
      {
        shapes: ['##.##.##-###.##', '##.##.##-###-##', '## ## ## ### ##', '######-###-##', '###### ### ##'],
        check: isBelgian,
        validator: 'mod-97',
        bare: 0.85,
        near: 0.97,
      },
      { shapes: ['###########'], check: isBelgian, validator: 'mod-97', bare: 0.35, near: 0.97 },
    ],
  },
]
