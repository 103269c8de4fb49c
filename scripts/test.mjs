// npm test [-- patterns]: install, check, build, and run every test. With patterns, only the matching test files.
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, NODE, ROOT, run, TEST_FLAGS } from './lib.mjs'

const patterns = process.argv.slice(2)
ensureInstalled()
if (patterns.length === 0) run('node', [join(ROOT, 'scripts', 'check.mjs')])
ensureBuilt()
// What Node compiles of a source is kept for the other files of tests, and for the processes that they start.
const env = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node'), ...process.env }
const test = files =>
  run(
    NODE,
    [
      ...TEST_FLAGS,
      '--test',
      '--test-timeout=300000',
      '--test-concurrency=2',
      '--test-reporter=spec',
      ...files,
    ],
    { env },
  )
if (patterns.length > 0) test(patterns)
else {
  test(['packages/*/test/**/*.test.ts', 'e2e/*.test.ts'])
  // By themselves: a browser beside what takes all of a core would be waited for too long.
  test(['e2e/console/*.test.ts'])
}
