import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compact } from '../../src/personal/characters.ts'
import { NATIONAL } from '../../src/personal/countries/index.ts'
import { personalScanner } from '../../src/personal/index.ts'
import { INTERNATIONAL } from '../../src/personal/international.ts'
import type { Form } from '../../src/personal/types.ts'
import type { Match } from '../../src/types.ts'
import { random } from './helpers.ts'

const scan = (text: string, type: string) =>
  personalScanner({ types: [type] }).scan(
    { text, encoding: 'plain', hidden: [] },
    { stage: 'input', signal: new AbortController().signal },
  ) as readonly Match[]

/** Numbers that issuers, standards and encyclopedias print as examples. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  payment_card: [
    '4111 1111 1111 1111',
    '5555555555554444',
    '378282246310005',
    '6011111111111117',
    '30569309025904',
    '3530111333300000',
  ],
  iban: [
    'GB29 NWBK 6016 1331 9268 19',
    'DE89370400440532013000',
    'FR1420041010050500013M02606',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
  ],
  crypto_address: [
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  ],
  us_routing_number: ['111000025', '021000021'],
  us_npi: ['1234567893'],
  us_mbi: ['1EG4-TE5-MK73'],
  us_dea_number: ['AB1234563'],
  uk_nhs: ['943 476 5919', '9434765870'],
  uk_nino: ['AB 12 34 56 C'],
  uk_driving_licence: ['MORGA657054SM9IJ'],
  ie_pps: ['1234567T', '1234567FA'],
  de_tax_id: ['36574261809', '86095742719'],
  de_vat_id: ['DE136695976'],
  de_passport: ['C01X00T41'],
  de_id_card: ['T22000129', 'L01X00T44'],
  de_social_security: ['15070649C103'],
  de_health_insurance: ['A123456780'],
  at_social_security: ['1237 010180'],
  ch_ahv: ['756.9217.0769.85'],
  es_nif: ['54362315K', '12345678Z'],
  es_nie: ['X2482300W'],
  it_fiscal_code: ['RCCMNL83S18D969H'],
  it_vat: ['00743110157'],
  pt_nif: ['501964843'],
  fr_nir: ['2 95 10 99 126 111 93'],
  nl_bsn: ['111222333'],
  be_national_number: ['85.07.30-033.28'],
  se_personnummer: ['880320-0016', '19811228-9874'],
  se_organisationsnummer: ['556703-7485'],
  fi_hetu: ['131052-308T'],
  no_fodselsnummer: ['15108695088'],
  ee_isikukood: ['36805280109', '33309240064'],
  pl_pesel: ['44051401359'],
  cz_birth_number: ['710319/2745'],
  ro_cnp: ['1630615123457'],
  bg_egn: ['7523169263'],
  hr_oib: ['33392005961'],
  ca_sin: ['130 692 544', '123 456 782'],
  br_cpf: ['529.982.247-25'],
  br_cnpj: ['11.222.333/0001-81'],
  mx_curp: ['HEGG560427MVZRRL04'],
  cl_rut: ['30.686.957-4'],
  ar_cuit: ['20-05536168-2'],
  in_aadhaar: ['2341 2341 2346'],
  in_pan: ['ACUPA7085R'],
  in_gstin: ['27AAPFU0939F1ZV'],
  kr_brn: ['104-86-56659'],
  th_tnin: ['1-2345-67890-12-1'],
  sg_nric_fin: ['S1234567D'],
  sg_uen: ['00192200M', '197401143C', 'S16FC0121D'],
  tr_national_id: ['17291716060', '10000000146'],
  cn_ric: ['11010519491231002X'],
  jp_my_number: ['123456789018'],
  il_id: ['039337423'],
  au_abn: ['51 824 753 556'],
  au_acn: ['005 499 981'],
  au_tfn: ['123 456 782'],
  au_medicare: ['2123 45670 1'],
  za_id_number: ['8001015009087'],
}

/** Checks that catch every single wrong digit, or nearly so where a number can be read in two ways. */
const STRONG = new Set([
  'luhn',
  'mod-97',
  'verhoeff',
  'mod-11-10',
  'mod-31',
  'mod-23',
  'mod-11-2',
  'ean-13',
  'mod-89',
])

/** Checks, as opposed to rules about the parts of a number. */
const isCheckDigit = ({ validator }: Form) =>
  validator !== undefined && !['structure', 'date', 'base58check', 'bech32', 'eip-55'].includes(validator)

describe('check digits of identifiers', () => {
  for (const [type, numbers] of Object.entries(PUBLISHED)) {
    it(`accepts the published numbers of ${type}`, () => {
      for (const number of numbers) {
        const found = scan(number, type)
        assert.ok(
          found.some(({ start, end, score }) => start === 0 && end === number.length && score >= 0.3),
          `${number}: ${JSON.stringify(found)}`,
        )
      }
    })
  }

  it('refuses numbers in which one digit was changed', () => {
    const next = random(42)
    for (const { type, forms } of [...INTERNATIONAL, ...NATIONAL]) {
      for (const form of forms.filter(isCheckDigit)) {
        const samples = validSamples(form, next)
        let changed = 0
        let refused = 0
        for (const sample of samples) {
          for (let at = 0; at < sample.length; at++) {
            if (!/\d/.test(sample[at] as string)) continue
            const other = String((Number(sample[at]) + 1 + next(9)) % 10)
            const wrong = sample.slice(0, at) + other + sample.slice(at + 1)
            changed++
            if (form.check?.(compact(wrong), wrong) === false) refused++
          }
        }
        if (changed === 0) continue
        const share = refused / changed
        const least = STRONG.has(form.validator as string) ? 0.97 : 0.7
        assert.ok(
          share >= least,
          `${type} (${form.validator}): ${refused} of ${changed} refused, ${JSON.stringify(samples.slice(0, 2))}`,
        )
      }
    }
  })

  it('accepts about as many random numbers as its check digits allow', () => {
    const next = random(99)
    for (const type of ['us_npi', 'uk_nhs', 'nl_bsn', 'br_cpf', 'in_aadhaar', 'tr_national_id', 'au_abn']) {
      const form = NATIONAL.find(entry => entry.type === type)?.forms.find(isCheckDigit) as Form
      let accepted = 0
      for (let round = 0; round < 3_000; round++) {
        const sample = fill(form.shapes.at(-1) as string, next)
        if (form.check?.(compact(sample), sample)) accepted++
      }
      assert.ok(accepted < 3_000 * 0.125, `${type}: ${accepted}`)
    }
  })
})

/** Numbers of the form that its check accepts, found by trying; of some too few fall out of chance, and none is needed. */
function validSamples(form: Form, next: (below: number) => number): string[] {
  const samples: string[] = []
  const shapes = form.shapes.filter(shape => !/[@*[]/.test(shape))
  for (let attempt = 0; shapes.length > 0 && attempt < 20_000 && samples.length < 5; attempt++) {
    const sample = fill(shapes[attempt % shapes.length] as string, next)
    if (form.check?.(compact(sample), sample)) samples.push(sample)
  }
  return samples
}

/** A text of the shape: random digits, the longest repetitions. */
function fill(shape: string, next: (below: number) => number): string {
  return shape
    .replace(/(.)(?:\?|\{(?:\d+,)?(\d+)\})/g, (_whole, symbol: string, times = '1') =>
      symbol.repeat(Number(times)),
    )
    .replace(/#/g, () => String(next(10)))
}
