import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the verifier key of an instance is pinned at its first start: beside the configuration, apart from the data directory. */
export function pinFile(configPath: string, verifierKey: string): string {
  const name = verifierKey.slice(0, verifierKey.indexOf('+'))
  return join(dirname(configPath), 'pins', `${name.slice(name.lastIndexOf('/') + 1)}.vkey`)
}

/** The verifier key that a data directory claims for itself; undefined when it names none. */
export function claimedKey(directory: string): string | undefined {
  const path = join(directory, 'keys', 'verifier.pub')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
}
