import { isRepeated, luhn, weighted } from '../checks.ts'
import { forms } from '../shapes.ts'
import type { Identifier } from '../types.ts'

/** Published as samples and worn out by it; the issuer never gives them out again. */
const SAMPLE_SSNS = ['078051120', '219099999', '457555462', '987654320']

/** SSA POMS RM 10201.030: no area 000, 666 or 9xx, no group 00, no serial 0000. */
function isSsn(id: string): boolean {
  return hasSsnParts(id) && id[0] !== '9' && !SAMPLE_SSNS.includes(id)
}

function hasSsnParts(id: string): boolean {
  return !/^(?:000|666)/.test(id) && id.slice(3, 5) !== '00' && id.slice(5) !== '0000'
}

/** IRS IRM 3.21.263: 9xx, and a group of these. */
function isItin(id: string): boolean {
  return /^9..(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])/.test(id)
}

/** ABA key to routing numbers: the Federal Reserve districts, thrift institutions, electronic, traveller's cheques. */
function isRouting(id: string): boolean {
  return (
    /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/.test(id) &&
    !isRepeated(id) &&
    weighted(id, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0
  )
}

/** CMS "MBI format": no S, L, O, I, B, Z. */
const MBI =
  /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/

/** 21 CFR 1301: a letter for the kind of registrant, the initial or 9, and a check digit over the six in between. */
function isDea(id: string): boolean {
  const digits = id.slice(2)
  return /^[A-HJ-MPR-UX][A-Z9]/.test(id) && weighted(digits, [1, 2, 1, 2, 1, 2]) % 10 === Number(digits[6])
}

const TAX_WORDS = [
  'tax id',
  'taxpayer',
  'tin',
  'tax identification',
  'tax number',
  'tax identification number',
  'taxid',
]
const SSN_WORDS = [
  'ssn',
  'ssns',
  'social security',
  'socialsecurity',
  'social sec',
  'soc sec',
  'ss#',
  'social',
]

export const US: readonly Identifier[] = [
  {
    type: 'us_ssn',
    title: 'US social security number',
    severity: 'High',
    context: SSN_WORDS,
    forms: [
      {
        shapes: ['###-##-####', '### ## ####'],
        check: isSsn,
        validator: 'structure',
        bare: 0.55,
        near: 0.95,
      },
      {
        shapes: ['###.##.####', '###-######', '#####-####'],
        check: isSsn,
        validator: 'structure',
        bare: 0.2,
      },
      {
        shapes: ['#########'],
        check: id => isSsn(id) && id !== '123456789' && !isRepeated(id),
        validator: 'structure',
        bare: 0.15,
        alone: 0.3,
      },
      { shapes: forms('###-##-####'), check: hasSsnParts },
    ],
  },
  {
    type: 'us_itin',
    title: 'US individual taxpayer identification number',
    severity: 'High',
    context: ['itin', 'individual taxpayer', ...TAX_WORDS],
    forms: [
      { shapes: ['###-##-####', '### ## ####'], check: isItin, validator: 'structure', bare: 0.55 },
      {
        shapes: ['###-######', '#####-####', '### ######', '##### ####'],
        check: isItin,
        validator: 'structure',
        bare: 0.2,
      },
      { shapes: ['#########'], check: isItin, validator: 'structure', bare: 0.15, alone: 0.3 },
    ],
  },
  {
    type: 'us_ein',
    title: 'US employer identification number',
    severity: 'Medium',
    context: ['ein', 'fein', 'employer identification', 'federal tax id', ...TAX_WORDS],
    forms: [{ shapes: ['##-#######'], near: 0.85, alone: 0.1 }],
  },
  {
    type: 'us_passport',
    title: 'US passport number',
    severity: 'High',
    context: ['passport', 'passports', 'passport number', 'travel document'],
    forms: [
      { shapes: ['@########'], bare: 0.15, near: 0.8 },
      { shapes: ['#########'], near: 0.75 },
      // Those of other countries, that no table here knows better.
      { shapes: ['@#######@', '@#######'], near: 0.7, alone: 0.1 },
    ],
  },
  {
    type: 'us_driver_license',
    title: 'Driving licence number, US formats',
    severity: 'High',
    context: [
      'driver license',
      'driver s license',
      'drivers license',
      'driver licence',
      'driver s licence',
      'driving license',
      'driving licence',
      'license number',
      'licence number',
      'dl',
      'dln',
      'dl number',
      'cdl',
      'driver lic',
      'driver id',
    ],
    forms: [
      {
        shapes: [
          '@#{4,14}',
          '@@#{5,9}',
          '@@@#{6}',
          '@##-##-####',
          '@###-####-####',
          '@###-###-####',
          '@#{3}-#{4}-#{4}-#{2}',
          '#{1,2}@{3}#{5,6}',
          '@{3}##@{3}#@',
          '@#{6}R',
        ],
        bare: 0.12,
        near: 0.85,
      },
      { shapes: ['#{7,14}', '#{16}', '###-######', '##-###-###', '###-###-###', '### ### ###'], near: 0.8 },
    ],
  },
  {
    type: 'us_bank_account',
    title: 'Bank account number',
    severity: 'High',
    context: [
      'bank account',
      'account number',
      'account no',
      'account num',
      'acct',
      'acct no',
      'account',
      'checking',
      'savings',
      'bank',
      'debit',
      'iban',
      'direct deposit',
      'acc',
    ],
    against: ['account id', 'accountid', 'account ids', 'aws account', 'aws', 'arn', 'iam', 'amazon account'],
    forms: [
      { shapes: ['#{8,17}'], check: id => !isRepeated(id), near: 0.75 },
      { shapes: ['@{3,4}#{9,14}'], near: 0.6, alone: 0.1 },
    ],
  },
  {
    type: 'us_routing_number',
    title: 'US bank routing number (ABA)',
    severity: 'Medium',
    context: [
      'aba',
      'routing',
      'routing number',
      'rtn',
      'routing transit',
      'abarouting',
      'bankrouting',
      'wire transfer',
      'ach',
    ],
    forms: [
      { shapes: ['####-####-#'], check: isRouting, validator: 'mod-10', bare: 0.5, near: 0.95 },
      { shapes: ['#########'], check: isRouting, validator: 'mod-10', bare: 0.15, near: 0.95 },
    ],
  },
  {
    type: 'us_npi',
    title: 'US national provider identifier',
    severity: 'Medium',
    context: ['npi', 'national provider', 'provider', 'provider identifier', 'physician', 'prescriber'],
    forms: [
      {
        shapes: forms('####-###-###'),
        check: id => /^[12]/.test(id) && !isRepeated(id.slice(1)) && luhn(`80840${id}`),
        validator: 'luhn',
        bare: 0.3,
        near: 0.95,
      },
    ],
  },
  {
    type: 'us_mbi',
    title: 'US Medicare beneficiary identifier',
    severity: 'High',
    context: ['mbi', 'medicare', 'beneficiary', 'cms', 'hicn'],
    forms: [
      {
        shapes: ['#@*#-@*#-@@##', '#@*# @*# @@##'],
        check: id => MBI.test(id),
        validator: 'structure',
        bare: 0.6,
        near: 0.95,
      },
      { shapes: ['#@*#@*#@@##'], check: id => MBI.test(id), validator: 'structure', bare: 0.5, near: 0.95 },
    ],
  },
  {
    type: 'us_dea_number',
    title: 'US DEA registration (medical licence)',
    severity: 'Medium',
    context: ['dea', 'medical license', 'medical licence', 'certificate', 'prescriber', 'medical'],
    forms: [{ shapes: ['@*#######'], check: isDea, validator: 'mod-10', bare: 0.45, near: 0.95 }],
  },
  {
    type: 'patient_id',
    title: 'Patient or medical record number',
    severity: 'High',
    context: [
      'patient id',
      'patient number',
      'patient no',
      'medical record',
      'medical record number',
      'mrn',
      'pid',
      'medical file',
      'patientid',
      'chart number',
    ],
    forms: [{ shapes: ['#{6,10}', '@{2,3}-#{6,8}', '#{5,8}@'], near: 0.7, alone: 0 }],
  },
]
