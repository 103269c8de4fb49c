import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TallyEvent } from '@tallystick/core'
import fc from 'fast-check'
import { cell, columnsOf, csvHeader, csvRow } from '../src/export/csv.ts'

test('text a spreadsheet would run gets an apostrophe, numbers do not', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) assert.match(cell(formula), /^"?'/)
  assert.equal(cell(-5), '-5')
  assert.equal(cell('a=b'), 'a=b')
})

test('quotes, commas and line feeds are quoted as RFC 4180 says', () => {
  assert.equal(cell('a "b", c\nd'), '"a ""b"", c\nd"')
})

test('any text can be read back, less the apostrophe', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const written = cell(text)
      const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written
      assert.ok(read === text || read === `'${text}`)
      assert.doesNotMatch(read, /^[=+\-@\t\r]/)
    }),
  )
})

test('columns are fields of the envelope or paths of attributes; by default the whole envelope', () => {
  const event = {
    message: 'hi, there',
    attributes: { http: { status: 500 }, tags: ['a'] },
  } as unknown as TallyEvent
  const columns = columnsOf(['message', 'http.status', 'attributes.tags', 'service'])
  assert.equal(csvHeader(columns), 'message,http.status,attributes.tags,service\r\n')
  assert.equal(csvRow(columns, event), '"hi, there",500,"[""a""]",\r\n')
  assert.match(csvHeader(columnsOf()), /^id,seq,tenant,stream,time,.*,attributes\r\n$/)
})
