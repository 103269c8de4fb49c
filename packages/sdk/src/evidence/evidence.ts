import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { Claims, reason } from '../disk/index.ts'
import type { Scrubber } from '../scrub/index.ts'
import {
  Bell,
  type Clock,
  createTransport,
  type FlushReport,
  type OnProblem,
  type Problem,
  systemClock,
  type Target,
  Trouble,
} from '../ship/index.ts'
import { Courier, type CourierContext } from './courier.ts'
import { createEncoder } from './record.ts'
import { recover } from './recover.ts'
import { RefusedFolder } from './refused.ts'
import { Room } from './room.ts'
import { Spool } from './spool.ts'
import { type CreateFile, createFile } from './spool-file.ts'

/** Says that an event is durable on this machine and will be shipped until the server has it. */
export type Receipt = {
  /** UUIDv7 of the event. */
  readonly id: string
  /** Who numbers it, and its number: the pair the server knows it by. */
  readonly writer: string
  readonly sequence: number
  /** RFC 6962 leaf hash (base64) of the canonical bytes that are sent; see `receiptHash`. */
  readonly hash: string
}

export type EvidenceLimits = {
  /** Bytes that may wait on the disk; beyond it `append` rejects. */
  readonly spoolBytes: number
  /** Records and bytes made durable by one sync. */
  readonly groupRecords: number
  readonly groupBytes: number
  /** Records of one request, roughly. */
  readonly batchRecords: number
  /** Milliseconds a record may wait for company before it is sent. */
  readonly lingerMs: number
}

export const DEFAULT_EVIDENCE_LIMITS: EvidenceLimits = {
  spoolBytes: 256 * 1024 * 1024,
  groupRecords: 2_000,
  groupBytes: 1024 * 1024,
  batchRecords: 2_000,
  lingerMs: 50,
}

export type EvidenceOptions = {
  /** Folder of the spool, on a disk that outlives the process. Several processes may share it. */
  readonly directory: string
  readonly target: Target
  readonly scrubber: Scrubber
  /** Values for what an event leaves out. */
  readonly defaults?: Readonly<Partial<Record<'service' | 'environment', string>>>
  readonly limits?: Partial<EvidenceLimits>
  /** Told of every problem once. What it throws is ignored. */
  readonly onProblem?: OnProblem
  readonly clock?: Clock
  /** Uniform in [0, 1), for jitter. */
  readonly random?: () => number
  /** The file system, for tests. */
  readonly create?: CreateFile
}

/** The lane for what must be provable: durable here before its promise resolves, then shipped exactly once. */
export type Evidence = {
  /**
   * Resolves with a receipt once the event is durable in the spool. Rejects TALLY_EVENT_* when it is no event, TALLY_EVIDENCE_FULL,
   * TALLY_EVIDENCE_SPOOL or TALLY_EVIDENCE_CLOSED: then it is not recorded, and will not be delivered.
   */
  readonly append: (event: Readonly<Record<string, unknown>>) => Promise<Receipt>
  /** Ships what has a receipt, for at most so many milliseconds, and says how far it came. Keeps the process alive meanwhile. */
  readonly flush: (milliseconds: number) => Promise<FlushReport>
  /** Flushes, then stops. What is not shipped stays on the disk for the next process with this directory. */
  readonly close: (milliseconds: number) => Promise<FlushReport>
  readonly report: () => FlushReport
}

const ADOPT_EVERY_MS = 60_000
const FILE_BYTES = 8 * 1024 * 1024

/** Opens the lane, and ships what dead processes left in the directory. Throws TALLY_CONFIG_INVALID when the address is none. */
export function openEvidence(options: EvidenceOptions): Evidence {
  return new EvidenceLane(options)
}

class EvidenceLane implements Evidence {
  readonly #clock: Clock
  readonly #claims: Claims
  readonly #room: Room
  readonly #spool: Spool
  readonly #trouble: Trouble
  readonly #context: CourierContext
  readonly #encode: ReturnType<typeof createEncoder>
  readonly #closeTransport: () => void
  /** Ships what this process writes. */
  #own: { readonly courier: Courier; readonly done: Promise<void> } | undefined
  /** Ship what dead processes left, one after another. */
  readonly #adopted: Courier[] = []
  /** What dead processes left is known; and is shipped. */
  #scanned: Promise<void>
  #adopting: Promise<void>
  #cancelAdopt: (() => void) | undefined
  readonly #watchers = new Set<Bell>()
  #closed = false
  #spoolFailed = false
  #offered = 0
  #done = 0
  #refused = 0

