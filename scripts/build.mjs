// npm run build: compile every package into its dist folder.
import { ensureBuilt, ensureInstalled } from './lib.mjs'

ensureInstalled()
ensureBuilt({ force: true })
