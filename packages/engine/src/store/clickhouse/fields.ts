import { compareText } from '@tallystick/core'
import type { FieldSummary, FieldsRequest } from '../../ports/event-store.ts'
import type { ClickHouseConnection, Row, Statement } from './connection.ts'
import { ATTRIBUTES_TREE, type ColumnName, column, ENVELOPE, FEW_VALUES, specOf, TABLE } from './schema.ts'
import { attributeOperand } from './sql/attribute.ts'
import { Bindings, type Sql } from './sql/bindings.ts'
import { envelopeOperand } from './sql/envelope.ts'
import type { Scope } from './sql/filter.ts'
import { numberOfText } from './sql/operand.ts'
import { compileSelection, compileSource } from './sql/selection.ts'
import { fromTreePath, treePath } from './tree-path.ts'

/**
 * Named fields with few values are counted exactly, in one pass over their columns. Of all others figures are exact up to this many matching
 * events. Of more, about this many are looked at, in runs of consecutive sequence numbers that lie evenly apart, and counts are multiplied.
 * Whole trees of attributes take fifteen times as long to go through as the columns of fields that are named.
 */
const SAMPLE = { named: 100_000, all: 25_000 }
/** What is read lies in granules: many short runs would read them all. */
const RUNS = 64
const MIN_RUN = 512
/** Fields whose values hardly repeat have no top values. */
const UNIQUE: ReadonlySet<ColumnName> = new Set(['id', 'seq', 'time', 'received'])
const PREFIX = 'attributes.'
/** After the priority of other queries (chdb/limits.ts); but where some always run, it goes on block by block. */
const BESIDE = 'priority = 2, low_priority_query_wait_time_ms = 100'

type Queries = Pick<ClickHouseConnection, 'query'>
/** What statements are compiled with, but for their values. */
type Known = Omit<Scope, 'bindings'>

const TYPES = `JSONAllPathsWithTypes(${ATTRIBUTES_TREE})`
/** As (path, text form): the engine leaves out the plus of a positive exponent, see `textOfDouble`. */
const ALL_PATHS: Sql = `arrayMap(
  (path, type, text) -> (path, toNullable(if(type = 'Float64' AND match(text, 'e[0-9]'), replaceOne(text, 'e', 'e+'), text))),
  mapKeys(${TYPES}), mapValues(${TYPES}), JSONAllValues(${ATTRIBUTES_TREE}))`

/** Which fields the selected events have, as docs/design/002-query-language.md ("Fields that exist") has them. */
export async function summarizeFields(
  engine: ClickHouseConnection,
  request: FieldsRequest,
  known: Known,
): Promise<FieldSummary[]> {
  const { names } = request
  const connection = beside(engine)
  const few = ENVELOPE.filter(name => FEW_VALUES.has(name) && names?.includes(name))
  const others = names?.filter(name => !FEW_VALUES.has(name as ColumnName))
  const [counted, sampled] = await Promise.all([
    few.length === 0 ? [] : countValues(connection, request, known, few),
    others?.length === 0
      ? []
      : sampleValues(connection, others ? { ...request, names: others } : request, known),
  ])
  const order = ({ name }: FieldSummary) =>
    name.startsWith(PREFIX) ? ENVELOPE.length : ENVELOPE.indexOf(name as ColumnName)
  return [...counted, ...sampled].sort((a, b) => order(a) - order(b) || compareText(a.name, b.name))
}

/** Of a connection only its queries, which wait while others run: fields stand beside the answer to a question. */
function beside(engine: ClickHouseConnection): Queries {
  return { query: (statement, signal) => engine.query({ ...statement, settings: BESIDE }, signal) }
}

/** Every matching event by each of some columns that have few values. */
async function countValues(
  connection: Queries,
  request: FieldsRequest,
  known: Known,
  names: readonly ColumnName[],
): Promise<FieldSummary[]> {
  const bindings = new Bindings()
  const source = compileSource(request, { bindings, ...known })
  const columns = names.map(column)
  // In each row all but the column that was grouped by are '', and that is as well where an event has no such field.
  const pairs = names.map((name, i) => `('${name}', toString(${columns[i]}))`)
  const rows = await connection.query(
    listed(
      `SELECT pair.1 AS name, pair.2 AS text, times, false AS isNumber, false AS isTruth
      FROM (
        SELECT arrayFirst(pair -> pair.2 != '', [${pairs.join(', ')}]) AS pair, count() AS times
        FROM ${source}
        GROUP BY GROUPING SETS (${columns.map(name => `(${name})`).join(', ')})
      )
      WHERE text != ''`,
      request.top,
      bindings,
    ),
    request.signal,
  )
  return rows.map(row => envelopeSummary(row, 1))
}

async function sampleValues(
  connection: Queries,
  request: FieldsRequest,
  known: Known,
): Promise<FieldSummary[]> {
  const { total, span } = await extentOf(connection, request, known)
  if (total === 0) return []
  const every = Math.ceil(total / (request.names === undefined ? SAMPLE.all : SAMPLE.named))
  const sample = { every, run: Math.max(MIN_RUN, Math.ceil(span / every / RUNS)) }
  const rowsOf = (pairs: Pairs) => listPairs(connection, request, known, sample, pairs)
  const [envelope, attributes] = await Promise.all([
    rowsOf(envelopePairs(request.names)),
    rowsOf(attributePairs(request.names, known)),
  ])
  return [
    ...envelope.map(row => envelopeSummary(row, every)),
    ...attributes.map(row => attributeSummary(row, every)),
  ]
}

