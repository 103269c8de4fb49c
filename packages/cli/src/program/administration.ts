import { type Command, Option } from 'commander'
import type { ClientOptions } from '../client/open.ts'
import type { CreateKeyOptions, RotateOptions, VerifierOptions } from '../commands/keys.ts'
import type { TenantOptions } from '../commands/tenants.ts'
import { withExamples, withJson, withTarget } from './options.ts'
import type { Run } from './run.ts'

type KeyOptions = ClientOptions & { readonly json?: boolean }

const SCOPES = ['ingest', 'read', 'admin'] as const

/** `a,b` or the option given twice. */
function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...value.split(',').filter(scope => scope !== '')]
}

/** Commands on API keys and tenants. */
export function addAdministration(program: Command, run: Run): void {
  const keys = program
    .command('keys')
    .summary('API keys, the keys of tenants, and the key to verify with')
    .description('Manage API keys; rotate the keys of tenants; print the verifier key.')

  withJson(withTarget(keys.command('list').description('List API keys.')))
    .option('--tenant <tenant>', 'of this tenant only')
    .action((options: KeyOptions) =>
      run(async terminal => (await import('../commands/keys.ts')).runKeysList(options, terminal)),
    )

  const create = keys.command('create')
  withJson(
    withTarget(
      create.description('Make an API key and print its secret, once.').argument('<name>', 'what it is for'),
    ),
  )
    .option('--tenant <tenant>', 'for this tenant (default: that of the key in use)')
    .addOption(
      new Option('--scope <scopes>', `${SCOPES.join(', ')}; admin implies the others`)
        .argParser(collect)
        .makeOptionMandatory(),
    )
    .option('--expires <time>', 'end of its life, RFC 3339')
    .action((name: string, options: CreateKeyOptions) =>
      run(async terminal => (await import('../commands/keys.ts')).runKeysCreate(name, options, terminal)),
    )
  withExamples(create, 'tally keys create "checkout service" --scope ingest > checkout.key')

  withJson(
    withTarget(
      keys
        .command('revoke')
        .description('End an API key, at once and for good.')
        .argument('<id>', 'its id, as listed'),
    ),
  ).action((id: string, options: KeyOptions) =>
    run(async terminal => (await import('../commands/keys.ts')).runKeysRevoke(id, options, terminal)),
  )

  withJson(
    withTarget(
      keys.command('verifier').description('Print the public key that the record is checked against.'),
    ),
  )
    .option('--out <file>', 'write it into a file')
    .action((options: VerifierOptions) =>
      run(async terminal => (await import('../commands/keys.ts')).runKeysVerifier(options, terminal)),
    )

  const rotate = keys.command('rotate')
  withJson(
    withTarget(
      rotate.description(
        'Make new versions of the keys that hash and encrypt the scans of a tenant; or wrap those of all tenants under another ENCRYPTION_KEY.',
      ),
    ),
  )
    .option('--tenant <tenant>', 'of this tenant (default: that of the key in use)')
    .option('--all', 'of every tenant')
    .option('--hash', 'also the key behind input_hash: equal inputs before and after no longer look equal')
    .option('--to-env <name>', 'variable with the encryption key that is to follow, where the data is')
    .action((options: RotateOptions) =>
      run(async terminal => (await import('../commands/keys.ts')).runKeysRotate(options, terminal)),
    )
  withExamples(
    rotate,
    'tally keys rotate --all',
    'NEW_ENCRYPTION_KEY=$(openssl rand -base64 32) tally keys rotate --to-env NEW_ENCRYPTION_KEY --data DIR',
  )

  const tenants = program
    .command('tenants')
    .summary('tenants, each with a record of its own')
    .description('Manage tenants: each has a record and keys of its own.')
  withJson(withTarget(tenants.command('list').description('List tenants.'))).action(
    (options: TenantOptions) =>
      run(async terminal => (await import('../commands/tenants.ts')).runTenantsList(options, terminal)),
  )
  withJson(
    withTarget(
      tenants.command('create').description('Make a tenant.').argument('<name>', 'a-z, 0-9, - and _'),
    ),
  ).action((name: string, options: TenantOptions) =>
    run(async terminal => (await import('../commands/tenants.ts')).runTenantsCreate(name, options, terminal)),
  )
}
