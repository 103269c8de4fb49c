import { digitAt, icao, isDate, isRepeated, mod11x10, weighted } from '../checks.ts'
import { forms } from '../shapes.ts'
import type { Form, Identifier } from '../types.ts'

/** § 139b AO: does not begin with 0, no digit more than three times among the first ten. */
function isTaxId(id: string): boolean {
  const counts = new Array<number>(10).fill(0)
  for (let at = 0; at < 10; at++) counts[digitAt(id, at)]!++
  return id[0] !== '0' && Math.max(...counts) <= 3 && mod11x10(id)
}

/** Without vowels and what is mistaken for digits (BSI TR-03110). */
const DOCUMENT = /^[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}\d?$/
/** Its check digit stands beside it on paper, and behind it where it was copied from the machine-readable zone. */
/** As the machine-readable zone has it: nine characters and the digit that checks them. */
const WITH_CHECK: Form = {
  shapes: ['@*{8}#'],
  check: id => DOCUMENT.test(id) && icao(id),
  validator: 'icao-9303',
  near: 0.95,
}

const WITHOUT_CHECK: Form = {
  shapes: ['@#*{7}', '@@#*{6}'],
  check: id => DOCUMENT.test(id),
  near: 0.8,
  alone: 0,
}

/** Sum of the digits of weight times digit. */
function crossSum(digits: string, weights: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < weights.length; at++) {
    const product = digitAt(digits, at) * (weights[at] as number)
    sum += Math.floor(product / 10) + (product % 10)
  }
  return sum
}

/** A letter as two digits, A = 01. */
function spell(letter: string): string {
  return String(letter.charCodeAt(0) - 64).padStart(2, '0')
}

