// npm run check: formatting, lint with the arrows between packages and rooms, and types.
import { join } from 'node:path'
import { ensureInstalled, NODE, ROOT, run } from './lib.mjs'

ensureInstalled()
run(NODE, [
  join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'),
  'check',
  '--error-on-warnings',
  '.',
])
// What runs in browsers knows other globals.
for (const project of ['tsconfig.json', join('packages', 'web'), join('e2e', 'console')])
  run(NODE, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project])
