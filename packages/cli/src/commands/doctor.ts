import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { VERSION } from '@tallystick/engine'
import { DEFAULT_PORT } from '@tallystick/server'
import { isDataDirectory } from '../client/open.ts'
import { configFile, defaultDataDirectory, surroundings } from '../config/paths.ts'
import { claimedKey, pinFile } from '../config/pins.ts'
import { resolveTarget, type Target } from '../config/target.ts'
import { type Finding, fail, warn } from '../doctor/check.ts'
import {
  checkLock,
  checkPermissions,
  checkPin,
  checkSpace,
  checkSync,
  checkWal,
} from '../doctor/directory.ts'
import { checkChdb, checkClock, checkNode, checkPort, checkSqlite } from '../doctor/machine.ts'
import { checkServer } from '../doctor/server.ts'
import { type ExitCode, FAILED, OK } from '../exit-codes.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import type { Style } from '../output/style.ts'
import type { Terminal } from '../terminal.ts'

export type DoctorOptions = {
  readonly data?: string
  readonly url?: string
  readonly key?: string
  readonly pin?: string
  readonly json?: boolean
}

/** `tally doctor`: is everything well on this machine, in the data directory and at the server? */
export async function runDoctor(options: DoctorOptions, terminal: Terminal): Promise<ExitCode> {
  const findings: Finding[] = [checkNode(process.versions.node), await checkChdb(), await checkSqlite()]
  const { target, directory, configuration } = look(options, terminal)
  if (configuration !== undefined) findings.push(configuration)

  let serverTime: number | undefined
  if (target !== undefined && target.kind !== 'directory') {
    const { url, key } = target.kind === 'known' ? target.server : target
    const report = await checkServer(url, key, VERSION)
    findings.push(...report.findings)
    serverTime = report.time
  }
  findings.push(checkClock(terminal.now(), serverTime))
  if (serverTime === undefined) findings.push(await checkPort(DEFAULT_PORT))
  if (directory !== undefined) findings.push(...(await examine(directory, options, terminal)))

  const failed = findings.some(finding => finding.status === 'fail')
  if (options.json) await terminal.print(findings.map(finding => jsonLine(finding)).join(''))
  else await terminal.print(findings.map(finding => describe(finding, terminal.style)).join(''))
  return failed ? FAILED : OK
}

/** What there is to look at; a configuration that cannot be read is a finding, not the end. */
function look(options: DoctorOptions, { env }: Terminal) {
  const around = surroundings(env)
  let target: Target | undefined
  let configuration: Finding | undefined
  try {
    // A directory alone says nothing of a server that may hold it.
    const { data: _, ...withoutData } = options
    target = resolveTarget(options.url === undefined ? withoutData : options, around)
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code !== 'TALLY_DATA_NOT_FOUND')
      configuration = fail('Configuration', message, `Correct or remove ${configFile(around)}.`)
  }
  const named = options.data ?? (env.TALLYSTICK_DATA || undefined)
  const known = target?.kind === 'known' ? target.server.data : undefined
  const directory =
    named !== undefined
      ? resolve(named)
      : options.url === undefined
        ? (known ?? defaultDataDirectory(around))
        : undefined
  // The server last started is of no interest when another directory is asked about.
  if (target?.kind === 'known' && named !== undefined && target.server.data !== directory) target = undefined
  return { target, directory, configuration }
}

async function examine(directory: string, options: DoctorOptions, { env }: Terminal): Promise<Finding[]> {
  if (!existsSync(directory) || !isDataDirectory(directory))
    return [
      warn(
        'Data directory',
        `there is none at ${directory}`,
        'tally serve makes it, or name another with --data.',
      ),
    ]
  const configPath = configFile(surroundings(env))
  const secrets = [
    configPath,
    join(directory, 'keys'),
    join(directory, 'keys', 'signing-key.pem'),
    join(directory, 'tallystick.db'),
  ]
  return [
    await checkSpace(directory),
    checkSync(directory),
    checkPermissions(secrets),
    checkWal(directory),
    checkLock(directory),
    checkPin(
      directory,
      claimedKey(directory),
      pinnedKey(directory, options.pin ?? (env.TALLYSTICK_PIN || undefined), configPath),
    ),
  ]
}

/** The verifier key that was pinned for a directory: as given, as a file, or as its first start noted it. */
function pinnedKey(directory: string, pin: string | undefined, configPath: string): string | undefined {
  try {
    if (pin !== undefined)
      return pin.includes('+') && !existsSync(pin) ? pin.trim() : readFileSync(pin, 'utf8').trim()
    const claimed = claimedKey(directory)
    return claimed === undefined ? undefined : readFileSync(pinFile(configPath, claimed), 'utf8').trim()
  } catch {
    return undefined
  }
}

const MARKS = { ok: '✓', warn: '!', fail: '✗' } as const
const NAME_COLUMNS = 16

function describe({ name, status, message, fix }: Finding, style: Style): string {
  const paint = { ok: style.green, warn: style.yellow, fail: style.red }[status]
  const line = `${paint(MARKS[status])} ${name.padEnd(NAME_COLUMNS)} ${sanitizeLine(message)}\n`
  return fix === undefined ? line : `${line}  ${' '.repeat(NAME_COLUMNS)} ${style.dim(sanitizeLine(fix))}\n`
}
