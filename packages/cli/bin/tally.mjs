#!/usr/bin/env node
// Starts tally on a Node that can run it. Plain JavaScript that old versions of Node can parse.
//  - Node older than 24: the repository's pinned `node` package takes over, if it is there.
//  - dist/ runs; but in a checkout whose sources are newer, these run as they are (`--conditions=source`, type stripping).
//  - A server on few cores gets fewer threads of V8's than four.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import * as os from 'node:os'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const OLDEST_NODE = 24
const home = dirname(dirname(fileURLToPath(import.meta.url)))
const isOld = Number(process.versions.node.split('.')[0]) < OLDEST_NODE

/** Whether this is a checkout whose sources are newer than what was built of them. */
async function isAhead() {
  const scripts = join(home, '..', '..', 'scripts', 'lib.mjs')
  if (home.split(sep).includes('node_modules') || !existsSync(scripts)) return false
  const { isBuilt } = await import(pathToFileURL(scripts).href)
  return !isBuilt()
}

/** The pinned `node` package of this folder or one above it. */
function pinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  for (let folder = home; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', name)
    if (existsSync(candidate)) return candidate
    if (folder === dirname(folder)) return undefined
  }
}

/** Where Node keeps what it has compiled, so that commands start in a third of the time: the user's own cache folder. */
function compileCache() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  const folder =
    XDG_CACHE_HOME ||
    (process.platform === 'darwin' && join(os.homedir(), 'Library', 'Caches')) ||
    (process.platform === 'win32' && LOCALAPPDATA) ||
    join(os.homedir(), '.cache')
  return join(folder, 'tallystick', 'node')
}

/**
 * Flags for a server: V8's own threads, four by default, take half of the cores at most. All four mark garbage at the same time, and on two cores
 * whoever waits for an answer then waits for them.
 */
function flagsOfServer() {
  const [command] = process.argv.slice(2)
  const isChosen = `${process.execArgv.join(' ')} ${process.env.NODE_OPTIONS}`.includes('--v8-pool-size')
  const cores = os.availableParallelism ? os.availableParallelism() : os.cpus().length
  const threads = Math.max(1, Math.floor(cores / 2))
  return command === 'serve' && !isChosen && threads < 4 ? [`--v8-pool-size=${threads}`] : []
}

/** Whether `replaceWith` needs no second process. */
const canBecome = typeof process.execve === 'function' && process.platform !== 'win32'

/** Runs `node` in place of this process where the platform can, else as a child that gets our signals. */
function replaceWith(node, args) {
  const env = Object.assign({ NODE_COMPILE_CACHE: compileCache() }, process.env)
  if (canBecome) {
    process.execve(node, [node].concat(args), env)
    return
  }
  // The channel tells the child when we are gone, so that a killed wrapper leaves no server behind.
  const child = spawn(node, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  const signals = ['SIGINT', 'SIGTERM']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    console.error(`tally: cannot start ${node}: ${error.message}`)
    process.exit(2)
  })
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 128 + os.constants.signals[signal]
    if (child.connected) child.disconnect()
    for (const name of signals) process.removeAllListeners(name)
  })
}

const node = isOld ? pinnedNode() : process.execPath
// Asked last: the scripts of a checkout need a Node that is not too old either.
const runsSource = node !== undefined && (await isAhead())
const flags = flagsOfServer()
if (node === undefined) {
  console.error(`tally: this is Node ${process.version}, and Tallystick needs Node ${OLDEST_NODE} or newer.`)
  console.error(
    'Install it from https://nodejs.org or with your version manager (nvm install 24), then run the command again.',
  )
  process.exitCode = 2
} else if (runsSource || isOld || (canBecome && flags.length > 0)) {
  const entry = runsSource
    ? ['--conditions=source', join(home, 'src', 'main.ts')]
    : [join(home, 'dist', 'main.js')]
  const own = isOld ? [] : process.execArgv.filter(flag => flag !== '--conditions=source')
  replaceWith(node, own.concat(flags, '--disable-warning=ExperimentalWarning', entry, process.argv.slice(2)))
} else {
  if (process.env.NODE_COMPILE_CACHE === undefined) {
    const folder = compileCache()
    module.enableCompileCache(folder)
    // Where threads and child processes look.
    process.env.NODE_COMPILE_CACHE = folder
  }
  await import(pathToFileURL(join(home, 'dist', 'main.js')).href)
}
