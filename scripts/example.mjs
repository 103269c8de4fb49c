// npm run example -- express: runs one of examples/ against the Tallystick that `npm start` started.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, NODE, ROOT } from './lib.mjs'

const FOLDER = join(ROOT, 'examples')
const names = readdirSync(FOLDER)
  .filter(file => file.endsWith('.mjs'))
  .map(file => file.slice(0, -4))
const name = process.argv[2]
if (!names.includes(name ?? '')) {
  console.error(`Usage: npm run example -- NAME\nExamples: ${names.join(', ')}`)
  process.exit(3)
}

/** Address and key of the server in the command line's configuration, where the environment names none. */
function serverOfConfig() {
  const file = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'tallystick', 'config.json')
  if (!existsSync(file)) return undefined
  return JSON.parse(readFileSync(file, 'utf8')).servers?.find(({ key }) => key !== undefined)
}

ensureInstalled()
ensureBuilt()
const known = serverOfConfig()
process.env.TALLYSTICK_URL ??= known?.url ?? ''
process.env.TALLYSTICK_KEY ??= known?.key ?? ''
if (process.env.TALLYSTICK_URL === '' || process.env.TALLYSTICK_KEY === '') {
  console.error(
    'No Tallystick is known here: run npm start in another terminal, or set TALLYSTICK_URL and TALLYSTICK_KEY.',
  )
  process.exit(1)
}
become(NODE, [join(FOLDER, `${name}.mjs`)])
