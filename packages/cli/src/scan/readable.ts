import type { FileFinding, LeftOutReason, Severity } from '@tallystick/firewall'
import { formatBytes, formatCount, formatDuration, plural } from '../output/numbers.ts'
import { sanitizeLine } from '../output/sanitize.ts'
import type { Style } from '../output/style.ts'
import { formatTable } from '../output/table.ts'
import { isTelling } from './json.ts'
import { isAtLeast, WORST_FIRST } from './severity.ts'
import type { Printer, Reported, Summary, Write } from './types.ts'

/** Left-out paths that are named; of more there is the number. */
const NAMED = 3

export function paintSeverity(severity: Severity, text: string, style: Style): string {
  if (isAtLeast(severity, 'High')) return style.red(text)
  return severity === 'Medium' ? style.yellow(text) : style.dim(text)
}

/** A finding on two lines: where, how bad, what, by which rule and why; then what stands around it. */
export function formatFinding(finding: FileFinding, style: Style): string {
  const { line, column, severity, type, rule, reason, validator, encoding, excerpt, value } = finding
  const where = `${line}:${column}`.padEnd(9)
  const checked = validator === undefined ? '' : ` (${sanitizeLine(validator)})`
  const encoded = encoding === 'plain' ? '' : `, ${encoding}`
  const head = `  ${style.dim(where)} ${paintSeverity(severity, severity.padEnd(8), style)} ${sanitizeLine(type)}  ${style.dim(`${sanitizeLine(rule)}${encoded}`)}  ${sanitizeLine(reason)}${checked}\n`
  const around = `            ${style.dim(sanitizeLine(excerpt))}\n`
  return head + around + (value === undefined ? '' : `            ${style.mark(sanitizeLine(value))}\n`)
}

const REASONS: Readonly<Record<LeftOutReason, readonly [one: string, more: string]>> = {
  excluded: ['path excluded', 'paths excluded'],
  built_in: ['folder left out (.git, node_modules)', 'folders left out (.git, node_modules)'],
  submodule: ['submodule not looked into', 'submodules not looked into'],
  repository: ['repository within another not looked into', 'repositories within others not looked into'],
  link: ['link not followed', 'links not followed'],
  special: ['device, socket or pipe', 'devices, sockets or pipes'],
}

/** What was not scanned, so that nobody takes it for clean. */
function* notScanned({ binary, walk }: Summary): Generator<string> {
  if (binary > 0) yield `${plural(binary, 'binary file')}`
  for (const [reason, [one, more]] of Object.entries(REASONS)) {
    const paths = walk.leftOut.filter(entry => entry.reason === reason).map(entry => sanitizeLine(entry.path))
    if (paths.length === 0) continue
    const names = paths.length <= NAMED ? `: ${paths.join(', ')}` : ''
    yield `${formatCount(paths.length)} ${paths.length === 1 ? one : more}${names}`
  }
}

function summaryText(summary: Summary, style: Style): string {
  const { files, bytes, tookMs, findings, flagged, byType, bySeverity, walk } = summary
  const lines: string[] = []
  if (findings > 0) {
    const rows = [...byType]
      .sort(
        ([, a], [, b]) =>
          WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity) || b.count - a.count,
      )
      .map(([type, entry]) => [type, entry.severity, entry.count, entry.files])
    lines.push(formatTable(['found', 'severity', 'count', 'files'], rows, style))
  }
  for (const { path, message } of walk.failures)
    lines.push(`${style.yellow('not scanned')} ${sanitizeLine(path)}: ${sanitizeLine(message)}\n`)
  for (const { path, why } of walk.withoutGit)
    lines.push(style.dim(`Every file of ${sanitizeLine(path)} was taken: ${sanitizeLine(why)}.`), '\n')
  const rate = tookMs > 0 ? `, ${formatBytes(bytes / (tookMs / 1000))}/s` : ''
  const counts = WORST_FIRST.filter(severity => bySeverity.has(severity))
    .map(severity => paintSeverity(severity, `${bySeverity.get(severity)} ${severity}`, style))
    .join(', ')
  const found =
    findings === 0
      ? style.green('Nothing found')
      : `${style.bold(plural(findings, 'finding'))} (${counts}) in ${plural(flagged, 'file')}`
  lines.push(
    `${found}. ${plural(files, 'file')} scanned, ${formatBytes(bytes)} in ${formatDuration(tookMs)}${rate}.\n`,
  )
  const unsure = summary.unreadable + summary.failed
  if (unsure > 0)
    lines.push(`${style.yellow(`${plural(unsure, 'file')} could not be scanned, or not to the end.`)}\n`)
  const beside = [
    ...(summary.inBaseline > 0 ? [`${formatCount(summary.inBaseline)} known from the baseline`] : []),
    ...(summary.belowSeverity > 0 ? [`${formatCount(summary.belowSeverity)} below --min-severity`] : []),
  ]
  if (beside.length > 0) lines.push(style.dim(`Not told: ${beside.join(', ')}.`), '\n')
  const left = [...notScanned(summary)]
  if (left.length > 0) lines.push(style.dim(`Not scanned: ${left.join('; ')}.`), '\n')
  return lines.join('')
}

/** For people: each file with its findings, then a table and a line that says it all. */
export function readablePrinter(write: Write, style: Style): Printer {
  return {
    async file(reported: Reported) {
      if (!isTelling(reported)) return
      const { file, error, shown } = reported
      const lines = [
        `${style.bold(sanitizeLine(file.path))}\n`,
        ...shown.map(finding => formatFinding(finding, style)),
      ]
      if (error !== undefined)
        lines.push(`  ${style.yellow(`not scanned to its end: ${sanitizeLine(error)}`)}\n`)
      await write(`${lines.join('')}\n`)
    },
    end: summary => write(summaryText(summary, style)),
  }
}
