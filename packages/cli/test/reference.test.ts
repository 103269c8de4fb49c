import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { createProgram } from '../src/program.ts'
import { referencePage } from './reference-page.ts'

const PAGE = new URL('../../../docs/reference/cli.md', import.meta.url)

test('docs/reference/cli.md says what the commands say of themselves', () => {
  const page = referencePage(createProgram('0.0.0', async () => {}))
  if (process.env.TALLY_UPDATE_DOCS) writeFileSync(PAGE, page)
  assert.equal(
    readFileSync(PAGE, 'utf8'),
    page,
    'run TALLY_UPDATE_DOCS=1 npm test -- packages/cli/test/reference.test.ts',
  )
})
