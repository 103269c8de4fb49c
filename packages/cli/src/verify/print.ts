import type { Finding, TenantReport, VerifyExitCode } from '@tallystick/core'
import { formatCount, plural } from '../output/numbers.ts'
import { sanitizeLine } from '../output/sanitize.ts'
import type { Style } from '../output/style.ts'

/** What an exit code means, as one word in capitals. */
export function verdictWord(exitCode: VerifyExitCode): 'VERIFIED' | 'TAMPERED' | 'CANNOT TELL' {
  return exitCode === 0 ? 'VERIFIED' : exitCode === 1 ? 'TAMPERED' : 'CANNOT TELL'
}

/** The report of one tenant in words: a line of summary, then each finding and note. */
export function describeReport(report: TenantReport, style: Style): string {
  const { tenant, exitCode, counts, findings, omitted, notes, checkpoint } = report
  const numbers = [
    `${formatCount(counts.verified)} verified`,
    ...(['erased', 'missing', 'altered', 'unsealed'] as const)
      .filter(name => counts[name] > 0)
      .map(name => `${formatCount(counts[name])} ${name}`),
  ]
  const head =
    checkpoint === undefined
      ? 'no checkpoint'
      : `checkpoint of ${plural(checkpoint.size, 'batch')}${signedAt(checkpoint)}`
  const lines = [
    `${paint(exitCode, style)}  ${style.bold(tenant)}  ${numbers.join(', ')}; ${head.replace('batchs', 'batches')}`,
  ]
  for (const finding of findings) lines.push(`  ${style.red(finding.verdict.padEnd(8))} ${describe(finding)}`)
  if (omitted > 0) lines.push(`  and ${plural(omitted, 'more finding')}`)
  for (const note of notes) lines.push(`  ${style.dim('note')}     ${sanitizeLine(note)}`)
  return lines.map(line => `${line}\n`).join('')
}

function describe({ message }: Finding): string {
  // Names in a record that was tampered with may be anything.
  return sanitizeLine(message)
}

function signedAt({ signedAt: seconds }: { readonly signedAt?: number }): string {
  const date = seconds === undefined ? undefined : new Date(seconds * 1000)
  return date === undefined || Number.isNaN(date.getTime())
    ? ''
    : `, signed ${date.toISOString().replace('.000', '')}`
}

function paint(exitCode: VerifyExitCode, style: Style): string {
  const word = verdictWord(exitCode)
  return exitCode === 0 ? style.green(word) : exitCode === 1 ? style.red(word) : style.yellow(word)
}

/** The report as it is printed by `--json`: names are snake_case, as everything that travels. */
export function reportToJson({
  tenant,
  exitCode,
  counts,
  findings,
  omitted,
  notes,
  checkpoint,
}: TenantReport) {
  return {
    tenant,
    verdict: verdictWord(exitCode),
    counts,
    findings,
    omitted,
    notes,
    ...(checkpoint === undefined
      ? {}
      : {
          checkpoint: {
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: Buffer.from(checkpoint.root).toString('base64'),
            ...(checkpoint.signedAt === undefined ? {} : { signed_at: checkpoint.signedAt }),
          },
        }),
  }
}
