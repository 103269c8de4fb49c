import type { Environment } from './paths.ts'

const WITHOUT_DRIVER = ['DATABASE_URL', 'REDIS_HOST', 'REDIS_PORT', 'REDIS_PASSWORD']

/** That settings of stores are set for which there is no driver yet, by name and never by value; undefined where none is. */
export function unusedSettings(env: Environment, target: string): string | undefined {
  const set = WITHOUT_DRIVER.filter(name => env[name])
  if (set.length === 0) return undefined
  const [are, they] = set.length === 1 ? ['is', 'it'] : ['are', 'they']
  return `${set.join(', ')} ${are} set, and not used yet: what ${they} would store goes to ${target}`
}
