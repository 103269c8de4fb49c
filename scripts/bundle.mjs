// Puts the modules that a package was compiled to together into few files, and leaves what other packages are where it is: of the time that a
// command takes to start, finding and reading hundreds of modules was the most.
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const MODULES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules')

/** What threads, child processes and the command run, beside what a package exports. */
const PROGRAMS = {
  '@tallystick/engine': [
    'journal/seal/worker.js',
    'journal/verify/worker.js',
    'store/sqlite/worker.js',
    'store/clickhouse/chdb/engine-host.js',
    'store/clickhouse/chdb/probe.js',
  ],
  '@tallystick/cli': ['main.js'],
}

/** Packages of others that are put in as well: without the 680 modules of typebox the server loads in three fifths of the time. */
const TAKEN_IN = { '@tallystick/server': ['typebox'] }

const folder = process.argv[2]
const dist = join(folder, 'dist')
const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const exported = Object.values(exports)
  .map(entry => entry.import ?? entry.default)
  .filter(path => path?.endsWith('.js'))
const bundled = join(dist, '.bundled')
const takenIn = TAKEN_IN[name] ?? []
const licence = taken =>
  `/*!\n${taken}\n\n${readFileSync(join(MODULES, taken, 'license'), 'utf8').trim()}\n*/`
await build({
  entryPoints: [
    ...exported.map(path => join(folder, path)),
    ...(PROGRAMS[name] ?? []).map(path => join(dist, path)),
  ],
  outbase: dist,
  outdir: bundled,
  bundle: true,
  splitting: true,
  // Beside the entry of the package, as the module was that finds files from where it is (programs.ts, version.ts).
  chunkNames: '[name]-[hash]',
  banner: { js: takenIn.map(licence).join('\n') },
  plugins: [
    {
      name: 'others stay where they are',
      setup: ({ onResolve }) => {
        onResolve({ filter: /^[^./]/ }, ({ path }) =>
          takenIn.some(taken => path === taken || path.startsWith(`${taken}/`))
            ? undefined
            : { path, external: true },
        )
      },
    },
  ],
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  logLevel: 'warning',
})
const scripts = root =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.js'))
    .map(entry => join(entry.parentPath, entry.name))
for (const file of scripts(dist)) if (!file.startsWith(bundled)) rmSync(file)
for (const file of scripts(bundled)) renameSync(file, join(dist, relative(bundled, file)))
rmSync(bundled, { recursive: true })
