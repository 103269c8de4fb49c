import { EVENT_FIELDS, type EventField, type FieldSpec } from '@tallystick/core'
import type { Sql } from './sql/bindings.ts'

/** Raised when the table changes: a store that has another layout is emptied at start and filled again from the journal. */
export const LAYOUT = 'tallystick events, layout 3'

export const TABLE = 'events'
/** Attributes as canonical JSON text, or ''. */
export const ATTRIBUTES_TEXT = 'attributes'
/** The same by path, for filters and aggregates. */
export const ATTRIBUTES_TREE = 'attrs'
/** Given on insert instead of `attributes` where `attrs` is to differ from it (see lines.ts); not stored. */
export const ATTRIBUTES_FLAT = 'attributes_flat'

/**
 * The message without what is different each time: every run of ASCII letters and digits that has a digit is a `0`. So few differ that they are stored by
 * number, and what is asked of all of them is asked once. A phrase without digits stands in it, on token boundaries, where it stands in the message.
 */
export const PATTERN = 'pattern'
/**
 * Stands for the pattern of a message that is long: prose, which says something else each time, would be stored twice and be slower to ask. (A message that
 * is just this is looked at as long ones are.)
 */
const NO_PATTERN = `'…'`
export const UNPATTERNED: Sql = `${PATTERN} = ${NO_PATTERN}`
const MAX_PATTERNED_BYTES = 192

/** Paths of attributes that have files of their own; more share files. Bounds files per part, and memory while merging. */
export const MAX_DYNAMIC_PATHS = 64

export type ColumnName = Exclude<EventField, 'attributes'>

/** The envelope in its order. */
export const ENVELOPE = Object.keys(EVENT_FIELDS).filter(name => name !== ATTRIBUTES_TEXT) as ColumnName[]

export const specOf = (name: ColumnName): FieldSpec => EVENT_FIELDS[name]
export const column = (name: ColumnName): Sql => `\`${name}\``

/** Fields with few distinct values, stored by number. */
export const FEW_VALUES: ReadonlySet<EventField> = new Set([
  ...(['tenant', 'stream', 'level', 'category', 'service', 'environment', 'module'] as const),
  ...(['function', 'name', 'entity_type'] as const),
])

function columnType(name: ColumnName): string {
  const spec = specOf(name)
  switch (spec.kind) {
    case 'uuid':
      return 'UUID'
    case 'time':
      return `DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1))`
    case 'integer':
      if (name === 'severity_number') return 'UInt8'
      return name === 'seq' ? 'UInt64 CODEC(Delta, ZSTD(1))' : 'Nullable(UInt64)'
    default:
      // LZ4 where whole columns are read to answer a query, ZSTD where mostly single values are.
      if (name === 'message') return 'String CODEC(LZ4)'
      return FEW_VALUES.has(name) ? 'LowCardinality(String)' : 'String'
  }
}

/** Without the codec. */
function lineType(name: ColumnName): string {
  return columnType(name).replace(/ CODEC.*/, '')
}

/** An absent text is '' (which no event has, see `normalizeEvent`), an absent integer NULL. */
const COLUMNS = ENVELOPE.map(name => `${column(name)} ${columnType(name)}`)

const PATTERN_SOURCE = `if(length(message) > ${MAX_PATTERNED_BYTES}, ${NO_PATTERN}, replaceRegexpAll(message, '[A-Za-z]*[0-9][0-9A-Za-z]*', '0'))`

const TREE_TYPE = `JSON(max_dynamic_paths = ${MAX_DYNAMIC_PATHS})`
const TREE_SOURCE = `multiIf(${ATTRIBUTES_FLAT} != '', ${ATTRIBUTES_FLAT}, ${ATTRIBUTES_TEXT} != '', ${ATTRIBUTES_TEXT}, '{}')`

/** Fields that are asked for one value among very many. */
const LOOKED_UP: readonly ColumnName[] = [
  'id',
  'trace_id',
  'span_id',
  'request_id',
  'session_id',
  'user_id',
  'entity_id',
]

