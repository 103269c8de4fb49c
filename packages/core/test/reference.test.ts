import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PAGES } from '../../../scripts/reference.ts'

for (const [name, page] of Object.entries(PAGES)) {
  test(`docs/reference/${name} says what the code does (else run: node scripts/run.mjs scripts/reference.ts)`, () => {
    assert.equal(readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8'), page())
  })
}
