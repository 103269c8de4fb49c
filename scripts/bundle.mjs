// Puts the modules that a package was compiled to together into few files, and leaves what other packages are where it is: of the time that a
// command takes to start, finding and reading hundreds of modules was the most.
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const MODULES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules')

/** What processes run, beside what a package exports. */
const PROGRAMS = {
  '@tallystick/engine': ['store/clickhouse/chdb/engine-host.js', 'store/clickhouse/chdb/probe.js'],
  '@tallystick/cli': ['main.js'],
}

/** What threads run. */
const THREADS = {
  '@tallystick/engine': ['journal/seal/worker.js', 'journal/verify/worker.js', 'store/sqlite/worker.js'],
}

/**
 * Packages of others that are put in as well: without the 680 modules of typebox the server loads in three fifths of the time, without the 90 of
 * yaml and cel-js the engine in two thirds.
 */
const TAKEN_IN = {
  '@tallystick/core': ['@noble/curves', '@noble/hashes'],
  '@tallystick/sdk': ['yaml'],
  '@tallystick/firewall': ['libphonenumber-js'],
  '@tallystick/server': ['typebox'],
  '@tallystick/engine': ['yaml', '@marcbachmann/cel-js'],
}

/** What a thread has of its own: it loads all that it imports again, and needs but a part of core and of what that imports. */
const TAKEN_INTO_THREADS = ['@tallystick/core', '@noble/curves', '@noble/hashes', 're2js']

/** Of yaml, Node would get CommonJS, of which nothing can be left out. */
const ENTRIES = { yaml: join(MODULES, 'yaml', 'browser', 'index.js') }

const folder = process.argv[2]
const dist = join(folder, 'dist')
const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const exported = Object.values(exports)
  .map(entry => entry.import ?? entry.default)
  .filter(path => path?.endsWith('.js'))
const bundled = join(dist, '.bundled')

/** The licence of a package of others, as a comment that stays. */
function licence(taken) {
  const file = readdirSync(join(MODULES, taken)).find(file => /^licen[cs]e/i.test(file))
  return `/*!\n${taken}\n\n${readFileSync(join(MODULES, taken, file), 'utf8').trim()}\n*/`
}

/** Puts what the entries import into them, but packages only where they are taken in. */
const bundle = (entryPoints, takenIn, more = {}) =>
  build({
    entryPoints,
    outbase: dist,
    outdir: bundled,
    bundle: true,
    banner: {
      js: takenIn
        .filter(taken => !taken.startsWith('@tallystick/'))
        .map(licence)
        .join('\n'),
    },
    plugins: [
      {
        name: 'others stay where they are',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^[^./]/ }, ({ path }) => {
            if (!takenIn.some(taken => path === taken || path.startsWith(`${taken}/`)))
              return { path, external: true }
            return Object.hasOwn(ENTRIES, path) ? { path: ENTRIES[path] } : undefined
          })
        },
      },
    ],
    format: 'esm',
    platform: 'node',
    target: 'node22.13',
    // Else it writes /\p{L}/u as new RegExp, made anew each time it is reached: for each character, where it stands in a loop.
    supported: { 'regexp-unicode-property-escapes': true },
    logLevel: 'warning',
    ...more,
  })

await bundle(
  [...exported.map(path => join(folder, path)), ...(PROGRAMS[name] ?? []).map(path => join(dist, path))],
  TAKEN_IN[name] ?? [],
  // Beside the entry of the package, as the module was that finds files from where it is (programs.ts, version.ts).
  { splitting: true, chunkNames: '[name]-[hash]' },
)
const threads = (THREADS[name] ?? []).map(path => join(dist, path))
if (threads.length > 0) await bundle(threads, TAKEN_INTO_THREADS)
const scripts = root =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.js'))
    .map(entry => join(entry.parentPath, entry.name))
for (const file of scripts(dist)) if (!file.startsWith(bundled)) rmSync(file)
for (const file of scripts(bundled)) renameSync(file, join(dist, relative(bundled, file)))
rmSync(bundled, { recursive: true })
