import { type Query, type TallyEvent, toAggregation } from '@tallystick/core'
import type { ResultTable, TimeRange } from '@tallystick/engine'
import { parseQueryArgument, type QueryArgument } from '../args/query.ts'
import { parseRange, type RangeOptions } from '../args/time.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import type { TallyClient } from '../client/types.ts'
import { type ExitCode, OK, stoppedCode } from '../exit-codes.ts'
import { createEventPrinter, type EventOutputOptions } from '../output/event-printer.ts'
import { jsonLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

export type SearchOptions = ClientOptions & RangeOptions & EventOutputOptions & { readonly limit?: number }

const DEFAULT_LIMIT = 100
const PAGE = 10_000
const BAR_COLUMNS = 30

/** `tally search`: events, oldest at the top and newest at the prompt, or the table of a query that ends in aggregates. */
export async function runSearch(
  words: readonly string[],
  options: SearchOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const argument = parseQueryArgument(words)
  const signal = terminal.interrupted()
  const range = { ...parseRange(options, terminal.now()), signal }
  return withClient(options, terminal, async client => {
    try {
      if (toAggregation(argument.query) === undefined)
        await searchEvents(client, argument, range, options, terminal)
      else await printTable(await client.aggregate(argument.text, range), argument.query, options, terminal)
      return OK
    } catch (error) {
      if (!signal.aborted) throw error
      terminal.note('Stopped. Run the same command again, or with a narrower range (--last 1h) or --limit.')
      return stoppedCode(signal)
    }
  })
}

type Range = TimeRange & { readonly signal: AbortSignal }

async function searchEvents(
  client: TallyClient,
  { text, query }: QueryArgument,
  range: Range,
  options: SearchOptions,
  terminal: Terminal,
): Promise<void> {
  const inQuery = query.pipes.find(pipe => pipe.kind === 'limit')?.limit
  const limit = options.limit ?? inQuery ?? DEFAULT_LIMIT
  const printer = createEventPrinter(query, options, terminal)
  const events: TallyEvent[] = []
  let cursor: string | undefined
  do {
    const page = await client.search(text, {
      ...range,
      limit: Math.min(PAGE, limit - events.length),
      ...(cursor === undefined ? {} : { cursor }),
    })
    events.push(...page.events)
    cursor = page.cursor
  } while (cursor !== undefined && events.length < limit)

  // The newest come first so that the limit keeps them; they are read from the bottom, like any log. An order that the query asks
  // for stays as it is.
  if (!query.pipes.some(pipe => pipe.kind === 'sort')) events.reverse()
  await printer.printAll(events)
  if (cursor !== undefined && inQuery === undefined)
    terminal.note(
      terminal.noteStyle.dim(
        `… more rows: raise --limit (now ${limit}), or narrow the query, --from, --to or --last`,
      ),
    )
  else if (events.length === 0 && terminal.interactive)
    terminal.note(terminal.noteStyle.dim('No events match.'))
}

async function printTable(
  table: ResultTable,
  query: Query,
  options: SearchOptions,
  terminal: Terminal,
): Promise<void> {
  const { columns, rows, truncated } = table
  if (options.json) {
    const lines = rows.map(row =>
      jsonLine(Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
    )
    await terminal.print(lines.join(''))
  } else {
    const bars = terminal.interactive && columns.includes('count()') && columns.length > 1
    await terminal.print(
      formatTable(columns, rows, terminal.style, {
        ...(terminal.interactive ? { maxCell: terminal.columns } : {}),
        ...(bars ? { bars: { column: 'count()', width: BAR_COLUMNS } } : {}),
      }),
    )
  }
  const wasAsked = query.pipes.some(pipe => pipe.kind === 'limit' || pipe.kind === 'top')
  if (truncated && !wasAsked)
    terminal.note(terminal.noteStyle.dim('… more rows: end the query with | limit N'))
}
