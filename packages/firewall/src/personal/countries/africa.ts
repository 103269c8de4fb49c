import { hasYymmdd, isRepeated, luhn, verhoeff } from '../checks.ts'
import type { Identifier } from '../types.ts'

/** Date, serial, 0–2 for citizenship, 8 or 9 (once the race), and the Luhn digit. A date to come was a hundred years ago. */
function isSouthAfrican(id: string): boolean {
  return hasYymmdd(id) && /^[012][89]$/.test(id.slice(10, 12)) && luhn(id)
}

const PLATE_WORDS = [
  'plate number',
  'vehicle registration',
  'license plate',
  'number plate',
  'plate',
  'vehicle',
  'registration',
]

export const AFRICA: readonly Identifier[] = [
  {
    type: 'za_id_number',
    title: 'South African identity number',
    severity: 'High',
    context: [
      'identity number',
      'id number',
      'south african id',
      'rsa id',
      'sa id',
      'identity',
      'smart id',
      'resident number',
    ],
    forms: [
      {
        shapes: ['#############', '###### #### ###', '###### #### ## #'],
        check: isSouthAfrican,
        validator: 'luhn',
        bare: 0.5,
        near: 0.97,
      },
    ],
  },
  {
    type: 'ng_nin',
    title: 'Nigerian national identification number',
    severity: 'High',
    context: [
      'nin',
      'national identification number',
      'national identity number',
      'nimc',
      'nigerian identification',
      'nigeria id',
    ],
    forms: [
      {
        shapes: ['###########'],
        check: id => !isRepeated(id) && verhoeff(id),
        validator: 'verhoeff',
        bare: 0.15,
        near: 0.95,
      },
    ],
  },
  {
    type: 'ng_vehicle_registration',
    title: 'Nigerian vehicle registration',
    severity: 'Low',
    context: PLATE_WORDS,
    forms: [{ shapes: ['@@@[- ]?###@@'], bare: 0.4, near: 0.9 }],
  },
]
