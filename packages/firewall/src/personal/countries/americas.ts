import { digitAt, hasYymmdd, isRepeated, luhn, weighted } from '../checks.ts'
import type { Identifier } from '../types.ts'

function isSin(id: string): boolean {
  return /^[1-79]/.test(id) && !isRepeated(id) && luhn(id)
}

/** Remainder by 11, where 10 counts as 0. */
function tail11(id: string, weights: readonly number[]): number {
  const rest = weighted(id, weights) % 11
  return rest < 2 ? 0 : 11 - rest
}

/** Receita Federal: two check digits. */
function isCpf(id: string): boolean {
  return (
    !isRepeated(id) &&
    tail11(id, [10, 9, 8, 7, 6, 5, 4, 3, 2]) === digitAt(id, 9) &&
    tail11(id, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) === digitAt(id, 10)
  )
}

function isCnpj(id: string): boolean {
  return (
    !isRepeated(id) &&
    tail11(id, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === digitAt(id, 12) &&
    tail11(id, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === digitAt(id, 13)
  )
}

const CURP =
  /^[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX](?:AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE)[B-DF-HJ-NP-TV-Z]{3}[A-Z\d]\d$/
const CURP_ALPHABET = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'

/** RENAPO: the Ñ has its place in the alphabet. */
function isCurp(id: string): boolean {
  if (!CURP.test(id) || !hasYymmdd(id, 4)) return false
  let sum = 0
  for (let at = 0; at < 17; at++) sum += CURP_ALPHABET.indexOf(id[at] as string) * (18 - at)
  return (10 - (sum % 10)) % 10 === digitAt(id, 17)
}

/** Modulus 11 from the right with weights 2 to 7; 10 is written K. */
function isRut(id: string): boolean {
  let sum = 0
  for (let at = id.length - 2, weight = 2; at >= 0; at--, weight = weight === 7 ? 2 : weight + 1) {
    sum += digitAt(id, at) * weight
  }
  return '0K987654321'[sum % 11] === id.at(-1) && !isRepeated(id.slice(0, -1))
}

function isCuit(id: string): boolean {
  const rest = weighted(id, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
  return /^(?:2[03-7]|3[034])/.test(id) && (11 - rest) % 11 === digitAt(id, 10)
}

export const AMERICAS: readonly Identifier[] = [
  {
    type: 'ca_sin',
    title: 'Canadian social insurance number',
    severity: 'High',
    context: [
      'sin',
      'sin number',
      'social insurance',
      'nas',
      'numéro nas',
      'assurance sociale',
      'numéro d assurance sociale',
      'canada',
    ],
    forms: [
      { shapes: ['###-###-###', '### ### ###'], check: isSin, validator: 'luhn', bare: 0.5, near: 0.95 },
      { shapes: ['#########'], check: isSin, validator: 'luhn', bare: 0.12, near: 0.95, alone: 0.3 },
    ],
  },
  {
    type: 'br_cpf',
    title: 'Brazilian taxpayer number (CPF)',
    severity: 'High',
    context: ['cpf', 'cadastro de pessoas físicas', 'cadastro de pessoa física'],
    forms: [
      {
        shapes: ['###.###.###-##', '###.###.###/##'],
        check: isCpf,
        validator: 'mod-11',
        bare: 0.95,
        near: 0.98,
      },
      { shapes: ['###########', '#########-##'], check: isCpf, validator: 'mod-11', bare: 0.35, near: 0.97 },
    ],
  },
  {
    type: 'br_cnpj',
    title: 'Brazilian company number (CNPJ)',
    severity: 'Low',
    context: ['cnpj', 'cadastro nacional da pessoa jurídica'],
    forms: [
      { shapes: ['##.###.###/####-##'], check: isCnpj, validator: 'mod-11', bare: 0.97, near: 0.98 },
      { shapes: ['#{14}'], check: isCnpj, validator: 'mod-11', bare: 0.4, near: 0.97 },
    ],
  },
  {
    type: 'mx_curp',
    title: 'Mexican population register code (CURP)',
    severity: 'High',
    context: ['curp', 'clave única', 'registro de población'],
    forms: [{ shapes: ['@@@@######@@@@@@*#'], check: isCurp, validator: 'mod-10', bare: 0.95, near: 0.98 }],
  },
  {
    type: 'mx_rfc',
    title: 'Mexican taxpayer code (RFC)',
    severity: 'High',
    context: ['rfc', 'registro federal', 'contribuyentes', 'sat'],
    forms: [
      {
        shapes: ['@@@@######***', '@@@@-######-***'],
        check: id => hasYymmdd(id, 4),
        validator: 'date',
        bare: 0.5,
        near: 0.9,
      },
    ],
  },
  {
    type: 'cl_rut',
    title: 'Chilean identity number (RUT)',
    severity: 'High',
    context: ['rut', 'run', 'rol único', 'rol unico tributario', 'cédula'],
    forms: [
      {
        shapes: ['#{1,2}.###.###-#', '#{1,2}.###.###-K'],
        check: isRut,
        validator: 'mod-11',
        bare: 0.8,
        near: 0.97,
      },
      { shapes: ['#{7,8}-#', '#{7,8}-K'], check: isRut, validator: 'mod-11', bare: 0.3, near: 0.95 },
    ],
  },
  {
    type: 'ar_cuit',
    title: 'Argentine tax number (CUIT, CUIL)',
    severity: 'High',
    context: ['cuit', 'cuil', 'clave única'],
    forms: [
      { shapes: ['##-########-#'], check: isCuit, validator: 'mod-11', bare: 0.7, near: 0.97 },
      { shapes: ['###########'], check: isCuit, validator: 'mod-11', bare: 0.2, near: 0.97 },
    ],
  },
]