/** How many events match, and where all fields are asked for, how many sequence numbers lie between the first and the last of them. */
async function extentOf(
  connection: Queries,
  request: FieldsRequest,
  known: Known,
): Promise<{ readonly total: number; readonly span: number }> {
  const bindings = new Bindings()
  const source = compileSource(request, { bindings, ...known })
  // Single columns are read fast enough in short runs too.
  const extent = request.names === undefined ? 'max(seq) - min(seq)' : '0'
  const statement = bindings.statement(`SELECT count(), ${extent} FROM ${source}`)
  const rows = await connection.query(statement, request.signal)
  const [total, span] = rows[0] as [number, number]
  return { total, span }
}

/** Every n-th run of so many sequence numbers is looked at. */
type Sample = { readonly every: number; readonly run: number }

/** Writes an array of (name, text form), or nothing when no such field is wanted. */
type Pairs = (bindings: Bindings) => Sql | undefined

function envelopePairs(names: readonly string[] | undefined): Pairs {
  const wanted = ENVELOPE.filter(name => names === undefined || names.includes(name))
  return bindings =>
    pairsOf(
      wanted.map(name => {
        const { text } = envelopeOperand({ kind: 'envelope', name }, bindings)
        return [name, UNIQUE.has(name) ? `''` : text()] as const
      }),
      bindings,
    )
}

/** Paths that are asked for are read alone; to find all there are, whole trees are. */
function attributePairs(names: readonly string[] | undefined, { typesOf }: Known): Pairs {
  if (names === undefined) return () => ALL_PATHS
  const paths = names.filter(name => name.startsWith(PREFIX)).map(name => name.slice(PREFIX.length))
  return bindings =>
    pairsOf(
      paths.map(path => [treePath(path), attributeOperand(path, typesOf, bindings).text()] as const),
      bindings,
    )
}

function pairsOf(
  fields: readonly (readonly [name: string, text: Sql])[],
  bindings: Bindings,
): Sql | undefined {
  if (fields.length === 0) return undefined
  const pairs = fields.map(([name, text]) => `(${bindings.text(name)}, CAST(${text}, 'Nullable(String)'))`)
  return `arrayFilter(pair -> isNotNull(pair.2), [${pairs.join(', ')}])`
}

async function listPairs(
  connection: Queries,
  request: FieldsRequest,
  known: Known,
  sample: Sample,
  pairs: Pairs,
): Promise<Row[]> {
  const statement = compileFields(request, { bindings: new Bindings(), ...known }, sample, pairs)
  return statement === undefined ? [] : connection.query(statement, request.signal)
}

function compileFields(
  request: FieldsRequest,
  scope: Scope,
  { every, run }: Sample,
  pairs: Pairs,
): Statement | undefined {
  const { bindings } = scope
  const written = pairs(bindings)
  if (written === undefined) return undefined
  const where = compileSelection(request, scope)
  const sampled = every === 1 ? '' : ` AND intDiv(seq, ${run}) % ${every} = 0`
  return listed(
    `SELECT pair.1 AS name, assumeNotNull(pair.2) AS text, count() AS times,
      isNotNull(${numberOfText('text')}) AS isNumber, text IN ('true', 'false') AS isTruth
    FROM (SELECT arrayJoin(${written}) AS pair FROM ${TABLE} WHERE ${where}${sampled})
    GROUP BY name, text`,
    request.top,
    bindings,
  )
}

/** Rows of name, events, distinct texts that are numbers, that are truths, distinct texts, most frequent texts; from rows of one name and text each. */
function listed(values: Sql, top: number, bindings: Bindings): Statement {
  return bindings.statement(`
    SELECT name, sum(times), countIf(isNumber), countIf(isTruth), count(),
      arraySlice(arraySort(value -> (-value.2, value.1), groupArray((text, times))), 1, ${bindings.unsigned(top)})
    FROM (${values})
    GROUP BY name`)
}

function envelopeSummary([name, count, , , , top]: Row, every: number): FieldSummary {
  const field = name as ColumnName
  const { kind } = specOf(field)
  return {
    name: field,
    type: kind === 'integer' ? 'number' : kind === 'time' ? 'time' : 'string',
    count: (count as number) * every,
    top: UNIQUE.has(field) ? [] : topOf(top, every),
  }
}

function attributeSummary([name, count, numbers, truths, values, top]: Row, every: number): FieldSummary {
  const type =
    numbers === values ? 'number' : truths === values ? 'boolean' : numbers || truths ? 'mixed' : 'string'
  return {
    name: PREFIX + fromTreePath(name as string),
    type,
    count: (count as number) * every,
    top: topOf(top, every),
  }
}

function topOf(cell: unknown, every: number): FieldSummary['top'] {
  return (cell as readonly (readonly [string, number])[]).map(([value, count]) => ({
    value,
    count: count * every,
  }))
}
