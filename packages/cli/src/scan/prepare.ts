import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { TallyError } from '@tallystick/core'
import {
  attacksScanner,
  createDetector,
  currentEnvironment,
  DEFAULT_POLICY,
  type Detector,
  type GitleaksFile,
  hashKeyFromEnvironment,
  personalScanner,
  policyOf,
  readGitleaksFile,
  type Scanner,
  type ScanPolicy,
  type Stage,
  sealerFromEnvironment,
  secretsScanner,
  type TypeInfo,
} from '@tallystick/firewall'
import { sanitizeLine } from '../output/sanitize.ts'
import type { Terminal } from '../terminal.ts'

export type PrepareOptions = {
  readonly stage: Stage
  /** Files of rules in the form of gitleaks. */
  readonly rules?: readonly string[]
  /** Whether scans are recorded: then their hashes have the key of this user's records. */
  readonly recorded: boolean
}

/** All that a scan needs. */
export type Prepared = {
  readonly detector: Detector
  readonly policy: ScanPolicy
  readonly types: ReadonlyMap<string, TypeInfo>
  readonly about: {
    readonly environment: string
    readonly policy: string
    readonly scanners: readonly string[]
    readonly sealer?: ReturnType<typeof sealerFromEnvironment>
  }
}

/**
 * Files are looked at and nothing is done about them; a window of one is much longer than a prompt, and has its time. Attacks are no
 * matter of files: a repository may well speak of them.
 */
const FILES = policyOf({
  name: 'files',
  actions: { secret: 'observe', personal: 'observe', attack: 'observe' },
  on_failure: 'open',
  deadline_ms: 120_000,
})

/** Scanners and policy for files or for texts. Throws TALLY_RULES_INVALID, TALLY_CONFIG_INVALID. */
export async function prepareScan(
  { stage, rules = [], recorded }: PrepareOptions,
  terminal: Terminal,
): Promise<Prepared> {
  const files = await Promise.all(rules.map(readRules))
  for (const [at, { ignored }] of files.entries())
    for (const what of ignored)
      terminal.note(terminal.noteStyle.yellow(sanitizeLine(`Not followed in ${rules[at]}: ${what}.`)))
  const secrets = secretsScanner({
    rules: files.flatMap(file => file.rules),
    disable: files.flatMap(file => file.disabled),
  })
  const scanners: Scanner[] = [secrets, personalScanner(), ...(stage === 'file' ? [] : [attacksScanner()])]
  const policy = stage === 'file' ? FILES : DEFAULT_POLICY
  const onProblem = ({ message }: { message: string }) => terminal.note(terminal.noteStyle.yellow(message))
  const key = recorded ? hashKeyFromEnvironment(terminal.env, onProblem) : randomBytes(32)
  return {
    detector: createDetector(scanners, policy, key),
    policy,
    types: new Map(scanners.flatMap(({ types }) => types).map(info => [info.type, info])),
    about: {
      environment: currentEnvironment(),
      policy: `${policy.name}@${policy.hash}`,
      scanners: scanners.map(({ id, version }) => `${id}@${version}`),
      ...(recorded ? { sealer: sealerFromEnvironment(terminal.env, 'local') } : {}),
    },
  }
}

async function readRules(file: string): Promise<GitleaksFile> {
  const toml = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new TallyError('TALLY_CLI_USAGE', `cannot read the rules ${file}: ${error.code}`, { cause: error })
  })
  return readGitleaksFile(toml)
}
