import { writeFileSync } from 'node:fs'
import { TallyError } from '@tallystick/core'
import type { Scope } from '@tallystick/engine'
import { parseTimeArgument } from '../args/time.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

type JsonOption = { readonly json?: boolean }
/** Here --tenant says whose keys are meant, not with whose right they are managed. */
type KeyOptions = Omit<ClientOptions, 'tenant'> & JsonOption & { readonly tenant?: string }

/** What `withClient` may know of the options: who manages keys is a matter of the key in use. */
function reach({ tenant: _, ...options }: KeyOptions): ClientOptions {
  return options
}

export async function runKeysList(options: KeyOptions, terminal: Terminal): Promise<ExitCode> {
  return withClient(reach(options), terminal, async client => {
    const keys = (await client.keys()).filter(
      key => options.tenant === undefined || key.tenant === options.tenant,
    )
    if (options.json) {
      await terminal.print(keys.map(key => jsonLine(key)).join(''))
      return OK
    }
    const rows = keys.map(key => [
      key.id,
      key.tenant,
      key.name,
      key.scopes.join(','),
      key.revoked !== undefined ? 'revoked' : key.expires !== undefined ? `until ${key.expires}` : 'active',
      key.lastUsed ?? null,
    ])
    await terminal.print(
      formatTable(['id', 'tenant', 'name', 'scopes', 'state', 'last used'], rows, terminal.style),
    )
    return OK
  })
}

export type CreateKeyOptions = KeyOptions & { readonly scope: readonly Scope[]; readonly expires?: string }

export async function runKeysCreate(
  name: string,
  options: CreateKeyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const expires =
    options.expires === undefined ? undefined : parseTimeArgument(options.expires, terminal.now())
  return withClient(reach(options), terminal, async client => {
    const { key, secret } = await client.createKey({
      name,
      scopes: options.scope,
      ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
      ...(expires === undefined ? {} : { expires }),
    })
    if (options.json) {
      await terminal.print(jsonLine({ key, secret }))
      return OK
    }
    // The secret alone on standard output, so that it can be piped into a file or a password store.
    terminal.note(
      sanitizeLine(
        `Key ${key.id} for tenant ${key.tenant} (${key.scopes.join(', ')}). It is shown this once:`,
      ),
    )
    await terminal.print(`${sanitizeLine(secret)}\n`)
    return OK
  })
}

export async function runKeysRevoke(id: string, options: KeyOptions, terminal: Terminal): Promise<ExitCode> {
  return withClient(reach(options), terminal, async client => {
    await client.revokeKey(id)
    await terminal.print(options.json ? jsonLine({ id, revoked: true }) : `Key ${id} is revoked.\n`)
    return OK
  })
}

export type RotateOptions = KeyOptions & {
  readonly all?: boolean
  readonly hash?: boolean
  readonly toEnv?: string
}

/** `tally keys rotate`: new versions of the keys that hash and encrypt scans, or another ENCRYPTION_KEY around all of them. */
export async function runKeysRotate(options: RotateOptions, terminal: Terminal): Promise<ExitCode> {
  const { tenant, all, hash, toEnv, json } = options
  if (all && tenant !== undefined)
    throw new TallyError('TALLY_CLI_USAGE', '--tenant and --all exclude each other')
  const { rotated, rewrapped } = await withClient(reach(options), terminal, client =>
    client.rotateKeys({
      ...(tenant === undefined ? {} : { tenant }),
      ...(all === undefined ? {} : { all }),
      ...(hash === undefined ? {} : { hash }),
      ...(toEnv === undefined ? {} : { toEnv }),
    }),
  )
  if (json) {
    await terminal.print(jsonLine({ rotated, ...(rewrapped === undefined ? {} : { rewrapped }) }))
    return OK
  }
  const rows = rotated.map(key => [key.tenant, key.purpose, key.id, key.created])
  if (rows.length > 0)
    await terminal.print(formatTable(['tenant', 'key', 'new version', 'since'], rows, terminal.style))
  if (rewrapped !== undefined) {
    await terminal.print(`The keys of ${rewrapped.length} tenants open with the key in ${toEnv} too.\n`)
    terminal.note(
      `Start the server with that key as ENCRYPTION_KEY; from then on the former one opens nothing. Keep it for backups.`,
    )
  }
  return OK
}

export type VerifierOptions = KeyOptions & { readonly out?: string }

/** `tally keys verifier`: the public key that proofs, exports and data directories are checked against. */
export async function runKeysVerifier(options: VerifierOptions, terminal: Terminal): Promise<ExitCode> {
  const verifierKey = await withClient(reach(options), terminal, client => client.verifierKey())
  if (options.out !== undefined) {
    try {
      writeFileSync(options.out, `${verifierKey}\n`)
    } catch (error) {
      throw new TallyError('TALLY_CLI_USAGE', `cannot write ${options.out}: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
  if (options.json) await terminal.print(jsonLine({ verifier_key: verifierKey }))
  else await terminal.print(`${sanitizeLine(verifierKey)}\n`)
  terminal.note(
    terminal.noteStyle.dim(
      options.out === undefined
        ? 'Keep it where whoever can write to the server cannot: tally verify --pin KEY'
        : `Written to ${options.out}. Keep a copy where whoever can write to the server cannot: tally verify --pin ${options.out}`,
    ),
  )
  return OK
}
