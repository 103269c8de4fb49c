import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How this program is called from where it is: `npx tally` in a checkout, `tally` where it is installed. */
export function commandName(): string {
  return fileURLToPath(import.meta.url)
    .split(sep)
    .includes('node_modules')
    ? 'tally'
    : 'npx tally'
}
