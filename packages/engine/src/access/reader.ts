import { TallyError } from '@tallystick/core'
import type { Engine } from '../engine.ts'
import type { TailMessage, TailSubscription } from '../tail/index.ts'
import {
  OPEN_FIELDS,
  refusePayload,
  refusePayloadField,
  refusePayloadInMetrics,
  withoutPayload,
} from './payload.ts'
import type { Permission } from './permissions.ts'

type Read =
  | 'search'
  | 'aggregate'
  | 'fields'
  | 'get'
  | 'context'
  | 'export'
  | 'exportWithProof'
  | 'prove'
  | 'metrics'
  | 'queryMetrics'

type WithoutTenant<F> = F extends (tenant: string, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

/** The reading half of an engine as one principal has it: one tenant's, and without the payload where they may not see it. */
export type Reader = { readonly [M in Read]: WithoutTenant<Engine[M]> } & {
  tail(...asked: Parameters<WithoutTenant<Engine['tail']>>): Promise<TailSubscription>
  readonly tenant: string
  /** May `message` and `attributes` be seen? */
  readonly payload: boolean
  /** Refuses (TALLY_AUTH_PAYLOAD) to name a field that may not be seen. */
  mustShow(field: string): void
}

export type ReaderOptions = { readonly tenant: string; readonly permissions: ReadonlySet<Permission> }

/** All that is read for somebody is read through this, so that no route can forget what they may not see. */
export function readerOf(engine: Engine, { tenant, permissions }: ReaderOptions): Reader {
  const whole: Reader = {
    tenant,
    payload: true,
    mustShow: () => undefined,
    search: (query, options) => engine.search(tenant, query, options),
    aggregate: (query, options) => engine.aggregate(tenant, query, options),
    fields: (query, options) => engine.fields(tenant, query, options),
    get: id => engine.get(tenant, id),
    context: (id, options) => engine.context(tenant, id, options),
    export: (query, options) => engine.export(tenant, query, options),
    exportWithProof: (query, options) => engine.exportWithProof(tenant, query, options),
    tail: async (query, options) => engine.tail(tenant, query, options),
    prove: id => engine.prove(tenant, id),
    metrics: options => engine.metrics(tenant, options),
    queryMetrics: (expr, options) => engine.queryMetrics(tenant, expr, options),
  }
  return permissions.has('payload') ? whole : envelopesOf(whole)
}

function envelopesOf(whole: Reader): Reader {
  return {
    tenant: whole.tenant,
    payload: false,
    mustShow: refusePayloadField,
    search: async (query, options) => {
      refusePayload(query)
      const page = await whole.search(query, options)
      return { ...page, events: page.events.map(withoutPayload) }
    },
    aggregate: async (query, options) => {
      refusePayload(query)
      return whole.aggregate(query, options)
    },
    fields: async (query, options = {}) => {
      refusePayload(query)
      for (const name of options.names ?? []) refusePayloadField(name)
      return whole.fields(query, { ...options, names: options.names ?? OPEN_FIELDS })
    },
    get: async id => withoutPayload(await whole.get(id)),
    context: async (id, options = {}) => {
      if (options.query !== undefined) refusePayload(options.query)
      const { before, event, after } = await whole.context(id, options)
      return {
        before: before.map(withoutPayload),
        event: withoutPayload(event),
        after: after.map(withoutPayload),
      }
    },
    async *export(query, options) {
      refusePayload(query)
      for await (const event of whole.export(query, options)) yield withoutPayload(event)
    },
    // A proof is of the whole line.
    // biome-ignore lint/correctness/useYield: it refuses as the others do, when it is read.
    async *exportWithProof() {
      throw new TallyError('TALLY_AUTH_PAYLOAD', 'an export with proof holds whole events')
    },
    tail: async (query, options) => {
      refusePayload(query)
      return withoutPayloads(await whole.tail(query, options))
    },
    // Points are no payload; neither are the derived series as they are defined.
    metrics: whole.metrics,
    queryMetrics: async (expr, options) => {
      refusePayloadInMetrics(expr)
      return whole.queryMetrics(expr, options)
    },
    prove: async () => {
      throw new TallyError('TALLY_AUTH_PAYLOAD', 'a proof holds the whole event')
    },
  }
}

function withoutPayloads(subscription: TailSubscription): TailSubscription {
  return {
    setFilter(query) {
      refusePayload(query)
      subscription.setFilter(query)
    },
    close: () => subscription.close(),
    async *[Symbol.asyncIterator](): AsyncGenerator<TailMessage> {
      for await (const message of subscription)
        yield message.type === 'event' ? { ...message, event: withoutPayload(message.event) } : message
    },
  }
}
