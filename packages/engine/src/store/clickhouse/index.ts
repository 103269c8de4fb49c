import type { EventStore } from '../../ports/event-store.ts'
import { type EngineHost, type HostState, startEngineHost } from './chdb/host.ts'
import { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './chdb/limits.ts'
import { answer } from './errors.ts'
import { insertFrom } from './schema.ts'
import { createClickHouseStore } from './store.ts'

export { isChdbAvailable } from './chdb/available.ts'
export { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './chdb/limits.ts'

export type ClickHouseStoreOptions = Partial<EngineLimits>

export type ClickHouseStore = EventStore & {
  /** Whether the engine answers; `error` says why it does not; `restarts` counts the times it had to be started again. */
  state(): HostState
  /** Process of the embedded engine, for figures of memory and for tests that kill it. */
  enginePid(): number | undefined
}

/**
 * Opens the event store in `directory` on chDB, the ClickHouse engine, in a child process. Rejects TALLY_STORE_UNAVAILABLE when the
 * engine does not start.
 */
export async function openClickHouseStore(
  directory: string,
  options: ClickHouseStoreOptions = {},
): Promise<ClickHouseStore> {
  const host: EngineHost = startEngineHost(directory, { ...DEFAULT_ENGINE_LIMITS, ...options }, insertFrom)
  try {
    await answer(host.opened)
    const store = await createClickHouseStore(host)
    return { ...store, state: () => host.state(), enginePid: () => host.pid, close: () => host.close() }
  } catch (error) {
    await host.close()
    throw error
  }
}
