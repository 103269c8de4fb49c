// npm run soak [-- patterns]: the tests that npm test only samples (kills, fuzzing, generated queries), in full. Takes hours.
import { ensureBuilt, ensureInstalled, NODE, run, TEST_FLAGS } from './lib.mjs'

const patterns = process.argv.slice(2)
ensureInstalled()
ensureBuilt()
const files = patterns.length > 0 ? patterns : ['packages/*/test/**/*.test.ts', 'e2e/**/*.test.ts']
run(NODE, [...TEST_FLAGS, '--test', '--test-concurrency=1', '--test-reporter=spec', ...files], {
  env: { ...process.env, TALLY_SOAK: process.env.TALLY_SOAK ?? '20' },
})
