import { digitAt, isDate, isRepeated, weighted } from '../checks.ts'
import type { Identifier } from '../types.ts'

/** Ministry of Interior of Thailand: modulus 11; the second and third digit are the province. */
function isTnin(id: string): boolean {
  return (
    /^[1-9](?:[134]\d|2[0-7]|5[0-8]|[67][0-7]|[89][0-6])/.test(id) &&
    (11 - (weighted(id, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digitAt(id, 12)
  )
}

/** Singapore: S and T count 0 and 4, M counts 3. */
function isNric(id: string): boolean {
  const kind = id[0] as string
  const sum = weighted(id, [2, 7, 6, 5, 4, 3, 2], 1) + ('TG'.includes(kind) ? 4 : kind === 'M' ? 3 : 0)
  if ('ST'.includes(kind)) return 'JZIHGFEDCBA'[sum % 11] === id[8]
  if ('FG'.includes(kind)) return 'XWUTRQPNMLK'[sum % 11] === id[8]
  return kind === 'M' && 'KLJNPQRTUWX'[10 - (sum % 11)] === id[8]
}

const UEN_OTHER = 'ABCDEFGHJKLMNPQRSTUVWX0123456789'

/** ACRA: businesses, local companies, and other entities each have their own weights and letters. */
function isUen(id: string): boolean {
  if (id.length === 9) return 'XMKECAWLJDB'[weighted(id, [10, 4, 9, 3, 8, 2, 7, 1]) % 11] === id[8]
  if (/^\d/.test(id)) return 'ZKCMDNERGWH'[weighted(id, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11] === id[9]
  let sum = 0
  ;[4, 3, 5, 3, 10, 2, 2, 5, 7].forEach((weight, at) => {
    sum += UEN_OTHER.indexOf(id[at] as string) * weight
  })
  return /^[RST]/.test(id) && UEN_OTHER[(sum - 5) % 11] === id[9]
}

/** NVI: the tenth digit from sums of every other one, the eleventh from all. */
function isTckn(id: string): boolean {
  const odd = weighted(id, [1, 0, 1, 0, 1, 0, 1, 0, 1])
  const even = weighted(id, [0, 1, 0, 1, 0, 1, 0, 1])
  return (
    id[0] !== '0' &&
    (odd * 7 - even + 100) % 10 === digitAt(id, 9) &&
    (odd + even + digitAt(id, 9)) % 10 === digitAt(id, 10)
  )
}

/** GB 11643-1999: ISO/IEC 7064 MOD 11-2. */
function isRic(id: string): boolean {
  const sum = weighted(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
  const year = Number(id.slice(6, 10))
  return (
    /^[1-9]/.test(id) &&
    year > 1850 &&
    year < 2100 &&
    isDate(year, Number(id.slice(10, 12)), Number(id.slice(12, 14))) &&
    '10X98765432'[sum % 11] === id[17]
  )
}

/** Order of the Ministry of Internal Affairs of Japan no. 85 of 2014. */
function isMyNumber(id: string): boolean {
  const rest = weighted(id, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
  return !isRepeated(id) && digitAt(id, 11) === (rest <= 1 ? 0 : 11 - rest)
}

/** Weights 1 and 2, the digits of each product summed: Luhn from the left. */
function isTeudatZehut(id: string): boolean {
  let sum = 0
  for (let at = 0; at < 9; at++) {
    const product = digitAt(id, at) * (at % 2 === 0 ? 1 : 2)
    sum += product > 9 ? product - 9 : product
  }
  return !isRepeated(id) && sum % 10 === 0
}

function isPhilippineTin(id: string): boolean {
  return !isRepeated(id) && weighted(id, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === digitAt(id, 8)
}

const PLATE_WORDS = [
  'plaka',
  'plakası',
  'plaka numarası',
  'araç',
  'license plate',
  'number plate',
  'plate',
  'taşıt',
]

export const ASIA: readonly Identifier[] = [
  {
    type: 'th_tnin',
    title: 'Thai national identification number',
    severity: 'High',
    context: [
      'เลขประจำตัวประชาชน',
      'เลขบัตรประชาชน',
      'รหัสปชช',
      'บัตรประชาชน',
      'tnin',
      'thai id',
      'thai national id',
      'national id',
    ],
    forms: [
      {
        shapes: ['#-####-#####-##-#', '# #### ##### ## #'],
        check: isTnin,
        validator: 'mod-11',
        bare: 0.9,
        near: 0.98,
      },
      { shapes: ['#############'], check: isTnin, validator: 'mod-11', bare: 0.25, near: 0.97 },
    ],
  },
  {
    type: 'sg_nric_fin',
    title: 'Singaporean identity number (NRIC, FIN)',
    severity: 'High',
    context: ['nric', 'fin', 'nric fin', 'identity card', 'singapore'],
    forms: [
      { shapes: ['[STFGM]#######@'], check: isNric, validator: 'mod-11', bare: 0.8, near: 0.97 },
      { shapes: ['[STFGM]#######@'], bare: 0.3, near: 0.7 },
      { shapes: ['@#######@'], bare: 0.12, near: 0.5 },
    ],
  },
  {
    type: 'sg_uen',
    title: 'Singaporean entity number (UEN)',
    severity: 'Low',
    context: ['uen', 'unique entity number', 'acra', 'business registration'],
    forms: [
      {
        shapes: ['########@', '#########@', '[TSR]##@@####@'],
        check: isUen,
        validator: 'mod-11',
        bare: 0.45,
        near: 0.95,
      },
    ],
  },
  {
    type: 'tr_national_id',
    title: 'Turkish identity number (TCKN)',
    severity: 'High',
    context: [
      'tckn',
      'tc kimlik',
      'kimlik',
      'kimlik no',
      'kimlik numarası',
      'tc no',
      'türk kimlik',
      'nüfus cüzdanı',
      't c kimlik',
      'turkish id',
    ],
    forms: [{ shapes: ['###########'], check: isTckn, validator: 'mod-10', bare: 0.4, near: 0.97 }],
  },
  {
    type: 'tr_vehicle_registration',
    title: 'Turkish vehicle registration',
    severity: 'Low',
    context: PLATE_WORDS,
    forms: [
      {
        shapes: ['##[ ]?@{1,3}[ ]?#{2,4}', '##-@{1,3}-#{2,4}'],
        check: id => /^(?:0[1-9]|[1-7]\d|8[01])[A-PR-VYZ]+\d/.test(id),
        validator: 'structure',
        bare: 0.25,
        near: 0.9,
        alone: 0.4,
      },
    ],
  },
  {
    type: 'cn_ric',
    title: 'Chinese resident identity number',
    severity: 'High',
    context: ['身份证', '身份证号', '身份证号码', '居民身份证', 'resident identity', 'chinese id', 'id card'],
    forms: [{ shapes: ['#{17}#', '#{17}X'], check: isRic, validator: 'mod-11-2', bare: 0.9, near: 0.98 }],
  },
  {
    type: 'jp_my_number',
    title: 'Japanese individual number (My Number)',
    severity: 'High',
    context: ['マイナンバー', '個人番号', 'my number', 'individual number'],
    forms: [
      {
        shapes: ['############', '#### #### ####', '####-####-####'],
        check: isMyNumber,
        validator: 'mod-11',
        near: 0.97,
        alone: 0.3,
      },
    ],
  },
  {
    type: 'il_id',
    title: 'Israeli identity number',
    severity: 'High',
    context: ['תעודת זהות', 'ת ז', 'teudat zehut', 'israeli id', 'מספר זהות'],
    forms: [
      {
        shapes: ['#########', '########-#'],
        check: isTeudatZehut,
        validator: 'luhn',
        near: 0.97,
        alone: 0.3,
      },
    ],
  },
  {
    type: 'ph_tin',
    title: 'Philippine taxpayer number',
    severity: 'High',
    context: ['tin', 'taxpayer identification number', 'bir', 'bir tin', 'taxpayer id', 'tax id', 'rdo'],
    forms: [
      {
        shapes: ['###-###-###', '###-###-###-###'],
        check: isPhilippineTin,
        validator: 'mod-11',
        bare: 0.3,
        near: 0.95,
      },
      {
        shapes: ['#########', '############'],
        check: isPhilippineTin,
        validator: 'mod-11',
        near: 0.9,
        alone: 0.3,
      },
    ],
  },
]
