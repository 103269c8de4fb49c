// Builds the console into dist/ (or the folder given), with every text file compressed beside it: the server hands out what is there.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = dirname(fileURLToPath(import.meta.url))
const outDir = process.argv[2] ?? join(root, 'dist')
await build({ root, logLevel: 'warn', build: { outDir, emptyOutDir: true } })

/** Below it a compressed copy saves nothing. */
const LEAST = 1_024
for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name)
  if (!entry.isFile() || !/\.(?:js|css|html|svg)$/.test(entry.name) || statSync(file).size < LEAST) continue
  const content = readFileSync(file)
  writeFileSync(`${file}.br`, brotliCompressSync(content))
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}
