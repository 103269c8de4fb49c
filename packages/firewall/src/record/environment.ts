import { detectEnvironment } from '@tallystick/sdk'

let known: string | undefined

/**
 * Where this process runs, as records name it: `ci`, `kubernetes`, `aws`, `gcp`, `azure`, `alibaba`, `oracle`, `docker` or `local`, the most telling of
 * them. Looked at once; no connection is opened.
 */
export function currentEnvironment(): string {
  known ??= detectEnvironment().kind
  return known
}
