import { type ClientOptions, withClient } from '../client/open.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { jsonLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

export type TenantOptions = Omit<ClientOptions, 'tenant'> & { readonly json?: boolean }

export async function runTenantsList(options: TenantOptions, terminal: Terminal): Promise<ExitCode> {
  const tenants = await withClient(options, terminal, client => client.tenants())
  const text = options.json
    ? tenants.map(tenant => jsonLine(tenant)).join('')
    : formatTable(
        ['tenant', 'created'],
        tenants.map(({ name, created }) => [name, created]),
        terminal.style,
      )
  await terminal.print(text)
  return OK
}

export async function runTenantsCreate(
  name: string,
  options: TenantOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const tenant = await withClient(options, terminal, client => client.createTenant(name))
  await terminal.print(options.json ? jsonLine(tenant) : `Tenant ${tenant.name} is there.\n`)
  if (!options.json)
    terminal.note(
      terminal.noteStyle.dim(
        `Make it a key: tally keys create NAME --tenant ${tenant.name} --scope ingest,read`,
      ),
    )
  return OK
}
