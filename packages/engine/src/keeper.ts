import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DEFAULT_LIMITS, type EventLimits, TallyError, type TenantReport } from '@tallystick/core'
import { openControlStore } from './control/index.ts'
import type { Keeper, RecordState } from './engine.ts'
import { Governance } from './governance/index.ts'
import { Ingest, type IngestOptions, type IngestResult } from './ingest/index.ts'
import { type Journal, openJournal, type VerifyFilesOptions, verifyFiles } from './journal/index.ts'
import { type Clock, systemClock } from './ports/clock.ts'
import type { ControlStore } from './ports/control-store.ts'
import type { KeyStore } from './ports/key-store.ts'
import { TailHub, type TailSubscription } from './tail/index.ts'
import { createVault } from './vault/index.ts'

export type KeeperOptions = {
  readonly clock?: Clock
  /** Default `tallystick.local`: the first part of the origin of every ledger. Fixed when the directory is made. */
  readonly host?: string
  readonly limits?: EventLimits
  /** log2 of scrypt's N for new passwords. Default 17 (128 MiB, about half a second); less is for tests. */
  readonly passwordCost?: number
  /** Bytes of lines after which a segment of the journal is closed. Default 64 MiB; less is for tests. */
  readonly segmentBytes?: number
  /** Base64 of 32 bytes, as in ENCRYPTION_KEY: what the keys of tenants are wrapped under. Default: a file beside them. */
  readonly encryptionKey?: string | undefined
}

/** What is opened once, whether or not a store is put on it. */
export type Parts = {
  readonly directory: string
  readonly journal: Journal
  readonly control: ControlStore
  readonly vault: KeyStore
  readonly governance: Governance
  readonly hub: TailHub
  readonly intake: Ingest
  readonly clock: Clock
}

/** The parts of a data directory, which is made when it is not there. Rejects with TALLY_JOURNAL_LOCKED while another process holds it. */
export async function openParts(directory: string, options: KeeperOptions): Promise<Parts> {
  const root = resolve(directory)
  const { clock = systemClock, limits = DEFAULT_LIMITS, encryptionKey } = options
  await mkdir(root, { recursive: true, mode: 0o700 })
  // The journal takes the lock, so it comes first and goes last.
  const journal = await openJournal(root, {
    clock,
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
  })
  await using undo = new AsyncDisposableStack()
  undo.defer(() => journal.close())
  const control = await openControlStore(root, {
    clock,
    ...(options.passwordCost === undefined ? {} : { passwordCost: options.passwordCost }),
  })
  undo.move()
  const hub = new TailHub()
  const intake = new Ingest(journal, hub, clock, limits)
  return {
    directory: root,
    journal,
    control,
    vault: createVault({ directory: join(root, 'keys'), encryptionKey, clock }),
    governance: new Governance({
      control,
      clock,
      ingest: (tenant, values) => intake.ingest(tenant, values),
    }),
    hub,
    intake,
    clock,
  }
}

export class OpenKeeper implements Keeper {
  protected readonly parts: Parts
  protected readonly stopping = new AbortController()
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.parts = parts
  }

  get directory(): string {
    return this.parts.directory
  }

  get control(): ControlStore {
    return this.parts.control
  }

  get vault(): KeyStore {
    return this.parts.vault
  }

  get governance(): Governance {
    return this.parts.governance
  }

  get verifierKey(): string {
    return this.parts.journal.verifierKey
  }

  ingest(tenant: string, values: readonly unknown[], options?: IngestOptions): Promise<IngestResult> {
    return this.parts.intake.ingest(tenant, values, options)
  }

  ingestMetrics(
    tenant: string,
    values: readonly unknown[],
    options?: Pick<IngestOptions, 'writer'>,
  ): Promise<IngestResult> {
    return this.parts.intake.ingestMetrics(tenant, values, options)
  }

  writerSequence(tenant: string, writer: string): number | undefined {
    return this.parts.journal.writerSequence(tenant, writer)
  }

  tail(tenant: string, query: string, options: { readonly capacity?: number } = {}): TailSubscription {
    return this.parts.hub.subscribe(tenant, query, options.capacity)
  }

  ledgerFile(tenant: string, path: string): Promise<Buffer | undefined> {
    return this.parts.journal.ledgerFile(tenant, path)
  }

  verify(tenant: string, { onProgress, signal }: VerifyFilesOptions = {}): Promise<TenantReport> {
    const stopped = this.stopping.signal
    return verifyFiles(
      { root: this.directory, tenant, pin: this.verifierKey },
      {
        ...(onProgress === undefined ? {} : { onProgress }),
        signal: signal === undefined ? stopped : AbortSignal.any([signal, stopped]),
      },
    )
  }

  record(tenant: string): RecordState {
    const { nextSeq = 0, sealedSeq = 0, ledgerSize = 0 } = this.parts.journal.state(tenant) ?? {}
    return { tenant, events: nextSeq, sealed: sealedSeq, ledgerSize }
  }

  protected get isClosing(): boolean {
    return this.#closing !== undefined
  }

  close(): Promise<void> {
    this.#closing ??= this.closeAll()
    return this.#closing
  }

  protected async closeAll(): Promise<void> {
    this.stopping.abort(new TallyError('TALLY_JOURNAL_CLOSED', 'the engine is closed'))
    this.parts.hub.close()
    await this.closeStore()
    await this.parts.control.close()
    await this.parts.journal.close()
  }

  /** What stands on the record goes before it. */
  protected async closeStore(): Promise<void> {}
}
