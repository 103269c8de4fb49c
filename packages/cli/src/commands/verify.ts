import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { TallyError } from '@tallystick/core'
import { configFile, defaultDataDirectory, type Surroundings, surroundings } from '../config/paths.ts'
import { claimedKey, pinFile } from '../config/pins.ts'
import { knownServers } from '../config/target.ts'
import { type ExitCode, UNABLE } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { runVerify } from '../verify/index.ts'

export type VerifyOptions = {
  readonly data?: string
  readonly pin?: string
  readonly checkpoint?: string
  readonly tenant?: string
  readonly json?: boolean
}

/** `tally verify`: a data directory or an exported file, offline, with nothing but core and the pinned key. */
export async function runVerifyCommand(
  path: string | undefined,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { env } = terminal
  if (path !== undefined && options.data !== undefined)
    throw new TallyError('TALLY_CLI_USAGE', 'what to verify is named twice, by itself and by --data')
  const around = surroundings(env)
  const subject = subjectOf(path ?? options.data ?? (env.TALLYSTICK_DATA || undefined), around)
  const isFile = statSync(subject, { throwIfNoEntry: false })?.isFile() ?? false
  const pin = options.pin ?? (env.TALLYSTICK_PIN || undefined)
  const exitCode = await runVerify({
    ...(isFile ? { file: subject } : { data: subject }),
    ...(pin === undefined ? {} : { pin }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
    ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
    json: options.json ?? false,
    out: text => terminal.print(text),
    style: terminal.style,
    progress: terminal.progress(),
  })
  if (exitCode === UNABLE && pin === undefined) suggestPin(subject, isFile, around, terminal)
  return exitCode
}

/** What is verified when nothing is named: the directory of the server last started here, else the default one. */
function subjectOf(named: string | undefined, around: Surroundings): string {
  return named === undefined
    ? (knownServers(around)[0]?.data ?? defaultDataDirectory(around))
    : resolve(named)
}

/** A directory could claim any key, so its own claim proves nothing; only a key from elsewhere does. */
function suggestPin(
  subject: string,
  isFile: boolean,
  around: Surroundings,
  { note, noteStyle }: Terminal,
): void {
  note(
    noteStyle.yellow('No key is pinned, so nobody can tell whether the record is the one that was written.'),
  )
  const claimed = isFile ? undefined : claimedKey(subject)
  const pinned = claimed === undefined ? undefined : pinFile(configFile(around), claimed)
  if (pinned !== undefined && existsSync(pinned))
    note(
      noteStyle.dim(
        `The first start here pinned its key for you: tally verify --data ${subject} --pin ${pinned}`,
      ),
    )
  else
    note(
      noteStyle.dim(
        'Name the key that you keep elsewhere with --pin KEY or --pin FILE; tally keys verifier prints it.',
      ),
    )
}
