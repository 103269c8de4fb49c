// CommonJS for programs that cannot load ES modules (Jest, older bundlers): one file per entry point, made from dist. Node itself takes the
// ES modules for `require` too (condition `module-sync`), so that a process has one copy whichever way it asks.
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const HERE = dirname(fileURLToPath(import.meta.url))
const manifest = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'))
const entries = Object.values(manifest.exports).filter(entry => typeof entry === 'object')

// Integrations enter by the index: they share the instance that the application configured.
const oneIndex = {
  name: 'one-index',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: manifest.name, external: true }))
  },
}

await Promise.all(
  entries.map(entry =>
    build({
      entryPoints: [join(HERE, entry.import)],
      outfile: join(HERE, entry.require),
      bundle: true,
      platform: 'node',
      target: 'node22.13',
      format: 'cjs',
      // Core is ES modules only, so it goes in.
      external: [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)].filter(
        name => name !== '@tallystick/core',
      ),
      plugins: basename(entry.require) === 'index.cjs' ? [] : [oneIndex],
      logLevel: 'warning',
    }),
  ),
)
