import type { DecisionFilter, DecisionRecord, DecisionStats } from '@tallystick/engine'
import { parseRange, type RangeOptions } from '../args/time.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { formatCount } from '../output/numbers.ts'
import { jsonLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import { displayTime } from '../output/time.ts'
import type { Terminal } from '../terminal.ts'

export type DecisionsOptions = ClientOptions &
  RangeOptions & {
    readonly blocked?: boolean
    readonly customer?: string
    readonly keyId?: string
    readonly model?: string
    readonly operation?: string
    readonly limit: number
    readonly stats?: boolean
    readonly bin: string
    readonly json?: boolean
    readonly utc?: boolean
  }

const PAGE = 10_000
const BAR_COLUMNS = 30

/** `tally decisions`: governance decisions, the newest at the bottom; with --stats how many, and at what risk. */
export async function runDecisions(options: DecisionsOptions, terminal: Terminal): Promise<ExitCode> {
  const { decisionStats } = await import('@tallystick/engine')
  const range = parseRange(options, terminal.now())
  const filter: DecisionFilter = {
    customer: options.customer,
    key: options.keyId,
    model: options.model,
    operation: options.operation,
    ...(options.blocked ? { allowed: false } : {}),
  }
  return withClient(options, terminal, async client => {
    if (options.stats) {
      const stats = await decisionStats(client.aggregate, filter, range, options.bin)
      await terminal.print(options.json ? jsonLine(stats) : statsText(stats, options, terminal))
      return OK
    }
    const { decisionOf, decisionQuery } = await import('@tallystick/engine')
    const decisions: DecisionRecord[] = []
    let cursor: string | undefined
    do {
      const page = await client.search(decisionQuery(filter), {
        ...range,
        limit: Math.min(PAGE, options.limit - decisions.length),
        ...(cursor === undefined ? {} : { cursor }),
      })
      decisions.push(...page.events.map(decisionOf))
      cursor = page.cursor
    } while (cursor !== undefined && decisions.length < options.limit)
    decisions.reverse()
    await terminal.print(
      options.json ? decisions.map(jsonLine).join('') : table(decisions, options, terminal),
    )
    if (cursor !== undefined)
      terminal.note(
        terminal.noteStyle.dim(`… more: raise --limit (now ${options.limit}), or narrow the range`),
      )
    return OK
  })
}

function table(
  decisions: readonly DecisionRecord[],
  { utc = false }: DecisionsOptions,
  { style, interactive, columns }: Terminal,
): string {
  const rows = decisions.map(
    ({ created_at, api_key_id, model, operation, allowed, risk_score, policy, reason }) => [
      ...[displayTime(created_at, utc), api_key_id, model, operation],
      ...[allowed === null ? null : allowed ? 'allowed' : 'blocked', risk_score],
      ...[policy === null ? null : policyLabel(policy), reason],
    ],
  )
  const heads = ['time', 'key', 'model', 'operation', 'verdict', 'risk', 'policy', 'reason']
  return formatTable(heads, rows, style, interactive ? { maxCell: columns } : {})
}

/** `name@version`; one that comes with the proxy has no versions. */
const policyLabel = ({ name, version }: NonNullable<DecisionRecord['policy']>): string =>
  version === null ? name : `${name}@${version}`

function statsText(
  { by_model_operation, over_time, truncated, ...all }: DecisionStats,
  { utc = false }: DecisionsOptions,
  { style, interactive }: Terminal,
): string {
  const bars = interactive ? { bars: { column: 'decisions', width: BAR_COLUMNS } } : {}
  const total = `${formatCount(all.total)} decisions: ${formatCount(all.allowed)} allowed, ${formatCount(all.blocked)} blocked (${shareOf(all.allowed_ratio)} allowed), average risk ${all.average_risk ?? '–'}\n`
  if (all.total === 0) return total
  const uses = formatTable(
    ['model', 'operation', 'decisions', 'blocked', 'allowed', 'average risk'],
    by_model_operation.map(({ model, operation, total, blocked, allowed_ratio, average_risk }) => [
      ...[model, operation, total, blocked],
      ...[shareOf(allowed_ratio), average_risk],
    ]),
    style,
  )
  const times = formatTable(
    ['from', 'decisions', 'blocked', 'allowed'],
    over_time.map(({ time, total, blocked, allowed_ratio }) => [
      displayTime(time, utc),
      total,
      blocked,
      shareOf(allowed_ratio),
    ]),
    style,
    bars,
  )
  return `${total}\n${uses}\n${times}${truncated ? '… more models, operations or steps than these\n' : ''}`
}

const shareOf = (ratio: number | null): string => (ratio === null ? '–' : `${(ratio * 100).toFixed(1)} %`)
