import { parseExpression, type StepLength, TallyError } from '@tallystick/core'
import type { CatalogueEntry, MetricsAnswer } from '@tallystick/engine'
import { parseDuration, parseRange, type RangeOptions } from '../args/time.ts'
import { type ClientOptions, withClient } from '../client/open.ts'
import { type ExitCode, OK } from '../exit-codes.ts'
import { formatCount, formatDuration } from '../output/numbers.ts'
import { jsonLine } from '../output/sanitize.ts'
import { sparkline } from '../output/sparkline.ts'
import { type Cell, formatTable } from '../output/table.ts'
import { displayTime } from '../output/time.ts'
import type { Terminal } from '../terminal.ts'

export type MetricsOptions = ClientOptions &
  RangeOptions & { readonly step?: string; readonly json?: boolean; readonly utc?: boolean }

const SPARK_COLUMNS = 40
/** Rows of time that a person reads of one series; more are told by the bars. */
const MANY_STEPS = 60

/** `tally metrics`: what there is to ask for; with an expression its series as a table, or with --json as objects. */
export async function runMetrics(
  words: readonly string[],
  options: MetricsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const expr = words.join(' ')
  const range = parseRange(options, terminal.now())
  return withClient(options, terminal, async client => {
    if (expr === '') await printCatalogue(await client.metrics(range), options, terminal)
    else {
      checkExpression(expr)
      const step = options.step === undefined ? undefined : stepLength(options.step)
      const answer = await client.queryMetrics(expr, { ...range, ...(step === undefined ? {} : { step }) })
      await printSeries(answer, options, terminal)
    }
    return OK
  })
}

/** Tells a mistake at once, with the text to point into, whatever the record is behind. */
function checkExpression(text: string): void {
  try {
    parseExpression(text)
  } catch (error) {
    if (!(error instanceof TallyError)) throw error
    throw new TallyError(error.code, error.message, {
      cause: error,
      ...(error.position === undefined ? {} : { position: error.position }),
      details: { ...error.details, query: text },
    })
  }
}

function stepLength(text: string): StepLength {
  if (text === 'range') return text
  const seconds = parseDuration(text) / 1_000
  if (!Number.isInteger(seconds) || seconds < 1)
    throw new TallyError('TALLY_METRIC_STEP', `--step ${text} is not a whole number of seconds`)
  return seconds
}

async function printCatalogue(
  entries: readonly CatalogueEntry[],
  { json, utc = false }: MetricsOptions,
  { print, style }: Terminal,
): Promise<void> {
  if (json) return print(entries.map(jsonLine).join(''))
  const metrics = entries.filter(entry => entry.kind === 'metric')
  const derived = entries.filter(entry => entry.kind === 'derived')
  const found =
    metrics.length === 0
      ? 'There are no metric points yet; send some to POST /api/v1/metrics.\n'
      : formatTable(
          ['metric', 'type', 'unit', 'tags', 'points', 'last seen'],
          metrics.map(({ name, types, units, tags, points, lastSeen }) => [
            ...[name, types.join(' '), units.join(' '), tags.join(' ')],
            ...[formatCount(points), displayTime(lastSeen, utc)],
          ]),
          style,
        )
  const computed = formatTable(
    ['derived series', 'unit', 'what it is'],
    derived.map(({ name, units, description }) => [name, units.join(' '), description]),
    style,
  )
  await print(`${found}\n${computed}`)
}

async function printSeries(
  answer: MetricsAnswer,
  { json, utc = false }: MetricsOptions,
  terminal: Terminal,
): Promise<void> {
  const { print, note, noteStyle, interactive } = terminal
  const { series, truncated, approximate, step } = answer
  if (json) {
    const { series: _, ...about } = answer
    await print(series.map(one => jsonLine({ ...about, ...one })).join(''))
    return
  }
  const over = series.every(({ points }) => points.length === 1)
  const shown = over ? valueOfEach : series.length === 1 ? oneSeries : manySeries
  await print(shown(answer, terminal, utc))
  if (series.length === 0 && interactive) note(noteStyle.dim('No points in this range.'))
  if (truncated) note(noteStyle.dim('… more series: narrow the expression, or group it by fewer tags'))
  if (approximate)
    note(
      noteStyle.dim(
        `Points that are rolled up to hours are in it: steps of ${formatDuration(step * 1_000)} are approximate.`,
      ),
    )
}

/** A row per series, with the one value that it has. */
function valueOfEach({ series }: MetricsAnswer, { style }: Terminal): string {
  if (series.length === 0) return ''
  const names = tagsOf(series)
  const rows = series.map(({ tags, points }): Cell[] => [
    ...names.map(name => tags[name] ?? null),
    points[0]![1],
  ])
  return formatTable([...names, 'value'], rows, style)
}

/** Time down, and the shape above. */
function oneSeries({ series, step }: MetricsAnswer, { style }: Terminal, utc: boolean): string {
  const [{ tags, points }] = series as [MetricsAnswer['series'][number]]
  const values = points.map(([, value]) => value)
  const shape = `${style.cyan(sparkline(values, SPARK_COLUMNS))}  ${summary(values)}, steps of ${formatDuration(step * 1_000)}\n`
  const rows = points.filter(([, value]) => value !== null || points.length <= MANY_STEPS)
  const table = formatTable(
    ['time', nameOf(tags)],
    rows.map(([time, value]) => [displayTime(time, utc), value]),
    style,
  )
  return `${shape}\n${table}`
}

/** A row per series. */
function manySeries({ series }: MetricsAnswer, { style }: Terminal): string {
  const names = tagsOf(series)
  const rows = series.map(({ tags, points }): Cell[] => {
    const values = points.map(([, value]) => value)
    const known = values.filter(value => value !== null)
    return [
      ...names.map(name => tags[name] ?? null),
      known.reduce((a, b) => Math.min(a, b)),
      known.reduce((sum, value) => sum + value / known.length, 0),
      known.reduce((a, b) => Math.max(a, b)),
      known.at(-1)!,
      sparkline(values, SPARK_COLUMNS),
    ]
  })
  return formatTable([...names, 'min', 'mean', 'max', 'last', 'shape'], rows, style)
}

const tagsOf = (series: MetricsAnswer['series']): string[] => [
  ...new Set(series.flatMap(({ tags }) => Object.keys(tags))),
]

const nameOf = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([name, text]) => `${name}=${text}`)
    .join(' ') || 'value'

function summary(values: readonly (number | null)[]): string {
  const known = values.filter(value => value !== null)
  if (known.length === 0) return 'no values'
  const least = known.reduce((a, b) => Math.min(a, b))
  const most = known.reduce((a, b) => Math.max(a, b))
  return `${Number(least.toPrecision(6))} … ${Number(most.toPrecision(6))}`
}
