import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { type Claim, type Claims, reason, removeFile } from '../disk/index.ts'
import { encodeFrame, FRAME_OVERHEAD } from './frame.ts'
import type { Room } from './room.ts'
import { type AppendFile, type CreateFile, type SpoolFile, spoolName } from './spool-file.ts'

/** Where a record stands: the writer, and its number among the writer's records. */
export type Position = { readonly writer: string; readonly sequence: number }

/** What this process writes. `files` grows here and shrinks where they are shipped. */
export type OwnFolder = { readonly claim: Claim; readonly files: SpoolFile[] }

export type SpoolOptions = {
  readonly claims: Claims
  readonly room: Room
  readonly create: CreateFile
  /** A file is full beyond this. */
  readonly fileBytes: number
  /** A group is written and synced as one; what arrives meanwhile makes the next. */
  readonly groupBytes: number
  readonly groupRecords: number
  /** A folder came into use; once, and again when the last one was taken over by another process. */
  readonly onFolder: (folder: OwnFolder) => void
  /** So many more records are durable. */
  readonly onDurable: (records: number) => void
}

type Waiting = {
  readonly line: Buffer
  readonly reserved: number
  readonly resolve: (position: Position) => void
  readonly reject: (error: TallyError) => void
}

type Current = { readonly file: AppendFile; readonly info: SpoolFile }

/** Another process has our folder: whether it read what was just written cannot be known. */
class TakenOver extends Error {}

/**
 * Appends records to files, made durable in groups by one `fdatasync` each. Writing starts with the first record that waits; what arrives
 * during a sync shares the next. So one caller alone pays one sync per record, and a thousand pay one together.
 *
 * When a write or a sync fails, everything waiting is refused, and the file is cut back to what is durable. After a failed sync the kernel
 * may have dropped the pages while calling them clean (https://wiki.postgresql.org/wiki/Fsync_Errors), so such a file is never written
 * again; the next file's name gives the numbers of the refused records anew, and so tells a reader to ignore them.
 */
export class Spool {
  readonly #options: SpoolOptions
  #queue: Waiting[] = []
  #running: Promise<void> | undefined
  #folder: OwnFolder | undefined
  #current: Current | undefined
  #next = 0
  /** A sync of the current file failed, or is under way. */
  #distrusted = false

  constructor(options: SpoolOptions) {
    this.#options = options
  }

