import { rmSync, writeFileSync } from 'node:fs'
import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Claim, Claims, namesIn, removeFile } from '../disk/index.ts'
import type { Batch } from './batch.ts'
import type { Clock } from './clock.ts'

export type OfflineOptions = {
  /** Folder of the spool. Several processes may share it. */
  readonly directory: string
  /** Bytes it may hold; beyond it the oldest batches go. */
  readonly bytes: number
}

type Stored = {
  readonly claim: Claim
  readonly name: string
  readonly sequence: number
  readonly count: number
  readonly bytes: number
}

const nameOf = ({ sequence, count }: Batch): string => `${String(sequence).padStart(16, '0')}-${count}.ndjson`
const NAME = /^(\d{16})-(\d+)\.ndjson$/

/**
 * Speech that waits on the disk while the server is away: `<number of the first line>-<lines>.ndjson`, one file per batch, in a folder per
 * writer. Written without a sync: it outlives the process, not the machine.
 */
export class Offline {
  readonly #limit: number
  readonly #claims: Claims
  readonly #writer: string
  readonly #shed: (records: number) => void
  #claim: Promise<Claim> | undefined
  /** Oldest first. */
  #stored: Stored[] = []
  #sending: Stored | undefined
  #bytes = 0
  /** Records in it. */
  count = 0

  constructor(options: OfflineOptions, writer: string, clock: Clock, shed: (records: number) => void) {
    this.#limit = options.bytes
    this.#claims = new Claims(options.directory, clock)
    this.#writer = writer
    this.#shed = shed
  }

  /** Takes over what dead processes left. Resolves to the number of records. */
  async adopt(): Promise<number> {
    let records = 0
    for (let claim = await this.#claims.adopt(); claim !== undefined; claim = await this.#claims.adopt()) {
      const found: Stored[] = []
      for (const name of await namesIn(claim.path)) {
        const [, sequence, count] = NAME.exec(name) ?? []
        const { size } = await stat(join(claim.path, name))
        if (sequence === undefined || size === 0) await removeFile(join(claim.path, name))
        else found.push({ claim, name, sequence: Number(sequence), count: Number(count), bytes: size })
      }
      if (found.length === 0) await this.#claims.remove(claim)
      this.#stored.unshift(...found)
      for (const stored of found) {
        this.#bytes += stored.bytes
        this.count += stored.count
        records += stored.count
      }
    }
    await this.#makeRoom(0)
    return records
  }

  /** Keeps a batch, at the price of the oldest when there is no room. Rejects with the system's reason. */
  async put(batch: Batch): Promise<void> {
    if (batch.body.length > this.#limit) return this.#shed(batch.count)
    await this.#makeRoom(batch.body.length)
    this.#claim ??= this.#claims.create(this.#writer)
    const claim = await this.#claim.catch((error: unknown) => {
      this.#claim = undefined
      throw error
    })
    const name = nameOf(batch)
    const path = join(claim.path, name)
    try {
      await writeFile(`${path}.tmp`, batch.body, { mode: 0o600 })
      await rename(`${path}.tmp`, path)
    } catch (error) {
      await removeFile(`${path}.tmp`).catch(() => {})
      throw error
    }
    const { sequence, count } = batch
    const stored = { claim, name, sequence, count, bytes: batch.body.length }
    const next = this.#stored.findIndex(
      other => other.claim.writer === claim.writer && other.sequence > sequence,
    )
    this.#stored.splice(next < 0 ? this.#stored.length : next, 0, stored)
    this.#bytes += stored.bytes
    this.count += count
  }

  /** The same for a process that is about to end: nothing else will happen here. The oldest go as `put` would have it. */
  putSync(batch: Batch): void {
    while (this.#bytes + batch.body.length > this.#limit) {
      const oldest = this.#stored.shift()
      if (oldest === undefined) break
      rmSync(join(oldest.claim.path, oldest.name), { force: true })
      this.#bytes -= oldest.bytes
      this.count -= oldest.count
      this.#shed(oldest.count)
    }
    const { path } = this.#claims.createSync(this.#writer)
    writeFileSync(join(path, nameOf(batch)), batch.body, { mode: 0o600 })
    this.#bytes += batch.body.length
    this.count += batch.count
  }

  /** The oldest batch, to be sent; `done` removes it. */
  async next(): Promise<{ readonly batch: Batch; readonly done: () => Promise<void> } | undefined> {
    for (let oldest = this.#stored[0]; oldest !== undefined; oldest = this.#stored[0]) {
      this.#sending = oldest
      const body = await readFile(join(oldest.claim.path, oldest.name)).catch(() => undefined)
      const { claim, sequence, count } = oldest
      const done = () => this.#remove(oldest)
      if (body !== undefined && body.length === oldest.bytes)
        return { batch: { writer: claim.writer, sequence, count, body }, done }
      // A crash of the machine left a part of it, somebody removed it, or the disk fails.
      await done()
      this.#shed(count)
    }
    return undefined
  }

  /** What is left belongs to the next process. */
  release(): Promise<void> {
    return this.#claims.release()
  }

  async #makeRoom(bytes: number): Promise<void> {
    for (;;) {
      if (this.#bytes + bytes <= this.#limit) return
      const oldest = this.#stored.find(stored => stored !== this.#sending)
      if (oldest === undefined) return
      await this.#remove(oldest)
      this.#shed(oldest.count)
    }
  }

  async #remove(stored: Stored): Promise<void> {
    if (this.#sending === stored) this.#sending = undefined
    await removeFile(join(stored.claim.path, stored.name)).catch(() => {})
    this.#stored = this.#stored.filter(other => other !== stored)
    this.#bytes -= stored.bytes
    this.count -= stored.count
    const own = stored.claim.writer === this.#writer
    if (!own && this.#stored.every(({ claim }) => claim !== stored.claim))
      await this.#claims.remove(stored.claim).catch(() => {})
  }
}