const INDEXES = [
  `INDEX words lower(message) TYPE text(tokenizer = splitByNonAlpha, posting_list_codec = 'bitpacking')`,
  `INDEX unpatterned (${UNPATTERNED}) TYPE minmax GRANULARITY 8`,
  'INDEX seqs seq TYPE minmax GRANULARITY 1',
  ...LOOKED_UP.map(name => `INDEX some_${name} ${column(name)} TYPE bloom_filter(0.01) GRANULARITY 8`),
]

/** Small granules and blocks, so that a row in a hundred thousand costs little; measured in docs/design/003-columnar-layout.md. */
const SETTINGS = {
  index_granularity: 1024,
  min_compress_block_size: 16_384,
  max_compress_block_size: 65_536,
  default_compression_codec: `'ZSTD(1)'`,
  // An insert is on the disk when it is acknowledged.
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  merge_max_dynamic_subcolumns_in_wide_part: `'${MAX_DYNAMIC_PATHS}'`,
  merge_max_dynamic_subcolumns_in_compact_part: `'${MAX_DYNAMIC_PATHS}'`,
  // Wider steps from small parts to large ones: rows are rewritten fewer times, which is a third of the CPU they cost.
  merge_selector_base: 16,
  max_bytes_to_merge_at_max_space_in_pool: 4_294_967_296,
  old_parts_lifetime: 30,
}

function settings(all: Readonly<Record<string, number | string>>): Sql {
  return Object.entries(all)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')
}

/**
 * Parts hold a week of receipt, so that old ones are dropped whole however far back the times of imported events reach; and an insert
 * never falls into more than two. Rows are ordered as they are read: (tenant, time, seq).
 */
export const CREATE_TABLE: Sql = `CREATE TABLE IF NOT EXISTS ${TABLE} (
  ${[
    ...COLUMNS,
    `${PATTERN} LowCardinality(String) MATERIALIZED ${PATTERN_SOURCE}`,
    `${ATTRIBUTES_FLAT} String EPHEMERAL ''`,
    `${ATTRIBUTES_TEXT} String`,
    `${ATTRIBUTES_TREE} ${TREE_TYPE} MATERIALIZED CAST(${TREE_SOURCE}, '${TREE_TYPE}') CODEC(LZ4)`,
    ...INDEXES,
  ].join(',\n  ')}
) ENGINE = MergeTree
PARTITION BY intDiv(toUnixTimestamp64Nano(received), 604800000000000)
ORDER BY (tenant, time, seq)
SETTINGS ${settings(SETTINGS)}
COMMENT '${LAYOUT}'`

const INSERTED = [...ENVELOPE.map(column), ATTRIBUTES_TEXT, ATTRIBUTES_FLAT].join(', ')

/** Columns as the engine reads them from a line. */
const LINE = [
  ...ENVELOPE.map(name => `${column(name)} ${lineType(name)}`),
  `${ATTRIBUTES_TEXT} String`,
  `${ATTRIBUTES_FLAT} String`,
].join(', ')

const INSERT_SETTINGS = {
  date_time_input_format: `'best_effort'`,
  input_format_json_read_objects_as_strings: 1,
  input_format_try_infer_dates: 0,
  input_format_try_infer_datetimes: 0,
  // Two ways to write one path: the first in canonical key order wins.
  type_json_skip_duplicated_paths: 1,
  // One block, and so one part, per insert: all of it is in, or nothing.
  max_block_size: 1_048_576,
  min_insert_block_size_rows: 0,
  min_insert_block_size_bytes: 0,
  max_partitions_per_insert_block: 0,
  max_threads: 1,
  input_format_parallel_parsing: 0,
}

/** How the canonical journal lines (see lines.ts) in a file become rows; `descriptor` is the file's number in the engine's process. */
export function insertFrom(descriptor: number): Sql {
  return `INSERT INTO ${TABLE} (${INSERTED}) SELECT ${INSERTED}
FROM file(${descriptor}, 'JSONEachRow', '${LINE.replaceAll("'", "\\'")}')
SETTINGS ${settings(INSERT_SETTINGS)}`
}
