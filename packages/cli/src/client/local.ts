import { userInfo } from 'node:os'
import { TallyError } from '@tallystick/core'
import { administrationOf, type Engine, openEngine, type Reader, type StoreChoice } from '@tallystick/engine'
import { localPolicies } from './policies.ts'
import { recordedReader } from './reads.ts'
import { untilTaken } from './retry.ts'
import type { TailItem, TallyClient } from './types.ts'

/** The tenant there is from the first start. */
export const DEFAULT_TENANT = 'default'

export type LocalOptions = {
  readonly store?: StoreChoice | undefined
  readonly tenant: string
  /** Where encryption keys are. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Opens a data directory in this process. Rejects with TALLY_JOURNAL_LOCKED while another one has it. */
export async function openLocalClient(
  directory: string,
  { store, tenant, env = {} }: LocalOptions,
): Promise<TallyClient> {
  const encryptionKey = env.ENCRYPTION_KEY
  const engine = await openEngine(directory, { ...(store === undefined ? {} : { store }), encryptionKey })
  await using undo = new AsyncDisposableStack()
  undo.defer(() => engine.close())
  if ((await engine.control.tenant(tenant)) === undefined) {
    if (tenant !== DEFAULT_TENANT)
      throw new TallyError(
        'TALLY_TENANT_NOT_FOUND',
        `there is no tenant ${tenant}; make it with: tally tenants create ${tenant}`,
      )
    await engine.control.createTenant(DEFAULT_TENANT)
  }
  undo.move()
  return createLocalClient(engine, tenant, env)
}

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
  engine: Engine,
  tenant: string,
  env: Readonly<Record<string, string | undefined>>,
): TallyClient {
  // Whoever may write to the directory needs no other right; the trail says which account of this machine it was.
  const by = `local:${account()}`
  const administration = administrationOf(engine, { name: by })
  const { reader, close: closeReads } = recordedReader(engine, tenant, by)
  let caughtUp: Promise<void> | undefined
  /** Whoever closed the directory before may have left the index behind the record; a search must not miss that. */
  const searchable = (signal?: AbortSignal): Promise<void> => {
    caughtUp ??= engine.flush('indexed')
    return unlessAborted(caughtUp, signal)
  }
  return {
    target: engine.directory,
    kind: 'directory',

    ingest: async (values, { writer, signal } = {}) => {
      const options = writer === undefined ? {} : { writer }
      const { accepted, duplicates, errors } = await untilTaken(
        () => engine.ingest(tenant, values, options),
        signal,
      )
      return { accepted, duplicates, refused: errors }
    },
    ingestPoints: async (values, { signal } = {}) => {
      const { accepted, duplicates, errors } = await untilTaken(
        () => engine.ingestMetrics(tenant, values),
        signal,
      )
      return { accepted, duplicates, refused: errors }
    },
    writerSequence: async writer => engine.writerSequence(tenant, writer),
    search: async (query, request) => {
      await searchable(request.signal)
      return reader.search(query, request)
    },
    aggregate: async (query, range) => {
      await searchable(range.signal)
      return reader.aggregate(query, range)
    },
    metrics: async range => {
      await searchable()
      return reader.metrics(range)
    },
    queryMetrics: async (expr, options) => {
      await searchable(options.signal)
      return reader.queryMetrics(expr, options)
    },
    tail: (query, signal) => tail(reader, query, signal),

    async *export(query, { format, columns, proof, ...request }) {
      await searchable(request.signal)
      if (proof) {
        for await (const piece of reader.exportWithProof(query, request)) yield piece.toString('utf8')
        return
      }
      const { encodeEvents } = await import('@tallystick/server')
      yield* encodeEvents(reader.export(query, request), format, columns?.split(',')).chunks
    },

    prove: async id => {
      await searchable()
      return reader.prove(id)
    },
    verifierKey: async () => engine.verifierKey,
    tenants: () => engine.control.tenants(),
    createTenant: name => administration.createTenant(name),
    keys: () => engine.control.keys(),
    createKey: input => administration.createKey({ ...input, tenant: input.tenant ?? tenant }),
    revokeKey: id => administration.revokeKey(id),
    rotateKeys: async ({ tenant: named, all = false, hash, toEnv }) => {
      const own = toEnv === undefined ? [tenant] : []
      return administration.rotateKeys({
        tenants: all ? await engine.vault.tenants() : named === undefined ? own : [named],
        hash,
        ...(toEnv === undefined ? {} : { encryptionKey: encryptionKeyIn(env, toEnv) }),
      })
    },
    giveFeedback: async (scan, feedback) => {
      await searchable()
      const { recordFeedback } = await import('@tallystick/server')
      await recordFeedback(engine, tenant, { ...feedback, scan, by })
    },
    scanAccuracy: async () => {
      await searchable()
      const { scanAccuracy } = await import('@tallystick/server')
      return scanAccuracy(reader, {})
    },
    ...localPolicies(engine, administration, tenant),
    users: () => engine.control.users(),
    createUser: input => administration.createUser({ ...input, tenant: input.tenant ?? tenant }),
    changeUser: (name, change) => administration.changeUser(name, change),
    deleteUser: name => administration.deleteUser(name),
    stats: () => engine.stats(),
    health: async () => {
      const { ready, version, store, index, problems } = engine.health()
      return {
        ready,
        version,
        engine: store.engine,
        behind: { events: index.behindEvents, seconds: index.behindSeconds },
        problems: problems.map(({ text }) => text),
      }
    },
    reindex: (onProgress, signal) => engine.reindex({ onProgress, signal }),
    close: async () => {
      await closeReads()
      await engine.close()
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
