// npm start [-- serve options]: install if needed, build if needed, then run `tally serve`.
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, NODE, ROOT } from './lib.mjs'

ensureInstalled()
ensureBuilt()
become(NODE, [join(ROOT, 'packages', 'cli', 'bin', 'tally.mjs'), 'serve', ...process.argv.slice(2)])
