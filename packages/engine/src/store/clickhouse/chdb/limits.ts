/** What the embedded engine may use. Sized for a small machine shared with the server (docs/design/003-columnar-layout.md). */
export type EngineLimits = {
  /** Seconds that a query may run. */
  readonly querySeconds: number
  /** Bytes that one query may hold. */
  readonly queryMemory: number
  /** Bytes that the engine may hold in all. */
  readonly memory: number
}

const MiB = 1024 * 1024

export const DEFAULT_ENGINE_LIMITS: EngineLimits = {
  querySeconds: 30,
  queryMemory: 384 * MiB,
  memory: 768 * MiB,
}

/** Command line of the engine: few threads, small caches, no limit to what may be dropped. */
export function engineArguments({ memory }: EngineLimits): string[] {
  return Object.entries({
    max_server_memory_usage: memory,
    mark_cache_size: 32 * MiB,
    index_mark_cache_size: 8 * MiB,
    primary_index_cache_size: 16 * MiB,
    text_index_tokens_cache_size: 16 * MiB,
    text_index_header_cache_size: 16 * MiB,
    text_index_postings_cache_size: 8 * MiB,
    query_condition_cache_size: 8 * MiB,
    compiled_expression_cache_size: 8 * MiB,
    max_thread_pool_size: 200,
    max_thread_pool_free_size: 4,
    background_pool_size: 2,
    background_schedule_pool_size: 4,
    max_active_parts_loading_thread_pool_size: 2,
    max_outdated_parts_loading_thread_pool_size: 1,
    max_table_size_to_drop: 0,
    max_partition_size_to_drop: 0,
  }).map(([name, value]) => `--${name}=${value}`)
}

/** Settings of every query. */
export function querySettings({ querySeconds, queryMemory }: EngineLimits): string {
  return Object.entries({
    // What stands beside an answer waits while these run, and says so itself with a 2.
    priority: 1,
    max_execution_time: querySeconds,
    max_memory_usage: queryMemory,
    max_bytes_before_external_group_by: Math.floor(queryMemory / 2),
    max_bytes_before_external_sort: Math.floor(queryMemory / 2),
    // By default a thread needs a free gigabyte, so that the small engine would answer with one.
    max_threads_min_free_memory_per_thread: 64 * MiB,
    // Doubles as RFC 8259 has them, integers as numbers, what is not finite as null.
    precise_float_parsing: 1,
    output_format_json_quote_64bit_integers: 0,
    output_format_json_quote_denormals: 0,
    // The filters of 256 terms of one query are checked one by one.
    max_ast_elements: 500_000,
    max_expanded_ast_elements: 5_000_000,
    max_query_size: 16 * MiB,
  })
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')
}
