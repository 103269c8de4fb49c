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
run(NODE, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'])