  constructor(options: EvidenceOptions) {
    const { directory, target, scrubber } = options
    const clock = options.clock ?? systemClock
    const limits = { ...DEFAULT_EVIDENCE_LIMITS, ...options.limits }
    const onProblem = (problem: Problem): void => {
      try {
        options.onProblem?.(problem)
      } catch {
        // The listener's own affair.
      }
    }
    const transport = createTransport(target, clock)
    this.#clock = clock
    this.#closeTransport = transport.close
    this.#claims = new Claims(directory, clock)
    this.#room = new Room(limits.spoolBytes)
    this.#trouble = new Trouble('evidence', clock, onProblem)
    this.#encode = createEncoder({ scrubber, defaults: options.defaults ?? {}, clock })
    this.#context = {
      post: batch => transport.post('/api/v1/events?ids=false', batch),
      trouble: this.#trouble,
      refused: new RefusedFolder(join(directory, 'refused'), clock, onProblem),
      damaged: join(directory, 'damaged'),
      room: this.#room,
      batchRecords: limits.batchRecords,
      lingerMs: limits.lingerMs,
      clock,
      random: options.random ?? Math.random,
      onProblem,
      onDone: (records, refused) => {
        this.#done += records
        this.#refused += refused
        this.#tellWatchers()
      },
    }
    this.#spool = new Spool({
      claims: this.#claims,
      room: this.#room,
      create: options.create ?? createFile,
      fileBytes: Math.min(FILE_BYTES, limits.spoolBytes / 4),
      groupBytes: limits.groupBytes,
      groupRecords: limits.groupRecords,
      onFolder: ({ claim, files }) => {
        if (this.#own !== undefined) this.#lose(this.#own.courier)
        const courier = new Courier({ claim, files, acked: 0, pending: 0, bytes: 0 }, this.#context)
        const done = courier.shipOn().then(shipped => {
          if (shipped === 'lost') this.#lose(courier)
        })
        this.#own = { courier, done }
      },
      onDurable: records => {
        this.#offered += records
        this.#own?.courier.notify(records)
      },
    })
    this.#scanned = this.#scan()
    this.#adopting = this.#adopt()
  }

  append = async (event: Readonly<Record<string, unknown>>): Promise<Receipt> => {
    if (this.#closed) throw new TallyError('TALLY_EVIDENCE_CLOSED', 'the evidence lane is closed')
    const { id, line, hash } = this.#encode(event)
    const { writer, sequence } = await this.#spool.append(line)
    return { id, writer, sequence, hash }
  }

  flush = async (milliseconds: number): Promise<FlushReport> => {
    const deadline = this.#clock.now() + milliseconds
    const bell = new Bell(this.#clock)
    this.#watchers.add(bell)
    await Promise.all([this.#spool.drained(), this.#scanned])
    for (const courier of this.#couriers) courier.hurry()
    for (;;) {
      const left = deadline - this.#clock.now()
      if (left <= 0 || this.#pending === 0) break
      await bell.wait(left, 'hold')
    }
    this.#watchers.delete(bell)
    return this.report()
  }

  close = async (milliseconds: number): Promise<FlushReport> => {
    this.#closed = true
    await this.flush(milliseconds)
    await this.#spool.close()
    this.#cancelAdopt?.()
    for (const courier of this.#couriers) courier.stop()
    this.#closeTransport()
    await Promise.all([this.#own?.done, this.#adopting])
    await this.#own?.courier.removeFolder().catch(() => {})
    await this.#claims.release().catch(() => {})
    return this.report()
  }

  report = (): FlushReport => {
    const { reason } = this.#trouble
    return {
      offered: this.#offered,
      sent: this.#done - this.#refused,
      pending: this.#pending,
      shed: 0,
      refused: this.#refused,
      reasons: reason === undefined ? [] : [reason],
    }
  }

  get #pending(): number {
    return this.#offered - this.#done
  }

  get #couriers(): readonly Courier[] {
    return this.#own === undefined ? this.#adopted : [this.#own.courier, ...this.#adopted]
  }

  /** Takes over every folder of a dead process. Never rejects. */
  async #scan(): Promise<void> {
    try {
      for (let claim = await this.#claims.adopt(); claim !== undefined; claim = await this.#claims.adopt()) {
        const found = await recover(claim)
        this.#room.used += found.bytes
        this.#offered += found.pending
        this.#adopted.push(new Courier(found, this.#context))
      }
      this.#spoolFailed = false
    } catch (error) {
      this.#tellSpool(error)
    }
  }

  /** Ships what was taken over, one folder after another; looks again in a minute. Never rejects. */
  async #adopt(): Promise<void> {
    await this.#scanned
    for (let courier = this.#adopted[0]; courier !== undefined; courier = this.#adopted[0]) {
      const shipped = await courier.shipRest()
      if (shipped === 'lost') this.#lose(courier)
      else await courier.removeFolder().catch(() => {})
      if (shipped === 'stopped') return
      this.#adopted.shift()
    }
    if (this.#closed) return
    this.#cancelAdopt = this.#clock.after(ADOPT_EVERY_MS, () => {
      this.#scanned = this.#scan()
      this.#adopting = this.#adopt()
    })
  }

  /** The folder is another process's now, and so is what is pending in it. */
  #lose(courier: Courier): void {
    courier.stop()
    this.#offered -= courier.pending
    this.#tellWatchers()
    if (courier.pending > 0)
      this.#context.onProblem({
        lane: 'evidence',
        kind: 'spool',
        message: `The spool of writer ${courier.claim.writer} is gone: another process has taken it over, or somebody removed it.`,
        details: { writer: courier.claim.writer, records: courier.pending },
      })
    courier.pending = 0
  }

  #tellWatchers(): void {
    for (const bell of this.#watchers) bell.ring()
  }

  #tellSpool(error: unknown): void {
    if (this.#spoolFailed) return
    this.#spoolFailed = true
    this.#context.onProblem({
      lane: 'evidence',
      kind: 'spool',
      message: `What earlier processes left in the spool cannot be read: ${reason(error)}.`,
      details: { reason: reason(error) },
    })
  }
}
