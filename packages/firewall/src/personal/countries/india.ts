import { verhoeff } from '../checks.ts'
import { forms } from '../shapes.ts'
import type { Identifier } from '../types.ts'

/** UIDAI: begins with 2 to 9, is no palindrome. */
function isAadhaar(id: string): boolean {
  return /^[2-9]/.test(id) && verhoeff(id) && [...id].reverse().join('') !== id
}

/** The state's code and a PAN. */
const GSTIN = /^(?:0[1-9]|[12]\d|3[0-7])[A-Z]{5}\d{4}[A-Z][A-Z\d]Z[A-Z\d]$/
/** The fourth letter says what kind of taxpayer. */
const PAN = /^[A-Z]{3}[ABCFGHJLPT]/
const STATES =
  /^(?:AN|AP|AR|AS|BR|CG|CH|DD|DL|DN|GA|GJ|HP|HR|JH|JK|KA|KL|LA|LD|MH|ML|MN|MP|MZ|NL|OD|OR|PB|PY|RJ|SK|TN|TR|TS|UA|UK|UP|WB)/

export const INDIA: readonly Identifier[] = [
  {
    type: 'in_aadhaar',
    title: 'Indian Aadhaar number',
    severity: 'High',
    context: ['aadhaar', 'aadhar', 'uidai', 'uid', 'आधार'],
    forms: [
      {
        shapes: ['####-####-####', '#### #### ####', '####:####:####'],
        check: isAadhaar,
        validator: 'verhoeff',
        bare: 0.6,
        near: 0.97,
      },
      { shapes: ['############'], check: isAadhaar, validator: 'verhoeff', bare: 0.25, near: 0.97 },
      { shapes: [...forms('####-####-####'), '#{14}'], near: 0.6, alone: 0 },
    ],
  },
  {
    type: 'in_pan',
    title: 'Indian permanent account number (PAN)',
    severity: 'High',
    context: ['pan', 'permanent account number', 'pan card', 'pan number', 'income tax'],
    forms: [
      { shapes: ['@@@@@####@'], check: id => PAN.test(id), validator: 'structure', bare: 0.55, near: 0.95 },
      { shapes: ['@@@@@####@'], bare: 0.2, near: 0.85 },
    ],
  },
  {
    type: 'in_gstin',
    title: 'Indian tax registration (GSTIN)',
    severity: 'Low',
    context: ['gstin', 'gst', 'gst number', 'goods and services tax', 'gst registration'],
    forms: [
      {
        shapes: [...forms('##-@@@@@-####-@*-Z*'), '##@@@@@####@*Z*'],
        check: id => GSTIN.test(id),
        validator: 'structure',
        bare: 0.8,
        near: 0.95,
      },
    ],
  },
  {
    type: 'in_passport',
    title: 'Indian passport number',
    severity: 'High',
    context: ['passport', 'indian passport', 'passport number'],
    forms: [
      {
        shapes: ['@#######', '@## #####'],
        check: id => /^[A-Z][1-9]\d{5}[1-9]$/.test(id),
        bare: 0.15,
        near: 0.85,
      },
    ],
  },
  {
    type: 'in_voter_id',
    title: 'Indian voter identity number (EPIC)',
    severity: 'High',
    context: ['voter', 'voter id', 'epic', 'elector', 'election commission'],
    forms: [{ shapes: ['@@@#######'], bare: 0.3, near: 0.9, alone: 0.4 }],
  },
  {
    type: 'in_vehicle_registration',
    title: 'Indian vehicle registration',
    severity: 'Low',
    context: ['vehicle', 'registration', 'rto', 'plate', 'number plate', 'rc'],
    forms: [
      {
        shapes: ['@@##@{1,2}####', '@@#@{1,3}####', '@@-##-@{1,2}-####', '@@ ## @{1,2} ####'],
        check: id => STATES.test(id) && !id.endsWith('0000'),
        validator: 'structure',
        bare: 0.35,
        near: 0.9,
        alone: 0.5,
      },
      { shapes: ['##BH####@{1,2}'], bare: 0.5, near: 0.9 },
      { shapes: ['#{1,3}CD#{2,4}', '#{1,3}CC#{2,4}', '##[ABCDEFHKPRX]######@'], bare: 0.2, near: 0.8 },
    ],
  },
]
