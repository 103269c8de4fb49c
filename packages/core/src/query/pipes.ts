import { columnsOf, DEFAULT_TOP, MAX_TABLE_LIMIT } from './aggregation.ts'
import type { Aggregate, AggregateFunction, Field, Group, Pipe, SortKey } from './ast.ts'
import { resolveField } from './field.ts'
import type { Token } from './lexer.ts'
import { shown } from './quote.ts'
import type { TokenReader } from './reader.ts'

const FUNCTIONS: readonly AggregateFunction[] = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'p50',
  'p95',
  'p99',
  'uniq',
]
const PIPES = 'count() sum(f) avg(f) min(f) max(f) p50(f) p95(f) p99(f) uniq(f), top, sort and limit'
/** A hundred years: as wide as a time bucket may be. */
const MAX_BIN_SECONDS = 36_525 * 86_400
/** Columns of a table: groups and aggregates. */
const MAX_COLUMNS = 16

/**
 * The pipes after a filter: `sort` and `limit` on rows; or aggregates, then `sort`, then `limit`; or `top` alone. Any other sequence
 * would need more than one pass over the result and is refused with TALLY_QUERY_PIPE.
 */
export function parsePipes(reader: TokenReader): Pipe[] {
  const pipes: Pipe[] = []
  while (reader.peek !== undefined) {
    expect(reader, token => token.kind === 'pipe', 'a "|"')
    checkOrder(reader, pipes)
    pipes.push(parsePipe(reader, pipes))
  }
  return pipes
}

function checkOrder(reader: TokenReader, before: readonly Pipe[]): void {
  const last = before.at(-1)
  const next = reader.peek
  if (last === undefined || next === undefined) return
  const name = next.kind === 'keyword' ? next.text : ''
  const refuse = (message: string) => reader.error('TALLY_QUERY_PIPE', message, next)
  if (last.kind === 'top') throw refuse('nothing may follow top; use count() by … | sort … | limit …')
  if (name !== 'sort' && name !== 'limit') throw refuse('aggregates and top come first, and only once')
  if (last.kind === 'limit') throw refuse('nothing may follow limit, so sort goes before it')
  if (last.kind === 'sort' && name === 'sort')
    throw refuse('write the columns in one sort, separated by commas')
}

function parsePipe(reader: TokenReader, before: readonly Pipe[]): Pipe {
  const token = reader.peek
  if (token?.kind === 'function') return parseAggregates(reader)
  const name = token?.kind === 'keyword' ? token.text : undefined
  if (name === 'top' || name === 'sort' || name === 'limit') reader.next()
  if (name === 'top') return parseTop(reader)
  if (name === 'sort') return { kind: 'sort', keys: parseSort(reader, before) }
  if (name === 'limit') return { kind: 'limit', limit: parseLimit(reader) }
  if (name !== undefined && (FUNCTIONS as readonly string[]).includes(name))
    throw reader.error(
      'TALLY_QUERY_SYNTAX',
      `parentheses are missing: ${name}(${name === 'count' ? '' : 'field'})`,
      token,
    )
  throw reader.syntax(
    name === undefined
      ? `a pipe is expected here: ${PIPES}`
      : `unknown pipe ${shown(name)}: there are ${PIPES}`,
    token,
  )
}

function parseAggregates(reader: TokenReader): Pipe {
  const seen = new Set<string>()
  const aggregates = list(reader, () => {
    const token = reader.peek
    const aggregate = parseAggregate(reader)
    unique(reader, seen, columnsOf({ aggregates: [aggregate], by: [] })[0]!, token)
    return aggregate
  })
  const next = reader.peek
  if (next?.kind !== 'keyword' || next.text !== 'by') return { kind: 'aggregate', aggregates, by: [] }
  reader.next()
  let timed = false
  const by = list(reader, () => {
    const token = reader.peek
    const group = parseGroup(reader)
    unique(reader, seen, columnsOf({ aggregates: [], by: [group] })[0]!, token)
    if (group.kind === 'time' && timed)
      throw reader.error('TALLY_QUERY_PIPE', 'there can be one time bucket only', token)
    timed ||= group.kind === 'time'
    return group
  })
  return { kind: 'aggregate', aggregates, by }
}

function parseAggregate(reader: TokenReader): Aggregate {
  const token = reader.next()
  const name = token?.kind === 'function' ? token.name : undefined
  const fn = FUNCTIONS.find(known => known === name)
  if (fn === undefined)
    throw reader.syntax(
      name === undefined
        ? `an aggregate is expected here: ${FUNCTIONS.join(' ')}`
        : `unknown aggregate ${shown(name)}: there are ${FUNCTIONS.join(' ')}`,
      token,
    )
  paren(reader, '(')
  if (fn === 'count') {
    if (reader.peek?.kind === 'field')
      throw reader.syntax(
        'count() takes no field; to count the events that have it, filter by field:*',
        reader.peek,
      )
    paren(reader, ')')
    return { fn }
  }
  const field = parseField(reader, `${fn}()`)
  paren(reader, ')')
  return { fn, field }
}

