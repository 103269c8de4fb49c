import { digitAt, hasYymmdd, weighted } from '../checks.ts'
import type { Form, Identifier } from '../types.ts'

const WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]

/** Date, a digit for sex and century (5–8 for foreigners). Numbers given out since October 2020 have no check digit. */
function registration(kinds: RegExp, base: number): Form[] {
  const hasParts = (id: string) => hasYymmdd(id) && kinds.test(id[6] as string)
  const isChecked = (id: string) =>
    hasParts(id) &&
    Number(id.slice(7, 9)) <= 95 &&
    (base - (weighted(id, WEIGHTS) % 11)) % 10 === digitAt(id, 12)
  return [
    { shapes: ['######-#######'], check: isChecked, validator: 'mod-11', bare: 0.85, near: 0.97 },
    { shapes: ['######-#######'], check: hasParts, validator: 'date', bare: 0.5, near: 0.9 },
    { shapes: ['#############'], check: isChecked, validator: 'mod-11', bare: 0.35, near: 0.97 },
    { shapes: ['#############'], check: hasParts, validator: 'date', bare: 0.15, near: 0.85, alone: 0.4 },
  ]
}

function isBusiness(id: string): boolean {
  const last = digitAt(id, 8) * 5
  return (
    (10 - ((weighted(id, [1, 3, 7, 1, 3, 7, 1, 3]) + Math.floor(last / 10) + last) % 10)) % 10 ===
    digitAt(id, 9)
  )
}

export const KOREA: readonly Identifier[] = [
  {
    type: 'kr_rrn',
    title: 'Korean resident registration number',
    severity: 'High',
    context: [
      '주민등록번호',
      '주민번호',
      '주민등록',
      'rrn',
      'resident registration',
      'resident registration number',
    ],
    forms: registration(/[1-4]/, 11),
  },
  {
    type: 'kr_frn',
    title: 'Korean foreigner registration number',
    severity: 'High',
    context: ['외국인등록번호', '외국인번호', 'frn', 'foreigner registration', 'alien registration'],
    forms: registration(/[5-8]/, 13),
  },
  {
    type: 'kr_brn',
    title: 'Korean business registration number',
    severity: 'Low',
    context: [
      '사업자등록번호',
      '사업자번호',
      '사업자',
      'brn',
      'business registration',
      'business number',
      'tax registration',
    ],
    forms: [
      { shapes: ['###-##-#####'], check: isBusiness, validator: 'mod-10', bare: 0.6, near: 0.95 },
      { shapes: ['##########'], check: isBusiness, validator: 'mod-10', bare: 0.12, near: 0.95 },
    ],
  },
  {
    type: 'kr_passport',
    title: 'Korean passport number',
    severity: 'High',
    context: ['여권', '여권번호', '대한민국 여권', 'passport', 'passport number', 'korean passport'],
    forms: [
      { shapes: ['[MSROD]###@####'], bare: 0.3, near: 0.9 },
      { shapes: ['[MSROD]########'], bare: 0.15, near: 0.85 },
    ],
  },
  {
    type: 'kr_driving_licence',
    title: 'Korean driving licence number',
    severity: 'High',
    context: [
      '운전면허',
      '운전면허번호',
      '면허번호',
      'driver license',
      'driver s license',
      'driving licence',
      'license',
    ],
    forms: [
      {
        shapes: ['##-##-######-##', '## ## ###### ##'],
        check: id => /^(?:1[1-9]|2[0-68])/.test(id),
        validator: 'structure',
        bare: 0.4,
        near: 0.9,
      },
      { shapes: ['############'], check: id => /^(?:1[1-9]|2[0-68])/.test(id), near: 0.8 },
    ],
  },
]