/** VKVV § 2: the day may have 50 added to it. */
function isSocialSecurity(id: string): boolean {
  const day = Number(id.slice(2, 4))
  const spelled = `${id.slice(0, 8)}${spell(id[8] as string)}${id.slice(9, 11)}`
  return (
    isDate(0, Number(id.slice(4, 6)), day > 50 ? day - 50 : day) &&
    crossSum(spelled, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 === digitAt(id, 11)
  )
}

function isHealthInsurance(id: string): boolean {
  return (
    crossSum(spell(id[0] as string) + id.slice(1, 9), [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 === digitAt(id, 9)
  )
}

const PASSPORT_WORDS = [
  'reisepass',
  'passnummer',
  'reisepassnummer',
  'passport',
  'pass nr',
  'mrz',
  'ausweisdokument',
]
const CARD_WORDS = [
  'personalausweis',
  'ausweis',
  'ausweisnummer',
  'personalausweisnummer',
  'identity card',
  'id card',
  'national id',
  'ausweisdokument',
  'npa',
]

export const GERMANY: readonly Identifier[] = [
  {
    type: 'de_tax_id',
    title: 'German tax identification number',
    severity: 'High',
    context: [
      'steuer id',
      'steuerid',
      'steueridentifikationsnummer',
      'steuerliche identifikationsnummer',
      'identifikationsnummer',
      'idnr',
      'tin',
      'tax id',
      'steuernummer',
    ],
    forms: [
      { shapes: ['## ### ### ###'], check: isTaxId, validator: 'mod-11-10', bare: 0.5, near: 0.95 },
      { shapes: ['###########'], check: isTaxId, validator: 'mod-11-10', bare: 0.25, near: 0.95 },
    ],
  },
  {
    type: 'de_tax_number',
    title: 'German tax number (Steuernummer)',
    severity: 'Medium',
    context: [
      'steuernummer',
      'steuer nr',
      'st nr',
      'finanzamt',
      'umsatzsteuer',
      'einkommensteuer',
      'steuerbescheid',
    ],
    forms: [
      { shapes: ['###/###/#####'], bare: 0.4, near: 0.9 },
      { shapes: ['#{2,3}/#{3,4}/#{4,5}'], bare: 0.25, near: 0.85, alone: 0.4 },
      { shapes: ['#{13}'], check: id => /^(?:0[1-9]|1[0-6])/.test(id), near: 0.85 },
    ],
  },
  {
    type: 'de_vat_id',
    title: 'German VAT number',
    severity: 'Low',
    context: [
      'ust idnr',
      'ust id',
      'ustidnr',
      'umsatzsteuer',
      'umsatzsteuer id',
      'vat',
      'vat id',
      'vat number',
      'mehrwertsteuer',
      'rechnung',
      'invoice',
    ],
    forms: [
      {
        shapes: [...forms('DE-###-###-###'), 'DE.###.###.###', 'DE #########'],
        check: id => mod11x10(id.slice(2)),
        validator: 'mod-11-10',
        bare: 0.85,
        near: 0.95,
      },
      {
        shapes: [...forms('DE-###-###-###'), 'DE.###.###.###', 'DE #########'],
        check: id => id[2] !== '0',
        bare: 0.3,
        near: 0.6,
        alone: 0.3,
      },
    ],
  },
  {
    type: 'de_passport',
    title: 'German passport number',
    severity: 'High',
    context: PASSPORT_WORDS,
    forms: [
      {
        shapes: ['@*{7}#'],
        check: id => DOCUMENT.test(id) && icao(id),
        validator: 'icao-9303',
        bare: 0.3,
        near: 0.95,
      },
      WITH_CHECK,
      WITHOUT_CHECK,
    ],
  },
  {
    type: 'de_id_card',
    title: 'German identity card number',
    severity: 'High',
    context: CARD_WORDS,
    forms: [
      {
        shapes: ['@*{7}#'],
        check: id => DOCUMENT.test(id) && icao(id),
        validator: 'icao-9303',
        bare: 0.3,
        near: 0.95,
      },
      { shapes: ['T########'], bare: 0.3, near: 0.9 },
      WITH_CHECK,
      WITHOUT_CHECK,
    ],
  },
  {
    type: 'de_social_security',
    title: 'German pension insurance number',
    severity: 'High',
    context: [
      'rentenversicherungsnummer',
      'sozialversicherungsnummer',
      'versicherungsnummer',
      'rvnr',
      'svnr',
      'sv nummer',
      'rentenversicherung',
      'sozialversicherung',
      'sozialversicherungsausweis',
    ],
    forms: [
      {
        shapes: ['########@###', '## ###### @ ###'],
        check: isSocialSecurity,
        validator: 'cross-sum',
        bare: 0.7,
        near: 0.97,
      },
    ],
  },
  {
    type: 'de_health_insurance',
    title: 'German health insurance number',
    severity: 'High',
    context: [
      'krankenversicherungsnummer',
      'krankenversichertennummer',
      'versichertennummer',
      'kvnr',
      'krankenkasse',
      'krankenversicherung',
      'gesundheitskarte',
      'egk',
      'versichertenkarte',
      'gkv',
    ],
    forms: [
      { shapes: ['@#########'], check: isHealthInsurance, validator: 'cross-sum', bare: 0.35, near: 0.95 },
    ],
  },
  {
    type: 'de_driving_licence',
    title: 'German driving licence number',
    severity: 'High',
    context: [
      'führerschein',
      'führerscheinnummer',
      'fahrerlaubnis',
      'fahrerlaubnisnummer',
      'driving licence',
      'driving license',
      'driver s license',
      'kba',
    ],
    forms: [{ shapes: ['@@########*'], bare: 0.3, near: 0.9, alone: 0.4 }],
  },
  {
    type: 'de_commercial_register',
    title: 'German commercial register number',
    severity: 'Low',
    context: ['handelsregister', 'handelsregisternummer', 'amtsgericht', 'registergericht', 'gmbh'],
    forms: [{ shapes: ['HRA[ ]?#{1,6}', 'HRB[ ]?#{1,6}'], bare: 0.5 }],
  },
  {
    type: 'de_vehicle_registration',
    title: 'German vehicle registration',
    severity: 'Low',
    context: [
      'kennzeichen',
      'kfz',
      'kfz kennzeichen',
      'nummernschild',
      'fahrzeug',
      'zulassung',
      'auto',
      'pkw',
      'lkw',
    ],
    forms: [
      {
        shapes: ['@{1,3}[ -]@{1,2}[ -]#{1,4}@?'],
        check: (id, text) => /\d[EH]?$/.test(id) && !/ -|- /.test(text),
        bare: 0.2,
        near: 0.85,
        alone: 0.4,
      },
    ],
  },
  {
    type: 'de_doctor_number',
    title: 'German lifelong doctor number (LANR)',
    severity: 'Medium',
    context: [
      'lanr',
      'arztnummer',
      'arzt nr',
      'arzt nummer',
      'vertragsarzt',
      'kassenarzt',
      'hausarzt',
      'facharzt',
      'rezept',
    ],
    forms: [
      {
        shapes: ['#########'],
        check: id => (10 - (weighted(id, [4, 9, 4, 9, 4, 9]) % 10)) % 10 === digitAt(id, 6),
        validator: 'mod-10',
        near: 0.95,
        alone: 0.5,
      },
    ],
  },
  {
    type: 'de_practice_number',
    title: 'German medical practice number (BSNR)',
    severity: 'Low',
    context: [
      'bsnr',
      'betriebsstättennummer',
      'betriebsstätte',
      'praxisnummer',
      'arztpraxis',
      'praxis',
      'nebenbetriebsstätte',
      'kassenärztliche vereinigung',
    ],
    forms: [{ shapes: ['#########'], check: id => !isRepeated(id), near: 0.85 }],
  },
  {
    type: 'de_postcode',
    title: 'German postcode',
    severity: 'Low',
    context: [
      'plz',
      'postleitzahl',
      'postanschrift',
      'wohnort',
      'lieferadresse',
      'rechnungsadresse',
      'wohnanschrift',
    ],
    forms: [
      {
        shapes: ['#####'],
        check: id => /^(?:0[1-9]|[1-9])/.test(id) && !['01000', '99999'].includes(id),
        near: 0.7,
        alone: 0.2,
      },
    ],
  },
  {
    type: 'at_social_security',
    title: 'Austrian social insurance number',
    severity: 'High',
    context: [
      'svnr',
      'sozialversicherungsnummer',
      'sv nummer',
      'versicherungsnummer',
      'sozialversicherung',
      'ecard',
    ],
    forms: [
      {
        shapes: forms('####-######'),
        check: id =>
          id[0] !== '0' &&
          isDate(0, Number(id.slice(6, 8)), Number(id.slice(4, 6))) &&
          weighted(id, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digitAt(id, 3),
        validator: 'mod-11',
        bare: 0.3,
        near: 0.97,
      },
    ],
  },
  {
    type: 'ch_ahv',
    title: 'Swiss social security number (AHV)',
    severity: 'High',
    context: ['ahv', 'avs', 'ahv nummer', 'no avs', 'sozialversicherungsnummer', 'navs13'],
    forms: [
      {
        shapes: ['756.####.####.##', '756 #### #### ##', '756##########'],
        check: id => weighted(id, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
        validator: 'ean-13',
        bare: 0.8,
        near: 0.97,
      },
    ],
  },
]
