import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/event-store.ts'

export const STORE_CHOICES = ['auto', 'chdb', 'sqlite', 'memory'] as const
/**
 * `auto` keeps to the driver that the index was built with; a new one is chDB where its native library loads, else SQLite.
 * `memory` forgets on close and is refilled from the journal.
 */
export type StoreChoice = (typeof STORE_CHOICES)[number]

/** Whether the engine behind a store is answering; drivers that run in this process always are. */
export type StoreState = { readonly up: boolean; readonly error?: string; readonly restarts: number }

export type OpenedStore = EventStore & { state(): StoreState }

/** Whether chDB is the first to try: the index was not built with SQLite, or the choice says so. */
function triesChdb(indexDirectory: string, choice: StoreChoice): boolean {
  if (choice === 'memory' || choice === 'sqlite') return false
  const has = (name: string): boolean => existsSync(join(indexDirectory, name))
  return choice === 'chdb' || !has('sqlite') || has('clickhouse')
}

/** Begins with what takes long and touches nothing, for `openStore` later. */
export function prepareStore(indexDirectory: string, choice: StoreChoice): void {
  if (triesChdb(indexDirectory, choice)) chdbAvailable().catch(() => {})
}

/**
 * Opens the chosen driver on its own folder below `index/`. Drivers are loaded when chosen, so that a machine without the native
 * library never touches it. Since a store is a view of the journal, changing the choice means only that the indexer starts over.
 */
export async function openStore(
  indexDirectory: string,
  choice: StoreChoice,
  clock: Clock,
): Promise<OpenedStore> {
  if (choice === 'memory') {
    const { openMemoryStore } = await import('./memory/index.ts')
    return Object.assign(openMemoryStore(), { state: (): StoreState => ({ up: true, restarts: 0 }) })
  }
  if (triesChdb(indexDirectory, choice)) {
    const { isChdbAvailable, openClickHouseStore } = await import('./clickhouse/index.ts')
    if (await isChdbAvailable()) return openClickHouseStore(await folder(indexDirectory, 'clickhouse'))
    if (choice === 'chdb')
      throw new TallyError(
        'TALLY_STORE_UNSUPPORTED',
        'chDB does not load on this machine (it needs Linux with glibc, or macOS); use --store sqlite',
      )
  }
  const { openSqliteStore } = await import('./sqlite/index.ts')
  return openSqliteStore(await folder(indexDirectory, 'sqlite'), { clock })
}

/** Whether the embedded ClickHouse loads on this machine, so that `auto` takes it. */
export async function chdbAvailable(): Promise<boolean> {
  const { isChdbAvailable } = await import('./clickhouse/index.ts')
  return isChdbAvailable()
}

async function folder(parent: string, name: string): Promise<string> {
  const path = join(parent, name)
  await mkdir(path, { recursive: true, mode: 0o700 })
  return path
}
