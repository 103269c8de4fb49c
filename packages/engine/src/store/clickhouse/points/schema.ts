import type { Sql } from '../sql/bindings.ts'

/** Raised when one of the tables changes: they are then emptied at start and filled again from the journal. */
export const POINTS_LAYOUT = 'tallystick points, layout 2'

export const POINTS = 'points'
/** Rolled-up hours. */
export const HOURS = 'point_hours'
/** What was rolled up: a row per run, made when its hours are all in. `seqs` are the numbers of its points. */
export const ROLLED = 'points_rolled'

const FEW = 'LowCardinality(String)'
const SERIES = ['tenant', 'metric', 'tags', 'type', 'unit']
const SERIES_COLUMNS = SERIES.map(name => `${name} ${FEW}`)
const TIME = `DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1))`
const WEEK = 'intDiv(toUnixTimestamp64Nano(time), 604800000000000)'
const SETTINGS = `SETTINGS default_compression_codec = 'ZSTD(1)', fsync_after_insert = 1, fsync_part_directory = 1,
  min_bytes_for_wide_part = 8388608, old_parts_lifetime = 30`

/**
 * A series is one run of rows: its times and values compress well, and a chart of it reads little else. Tags are canonical JSON, which the
 * engine takes apart once per distinct text, for that is all a LowCardinality column holds. Measured in docs/design/008-metrics.md.
 */
export const CREATE_POINTS: readonly Sql[] = [
  `CREATE TABLE IF NOT EXISTS ${POINTS} (
    ${SERIES_COLUMNS.join(', ')}, time ${TIME}, seq UInt64 CODEC(Delta, ZSTD(1)), value Float64,
    INDEX seqs seq TYPE minmax GRANULARITY 1
  ) ENGINE = MergeTree PARTITION BY ${WEEK} ORDER BY (tenant, metric, tags, type, unit, time, seq) ${SETTINGS} COMMENT '${POINTS_LAYOUT}'`,
  `CREATE TABLE IF NOT EXISTS ${HOURS} (
    ${SERIES_COLUMNS.join(', ')}, time ${TIME}, last_time ${TIME}, last_seq UInt64, run UInt64, count UInt64,
    sum Float64, min Float64, max Float64, p50 Nullable(Float64), p95 Nullable(Float64), p99 Nullable(Float64),
    first Float64, last Float64, grown Nullable(Float64)
  ) ENGINE = MergeTree PARTITION BY ${WEEK} ORDER BY (tenant, metric, tags, type, unit, time, last_seq) ${SETTINGS}`,
  `CREATE TABLE IF NOT EXISTS ${ROLLED} (
    tenant ${FEW}, run UInt64, before DateTime64(9, 'UTC'), below UInt64, seqs AggregateFunction(groupBitmap, UInt64)
  ) ENGINE = MergeTree ORDER BY (tenant, run) ${SETTINGS}`,
]

const INSERTED = [...SERIES, 'time', 'seq', 'value'].join(', ')
const LINE = `${SERIES.map(name => `${name} String`).join(', ')}, time DateTime64(9, \\'UTC\\'), seq UInt64, value Float64`

/** How the canonical lines of points in a file become rows; `descriptor` is the file's number in the engine's process. One block, all or none. */
export function insertPointsFrom(descriptor: number): Sql {
  return `INSERT INTO ${POINTS} (${INSERTED}) SELECT ${INSERTED.replace('tags', "if(tags = '', '{}', tags)")}
FROM file(${descriptor}, 'JSONEachRow', '${LINE}')
SETTINGS date_time_input_format = 'best_effort', input_format_json_read_objects_as_strings = 1, precise_float_parsing = 1,
  max_block_size = 1048576, min_insert_block_size_rows = 0, min_insert_block_size_bytes = 0, max_partitions_per_insert_block = 0,
  max_threads = 1, input_format_parallel_parsing = 0`
}
