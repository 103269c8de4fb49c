// node scripts/run.mjs FILE.ts [arguments]: run a TypeScript file of this repository with the pinned Node.
import { become, ensureInstalled, NODE, SOURCE_FLAGS } from './lib.mjs'

ensureInstalled()
become(NODE, [...SOURCE_FLAGS, ...process.argv.slice(2)])
