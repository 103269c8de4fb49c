import type { Engine, EngineCounters } from '@tallystick/engine'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Tails } from '../tail/registry.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Open for as long as the client likes: counted, but its duration says nothing. */
    longLived?: boolean
  }
}

const COUNTERS: readonly (readonly [name: string, key: keyof EngineCounters, help: string])[] = [
  ['tallystick_events_accepted_total', 'eventsAccepted', 'Events made durable.'],
  ['tallystick_events_rejected_total', 'eventsRejected', 'Events refused one by one.'],
  [
    'tallystick_events_duplicate_total',
    'eventsDuplicate',
    'Events skipped because their writer had sent them before.',
  ],
  ['tallystick_batches_sealed_total', 'batchesSealed', 'Batches entered into a ledger.'],
  ['tallystick_events_sealed_total', 'eventsSealed', 'Events under a signed checkpoint.'],
  ['tallystick_events_indexed_total', 'eventsIndexed', 'Events made searchable.'],
  ['tallystick_tail_missed_total', 'tailMissed', 'Matching events that slow tails were told they missed.'],
  ['tallystick_searches_total', 'searches', 'Searches, tables and exports.'],
  ['tallystick_store_restarts_total', 'storeRestarts', 'Restarts of the event store.'],
]

/** Metrics of this server, in a registry of its own: several servers in one process do not mix. */
export function addMetrics(app: FastifyInstance, engine: Engine, tails: Tails): Registry {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  for (const [name, key, help] of COUNTERS) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(engine.counters()[key])
      },
    })
  }

  const gauge = (name: string, help: string, read: () => number | Promise<number>) => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
  }
  gauge('tallystick_ready', '1 while events are taken in and searches answered.', () =>
    Number(engine.health().ready),
  )
  gauge('tallystick_store_up', '1 while the event store answers.', () => Number(engine.health().store.up))
  gauge('tallystick_journal_writable', '1 while the write-ahead log takes events.', () =>
    Number(engine.health().journal.writable),
  )
  gauge(
    'tallystick_unsealed_events',
    'Events durable but not sealed yet.',
    () => engine.health().journal.unsealed,
  )
  gauge(
    'tallystick_index_behind_events',
    'Events acknowledged but not searchable yet.',
    () => engine.health().index.behindEvents,
  )
  gauge(
    'tallystick_index_behind_seconds',
    'Age of the oldest event not searchable yet.',
    () => engine.health().index.behindSeconds,
  )
  gauge('tallystick_tails', 'Open live tails.', () => tails.count)
  gauge('active_connections', 'Open connections.', () => connectionsOf(app))

  const labelNames = ['method', 'endpoint', 'status_code'] as const
  const total = new Counter({ name: 'requests_total', help: 'Requests answered.', labelNames, registers })
  const duration = new Histogram({
    name: 'request_duration_seconds',
    help: 'Time from request to answer.',
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  app.addHook('onResponse', async (request, reply) => {
    const { url = 'unmatched', config } = request.routeOptions
    const labels = {
      method: request.method,
      endpoint: request.is404 ? 'unmatched' : url,
      status_code: reply.statusCode,
    }
    total.inc(labels)
    if (!config?.longLived) duration.observe(labels, reply.elapsedTime / 1_000)
  })
  return registry
}

function connectionsOf(app: FastifyInstance): Promise<number> {
  return new Promise(resolve => app.server.getConnections((error, count) => resolve(error ? 0 : count)))
}
