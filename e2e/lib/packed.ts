import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'

const ROOT = dirname(dirname(import.meta.dirname))

/** Packs packages as they would be published, into a folder, and gives their tarballs as `npm install` there takes them. */
export function pack(names: readonly string[], folder: string, env: NodeJS.ProcessEnv): string[] {
  const workspaces = names.flatMap(name => ['-w', `packages/${name}`])
  // All at once: to start npm takes longer than to pack.
  execFileSync('npm', ['pack', '--silent', ...workspaces, '--pack-destination', folder], { cwd: ROOT, env })
  return readdirSync(folder)
    .filter(name => name.endsWith('.tgz'))
    .map(name => `./${name}`)
}
