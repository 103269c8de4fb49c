import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuery } from '@tallystick/core'
import { placeAt } from '../src/query/completion.ts'
import { apiName, type Suggestion, suggestionsAt, writtenName } from '../src/query/suggestions.ts'

/** The place at `|` of a text; a pipe of the query is written `¦`. */
const at = (marked: string) => {
  const caret = marked.indexOf('|')
  return placeAt(marked.replace('|', '').replaceAll('¦', '|'), caret)
}
const kindAt = (marked: string) => at(marked).kind

test('a word may become a field or a keyword', () => {
  assert.deepEqual(at('serv|'), { kind: 'term', from: 0, to: 4 })
  assert.deepEqual(at('a:1 -le|'), { kind: 'term', from: 5, to: 7 })
  assert.equal(kindAt('(|'), 'term')
  assert.equal(kindAt('|'), 'term')
})

test('after a comparator stands a value of the field before it', () => {
  assert.deepEqual(at('service:|'), { kind: 'value', field: 'service', from: 8, to: 8 })
  assert.deepEqual(at('x service:pay|'), { kind: 'value', field: 'service', from: 10, to: 13 })
  assert.deepEqual(at('level>=|'), { kind: 'value', field: 'level', from: 7, to: 7 })
  assert.deepEqual(at('service:"pay m|'), { kind: 'value', field: 'service', from: 8, to: 14 })
  assert.equal(kindAt('service:payments |'), 'term')
})

test('a pipe begins with what can be done, and goes on with fields and groups', () => {
  assert.equal(kindAt('a:1 ¦ |'), 'pipe')
  assert.equal(kindAt('a:1 ¦ cou|'), 'pipe')
  assert.equal(kindAt('¦ sum(|'), 'field')
  assert.equal(kindAt('¦ sum(dur|'), 'field')
  assert.equal(kindAt('¦ count(|'), 'nothing')
  assert.equal(kindAt('¦ count() by |'), 'group')
  assert.equal(kindAt('¦ count() by service, b|'), 'group')
  assert.equal(kindAt('¦ top |'), 'field')
  assert.equal(kindAt('¦ top 5 na|'), 'field')
  assert.equal(kindAt('¦ count(), |'), 'pipe')
  assert.equal(kindAt('¦ limit |'), 'nothing')
})

test('a sort takes the columns of its table', () => {
  const place = at('x ¦ count(), avg(a) by service, bin(5m) ¦ sort |')
  assert.deepEqual(place.kind === 'column' && place.columns, ['count()', 'avg(a)', 'service', 'bin(5m)'])
})

const vocabulary = {
  fields: async () => [
    { name: 'service', count: 9 },
    { name: 'attributes.model', count: 3 },
    { name: 'attributes.my key', count: 1 },
  ],
  values: async () => [{ value: 'two words "quoted"', count: 4 }],
}
const texts = (suggestions: readonly Suggestion[]) => suggestions.map(({ insert }) => insert)

test('what is suggested parses where it is put', async () => {
  for (const insert of texts(await suggestionsAt(at('|'), vocabulary, '')))
    if (insert.endsWith(':')) parseQuery(`${insert}x`)
  for (const insert of texts(await suggestionsAt(at('service:|'), vocabulary, ''))) {
    const { filter } = parseQuery(`service:${insert}`)
    assert.equal(filter.kind === 'equals' && filter.value, 'two words "quoted"')
  }
  for (const insert of texts(await suggestionsAt(at('¦ count() by |'), vocabulary, '')))
    parseQuery(`| count() by ${insert}`)
})

test('levels and streams are offered though no event has them', async () => {
  const levels = texts(await suggestionsAt(at('level:|'), { ...vocabulary, values: async () => [] }, ''))
  assert.ok(levels.includes('CRITICAL'))
})

test('a field is written in its shortest form, and read back', () => {
  assert.equal(writtenName('attributes.model'), 'model')
  assert.equal(writtenName('message'), 'message')
  assert.equal(writtenName('attributes.my key'), 'attributes."my key"')
  assert.equal(apiName('model'), 'attributes.model')
  assert.equal(apiName('attributes."my key"'), 'attributes.my key')
  assert.equal(apiName('service'), 'service')
})
