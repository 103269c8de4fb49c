/** What a command's exit code says; `tally help exit-codes` prints this table. */
export const EXIT_CODES = [
  { code: 0, name: 'ok', meaning: 'Done. For verify: the record is as it was written.' },
  {
    code: 1,
    name: 'failed',
    meaning:
      'The answer is no. verify found tampering, import had lines that were refused or a file that is damaged, scan found something, doctor found something broken.',
  },
  {
    code: 2,
    name: 'unable',
    meaning:
      'No answer. verify cannot tell (no pinned key, nothing to check), scan could not read a file or a scanner failed, or the operation itself failed: server unreachable, disk full, key refused.',
  },
  {
    code: 3,
    name: 'usage',
    meaning: 'The command line, the query or a setting is not valid; nothing was done.',
  },
  {
    code: 130,
    name: 'stopped',
    meaning:
      'Stopped by Ctrl-C before its end; what was done until then stays, and the message says how to go on.',
  },
  { code: 143, name: 'ended', meaning: 'The same, by SIGTERM. (serve ends with 0 when it is told to.)' },
] as const

export type ExitCode = (typeof EXIT_CODES)[number]['code']

export const OK: ExitCode = 0
export const FAILED: ExitCode = 1
export const UNABLE: ExitCode = 2
export const USAGE: ExitCode = 3

/** Why work was stopped: 128 and the number of the signal, as shells count. The reason of `Terminal.interrupted`. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly exitCode: ExitCode

  constructor(exitCode: 130 | 143) {
    super('stopped')
    this.exitCode = exitCode
  }
}

/** Exit code of a command that was stopped. */
export function stoppedCode({ reason }: AbortSignal): ExitCode {
  return reason instanceof Interruption ? reason.exitCode : 130
}

/** Refusals that the person at the keyboard can mend by writing the command differently. */
const USAGE_ERRORS: ReadonlySet<string> = new Set([
  'TALLY_CLI_USAGE',
  'TALLY_CONFIG_INVALID',
  'TALLY_QUERY_SYNTAX',
  'TALLY_QUERY_FIELD',
  'TALLY_QUERY_VALUE',
  'TALLY_QUERY_REGEX',
  'TALLY_QUERY_TOO_COMPLEX',
  'TALLY_QUERY_PIPE',
  'TALLY_QUERY_RANGE',
  'TALLY_KEY_EXPIRY',
  'TALLY_REQUEST_INVALID',
  'TALLY_RULES_INVALID',
  'TALLY_POLICY_INVALID',
  'TALLY_POLICY_TOO_COMPLEX',
  'TALLY_TENANT_INVALID',
  'TALLY_USER_INVALID',
  'TALLY_PASSWORD_INVALID',
])

/** Exit code of a command that ended in an error. */
export function exitCodeOf(errorCode: string): ExitCode {
  return USAGE_ERRORS.has(errorCode) ? USAGE : UNABLE
}

/** The table as text, for the help. */
export function exitCodesHelp(): string {
  const rows = EXIT_CODES.map(
    ({ code, name, meaning }) => `  ${String(code).padEnd(3)}  ${name.padEnd(8)}${meaning}`,
  )
  return `Exit codes\n\n${rows.join('\n')}\n`
}
