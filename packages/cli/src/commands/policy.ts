import { readFileSync } from 'node:fs'
import { TallyError } from '@tallystick/core'
import type { ExampleResult, Policy } from '@tallystick/engine'
import { type ClientOptions, withClient } from '../client/open.ts'
import { type ExitCode, FAILED, OK } from '../exit-codes.ts'
import { plural } from '../output/numbers.ts'
import { jsonLine, sanitizeLine, sanitizeLines } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import { displayTime } from '../output/time.ts'
import type { Terminal } from '../terminal.ts'

type Json = { readonly json?: boolean }
export type PolicyOptions = ClientOptions & Json

/** As the engine names it; told without loading that. */
const BUILT_IN = 'built-in'
const EVERY_KEY = 'every key'

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const problem = code === 'ENOENT' ? `there is no file ${path}` : `cannot read ${path}: ${message}`
    throw new TallyError('TALLY_CLI_USAGE', problem, { cause })
  }
}

/** Compiles a file, or with `built-in` the policy that comes with Tallystick. Refusals name the file. */
async function compiled(file: string): Promise<Policy> {
  const { builtInPolicy, compilePolicy } = await import('@tallystick/engine')
  return file === BUILT_IN ? builtInPolicy() : inFile(file, () => compilePolicy(readText(file)))
}

function inFile<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TallyError) || !error.code.startsWith('TALLY_POLICY_')) throw error
    throw new TallyError(error.code, `${file}: ${error.message}`, {
      cause: error,
      details: { file, ...error.details },
    })
  }
}

/** `tally policy check`: whether a file is a policy. Needs no record. */
export async function runPolicyCheck(file: string, { json }: Json, terminal: Terminal): Promise<ExitCode> {
  const { document, hash, cost } = await compiled(file)
  const rules = document.rules.length
  await terminal.print(
    json
      ? jsonLine({ name: document.name, hash, rules, cost: Math.round(cost) })
      : `${document.name} is a policy of ${plural(rules, 'rule')}.\nhash  ${hash}\ncost  ${Math.round(cost)} of 100,000 steps at worst\n`,
  )
  return OK
}

export type PolicyTestOptions = Json & { readonly input: string }

/** `tally policy test`: what a policy says to examples, and whether that is what they expect. Needs no record. */
export async function runPolicyTest(
  file: string,
  { input, json }: PolicyTestOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { readExamples, runExample } = await import('@tallystick/engine')
  const policy = await compiled(file)
  const examples = inFile(input, () => readExamples(readText(input)))
  const results = examples.map(example => runExample(policy, example, terminal.now()))
  const wrong = results.filter(({ mismatch }) => mismatch !== undefined).length
  await terminal.print(
    json ? results.map(result => jsonLine(resultBody(result))).join('') : resultTable(results, terminal),
  )
  const expecting = examples.filter(({ expect }) => expect !== undefined).length
  terminal.note(
    wrong === 0
      ? `${plural(results.length, 'example')}; ${expecting === 0 ? 'none expects anything' : `all ${expecting} that expect something get it`}.`
      : `${wrong} of ${plural(results.length, 'example')} ${wrong === 1 ? 'is' : 'are'} not as expected.`,
  )
  return wrong === 0 ? OK : FAILED
}

function resultTable(results: readonly ExampleResult[], { style }: Terminal): string {
  const rows = results.map(({ name, verdict, refused, mismatch }) => [
    name,
    verdict === undefined ? 'refused' : verdict.allowed ? 'allowed' : 'blocked',
    verdict?.riskScore ?? null,
    mismatch ?? null,
    verdict?.rules.join(' ') || null,
    verdict?.reason ?? refused?.message ?? null,
  ])
  return formatTable(['example', 'verdict', 'risk', 'not as expected', 'rules', 'reason'], rows, style)
}

function resultBody({ verdict, ...result }: ExampleResult): object {
  if (verdict === undefined) return result
  const { riskScore, ...rest } = verdict
  return { ...result, ...rest, risk_score: riskScore }
}

export type PolicyApplyOptions = PolicyOptions & { readonly keyId?: string }

