import type { Command } from 'commander'
import { EXIT_CODES } from '../src/exit-codes.ts'
import { examplesOf } from '../src/program/options.ts'

/** Text in a Markdown table cell or paragraph. */
function escapeMarkdown(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line), '']
}

/** Commands that do something themselves, below a command, with the words that call them. */
function* leaves(command: Command, path: string): Generator<[path: string, command: Command]> {
  if (command.commands.length === 0 || command.registeredArguments.length > 0) yield [path, command]
  for (const child of command.commands) yield* leaves(child, `${path} ${child.name()}`)
}

function describeCommand(path: string, command: Command): string[] {
  const help = command.createHelp()
  const options = help
    .visibleOptions(command)
    .filter(option => option.long !== '--help')
    .map(option => [`\`${help.optionTerm(option)}\``, escapeMarkdown(help.optionDescription(option))])
  const parameters = command.registeredArguments.map(argument => [
    `\`${help.argumentTerm(argument)}\``,
    escapeMarkdown(help.argumentDescription(argument)),
  ])
  const examples = examplesOf(command)
  return [
    `## ${path}`,
    '',
    escapeMarkdown(command.description()),
    '',
    '```',
    `${path} ${command.usage()}`,
    '```',
    '',
    ...table(['argument', ''], parameters),
    ...table(['option', ''], options),
    ...(examples.length === 0 ? [] : ['```sh', ...examples, '```', '']),
  ]
}

/** docs/reference/cli.md: every command as its help describes it. */
export function referencePage(program: Command): string {
  const lines = [
    '# Command line',
    '',
    '<!-- Made from the commands themselves: TALLY_UPDATE_DOCS=1 npm test -- packages/cli/test/reference.test.ts -->',
    '',
    escapeMarkdown(program.description()),
    '',
    'A command finds the record by `--data DIR` (a directory, no server needed) or `--url URL --key KEY`; else by `TALLYSTICK_URL` and',
    '`TALLYSTICK_KEY`, or `TALLYSTICK_DATA`; else it takes the server that `tally serve` started last on this machine, or its directory when that server',
    'does not run. `--json` prints one JSON object per line, and errors as `{"error":{"code","message","help"}}` on standard error. Results go to',
    'standard output, everything else to standard error. `NO_COLOR` or `--no-color` turn colour off.',
    '',
    '`tally serve` notes address, first key and data directory in `tallystick/config.json` below `$XDG_CONFIG_HOME` (`~/.config`; macOS',
    '`~/Library/Application Support`, Windows `%APPDATA%`), readable by its owner alone, and pins the verifier key at the first start in `pins/` beside it.',
    'Data goes to `tallystick` below `$XDG_DATA_HOME` (`~/.local/share`; macOS `~/Library/Application Support`, Windows `%LOCALAPPDATA%`) unless named.',
    '',
    '## Exit codes',
    '',
    ...table(
      ['code', '', 'meaning'],
      EXIT_CODES.map(({ code, name, meaning }) => [String(code), name, escapeMarkdown(meaning)]),
    ),
  ]
  lines.push('A second Ctrl-C or SIGTERM ends a command at once, with 130 or 143.', '')
  for (const [path, command] of leaves(program, program.name())) lines.push(...describeCommand(path, command))
  return `${lines.join('\n').trimEnd()}\n`
}
