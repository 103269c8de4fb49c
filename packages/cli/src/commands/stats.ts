import { type ClientOptions, withClient } from '../client/open.ts'
import type { Health, Stats } from '../client/types.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { formatBytes, formatCount, formatDuration } from '../output/numbers.ts'
import { jsonLine, sanitizeLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

export type StatsOptions = ClientOptions & { readonly json?: boolean }

/** `tally stats`: how much there is, where it lies on the disk, and what is behind. */
export async function runStats(options: StatsOptions, terminal: Terminal): Promise<ExitCode> {
  return withClient(options, terminal, async client => {
    const [stats, health] = [await client.stats(), await client.health()]
    const text = options.json
      ? jsonLine({ target: client.target, ...stats, health })
      : describe(client.target, stats, health, terminal)
    await terminal.print(text)
    return OK
  })
}

function describe(
  target: string,
  { tenants, disk, tables }: Stats,
  health: Health,
  { style }: Terminal,
): string {
  const rows = tenants.map(({ tenant, events, sealed, indexed, ledgerSize, first, last }) => [
    tenant,
    formatCount(events),
    formatCount(events - sealed),
    formatCount(sealed - indexed),
    formatCount(ledgerSize),
    first ?? null,
    last ?? null,
  ])
  const lines = [
    `${style.bold('Tallystick')} ${sanitizeLine(health.version)} at ${sanitizeLine(target)}, store ${sanitizeLine(health.engine)}`,
    '',
    formatTable(
      ['tenant', 'events', 'unsealed', 'unindexed', 'batches', 'first event', 'last event'],
      rows,
      style,
    ),
  ]
  if (disk !== undefined) {
    const events = tenants.reduce((sum, tenant) => sum + tenant.events, 0)
    const parts = Object.entries(disk)
    const total = parts.reduce((sum, [, bytes]) => sum + bytes, 0)
    const cells = [...parts, ['total', total] as const].map(([part, bytes]) => [
      part,
      formatBytes(bytes),
      events === 0 ? null : `${(bytes / events).toFixed(1)} B`,
    ])
    lines.push(formatTable(['on the disk', 'size', 'per event'], cells, style))
  }
  if (tables !== undefined) {
    const cells = tables.map(({ name, rows, bytes }) => [
      name,
      formatCount(rows),
      formatBytes(bytes),
      rows === 0 ? null : `${(bytes / rows).toFixed(1)} B`,
    ])
    lines.push(formatTable([`table (${health.engine})`, 'rows', 'size', 'per row'], cells, style))
  }
  const { events, seconds } = health.behind
  lines.push(
    events === 0
      ? 'The index is up to date.'
      : `The index is ${formatCount(events)} events (${formatDuration(seconds * 1_000)}) behind.`,
  )
  lines.push(...health.problems.map(problem => style.yellow(`! ${sanitizeLine(problem)}`)))
  return `${lines.join('\n')}\n`
}
