import type { ClickHouseConnection } from './connection.ts'
import { ATTRIBUTES_TREE, MAX_DYNAMIC_PATHS, PATTERN, TABLE } from './schema.ts'
import { Bindings } from './sql/bindings.ts'

/** Types that a scalar of JSON gets in the tree of attributes. */
export const TREE_TYPES = ['Int64', 'UInt64', 'Float64', 'Bool', 'String'] as const
export type TreeType = (typeof TREE_TYPES)[number]

/** Types that values at a path (as the tree has it, see tree-path.ts) may have: no other does. */
export type TypesOf = (path: string) => readonly TreeType[]

/** Bytes for each row up to which patterns are few: those that repeat are stored as numbers of one or two bytes. */
const FEW_PATTERNS = 8
/** Share of appends after which that is looked at anew: what is known of many does not change with the next. */
const LOOKED_AT_ANEW = 0.1

/** For statements that ask for no attribute. */
export const ANY_TYPE: TypesOf = () => TREE_TYPES

type PathTypes = ReadonlyMap<string, ReadonlySet<TreeType>>

const isTreeType = (name: string): name is TreeType => (TREE_TYPES as readonly string[]).includes(name)

/**
 * Which types the values of each path of attributes have, read from the names of files: a query then asks for the one or two types
 * that exist instead of all five, which more than halves its time. Types only ever are added, so what was once read stays true, if not
 * complete, until the store is emptied.
 */
export class Catalog {
  readonly #connection: ClickHouseConnection
  readonly #types = new Map<string, Set<TreeType>>()
  #parts: readonly string[] = []
  /** Paths that have files in every part that may keep others among shared ones; undefined while there is no such part. */
  #named: Set<string> | undefined
  /** Counts what may have brought new types; `#read` is up to where they are known. */
  #changes = 1
  #read = 0
  #reading: { readonly upTo: number; readonly done: Promise<void> } | undefined
  #patterns: { readonly upTo: number; readonly repeat: boolean } | undefined

  constructor(connection: ClickHouseConnection) {
    this.#connection = connection
  }

  /** Rows may have come in. */
  changed(): void {
    this.#changes += 1
  }

  forget(): void {
    this.#types.clear()
    this.#parts = []
    this.#named = undefined
    this.#patterns = undefined
    this.changed()
  }

  /** What is known now of all rows that were in when this was called. */
  async types(): Promise<TypesOf> {
    while (this.#read < this.#changes) {
      this.#reading ??= this.#start()
      const { upTo, done } = this.#reading
      await done
      if (upTo >= this.#changes) break
    }
    return path => {
      if (this.#named !== undefined && !this.#named.has(path)) return TREE_TYPES
      const types = this.#types.get(path)
      return types === undefined ? [] : TREE_TYPES.filter(type => types.has(type))
    }
  }

  /**
   * Whether messages have so few patterns that to ask these is quicker than to ask the messages: prose has as many as messages. Parts in one file do
   * not tell; they are small.
   */
  async patternsRepeat(): Promise<boolean> {
    const upTo = this.#changes
    if (this.#patterns === undefined || upTo > this.#patterns.upTo * (1 + LOOKED_AT_ANEW))
      this.#patterns = { upTo, repeat: await this.#loadPatterns() }
    return this.#patterns.repeat
  }

  async #loadPatterns(): Promise<boolean> {
    const [row] = await this.#connection.query({
      sql: `SELECT sum(column_data_uncompressed_bytes), sumIf(rows, column_data_uncompressed_bytes > 0) FROM system.parts_columns
            WHERE database = currentDatabase() AND table = '${TABLE}' AND active AND column = '${PATTERN}'`,
      parameters: {},
    })
    const [bytes, rows] = row as [number, number]
    return bytes <= rows * FEW_PATTERNS
  }

  #start(): { upTo: number; done: Promise<void> } {
    const upTo = this.#changes
    const done = this.#load().then(
      () => {
        this.#read = upTo
        this.#reading = undefined
      },
      error => {
        this.#reading = undefined
        throw error
      },
    )
    return { upTo, done }
  }

  async #load(): Promise<void> {
    const bindings = new Bindings()
    const known = bindings.texts(this.#parts)
    const rows = await this.#connection.query(
      bindings.statement(
        `SELECT part_name, if(has(${known}, part_name), [], substreams) FROM system.parts_columns
         WHERE database = currentDatabase() AND table = '${TABLE}' AND active AND column = '${ATTRIBUTES_TREE}'`,
      ),
    )
    for (const [, streams] of rows) {
      if ((streams as string[]).length > 0) this.#add(typesOfStreams(streams as string[]))
    }
    this.#parts = rows.map(([part]) => part as string)
  }

  #add(part: PathTypes): void {
    for (const [path, types] of part) this.#types.set(path, (this.#types.get(path) ?? new Set()).union(types))
    if (part.size < MAX_DYNAMIC_PATHS) return
    const named = new Set(part.keys())
    this.#named = this.#named?.intersection(named) ?? named
  }
}

/** Streams are named `attrs.<path>.<what>`, the path escaped as a file name. */
function typesOfStreams(streams: readonly string[]): PathTypes {
  const paths = new Map<string, Set<TreeType>>()
  const found: [string, TreeType][] = []
  for (const stream of streams) {
    const [, escaped, what] = stream.split('.')
    if (escaped === undefined || what === undefined) continue
    if (what === 'dynamic_structure') paths.set(pathOfStream(escaped), new Set())
    else if (isTreeType(what)) found.push([pathOfStream(escaped), what])
  }
  for (const [path, type] of found) paths.get(path)?.add(type)
  return paths
}

function pathOfStream(name: string): string {
  return Buffer.from(
    name.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  ).toString('utf8')
}
