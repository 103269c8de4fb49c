/**
 * Assembles the kernel of the network of prompt attacks: `node scripts/run.mjs scripts/kernel.ts` after each change of kernel.wat.
 * A test fails when the two differ.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

const FOLDER = new URL('../packages/firewall/src/attacks/model/', import.meta.url)

/** A module of WebAssembly from its text. */
export async function assemble(file: URL): Promise<Uint8Array> {
  const { parseWat } = await wabt()
  return parseWat(file.pathname, readFileSync(file, 'utf8'), { simd: true }).toBinary({}).buffer
}

/** What kernel.ts is to hold. */
export async function kernelFile(): Promise<string> {
  const bytes = await assemble(new URL('kernel.wat', FOLDER))
  return `/** kernel.wat, assembled by \`scripts/kernel.ts\`: WebAssembly, in base64. */
export const KERNEL =
  '${Buffer.from(bytes).toString('base64')}'
`
}

if (import.meta.main) writeFileSync(new URL('kernel.ts', FOLDER), await kernelFile())