  /** Resolves once the line, which ends in a line feed, is durable. Rejects TALLY_EVIDENCE_FULL or TALLY_EVIDENCE_SPOOL: then it is not recorded. */
  append(line: Buffer): Promise<Position> {
    const reserved = line.length + FRAME_OVERHEAD
    const { room } = this.#options
    if (!room.take(reserved))
      return Promise.reject(
        new TallyError(
          'TALLY_EVIDENCE_FULL',
          `the spool holds ${room.used} bytes of ${room.limit} that wait to be shipped`,
          { details: { used: room.used, limit: room.limit } },
        ),
      )
    return new Promise((resolve, reject) => {
      this.#queue.push({ line, reserved, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing waits to be written. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Writes what waits, then leaves the file. */
  async close(): Promise<void> {
    await this.drained()
    await this.#retire().catch(() => {})
  }

  async #run(): Promise<void> {
    // Appends of the same turn of the event loop share the first group.
    await new Promise<void>(resolve => setImmediate(resolve))
    while (this.#queue.length > 0) {
      const group = this.#takeGroup()
      try {
        const position = await this.#commit(group)
        this.#options.onDurable(group.length)
        for (const [i, { resolve }] of group.entries())
          resolve({ writer: position.writer, sequence: position.sequence + i })
      } catch (error) {
        if (error instanceof TakenOver) {
          this.#refuse(
            group,
            'another process took this spool over; whether it ships this event cannot be known',
            error,
          )
          continue
        }
        // First off the disk, then refused: what is refused must not come back after a crash.
        await this.#repair().catch(() => {})
        this.#refuse(
          [...group, ...this.#queue.splice(0)],
          `the spool cannot be written: ${reason(error)}`,
          error,
        )
      }
    }
    this.#running = undefined
  }

  #takeGroup(): Waiting[] {
    const { groupBytes, groupRecords } = this.#options
    let bytes = 0
    let records = 0
    while (records < this.#queue.length && records < groupRecords && bytes < groupBytes)
      bytes += this.#queue[records++]!.line.length
    return this.#queue.splice(0, records)
  }

  async #commit(group: readonly Waiting[]): Promise<Position> {
    const folder = await this.#writableFolder()
    const { file, info } = await this.#writableFile(folder, group)
    const sequence = this.#next
    const frame = encodeFrame(
      sequence,
      group.map(({ line }) => line),
      info.durable,
    )
    await file.write(frame, info.durable)
    await this.#sync(file)
    if (!(await this.#options.claims.holds(folder.claim))) {
      await this.#abandon()
      throw new TakenOver()
    }
    info.durable += frame.length
    this.#next += group.length
    this.#options.room.give(group.reduce((sum, { reserved }) => sum + reserved, 0) - frame.length)
    return { writer: folder.claim.writer, sequence }
  }

  async #writableFolder(): Promise<OwnFolder> {
    if (this.#folder === undefined) {
      this.#folder = { claim: await this.#options.claims.create(), files: [] }
      this.#next = 0
      this.#options.onFolder(this.#folder)
    }
    return this.#folder
  }

  async #writableFile(folder: OwnFolder, group: readonly Waiting[]): Promise<Current> {
    const bytes = group.reduce((sum, { line }) => sum + line.length, 0)
    const { fileBytes, create } = this.#options
    const durable = this.#current?.info.durable ?? 0
    if (durable > 0 && durable + bytes > fileBytes) await this.#retire()
    if (this.#current === undefined) {
      const path = join(folder.claim.path, spoolName(this.#next))
      this.#current = {
        file: await create(path),
        info: { path, first: this.#next, durable: 0, sealed: false },
      }
      folder.files.push(this.#current.info)
    }
    return this.#current
  }

  /** Takes the current file out of use. */
  async #retire(): Promise<void> {
    const current = this.#current
    this.#current = undefined
    this.#distrusted = false
    if (current === undefined) return
    current.info.sealed = true
    await current.file.close()
    if (current.info.durable > 0) return
    // The next file begins with the same number, and so has the same name.
    const files = this.#folder?.files ?? []
    files.splice(files.indexOf(current.info), 1)
    await removeFile(current.info.path)
  }

  /** The folder is gone, and its files with it. */
  async #abandon(): Promise<void> {
    await this.#retire().catch(() => {})
    const files = this.#folder?.files.splice(0) ?? []
    for (const { durable } of files) this.#options.room.give(durable)
    this.#folder = undefined
  }

  /** After a failure: takes what is not durable off the disk again. */
  async #repair(): Promise<void> {
    const current = this.#current
    if (current === undefined) {
      // The folder itself may be what is missing.
      if (this.#folder !== undefined && !(await this.#options.claims.holds(this.#folder.claim)))
        await this.#abandon()
      return
    }
    const distrusted = this.#distrusted
    try {
      await current.file.truncate(current.info.durable)
      await this.#sync(current.file)
    } finally {
      if (distrusted || this.#distrusted) await this.#retire()
    }
  }

  async #sync(file: AppendFile): Promise<void> {
    this.#distrusted = true
    await file.sync()
    this.#distrusted = false
  }

  #refuse(group: readonly Waiting[], message: string, cause: unknown): void {
    for (const { reserved, reject } of group) {
      this.#options.room.give(reserved)
      reject(new TallyError('TALLY_EVIDENCE_SPOOL', message, { cause }))
    }
  }
}