/** `tally policy apply`: puts a file in force. */
export async function runPolicyApply(
  file: string,
  options: PolicyApplyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const source = readText(file)
  // Told with the file's name, before a record is opened.
  await compiled(file)
  const { policy, added } = await withClient(options, terminal, client =>
    client.applyPolicy({ source, ...keyOf(options) }),
  )
  const { name, version, hash } = policy
  const what = `Version ${version} of ${name} is in force for ${options.keyId ?? EVERY_KEY}${added ? '' : '; it was there already'}.`
  await terminal.print(
    options.json
      ? jsonLine({ name, version, hash, added, ...keyOf(options) })
      : `${sanitizeLine(what)}\nhash  ${hash}\n`,
  )
  return OK
}

/** `tally policy reset`: takes the policy of a key, or of the tenant, out of force. */
export async function runPolicyReset(options: PolicyApplyOptions, terminal: Terminal): Promise<ExitCode> {
  const { name, version } = await withClient(options, terminal, client => client.resetPolicy(keyOf(options)))
  const left = options.keyId === undefined ? 'the policy that comes with Tallystick' : 'that of the tenant'
  await terminal.print(
    options.json
      ? jsonLine({ name, version, reset: true, ...keyOf(options) })
      : `${sanitizeLine(`Version ${version} of ${name} is out of force for ${options.keyId ?? EVERY_KEY}; ${left} decides.`)}\n`,
  )
  return OK
}

const keyOf = ({ keyId }: PolicyApplyOptions) => (keyId === undefined ? {} : { key: keyId })

/** `tally policy show`: a policy as it was written, by NAME or NAME@VERSION; without either that in force. */
export async function runPolicyShow(
  name: string | undefined,
  options: PolicyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const policy = await withClient(options, terminal, async client => {
    if (name !== undefined) {
      const [, of = name, version] = /^(.*)@(\d+)$/.exec(name) ?? []
      return client.policySource(of, version === undefined ? undefined : Number(version))
    }
    const { inForce } = await client.policies()
    return client.policySource(inForce.name, inForce.version)
  })
  const text = sanitizeLines(policy.source).join('\n')
  await terminal.print(options.json ? jsonLine(policy) : text.endsWith('\n') ? text : `${text}\n`)
  return OK
}

/** `tally policy list`: every version, and where each is in force. */
export async function runPolicyList(options: PolicyOptions, terminal: Terminal): Promise<ExitCode> {
  const { inForce, keys, versions } = await withClient(options, terminal, client => client.policies())
  const isIt = (mark: { name: string; version: number }, name: string, version: number) =>
    mark.name === name && mark.version === version
  const listed = versions.map(version => ({
    ...version,
    in_force: [
      ...(isIt(inForce, version.name, version.version) ? [EVERY_KEY] : []),
      ...keys.filter(({ policy }) => isIt(policy, version.name, version.version)).map(({ key }) => key),
    ],
  }))
  if (options.json) await terminal.print(listed.map(jsonLine).join(''))
  else {
    const rows = listed.map(({ name, version, in_force, hash, created, createdBy }) => [
      ...[name, version, in_force.join(' ') || null],
      ...[hash.slice(0, 12), displayTime(created, true), createdBy],
    ])
    if (inForce.name === BUILT_IN) rows.push([BUILT_IN, 0, EVERY_KEY, inForce.hash.slice(0, 12), null, null])
    await terminal.print(
      formatTable(['policy', 'version', 'in force for', 'hash', 'created', 'by'], rows, terminal.style),
    )
  }
  return OK
}

/** `tally policy history`: what applied when, the newest first. */
export async function runPolicyHistory(options: PolicyOptions, terminal: Terminal): Promise<ExitCode> {
  const { history } = await withClient(options, terminal, client => client.policies())
  const rows = history.map(({ key, policy, activated, activatedBy }) => [
    ...[displayTime(activated, true), key ?? EVERY_KEY, policy?.name ?? 'none of its own'],
    ...[policy?.version ?? null, policy?.hash.slice(0, 12) ?? null, activatedBy],
  ])
  await terminal.print(
    options.json
      ? history.map(jsonLine).join('')
      : formatTable(['from', 'for', 'policy', 'version', 'hash', 'by'], rows, terminal.style),
  )
  return OK
}
