import { userInfo } from 'node:os'
import { TallyError } from '@tallystick/core'
import {
  administrationOf,
  type Engine,
  type Keeper,
  openKeeper,
  type Reader,
  type StoreChoice,
} from '@tallystick/engine'
import { localPolicies } from './policies.ts'
import { recordedReader } from './reads.ts'
import { untilTaken } from './retry.ts'
import type { TailItem, TallyClient } from './types.ts'

/** The tenant there is from the first start. */
export const DEFAULT_TENANT = 'default'

/** How long figures wait for the index. */
const CATCH_UP_MS = 1_000

export type LocalOptions = {
  readonly store?: StoreChoice | undefined
  readonly tenant: string
  /** Where encryption keys are. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Opens a data directory in this process, and its store when something is first asked of that: who only administers starts none. Rejects with
 * TALLY_JOURNAL_LOCKED while another process has the directory.
 */
export async function openLocalClient(
  directory: string,
  { store, tenant, env = {} }: LocalOptions,
): Promise<TallyClient> {
  const keeper = await openKeeper(directory, { encryptionKey: env.ENCRYPTION_KEY })
  await using undo = new AsyncDisposableStack()
  undo.defer(() => keeper.close())
  if ((await keeper.control.tenant(tenant)) === undefined) {
    if (tenant !== DEFAULT_TENANT)
      throw new TallyError(
        'TALLY_TENANT_NOT_FOUND',
        `there is no tenant ${tenant}; make it with: tally tenants create ${tenant}`,
      )
    await keeper.control.createTenant(DEFAULT_TENANT)
  }
  undo.move()
  return createLocalClient(keeper, () => keeper.openStore(store), tenant, env)
}

/** The store, and who reads it in whose name. */
type Opened = { readonly engine: Engine } & ReturnType<typeof recordedReader>

/** A promise that is no longer waited for once `signal` aborts. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function createLocalClient(
  keeper: Keeper,
  openStore: () => Promise<Engine>,
  tenant: string,
  env: Readonly<Record<string, string | undefined>>,
): TallyClient {
  // Whoever may write to the directory needs no other right; the trail says which account of this machine it was.
  const by = `local:${account()}`
  const administration = administrationOf(keeper, { name: by })
  let opening: Promise<Opened> | undefined
  const opened = (): Promise<Opened> => {
    opening ??= openStore().then(engine => ({ engine, ...recordedReader(engine, tenant, by) }))
    return opening
  }
  /** What is taken in is indexed meanwhile. A store that cannot be opened is told to whoever asks it. */
  const openAhead = (): void => void opened().catch(() => {})
  let caughtUp: Promise<Opened> | undefined
  /** Whoever closed the directory before may have left the index behind the record; a search must not miss that. */
  const searchable = (signal?: AbortSignal): Promise<Opened> => {
    caughtUp ??= opened().then(async found => {
      await found.engine.flush('indexed')
      return found
    })
    return unlessAborted(caughtUp, signal)
  }
  return {
    target: keeper.directory,
    kind: 'directory',

    ingest: async (values, { writer, signal } = {}) => {
      openAhead()
      const options = writer === undefined ? {} : { writer }
      const { accepted, duplicates, errors } = await untilTaken(
        () => keeper.ingest(tenant, values, options),
        signal,
      )
      return { accepted, duplicates, refused: errors }
    },
    ingestPoints: async (values, { signal } = {}) => {
      openAhead()
      const { accepted, duplicates, errors } = await untilTaken(
        () => keeper.ingestMetrics(tenant, values),
        signal,
      )
      return { accepted, duplicates, refused: errors }
    },
    writerSequence: async writer => keeper.writerSequence(tenant, writer),
    search: async (query, request) => {
      const { reader } = await searchable(request.signal)
      return reader.search(query, request)
    },
    aggregate: async (query, range) => {
      const { reader } = await searchable(range.signal)
      return reader.aggregate(query, range)
    },
    metrics: async range => {
      const { reader } = await searchable()
      return reader.metrics(range)
    },
    queryMetrics: async (expr, options) => {
      const { reader } = await searchable(options.signal)
      return reader.queryMetrics(expr, options)
    },
    shareDashboards: async () => {
      const { shareDashboards } = await import('@tallystick/server')
      await shareDashboards(keeper, tenant, { name: by })
    },
    async *tail(query, signal) {
      const { reader } = await unlessAborted(opened(), signal)
      yield* tail(reader, query, signal)
    },

    async *export(query, { format, columns, proof, ...request }) {
      const { reader } = await searchable(request.signal)
      if (proof) {
        for await (const piece of reader.exportWithProof(query, request)) yield piece.toString('utf8')
        return
      }
      const { encodeEvents } = await import('@tallystick/server')
      yield* encodeEvents(reader.export(query, request), format, columns?.split(',')).chunks
    },

    prove: async id => {
      const { reader } = await searchable()
      return reader.prove(id)
    },
    verifierKey: async () => keeper.verifierKey,
    tenants: () => keeper.control.tenants(),
    createTenant: name => administration.createTenant(name),
    keys: () => keeper.control.keys(),
    createKey: input => administration.createKey({ ...input, tenant: input.tenant ?? tenant }),
    revokeKey: id => administration.revokeKey(id),
    rotateKeys: async ({ tenant: named, all = false, hash, toEnv }) => {
      const own = toEnv === undefined ? [tenant] : []
      return administration.rotateKeys({
        tenants: all ? await keeper.vault.tenants() : named === undefined ? own : [named],
        hash,
        ...(toEnv === undefined ? {} : { encryptionKey: encryptionKeyIn(env, toEnv) }),
      })
    },
    giveFeedback: async (scan, feedback) => {
      const { engine } = await searchable()
      const { recordFeedback } = await import('@tallystick/server')
      await recordFeedback(engine, tenant, { ...feedback, scan, by })
    },
    scanAccuracy: async () => {
      const { reader } = await searchable()
      const { scanAccuracy } = await import('@tallystick/server')
      return scanAccuracy(reader, {})
    },
    ...localPolicies(keeper, administration, tenant),
    users: () => keeper.control.users(),
    createUser: input => administration.createUser({ ...input, tenant: input.tenant ?? tenant }),
    changeUser: (name, change) => administration.changeUser(name, change),
    deleteUser: name => administration.deleteUser(name),
    stats: async () => {
      // What the command before left behind is no backlog.
      await searchable(AbortSignal.timeout(CATCH_UP_MS)).catch(() => {})
      return (await opened()).engine.stats()
    },
    health: async () => {
      const { engine } = await opened()
      const { ready, version, store, index, problems } = engine.health()
      return {
        ready,
        version,
        engine: store.engine,
        behind: { events: index.behindEvents, seconds: index.behindSeconds },
        problems: problems.map(({ text }) => text),
      }
    },
    reindex: async (onProgress, signal) => (await opened()).engine.reindex({ onProgress, signal }),
    close: async () => {
      // A store that could not be opened was told to whoever asked; the record below it is closed all the same.
      const found = await opening?.catch(() => undefined)
      await found?.close()
      await (found?.engine ?? keeper).close()
    },
  }
}

function encryptionKeyIn(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name]
  if (value === undefined || value === '')
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `there is no environment variable ${name} with an encryption key`,
    )
  return value
}

function account(): string {
  try {
    return userInfo().username
  } catch {
    // An account without a name, as containers have.
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}

async function* tail(reader: Reader, query: string, signal: AbortSignal): AsyncGenerator<TailItem> {
  const subscription = await reader.tail(query)
  const close = () => subscription.close()
  signal.addEventListener('abort', close, { once: true })
  try {
    yield { type: 'connected' }
    yield* subscription
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}
