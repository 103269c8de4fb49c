/** What a placeholder `{name:Type}` of a statement stands for; numbers as decimal text. */
export type Parameter = string | readonly string[]

/** SQL with placeholders, and what they stand for: values never enter the text. */
export type Statement = {
  readonly sql: string
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Of a SELECT, as SQL: beside the settings of every query. */
  readonly settings?: string
}

export type Row = readonly unknown[]

/** Tables that lines go into. */
export type InsertTable = 'events' | 'points'

/**
 * All that the driver needs of a ClickHouse: the engine in a child process today, a server or cluster behind HTTP as well.
 * Both methods reject with an EngineError, or with the reason of the signal.
 */
export interface ClickHouseConnection {
  /** Runs one statement. Rows as arrays of cells, in the order the engine gives them; 64-bit integers as numbers. */
  query(statement: Statement, signal?: AbortSignal): Promise<Row[]>
  /** Inserts lines (of events: see lines.ts) into a table (default: events), all or none; durable and visible when it resolves. */
  insert(lines: AsyncIterable<readonly Buffer[]>, into?: InsertTable): Promise<void>
}

/** Why the engine refused: ClickHouse's error code, or UNREACHABLE when it did not answer at all. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** No answer: the engine is down, starting again or being closed. */
export const UNREACHABLE = 0

/** ClickHouse error codes (system.errors) that the driver knows. */
export const CODE = {
  incorrectData: 117,
  timeout: 159,
  tooSlow: 160,
  noSuchPart: 232,
  tooMuchMemory: 241,
  tooManyParts: 252,
  unfinished: 341,
  regexp: 427,
} as const
