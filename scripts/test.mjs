// npm test [-- patterns]: install, check, build, and run every test. With patterns, only the matching test files.
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, NODE, ROOT, run, SOURCE_FLAGS } from './lib.mjs'

const patterns = process.argv.slice(2)
ensureInstalled()
if (patterns.length === 0) run('node', [join(ROOT, 'scripts', 'check.mjs')])
ensureBuilt()
const test = (concurrency, files) =>
  run(NODE, [
    ...SOURCE_FLAGS,
    '--test',
    '--test-timeout=300000',
    `--test-concurrency=${concurrency}`,
    '--test-reporter=spec',
    ...files,
  ])
if (patterns.length > 0) test(2, patterns)
else {
  test(2, ['packages/*/test/**/*.test.ts', 'e2e/*.test.ts'])
  // Each has a browser, a server and its store: two at once would wait for each other on two cores.
  test(1, ['e2e/console/*.test.ts'])
}
