// Shared by the start, test and build scripts. Plain JavaScript without dependencies, for Node 20 and later:
// these scripts run before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const PACKAGES = ['core', 'sdk', 'firewall', 'engine', 'server', 'web', 'cli']
/** Those of them that Node runs; the console is for browsers. */
const IN_NODE = PACKAGES.filter(name => name !== 'web')
const WINDOWS = process.platform === 'win32'

/** The pinned Node of this repository (npm package `node`), whatever Node the machine has. */
export const NODE = join(ROOT, 'node_modules', 'node', 'bin', WINDOWS ? 'node.exe' : 'node')
/** Flags that run TypeScript sources: the `source` condition resolves workspace packages to their src folders. */
export const SOURCE_FLAGS = ['--conditions=source', '--disable-warning=ExperimentalWarning']
/** Flags that run tests: each of its own package as it is written, of the others as they are built, which load in less than half the time. */
export const TEST_FLAGS = ['--disable-warning=ExperimentalWarning']

/** Runs a command to its end with our terminal; exits with its code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: WINDOWS && !command.includes('node'),
    ...options,
  })
  if (result.error) throw result.error
  if (result.status !== 0) process.exit(result.status ?? 1)
}

/** Replaces this process, as far as Node can: signals go through, the exit code comes back. */
export function become(command, args) {
  const child = spawn(command, args, { cwd: process.cwd(), stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    console.error(error.message)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    process.exit(
      signal ? 128 + ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGKILL: 9 }[signal] ?? 0) : (code ?? 1),
    )
  })
}

/** Installs dependencies when package-lock.json is not what was installed last. */
export function ensureInstalled() {
  const stamp = join(ROOT, 'node_modules', '.tallystick-installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (existsSync(NODE) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing dependencies (once; about 800 MB, most of it the embedded ClickHouse) …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, wanted)
}

const BUNDLER = join(ROOT, 'scripts', 'bundle.mjs')

/** When a file, or anything in a folder, changed last. By hand, as every start of `tally` in a checkout asks: readdir's own recursion takes four times as long. */
function newestIn(path) {
  const stat = statSync(path)
  let newest = stat.mtimeMs
  if (stat.isDirectory())
    for (const name of readdirSync(path)) newest = Math.max(newest, newestIn(`${path}/${name}`))
  return newest
}

/** When something that a package is built from changed last: its sources, what it serves as it is, and how it is built. */
function newestSource(folder) {
  let newest = newestIn(BUNDLER)
  for (const part of ['src', 'public', 'index.html', 'vite.config.ts', 'package.json']) {
    const path = join(folder, part)
    if (existsSync(path)) newest = Math.max(newest, newestIn(path))
  }
  return newest
}

/** Whether a package is built from its sources as they are. */
function isCurrent(folder) {
  const stamp = join(folder, '.tallystick-build')
  return (
    existsSync(stamp) && existsSync(join(folder, 'dist')) && statSync(stamp).mtimeMs > newestSource(folder)
  )
}

/** Whether all packages are that Node runs. */
export const isBuilt = () => IN_NODE.every(name => isCurrent(join(ROOT, 'packages', name)))

/** Compiles the packages, each when a source is newer than its last build or a package before it was built. */
export function ensureBuilt({ force = false } = {}) {
  let rebuild = force
  for (const name of PACKAGES) {
    const folder = join(ROOT, 'packages', name)
    if (!rebuild && isCurrent(folder)) continue
    rebuild = true
    // What a renamed source once made must not be published.
    rmSync(join(folder, 'dist'), { recursive: true, force: true })
    run(NODE, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder])
    for (const script of ['build-cjs.mjs', 'build-console.mjs'])
      if (existsSync(join(folder, script))) run(NODE, [join(folder, script)])
    if (IN_NODE.includes(name)) run(NODE, [BUNDLER, folder])
    writeFileSync(join(folder, '.tallystick-build'), '')
  }
}
