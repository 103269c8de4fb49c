import { readFile } from 'node:fs/promises'
import {
  combinedExitCode,
  parseCheckpointText,
  parseNote,
  parseVerifierKey,
  TallyError,
  TENANT_NAME,
  type TenantReport,
  type VerifierKey,
  type VerifyExitCode,
  verifyTenant,
} from '@tallystick/core'
import { formatCount, formatDuration, plural } from '../output/numbers.ts'
import { createProgress, type Progress } from '../output/progress.ts'
import { createStyle, type Style } from '../output/style.ts'
import { directoryReader, tenantsIn } from './directory.ts'
import { verifyFile } from './file.ts'
import { isMissing } from './files.ts'
import { describeReport, reportToJson, verdictWord } from './print.ts'
import { sha256 } from './sha256.ts'

export type VerifyRequest = {
  /** A data directory. */
  readonly data?: string
  /** A proof document, or an export of them, instead. */
  readonly file?: string
  /** A verifier key, or the path of a file that holds one. Without it the answer is "cannot tell". */
  readonly pin?: string
  /** Path of an older checkpoint, kept elsewhere, of which the ledger must be a continuation. */
  readonly checkpoint?: string
  /** Only this tenant. */
  readonly tenant?: string
  /** Print one JSON object. */
  readonly json?: boolean
  /** Takes the result; the default is standard output. */
  readonly out?: (text: string) => void | Promise<void>
  readonly style?: Style
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/**
 * `tally verify`: checks a data directory or an exported proof with nothing but its bytes and a pinned key, and prints what it found.
 * Resolves to the exit code: 0 verified, 1 tampered with, 2 cannot tell. Rejects TALLY_DATA_NOT_FOUND, TALLY_PROOF_INVALID (a pin or
 * kept checkpoint that is none), TALLY_CLI_USAGE.
 */
export async function runVerify(request: VerifyRequest): Promise<VerifyExitCode> {
  const {
    data,
    file,
    json = false,
    style = createStyle(false),
    out = text => void process.stdout.write(text),
  } = request
  const progress = request.progress ?? createProgress(process.stderr, () => performance.now())
  const pin = request.pin === undefined ? undefined : await readPin(request.pin)
  if ((data === undefined) === (file === undefined)) {
    throw new TallyError('TALLY_CLI_USAGE', 'name either a data directory or a file to verify')
  }
  const started = performance.now()
  const reports: TenantReport[] = []
  try {
    if (file !== undefined) reports.push(...(await verifyFile(file, pin)))
    else for await (const report of verifyDirectory(data!, pin, request, progress)) reports.push(report)
  } finally {
    progress.clear()
  }
  const exitCode = combinedExitCode(reports)
  if (json) {
    await out(
      `${JSON.stringify({ verdict: verdictWord(exitCode), exit_code: exitCode, tenants: reports.map(reportToJson) })}\n`,
    )
    return exitCode
  }
  for (const report of reports) await out(describeReport(report, style))
  if (reports.length === 0) await out(`${verdictWord(exitCode)}  there is no record in ${data ?? file}\n`)
  const lines = reports.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0)
  await out(style.dim(`${plural(lines, 'line')} checked in ${formatDuration(performance.now() - started)}\n`))
  return exitCode
}

async function* verifyDirectory(
  data: string,
  pin: VerifierKey | undefined,
  request: VerifyRequest,
  progress: Progress,
): AsyncGenerator<TenantReport> {
  const kept = request.checkpoint === undefined ? undefined : await readKept(request.checkpoint)
  const found = await tenantsIn(data)
  // A tenant of whom only a kept checkpoint is left was removed altogether.
  const all = kept === undefined || found.includes(kept.tenant) ? found : [...found, kept.tenant]
  const tenants = request.tenant === undefined ? all : [request.tenant]
  if (kept !== undefined && !tenants.includes(kept.tenant)) {
    throw new TallyError('TALLY_CLI_USAGE', `${request.checkpoint} is a checkpoint of tenant ${kept.tenant}`)
  }
  for (const tenant of tenants) {
    const started = performance.now()
    yield await verifyTenant(directoryReader(data, tenant), pin, {
      hash: sha256,
      ...(kept?.tenant === tenant ? { keptCheckpoint: kept.note } : {}),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      onProgress(lines) {
        const rate = (1000 * lines) / Math.max(1, performance.now() - started)
        progress.show(`${tenant}: ${formatCount(lines)} lines checked, ${formatCount(rate)} per second`)
      },
    })
  }
}

/** A key as text, or the first line of a file that is one. Rejects TALLY_PROOF_INVALID. */
async function readPin(pin: string): Promise<VerifierKey> {
  if (/\+[0-9a-f]{8}\+/.test(pin)) return parseVerifierKey(pin)
  return parseVerifierKey(await readText(pin, 'a verifier key'))
}

async function readKept(path: string): Promise<{ tenant: string; note: string }> {
  const note = await readText(path, 'a checkpoint')
  const { origin } = parseCheckpointText(parseNote(note).text)
  const tenant = origin.slice(origin.lastIndexOf('/') + 1)
  if (!TENANT_NAME.test(tenant))
    throw new TallyError('TALLY_PROOF_INVALID', `${path} is the checkpoint of another kind of log: ${origin}`)
  return { tenant, note }
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new TallyError('TALLY_CLI_USAGE', `${path} is neither ${what} nor a file that holds one`, {
      cause: error,
    })
  }
}
