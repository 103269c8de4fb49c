// npm run example -- express: runs one of examples/ against the Tallystick that `npm start` started.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, NODE, ROOT } from './lib.mjs'

const FOLDER = join(ROOT, 'examples')
/** What each shows: the first line of its file. */
const EXAMPLES = new Map(
  readdirSync(FOLDER)
    .filter(file => file.endsWith('.mjs'))
    .sort()
    .map(file => {
      const [first] = readFileSync(join(FOLDER, file), 'utf8').split('\n')
      return [file.slice(0, -'.mjs'.length), first.replace(/^\/\/ /, '')]
    }),
)
const list = [...EXAMPLES].map(([name, about]) => `  ${name.padEnd(9)} ${about}`).join('\n')

const name = process.argv[2]
if (name === undefined || !EXAMPLES.has(name)) {
  const known = name === undefined || ['-h', '--help', 'help'].includes(name)
  if (!known) console.error(`There is no example ${JSON.stringify(name)}.\n`)
  console.error(`Usage: npm run example -- NAME\n\n${list}`)
  process.exit(known && name !== undefined ? 0 : 3)
}

/** The servers that the command line noted, last started first. */
function knownServers() {
  const file = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'tallystick', 'config.json')
  if (!existsSync(file)) return []
  try {
    return JSON.parse(readFileSync(file, 'utf8')).servers ?? []
  } catch (error) {
    fail(`${file} cannot be read: ${error.message}`)
  }
}

function fail(message) {
  console.error(
    `${message}\n\nStart one with npm start in another terminal, or set TALLYSTICK_URL and TALLYSTICK_KEY.`,
  )
  process.exit(1)
}

// As the command line has it: a key noted for one server is never sent to another.
const servers = knownServers()
const url = process.env.TALLYSTICK_URL || servers[0]?.url
if (!url) fail('No Tallystick server is known here.')
const key = process.env.TALLYSTICK_KEY || servers.find(server => server.url === url.replace(/\/+$/, ''))?.key
if (!key) fail(`No key is known for ${url}.`)
try {
  await fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(5_000) })
} catch (error) {
  fail(`No Tallystick server answers at ${url} (${error.cause?.code ?? error.message}).`)
}

ensureInstalled()
ensureBuilt()
// Evidence waits here until the server has it; an application keeps this on a disk that stays.
process.env.TALLYSTICK_LOG_DIRECTORY ||= join(ROOT, '.tmp', 'examples')
process.env.TALLYSTICK_URL = url
process.env.TALLYSTICK_KEY = key
become(NODE, [join(FOLDER, `${name}.mjs`)])
