import { TallyError } from '@tallystick/core'
import type { Grant, Role, User, UserChange } from '@tallystick/engine'
import { type ClientOptions, withClient } from '../client/open.ts'
import type { TallyClient } from '../client/types.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { type PasswordOptions, readPassword } from '../input/password.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

/** Here --tenant says whose users are meant, not with whose right they are managed. */
export type UserOptions = Omit<ClientOptions, 'tenant'> & {
  readonly json?: boolean
  readonly tenant?: string
}

function reach({ tenant: _, ...options }: UserOptions): ClientOptions {
  return options
}

export async function runUsersList(options: UserOptions, terminal: Terminal): Promise<ExitCode> {
  const users = (await withClient(reach(options), terminal, client => client.users())).filter(
    user => options.tenant === undefined || user.tenant === options.tenant,
  )
  const rows = users.map(({ name, tenant, role, grants, created, disabled }) => [
    name,
    tenant,
    role,
    grants.length === 0 ? null : grants.join(','),
    disabled === undefined ? 'active' : `disabled since ${disabled}`,
    created,
  ])
  await terminal.print(
    options.json
      ? users.map(user => jsonLine(user)).join('')
      : formatTable(['user', 'tenant', 'role', 'grants', 'state', 'created'], rows, terminal.style),
  )
  return OK
}

export type CreateUserOptions = UserOptions &
  PasswordOptions & { readonly role: Role; readonly grant?: readonly Grant[] }

export async function runUsersCreate(
  name: string,
  options: CreateUserOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { password, made } = await passwordFor(options)
  const user = await withClient(reach(options), terminal, client =>
    client.createUser({
      name,
      role: options.role,
      password,
      ...(options.grant === undefined ? {} : { grants: options.grant }),
      ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
    }),
  )
  return tell(
    `User ${user.name} (${user.role}) of tenant ${user.tenant} is there.`,
    user,
    made,
    options,
    terminal,
  )
}

export async function runUsersPassword(
  name: string,
  options: UserOptions & PasswordOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { password, made } = await passwordFor(options)
  const user = await withClient(reach(options), terminal, client => client.changeUser(name, { password }))
  return tell(`User ${user.name} has a new password.`, user, made, options, terminal)
}

async function passwordFor(
  options: PasswordOptions,
): Promise<{ readonly password: string; readonly made: string | undefined }> {
  const given = await readPassword(options, text => process.stderr.write(text))
  if (given !== undefined) return { password: given, made: undefined }
  const { newPassword } = await import('@tallystick/engine')
  const made = newPassword()
  return { password: made, made }
}

/** A made password alone on standard output, so that it can be piped into a password store. */
async function tell(
  what: string,
  user: User,
  made: string | undefined,
  { json }: UserOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (json) await terminal.print(jsonLine({ user, ...(made === undefined ? {} : { password: made }) }))
  else if (made === undefined) await terminal.print(`${sanitizeLine(what)}\n`)
  else {
    terminal.note(`${sanitizeLine(what)} The password is shown this once:`)
    await terminal.print(`${made}\n`)
  }
  return OK
}

export async function runUsersRole(
  name: string,
  role: Role,
  options: UserOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return change(name, async () => ({ role }), options, terminal)
}

export type GrantOptions = UserOptions & { readonly remove?: boolean }

/** `tally users grant`: adds permissions to those a user has beyond their role, or takes some away. */
export async function runUsersGrant(
  name: string,
  permissions: readonly Grant[],
  options: GrantOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const named = new Set(permissions)
  const changed = async (client: TallyClient): Promise<UserChange> => {
    const user = (await client.users()).find(one => one.name === name)
    if (user === undefined) throw new TallyError('TALLY_USER_NOT_FOUND', `there is no user ${name}`)
    const before = new Set(user.grants)
    return { grants: [...(options.remove ? before.difference(named) : before.union(named))] }
  }
  return change(name, changed, options, terminal)
}

export async function runUsersDisable(
  name: string,
  disabled: boolean,
  options: UserOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return change(name, async () => ({ disabled }), options, terminal)
}

async function change(
  name: string,
  changeOf: (client: TallyClient) => Promise<UserChange>,
  options: UserOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const user = await withClient(reach(options), terminal, async client =>
    client.changeUser(name, await changeOf(client)),
  )
  const grants = user.grants.length === 0 ? '' : ` with ${user.grants.join(', ')}`
  const state = user.disabled === undefined ? '' : ', disabled'
  await terminal.print(
    options.json
      ? jsonLine(user)
      : `User ${sanitizeLine(user.name)} of tenant ${user.tenant}: ${user.role}${grants}${state}.\n`,
  )
  return OK
}

export async function runUsersDelete(
  name: string,
  options: UserOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  await withClient(reach(options), terminal, client => client.deleteUser(name))
  await terminal.print(
    options.json ? jsonLine({ name, deleted: true }) : `User ${sanitizeLine(name)} is deleted.\n`,
  )
  return OK
}
