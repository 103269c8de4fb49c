import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { cutFile, readIfPresent, replaceFile, syncDirectory } from './disk.ts'

/** How far a writer has come. */
type Position = {
  readonly tenant: string
  readonly writer: string
  /** Last number taken in, durable or on its way. */
  last: number
  /** Last number that is durable; -1 when none is yet. */
  durable: number
  /** Epoch milliseconds of its last append. */
  seen: number
}

type Row = { readonly tenant: string; readonly writer: string; readonly last: number; readonly seen: number }

/** A writer silent for this long is forgotten, so that the table cannot grow for ever. */
const FORGET_AFTER_MS = 90 * 24 * 3_600_000
/** The file is rewritten at start when it holds this many lines more than the table. */
const COMPACT_LINES = 10_000

/**
 * The last number of every (tenant, writer). The write-ahead log holds them too; before a file of it is removed, `persist` appends those
 * that changed to `journal/writers.ndjson`: one JSON object per line, of which the highest `last` of a writer counts.
 */
export class WriterTable {
  readonly #path: string
  readonly #positions = new Map<string, Position>()
  readonly #unsaved = new Set<Position>()
  #fileLength = 0

  constructor(path: string, now: number) {
    this.#path = path
    const file = readIfPresent(path)
    if (file === undefined) return
    // What follows the last line feed was torn by a crash; the log still has it.
    this.#fileLength = file.lastIndexOf('\n') + 1
    if (file.length > this.#fileLength) cutFile(path, this.#fileLength)
    const lines = file.toString('utf8', 0, this.#fileLength).split('\n').slice(0, -1)
    for (const line of lines) {
      const { tenant, writer, last, seen } = JSON.parse(line) as Row
      if (seen > now - FORGET_AFTER_MS) this.#raise(tenant, writer, last, seen)
    }
    if (lines.length > this.#positions.size + COMPACT_LINES) {
      const data = format(this.#positions.values())
      replaceFile(path, data)
      this.#fileLength = data.length
    }
  }

  last(tenant: string, writer: string): number | undefined {
    return this.#positions.get(`${tenant}/${writer}`)?.last
  }

  /** An append up to number `last` is on its way. */
  advance(tenant: string, writer: string, last: number, seen: number): void {
    Object.assign(this.#position(tenant, writer), { last, seen })
  }

  /** An append up to number `last` is durable. */
  settle(tenant: string, writer: string, last: number): void {
    const position = this.#position(tenant, writer)
    position.durable = last
    this.#unsaved.add(position)
  }

  /** Whatever this writer has on its way was refused. */
  rollBack(tenant: string, writer: string): void {
    const position = this.#position(tenant, writer)
    position.last = position.durable
    if (position.durable < 0) this.#positions.delete(`${tenant}/${writer}`)
  }

  /** A frame of the log says that `last` is durable. */
  recover(tenant: string, writer: string, last: number, seen: number): void {
    this.#unsaved.add(this.#raise(tenant, writer, last, seen))
  }

  /** Makes the durable positions outlive the write-ahead log. */
  async persist(): Promise<void> {
    if (this.#unsaved.size === 0) return
    const positions = [...this.#unsaved]
    const data = format(positions)
    this.#unsaved.clear()
    try {
      const file = await open(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600)
      try {
        await file.truncate(this.#fileLength)
        for (let done = 0; done < data.length; )
          done += (await file.write(data, done, data.length - done, this.#fileLength + done)).bytesWritten
        await file.sync()
      } finally {
        await file.close()
      }
      if (this.#fileLength === 0) syncDirectory(dirname(this.#path))
      this.#fileLength += data.length
    } catch (error) {
      for (const position of positions) this.#unsaved.add(position)
      throw error
    }
  }

  #raise(tenant: string, writer: string, last: number, seen: number): Position {
    const position = this.#position(tenant, writer)
    if (last > position.durable) Object.assign(position, { last, durable: last, seen })
    return position
  }

  #position(tenant: string, writer: string): Position {
    const key = `${tenant}/${writer}`
    const known = this.#positions.get(key)
    if (known !== undefined) return known
    const position = { tenant, writer, last: -1, durable: -1, seen: 0 }
    this.#positions.set(key, position)
    return position
  }
}

function format(positions: Iterable<Position>): Buffer {
  const rows = Array.from(
    positions,
    ({ tenant, writer, durable, seen }): Row => ({ tenant, writer, last: durable, seen }),
  )
  return Buffer.from(rows.map(row => `${JSON.stringify(row)}\n`).join(''))
}
