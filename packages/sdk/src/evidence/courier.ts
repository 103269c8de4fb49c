import { copyFile, mkdir, rename, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { JsonObject } from '@tallystick/core'
import { type Claim, errorCode, ifPresent, reason, removeFile } from '../disk/index.ts'
import {
  type Batch,
  Bell,
  backoff,
  type Clock,
  deliver,
  type Outcome,
  type Problem,
  type Trouble,
} from '../ship/index.ts'
import { readBatch } from './read-batch.ts'
import { ACKED, type FoundFolder } from './recover.ts'
import type { RefusedFolder } from './refused.ts'
import type { Room } from './room.ts'
import type { SpoolFile } from './spool-file.ts'

/** What every courier of a process shares. */
export type CourierContext = {
  readonly post: (batch: Batch) => Promise<Outcome>
  readonly trouble: Trouble
  readonly refused: RefusedFolder
  /** Folder for files that can no longer be read. */
  readonly damaged: string
  readonly room: Room
  readonly batchRecords: number
  /** Milliseconds a record may wait for company. */
  readonly lingerMs: number
  readonly clock: Clock
  readonly random: () => number
  readonly onProblem: (problem: Problem) => void
  /** So many records are done with: the server has them, but for `refused`. */
  readonly onDone: (records: number, refused: number) => void
}

/** How far a courier came: nothing is left, somebody stopped it, or the folder is gone (another process has taken it over). */
export type Shipped = 'all' | 'stopped' | 'lost'

/** Ships the files of one folder, in order, until the server has acknowledged each record; removes what is done with. */
export class Courier {
  readonly claim: Claim
  readonly #files: SpoolFile[]
  readonly #context: CourierContext
  /** Every record below is done with. */
  #acked: number
  #offset = 0
  /** Records that are durable here and not done with. */
  pending: number
  #stopped = false
  /** More is durable. */
  readonly #work: Bell
  /** No more waiting for company, or for the next attempt. */
  readonly #hurry: Bell

  constructor(folder: FoundFolder, context: CourierContext) {
    this.claim = folder.claim
    this.#files = folder.files
    this.#acked = folder.acked
    this.pending = folder.pending
    this.#context = context
    this.#work = new Bell(context.clock)
    this.#hurry = new Bell(context.clock)
  }

  /** So many records more are durable. */
  notify(records: number): void {
    this.pending += records
    this.#work.ring()
  }

  hurry(): void {
    this.#work.ring()
    this.#hurry.ring()
  }

  stop(): void {
    this.#stopped = true
    this.hurry()
  }

  /** Ships what there is and what comes, until stopped or lost. */
  async shipOn(): Promise<Shipped> {
    for (;;) {
      const shipped = await this.shipRest()
      if (shipped !== 'all') return shipped
      await this.#work.wait()
      if (!this.#stopped) await this.#hurry.wait(this.#context.lingerMs)
    }
  }

  /** Ships what there is. */
  async shipRest(): Promise<Shipped> {
    for (let attempt = 0; !this.#stopped; ) {
      try {
        const step = await this.#shipNext()
        if (step !== 'more') return step
        attempt = 0
      } catch (error) {
        if (errorCode(error) === 'ENOENT' && (await this.#isGone())) return 'lost'
        this.#tellSpool(attempt, error)
        await this.#hurry.wait(backoff(attempt++, undefined, this.#context.random))
      }
    }
    return 'stopped'
  }

  /** Removes the folder, if everything in it is done with. */
  async removeFolder(): Promise<void> {
    if (this.pending > 0) return
    for (const { path, durable } of this.#files.splice(0)) {
      await removeFile(path)
      this.#context.room.give(durable)
    }
    for (const name of [ACKED, `${ACKED}.tmp`]) await removeFile(join(this.claim.path, name))
    await ifPresent(rmdir(this.claim.path))
  }

  /** One step: a batch, a damaged place, or a file that is done with. */
  async #shipNext(): Promise<Shipped | 'more'> {
    const file = this.#files[0]
    if (file === undefined) return 'all'
    const found = await readBatch(file, this.#offset, this.#acked, this.#context.batchRecords)
    switch (found.kind) {
      case 'batch':
        if (!(await this.#deliver({ ...found.batch, writer: this.claim.writer }))) return 'stopped'
        this.#offset = found.end
        return 'more'
      case 'past':
        this.#offset = found.end
        return 'more'
      case 'damage':
        await this.#setAside(file, found.end)
        this.#offset = found.end
        return 'more'
      case 'end':
        if (!file.sealed) return 'all'
        await removeFile(file.path)
        this.#context.room.give(file.durable)
        if (this.#files[0] === file) this.#files.shift()
        this.#offset = 0
        return 'more'
    }
  }

  async #deliver(batch: Batch): Promise<boolean> {
    const { post, trouble, refused, random, onDone } = this.#context
    let refusals = 0
    const done = await deliver(batch, {
      post,
      trouble,
      pause: async (attempt, afterMs) => {
        if (!this.#stopped) await this.#hurry.wait(backoff(attempt, afterMs, random))
        return !this.#stopped
      },
      refused: async records => {
        await refused.keep(records)
        refusals += records.length
      },
      gap: (writer, from, to) => this.#tellGap(writer, from, to),
    })
    if (!done) return false
    const records = batch.sequence + batch.count - Math.max(this.#acked, batch.sequence)
    this.#acked = batch.sequence + batch.count
    this.pending -= records
    await this.#remember()
    onDone(records, refusals)
    return true
  }

  /** For a next process. Need not be durable, nor succeed: what is sent twice is taken once. */
  async #remember(): Promise<void> {
    const path = join(this.claim.path, ACKED)
    try {
      await writeFile(`${path}.tmp`, String(this.#acked), { mode: 0o600 })
      await rename(`${path}.tmp`, path)
    } catch {
      // A full disk is just what shipping will mend.
    }
  }

  async #isGone(): Promise<boolean> {
    return (await ifPresent(stat(this.claim.path))) === undefined
  }

  async #setAside(file: SpoolFile, end: number): Promise<void> {
    const { damaged, onProblem } = this.#context
    await mkdir(damaged, { recursive: true, mode: 0o700 })
    const copy = join(damaged, `${this.claim.writer}-${basename(file.path)}`)
    await copyFile(file.path, copy)
    onProblem({
      lane: 'evidence',
      kind: 'damaged',
      message: `Evidence that was durable can no longer be read: bytes ${this.#offset} to ${end} of a spool file. The file is kept as ${copy}.`,
      details: { writer: this.claim.writer, file: copy, from: this.#offset, to: end },
    })
  }

  async #tellGap(writer: string, from: number, to: number): Promise<void> {
    const missing = await this.#context.refused.missing(writer, from, to)
    if (missing === 0) return
    this.#context.onProblem({
      lane: 'evidence',
      kind: 'gap',
      message: `The server misses ${missing} events of writer ${writer} below number ${to}. It may have lost data, or be another one than before.`,
      details: { writer, from, to, missing },
    })
  }

  #tellSpool(attempt: number, error: unknown): void {
    if (attempt > 0) return
    const details: JsonObject = { reason: reason(error), writer: this.claim.writer }
    this.#context.onProblem({
      lane: 'evidence',
      kind: 'spool',
      message: `Evidence waits on the disk and cannot be shipped: ${reason(error)}.`,
      details,
    })
  }
}
