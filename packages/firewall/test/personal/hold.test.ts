import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dlpSet } from '../../../../scripts/dlp.ts'
import { personalScanner } from '../../src/personal/index.ts'
import { MAX_HOLD, type Match } from '../../src/types.ts'
import { luhnDigit, random } from './helpers.ts'

const scanner = personalScanner()
const scan = (text: string) =>
  scanner.scan(
    { text, encoding: 'plain', hidden: [] },
    { stage: 'output', signal: new AbortController().signal },
  ) as readonly Match[]

/** However the text goes on behind the cut, what starts before the hold is what is found in the piece, and ends at or before it. */
function assertSettled(text: string, cuts: Iterable<number>): void {
  const whole = scan(text)
  for (const cut of cuts) {
    const piece = text.slice(0, cut)
    const hold = scanner.hold?.(piece) ?? 0
    assert.ok(hold <= cut && cut - hold <= MAX_HOLD, `hold ${hold} of ${cut}`)
    const expected = whole.filter(({ start }) => start < hold)
    const told = `${JSON.stringify(piece.slice(-90))}|${JSON.stringify(text.slice(cut, cut + 40))}, hold ${cut - hold} before the end`
    assert.deepEqual(
      scan(piece).filter(({ start }) => start < hold),
      expected,
      told,
    )
    for (const { end } of expected) assert.ok(end <= hold, told)
  }
}

const everyCut = (text: string) => Array.from({ length: text.length + 1 }, (_, cut) => cut)

/** Pieces of which every kind of finding can come to be, and be undone by what follows. */
function pieces(next: (below: number) => number): string[] {
  const digits = (count: number) => Array.from({ length: count }, () => next(10)).join('')
  const card = (head: string) => head + luhnDigit(head)
  return [
    '123-45-6789',
    digits(9),
    digits(10),
    digits(11),
    digits(13),
    digits(3),
    `+44 20 ${digits(4)} ${digits(4)}`,
    `(${digits(2)}) ${digits(3)}-${digits(3)}`,
    card(`4${digits(14)}`),
    card(`51${digits(13)}`),
    'GB83PHWR53091266005341',
    'GB83 PHWR 5309 1266 0053 41',
    `bob${digits(2)}@mail.example.org`,
    '192.168.12.7',
    '2001:db8::8a2e:370:7334',
    '00:1A:2B:3C:4D:5E',
    'https://bob:secret12@host.example/',
    '12/03/1985',
    '12 March 1985',
    'March 12, 1985',
    'AB 12 34 56 C',
    'SW1A 1AA',
    'M-XY 999',
    'HRB 123456',
    'S57TU0392K',
    '12 Main Street',
    'Hauptstraße 12',
    'Via Roma 12',
    'Apt. 4',
    'Mr. John van der Berg',
    'Maria Lopez',
    'Dear Peter',
    'J. R.',
    'ext 12',
    'x123',
    'SSN',
    'phone',
    'call',
    'born',
    'passport',
    'fax',
    'iban',
    '주민등록번호',
    'and',
    'the',
    'is',
    'of',
    'number',
    'de',
    'la',
    'on',
    'word',
    'A',
    'in',
  ]
}

const JOINTS = [' ', ' ', ' ', ' ', ': ', ', ', '. ', '-', '.', '\n', '', '/', '@', '  ', ' (', ')', '"', ';']

describe('what the personal scanner holds back of a text that goes on', () => {
  it('settles generated texts at every cut as the whole text does', () => {
    const next = random(20_260_701)
    for (let round = 0; round < 150; round++) {
      let text = ''
      for (let count = 0; count < 14; count++) {
        const all = pieces(next)
        text += (all[next(all.length)] as string) + (JOINTS[next(JOINTS.length)] as string)
      }
      assertSettled(text, everyCut(text))
    }
  })

  it('settles a number in a table of code points, and one that only seems to be, as the whole text does', () => {
    const number = `5446 5443 5433 544${luhnDigit('544654435433544')}`
    for (const text of [
      `541D 542D ${number} 5442 541B and so on`,
      `${number} 5442 541B`,
      `5341 ${number} 541`,
    ])
      assertSettled(text, everyCut(text))
  })

  it('settles real texts with personal data as the whole text does', {
    skip: dlpSet('nanni-pii/pii_syn_nano_en.json') === undefined,
  }, () => {
    const next = random(7)
    const texts = [
      ...(dlpSet<{ text: string }>('nanni-pii/pii_syn_nano_en.json') ?? []).map(({ text }) => text),
      ...(dlpSet<{ full_text: string }>('presidio-research/generated_small.json') ?? []).map(
        ({ full_text }) => full_text,
      ),
    ]
    for (const text of texts)
      assertSettled(
        text,
        Array.from({ length: 40 }, () => next(text.length + 1)),
      )
  })

  it('holds nothing of prose but its last words, once they can be no name', () => {
    const text =
      'this is a sentence about nothing in particular, and it goes on for a while without any names in it. '
    const held = text.length - (scanner.hold?.(text) ?? 0)
    assert.ok(held <= 16, `${held} characters`)
  })
})
