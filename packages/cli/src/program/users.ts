import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CreateUserOptions, GrantOptions, UserOptions } from '../commands/users.ts'
import type { PasswordOptions } from '../input/password.ts'
import { withExamples, withJson, withTarget } from './options.ts'
import type { Run } from './run.ts'

const ROLES = ['admin', 'operator', 'auditor', 'guest'] as const
const GRANTS = ['ingest', 'read', 'payload', 'export', 'verify'] as const
type Role = (typeof ROLES)[number]
type Grant = (typeof GRANTS)[number]

/** `a,b` or the option given twice. */
function grants(value: string, before: readonly Grant[] | undefined): Grant[] {
  const names = value.split(',').filter(name => name !== '')
  const unknown = names.find(name => !(GRANTS as readonly string[]).includes(name))
  if (unknown !== undefined) throw new InvalidArgumentError(`Allowed are ${GRANTS.join(', ')}.`)
  return [...(before ?? []), ...(names as Grant[])]
}

function role(value: string): Role {
  if (!(ROLES as readonly string[]).includes(value))
    throw new InvalidArgumentError(`Allowed are ${ROLES.join(', ')}.`)
  return value as Role
}

function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'read the password from standard input')
    .option('--generate', 'make a password and print it, once (as without a terminal)')
}

/** Commands on the people who may log in. */
export function addUsers(program: Command, run: Run): void {
  const users = program
    .command('users')
    .summary('people who may log in')
    .description('Manage users, who log in with a password (HTTP Basic).')
  const load = () => import('../commands/users.ts')

  withJson(withTarget(users.command('list').description('List users.')))
    .option('--tenant <tenant>', 'of this tenant only')
    .action((options: UserOptions) => run(async terminal => (await load()).runUsersList(options, terminal)))

  const create = users.command('create')
  withPassword(
    withJson(
      withTarget(
        create
          .description(
            'Make a user. The password is asked for, read with --password-stdin, or made and printed once.',
          )
          .argument('<name>', 'a-z, 0-9 and . _ @ + -; unique in the instance'),
      ),
    ),
  )
    .addOption(new Option('--role <role>', `${ROLES.join(', ')}`).choices(ROLES).makeOptionMandatory())
    .addOption(new Option('--grant <permissions>', `beyond the role: ${GRANTS.join(', ')}`).argParser(grants))
    .option('--tenant <tenant>', 'of this tenant (default: that of the key in use)')
    .action((name: string, options: CreateUserOptions) =>
      run(async terminal => (await load()).runUsersCreate(name, options, terminal)),
    )
  withExamples(
    create,
    'tally users create ada --role auditor --grant payload',
    'pass show tallystick/ci | tally users create ci --role operator --password-stdin',
  )

  withPassword(
    withJson(
      withTarget(users.command('passwd').description('Give a user a new password.').argument('<name>')),
    ),
  ).action((name: string, options: UserOptions & PasswordOptions) =>
    run(async terminal => (await load()).runUsersPassword(name, options, terminal)),
  )

  withJson(
    withTarget(
      users
        .command('role')
        .description('Give a user another role.')
        .argument('<name>')
        .argument('<role>', ROLES.join(', '), role),
    ),
  ).action((name: string, given: Role, options: UserOptions) =>
    run(async terminal => (await load()).runUsersRole(name, given, options, terminal)),
  )

  withJson(
    withTarget(
      users
        .command('grant')
        .description('Give a user permissions beyond their role, or take them away.')
        .argument('<name>')
        .argument('<permissions>', `${GRANTS.join(', ')}, separated by commas`, value =>
          grants(value, undefined),
        ),
    ),
  )
    .option('--remove', 'take them away')
    .action((name: string, permissions: Grant[], options: GrantOptions) =>
      run(async terminal => (await load()).runUsersGrant(name, permissions, options, terminal)),
    )

  for (const [verb, description, disabled] of [
    ['disable', 'Let a user log in no more, from their next request on.', true],
    ['enable', 'Let a disabled user log in again.', false],
  ] as const)
    withJson(withTarget(users.command(verb).description(description).argument('<name>'))).action(
      (name: string, options: UserOptions) =>
        run(async terminal => (await load()).runUsersDisable(name, disabled, options, terminal)),
    )

  withJson(
    withTarget(
      users
        .command('delete')
        .description('Delete a user. What they did stays recorded under their name.')
        .argument('<name>'),
    ),
  ).action((name: string, options: UserOptions) =>
    run(async terminal => (await load()).runUsersDelete(name, options, terminal)),
  )
}