function parseGroup(reader: TokenReader): Group {
  const token = reader.peek
  if (token?.kind !== 'function') return { kind: 'field', field: parseField(reader, '"by"') }
  if (token.name !== 'bin') throw reader.syntax(`only bin() can stand in "by", not ${token.name}()`, token)
  reader.next()
  paren(reader, '(')
  const group = parseBin(reader)
  paren(reader, ')')
  return group
}

function parseBin(reader: TokenReader): Group {
  const first = reader.peek
  if (first?.kind === 'duration') {
    reader.next()
    if (first.seconds > MAX_BIN_SECONDS)
      throw reader.error('TALLY_QUERY_VALUE', 'a time bucket is at most a hundred years', first)
    return { kind: 'time', seconds: first.seconds }
  }
  if (first?.kind !== 'field')
    throw reader.error(
      'TALLY_QUERY_VALUE',
      'write bin(5m) with a unit of s m h d w, or bin(field, 0.1)',
      first,
    )
  const field = parseField(reader, 'bin()')
  expect(reader, token => token.kind === 'comma', 'a comma and the width of a bin')
  const width = reader.next()
  if (width?.kind !== 'number' || width.value <= 0)
    throw reader.error('TALLY_QUERY_VALUE', 'the width of bin(field, width) is a number above 0', width)
  return { kind: 'number', field, width: width.value }
}

function parseTop(reader: TokenReader): Pipe {
  const limit = reader.peek?.kind === 'number' ? parseLimit(reader) : DEFAULT_TOP
  return { kind: 'top', limit, field: parseField(reader, 'top') }
}

function parseLimit(reader: TokenReader): number {
  const token = reader.next()
  if (
    token?.kind === 'number' &&
    Number.isInteger(token.value) &&
    token.value >= 1 &&
    token.value <= MAX_TABLE_LIMIT
  )
    return token.value
  throw reader.error('TALLY_QUERY_VALUE', `an integer from 1 to ${MAX_TABLE_LIMIT} is expected here`, token)
}

/** Columns to sort by, checked against those that the pipes before give. */
function parseSort(reader: TokenReader, before: readonly Pipe[]): SortKey[] {
  const table = before.find(pipe => pipe.kind === 'aggregate')
  const columns = table ? columnsOf(table) : ['time']
  const seen = new Set<string>()
  const keys = list(reader, () => {
    const minus = reader.peek
    const descending = minus?.kind === 'keyword' && minus.text === '-'
    if (descending) reader.next()
    const token = reader.peek
    const column = parseColumn(reader)
    if (!columns.includes(column))
      throw reader.error(
        'TALLY_QUERY_FIELD',
        `${shown(column)} cannot be sorted by: there is ${columns.join(' and ')}`,
        token,
      )
    unique(reader, seen, column, token)
    return { column, descending }
  })
  return keys
}

function parseColumn(reader: TokenReader): string {
  const token = reader.peek
  const isAggregate = token?.kind === 'function' && token.name !== 'bin'
  return columnsOf(
    isAggregate
      ? { aggregates: [parseAggregate(reader)], by: [] }
      : { aggregates: [], by: [parseGroup(reader)] },
  )[0]!
}

function parseField(reader: TokenReader, user: string): Field {
  const token = reader.next()
  if (token?.kind !== 'field') throw reader.syntax(`${user} needs a field`, token)
  return resolveField(token.name, token.start)
}

function list<T>(reader: TokenReader, item: () => T): T[] {
  const items = [item()]
  while (reader.peek?.kind === 'comma') {
    reader.next()
    items.push(item())
  }
  return items
}

function paren(reader: TokenReader, text: '(' | ')'): void {
  expect(reader, token => token.kind === 'paren' && token.text === text, `"${text}"`)
}

function expect(reader: TokenReader, fits: (token: Token) => boolean, what: string): void {
  const token = reader.next()
  if (token === undefined || !fits(token)) throw reader.syntax(`${what} is expected here`, token)
}

function unique(reader: TokenReader, seen: Set<string>, column: string, token: Token | undefined): void {
  if (seen.has(column)) throw reader.error('TALLY_QUERY_FIELD', `${column} stands here twice`, token)
  seen.add(column)
  if (seen.size > MAX_COLUMNS)
    throw reader.error('TALLY_QUERY_TOO_COMPLEX', `a table has at most ${MAX_COLUMNS} columns`, token)
}
