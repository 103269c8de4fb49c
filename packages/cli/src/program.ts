import { Command, Option } from 'commander'
import { exitCodesHelp } from './exit-codes.ts'
import { addAdministration } from './program/administration.ts'
import { addGovernance } from './program/governance.ts'
import { addMetrics } from './program/metrics.ts'
import { addOperations } from './program/operations.ts'
import { addRecord } from './program/record.ts'
import type { Run } from './program/run.ts'
import { addScan } from './program/scan.ts'
import { addServing } from './program/serving.ts'
import { addUsers } from './program/users.ts'

const ENVIRONMENT = `
Environment
  TALLYSTICK_DATA      data directory, like --data
  TALLYSTICK_URL       server, like --url
  TALLYSTICK_KEY       API key, like --key
  TALLYSTICK_PIN       key or file to verify with, like --pin
  NO_COLOR             no colour, like --no-color
  TALLYSTICK_DEBUG     print the stack of errors
Without any of them the commands find the server that tally serve started last on this machine.

tally help exit-codes says what the exit codes mean.`

/**
 * The command line. Commands only declare themselves here and load their code when they run, so that help is quick and `verify`
 * never loads the engine. `run` runs a command and takes its exit code.
 */
export function createProgram(version: string, run: Run): Command {
  const program: Command = new Command('tally')
    .description(
      'Tallystick: the flight recorder for AI applications. It records, finds, and proves that nothing was altered.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addOption(new Option('--no-color', 'plain output'))
    .configureHelp({
      showGlobalOptions: true,
      // Those of `tally scan` are none of its subcommands.
      visibleGlobalOptions: command => (command === program ? [] : [...program.options]),
    })
    .showSuggestionAfterError()
    // With --json an error is one line of JSON, which main.ts prints.
    .configureOutput({ outputError: (text, write) => process.argv.includes('--json') || write(text) })
    .exitOverride()
    .addHelpText('after', ENVIRONMENT)
  addServing(program, run)
  addRecord(program, run)
  addScan(program, run)
  addMetrics(program, run)
  addGovernance(program, run)
  addAdministration(program, run)
  addUsers(program, run)
  addOperations(program, run)
  program.helpCommand(false)
  program
    .command('help')
    .description('print help on a command, or on exit-codes')
    .argument('[command...]')
    .action((names: string[]) => {
      if (names[0] === 'exit-codes') {
        process.stdout.write(exitCodesHelp())
        return
      }
      let found: Command = program
      for (const name of names) {
        const next = found.commands.find(command => command.name() === name)
        if (next === undefined)
          program.error(`error: there is no command '${names.join(' ')}'`, { code: 'tally.unknownCommand' })
        else found = next
      }
      found.outputHelp()
    })
  return program
}
