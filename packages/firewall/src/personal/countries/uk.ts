import { isRepeated, weighted } from '../checks.ts'
import { forms } from '../shapes.ts'
import type { Identifier } from '../types.ts'

/** NHS Data Dictionary: modulus 11. */
function isNhs(id: string): boolean {
  return !isRepeated(id) && weighted(id, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
}

/** HMRC NIM39110: letters that are not used, prefixes that are not given out, a suffix of A to D. */
const NINO = /^(?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/

/** DVLA: five of the surname (filled with 9), decade, month (51–62 for women), day, year, initials, check characters. */
const DRIVING =
  /^(?!99999)[A-Z]+9*(?<=^.{5})\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}[A-Z0-9][A-Z]{2}$/

/** Royal Mail, as in BS 7666: which letters stand where. */
const POSTCODE =
  /^(?:GIR0AA|[A-PR-UWYZ](?:\d[A-HJKPSTUW]?|\d\d|[A-HK-Y]\d[ABEHMNPRVWXY]?|[A-HK-Y]\d\d)\d[ABD-HJLNP-UW-Z]{2})$/

const PLATE_CURRENT = /^[A-HJ-PR-Y]{2}(?:0[2-9]|[12]\d|5[1-9]|[67]\d)[A-HJ-PR-Z]{3}$/
const PLATE_PREFIX = /^[A-HJ-NPR-TV-Y]\d{1,3}[A-HJ-PR-Y][A-HJ-PR-Z]{2}$/
const PLATE_SUFFIX = /^[A-HJ-PR-Z]{3}\d{1,3}[A-HJ-NPR-TV-Y]$/

/** Irish PPS number: modulus 23, the second letter counts nine times. */
function isPps(id: string): boolean {
  const second = id[8] === undefined || id[8] === 'W' ? 0 : id.charCodeAt(8) - 64
  return 'WABCDEFGHIJKLMNOPQRSTUV'[(weighted(id, [8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23] === id[7]
}

export const UK: readonly Identifier[] = [
  {
    type: 'uk_nhs',
    title: 'UK NHS number',
    severity: 'High',
    context: [
      'nhs',
      'national health service',
      'nhs number',
      'health service',
      'health authority',
      'patient',
    ],
    forms: [
      {
        shapes: ['### ### ####', '###-###-####'],
        check: isNhs,
        validator: 'mod-11',
        bare: 0.4,
        near: 0.95,
        alone: 0.6,
      },
      { shapes: ['##########'], check: isNhs, validator: 'mod-11', bare: 0.2, near: 0.95 },
    ],
  },
  {
    type: 'uk_nino',
    title: 'UK national insurance number',
    severity: 'High',
    context: ['national insurance', 'nino', 'ni number', 'insurance number', 'ni no'],
    forms: [
      {
        shapes: [...forms('@@-##-##-##-@'), '@@ ######@', '@@ ###### @', '@@###### @'],
        check: id => NINO.test(id),
        validator: 'structure',
        bare: 0.55,
        near: 0.95,
      },
    ],
  },
  {
    type: 'uk_passport',
    title: 'UK passport number',
    severity: 'High',
    context: ['passport', 'passport number', 'travel document', 'hmpo', 'british passport'],
    forms: [
      { shapes: ['@@#######'], bare: 0.15, near: 0.85 },
      { shapes: ['#########'], near: 0.75, alone: 0.1 },
    ],
  },
  {
    type: 'uk_driving_licence',
    title: 'UK driving licence number',
    severity: 'High',
    context: [
      'driving licence',
      'driving license',
      'driver s licence',
      'driver s license',
      'dvla',
      'licence',
      'license',
      'licence number',
      'dl number',
    ],
    forms: [
      {
        shapes: ['@*{4}######*{3}@@', '@*{4} ###### *{3}@@'],
        check: id => DRIVING.test(id),
        validator: 'structure',
        bare: 0.6,
        near: 0.95,
      },
    ],
  },
  {
    type: 'uk_postcode',
    title: 'UK postcode',
    severity: 'Low',
    context: ['postcode', 'post code', 'postal code', 'address', 'zip', 'delivery', 'shipping', 'mailing'],
    forms: [
      {
        shapes: [
          '@#[ ]?#@@',
          '@##[ ]?#@@',
          '@#@[ ]?#@@',
          '@@#[ ]?#@@',
          '@@##[ ]?#@@',
          '@@#@[ ]?#@@',
          'GIR[ ]?0AA',
        ],
        check: id => POSTCODE.test(id),
        validator: 'structure',
        bare: 0.2,
        near: 0.8,
        alone: 0.45,
      },
    ],
  },
  {
    type: 'uk_vehicle_registration',
    title: 'UK vehicle registration',
    severity: 'Low',
    context: [
      'vehicle',
      'registration',
      'number plate',
      'licence plate',
      'license plate',
      'reg',
      'vrn',
      'dvla',
      'car',
      'van',
      'logbook',
      'v5c',
    ],
    forms: [
      {
        shapes: ['@@##[ -]?@@@'],
        check: id => PLATE_CURRENT.test(id),
        validator: 'structure',
        bare: 0.3,
        near: 0.85,
      },
      {
        shapes: ['@#{1,3}[ -]?@@@'],
        check: id => PLATE_PREFIX.test(id),
        validator: 'structure',
        bare: 0.15,
        near: 0.8,
        alone: 0.4,
      },
      {
        shapes: ['@@@[ -]?#{1,3}[ -]?@'],
        check: id => PLATE_SUFFIX.test(id),
        validator: 'structure',
        bare: 0.15,
        near: 0.8,
        alone: 0.4,
      },
    ],
  },
  {
    type: 'uk_utr',
    title: 'UK unique taxpayer reference',
    severity: 'High',
    context: ['utr', 'unique taxpayer reference', 'taxpayer reference'],
    forms: [
      {
        shapes: forms('#####-#####'),
        check: id => '21987654321'[weighted(id.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] === id[0],
        validator: 'mod-11',
        near: 0.95,
        alone: 0.2,
      },
    ],
  },
  {
    type: 'ie_pps',
    title: 'Irish personal public service number',
    severity: 'High',
    context: ['pps', 'ppsn', 'pps number', 'personal public service'],
    forms: [
      {
        shapes: ['#######@', '#######@@', '####### @{1,2}'],
        check: id => isPps(id) && !isRepeated(id.slice(0, 7)),
        validator: 'mod-23',
        bare: 0.4,
        near: 0.95,
      },
    ],
  },
]
