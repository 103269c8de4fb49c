import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { TallyError } from '@tallystick/core'
import { type Actor, type Engine, recordDeed } from '@tallystick/engine'
import { shareDashboards } from './dashboards.ts'
import { type HistoryBatch, pastOf, pointsOf, tellHistory } from './history.ts'

export type LoadRequest = {
  /** Days that are full. */
  readonly days: number
  readonly events: number
  readonly seed: number
}

/** How far the demo data of a tenant is, in the names of the wire. Events and metric points are counted together. */
export type LoadState = {
  readonly state: 'none' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly sent: number
  /** Until it is done an upper bound. */
  readonly total: number
  readonly refused: number
  readonly error?: string
}

export type Loads = {
  state(tenant: string): LoadState
  /** Begins in the background. Rejects TALLY_DEMO_RUNNING while one runs, and as `Engine.ingest` does when it cannot be recorded that it begins. */
  start(tenant: string, request: LoadRequest, actor: Actor): Promise<LoadState>
  /** What was sent stays: nothing is taken out of a record. */
  cancel(tenant: string): LoadState
  /** Ends all that run. */
  close(): Promise<void>
}

type Load = LoadState & { readonly stop?: AbortController }

const NONE: LoadState = { state: 'none', sent: 0, total: 0, refused: 0 }
/** Milliseconds until a batch is offered again that there was no room for. */
const RETRY_MS = 250

/** Demo data for tenants, through the same door as everybody's. One load at a time for each. */
export function createLoads(engine: Engine, now: () => number): Loads {
  const loads = new Map<string, Load>()
  const running = new Set<Promise<void>>()

  const run = async (
    tenant: string,
    { days, events, seed }: LoadRequest,
    actor: Actor,
    signal: AbortSignal,
  ) => {
    const update = (change: Partial<Load>) => void loads.set(tenant, { ...loads.get(tenant)!, ...change })
    try {
      const to = now()
      for await (const batch of tellHistory({ ...pastOf(to, days), seed, events })) {
        if (signal.aborted) break
        const refused = await take(engine, tenant, batch, signal)
        const { sent, refused: before } = loads.get(tenant)!
        update({ sent: sent + batch.values.length, refused: before + refused })
      }
      if (!signal.aborted) await shareDashboards(engine, tenant, actor)
      // Whoever looks once it is done finds all of it.
      await Promise.race([engine.flush('indexed'), aborted(signal)])
      update(signal.aborted ? { state: 'cancelled' } : { state: 'done', total: loads.get(tenant)!.sent })
    } catch (error) {
      update(signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: (error as Error).message })
    }
  }

  return {
    state: tenant => withoutStop(loads.get(tenant) ?? NONE),

    async start(tenant, request, actor) {
      const before = loads.get(tenant)
      if (before?.state === 'running')
        throw new TallyError('TALLY_DEMO_RUNNING', `demo data is being loaded for ${tenant} already`)
      const stop = new AbortController()
      const load: Load = {
        state: 'running',
        sent: 0,
        total: request.events + pointsOf(request.events),
        refused: 0,
        stop,
      }
      loads.set(tenant, load)
      try {
        await recordDeed(engine, actor, {
          tenant,
          name: 'demo.load',
          message: `${actor.name} began to load demo data`,
          entity: ['tenant', tenant],
          details: { ...request },
        })
      } catch (error) {
        if (before === undefined) loads.delete(tenant)
        else loads.set(tenant, before)
        throw error
      }
      const loading = run(tenant, request, actor, stop.signal)
      running.add(loading)
      void loading.finally(() => running.delete(loading))
      return withoutStop(load)
    },

    cancel(tenant) {
      const load: Load = loads.get(tenant) ?? NONE
      load.stop?.abort()
      return withoutStop(load.state === 'running' ? { ...load, state: 'cancelled' } : load)
    },

    async close() {
      for (const { stop } of loads.values()) stop?.abort()
      await Promise.allSettled(running)
    },
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

function withoutStop({ stop: _, ...state }: Load): LoadState {
  return state
}

/** Resolves to how many were refused. Waits while there is no room. */
async function take(
  engine: Engine,
  tenant: string,
  { kind, values }: HistoryBatch,
  signal: AbortSignal,
): Promise<number> {
  for (;;) {
    try {
      const { errors } =
        kind === 'points' ? await engine.ingestMetrics(tenant, values) : await engine.ingest(tenant, values)
      return errors.length
    } catch (error) {
      if (!(error instanceof TallyError) || error.code !== 'TALLY_INGEST_OVERLOADED') throw error
      await sleep(RETRY_MS, undefined, { signal })
    }
  }
}
