import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Engine, newPassword } from '@tallystick/engine'
import { DEFAULT_TENANT } from './client/local.ts'
import { readKnownServers, rememberServer } from './config/file.ts'
import { pinFile } from './config/pins.ts'

/** What a first start made. */
export type FirstStart = {
  /** The secret of a key that may do everything; stored nowhere else but in the configuration. */
  readonly key: string
  /** The first user, who may do everything, where there was none; the password is stored nowhere but as a hash. */
  readonly admin?: { readonly name: string; readonly password: string }
  /** File that the verifier key was pinned in, apart from the data directory. */
  readonly pin: string
}

/**
 * On a directory without any key: makes tenant `default`, a key and a user that may do everything, and notes both key and verifier key in
 * the user's configuration. On any later start: notes only where the server answers now. Whatever cannot be written is told to
 * `warn`; the server runs all the same.
 */
export async function prepareInstance(
  engine: Engine,
  url: string,
  configPath: string,
  warn: (message: string) => void,
): Promise<FirstStart | undefined> {
  const { control, directory: data, verifierKey } = engine
  if ((await control.tenant(DEFAULT_TENANT)) === undefined) await control.createTenant(DEFAULT_TENANT)
  const attempt = (write: () => void) => {
    try {
      write()
    } catch (error) {
      warn((error as Error).message)
    }
  }
  if ((await control.keys()).length > 0) {
    attempt(() => {
      const known = readKnownServers(configPath).find(server => server.data === data)
      if (known !== undefined) rememberServer(configPath, { ...known, url })
    })
    return undefined
  }
  const { secret } = await control.createKey({
    tenant: DEFAULT_TENANT,
    name: 'first key',
    scopes: ['admin', 'ingest', 'read'],
  })
  const admin = (await control.users()).length === 0 ? { name: 'admin', password: newPassword() } : undefined
  if (admin !== undefined) await control.createUser({ ...admin, tenant: DEFAULT_TENANT, role: 'admin' })
  const pin = pinFile(configPath, verifierKey)
  attempt(() => rememberServer(configPath, { url, key: secret, data }))
  attempt(() => {
    mkdirSync(dirname(pin), { recursive: true, mode: 0o700 })
    writeFileSync(pin, `${verifierKey}\n`, { mode: 0o600 })
  })
  return { key: secret, pin, ...(admin === undefined ? {} : { admin }) }
}
