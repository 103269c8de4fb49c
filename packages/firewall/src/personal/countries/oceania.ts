import { digitAt, isRepeated, weighted } from '../checks.ts'
import type { Identifier } from '../types.ts'

/** Modulus 89 after one was taken from the first digit. */
function isAbn(id: string): boolean {
  return id[0] !== '0' && (weighted(id, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0
}

function isAcn(id: string): boolean {
  return !isRepeated(id) && (10 - (weighted(id, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === digitAt(id, 8)
}

function isTfn(id: string): boolean {
  return !isRepeated(id) && weighted(id, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0
}

/** The last digit counts the cards. */
function isMedicare(id: string): boolean {
  return (
    /^[2-6]/.test(id) &&
    !isRepeated(id.slice(0, 9)) &&
    weighted(id, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digitAt(id, 8)
  )
}

export const OCEANIA: readonly Identifier[] = [
  {
    type: 'au_abn',
    title: 'Australian business number',
    severity: 'Low',
    context: ['abn', 'australian business number'],
    forms: [
      { shapes: ['## ### ### ###'], check: isAbn, validator: 'mod-89', bare: 0.75, near: 0.97 },
      { shapes: ['###########'], check: isAbn, validator: 'mod-89', bare: 0.35, near: 0.97 },
    ],
  },
  {
    type: 'au_acn',
    title: 'Australian company number',
    severity: 'Low',
    context: ['acn', 'australian company number'],
    forms: [
      { shapes: ['### ### ###'], check: isAcn, validator: 'mod-10', bare: 0.3, near: 0.95, alone: 0.5 },
      { shapes: ['#########'], check: isAcn, validator: 'mod-10', bare: 0.1, near: 0.95 },
    ],
  },
  {
    type: 'au_tfn',
    title: 'Australian tax file number',
    severity: 'High',
    context: ['tfn', 'tax file number', 'tax file'],
    forms: [
      { shapes: ['### ### ###'], check: isTfn, validator: 'mod-11', bare: 0.3, near: 0.97, alone: 0.5 },
      { shapes: ['#########'], check: isTfn, validator: 'mod-11', bare: 0.1, near: 0.97 },
    ],
  },
  {
    type: 'au_medicare',
    title: 'Australian Medicare number',
    severity: 'High',
    context: ['medicare', 'medicare card', 'medicare number'],
    forms: [
      {
        shapes: ['#### ##### #', '####-#####-#'],
        check: isMedicare,
        validator: 'mod-10',
        bare: 0.65,
        near: 0.97,
      },
      { shapes: ['##########'], check: isMedicare, validator: 'mod-10', bare: 0.15, near: 0.95 },
    ],
  },
]
