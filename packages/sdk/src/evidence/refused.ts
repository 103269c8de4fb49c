import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ifPresent, replaceFile } from '../disk/index.ts'
import type { Clock, Problem, RefusedRecord } from '../ship/index.ts'

/** Evidence that the server will never take, one durable JSON file per record, for people to look at. */
export class RefusedFolder {
  readonly #folder: string
  readonly #clock: Clock
  readonly #tell: (problem: Problem) => void

  constructor(folder: string, clock: Clock, tell: (problem: Problem) => void) {
    this.#folder = folder
    this.#clock = clock
    this.#tell = tell
  }

  /** Resolves when they are durable here. Keeping a record twice leaves one. */
  async keep(records: readonly RefusedRecord[]): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    for (const { writer, sequence, line, code, message } of records) {
      const at = new Date(this.#clock.now()).toISOString()
      const text = JSON.stringify({ writer, sequence, at, code, message, line })
      await replaceFile(this.#path(writer!, sequence), Buffer.from(`${text}\n`))
    }
    const [{ code, message, sequence }] = records as [RefusedRecord]
    this.#tell({
      lane: 'evidence',
      kind: 'refused',
      message: `The server refused ${records.length} events of evidence for good: ${code}: ${message}. They are kept in ${this.#folder}.`,
      details: { records: records.length, code, reason: message, sequence, folder: this.#folder },
    })
  }

  /** How many of the numbers [from, to) of a writer are not here. Looks at the last 10,000; the others count as missing. */
  async missing(writer: string, from: number, to: number): Promise<number> {
    const start = Math.max(from, to - 10_000)
    let missing = start - from
    for (let sequence = start; sequence < to; sequence++)
      if ((await ifPresent(access(this.#path(writer, sequence)).then(() => true))) === undefined) missing++
    return missing
  }

  #path(writer: string, sequence: number): string {
    return join(this.#folder, `${writer}-${String(sequence).padStart(16, '0')}.json`)
  }
}
