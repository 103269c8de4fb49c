import { createHmac } from 'node:crypto'
import type { JsonObject, Level, Stream } from '@tallystick/core'
import type { Random } from './random.ts'

/** An event as a client sends it, with its time in epoch milliseconds. */
export type DemoEvent = {
  readonly time: number
  readonly stream: Stream
  readonly id?: string
  readonly level?: Level
  readonly severity_number?: number
  readonly service?: string
  readonly environment?: string
  readonly message?: string
  readonly category?: string
  readonly module?: string
  readonly name?: string
  readonly user_id?: string
  readonly session_id?: string
  readonly request_id?: string
  readonly trace_id?: string
  readonly span_id?: string
  readonly ip?: string
  readonly user_agent?: string
  readonly entity_type?: string
  readonly entity_id?: string
  readonly attributes?: JsonObject
}

/** A short story at a moment: its events, in any order. */
export type Scene = (world: World, start: number) => DemoEvent[]

export type User = {
  readonly id: string
  readonly ip: string
  readonly agent: string
  readonly plan: 'free' | 'pro' | 'enterprise'
}

/** Whoever uses the assistant by an API key of their own. */
export type Customer = { readonly id: string; readonly key: string }

/** Where one request comes from and which ids it carries. */
export type Request = {
  readonly user: User
  readonly fields: Pick<
    DemoEvent,
    'environment' | 'user_id' | 'session_id' | 'request_id' | 'trace_id' | 'ip' | 'user_agent'
  >
}

export type World = {
  readonly random: Random
  readonly users: readonly User[]
  readonly customers: readonly Customer[]
  /** Running version of each service; a deploy changes it. */
  readonly versions: Map<string, string>
  /** Until when (epoch ms) the last deploy of a service makes trouble. */
  readonly troubled: Map<string, number>
  nextOrder: number
  request(user?: User): Request
  span(): string
  /** UUIDv7 (RFC 9562 §5.7) of a moment in epoch milliseconds. */
  id(time: number): string
  /** Keyed hash of a prompt that is never kept: what scan records carry in its place. */
  hashOfInput(): string
}

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  'harbor-mobile/4.12.0 (Android 15)',
] as const

/** Addresses reserved for documentation (RFC 5737), so that no real host stands in a demo. */
export function documentationAddress(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.int(1, 254)}`
}

/** Services of the shop, beside Tallystick's own proxy and governance. */
export const SERVICES = ['web', 'gateway', 'assistant', 'orders', 'payments', 'auth', 'catalogue'] as const

const USERS = 400
const CUSTOMERS = [
  'harbor-shop',
  'harbor-support',
  'northline',
  'parcelo',
  'atelier-lund',
  'kestrel-bank',
] as const

/** The application of the demo: Harbor, a shop with an assistant. Everything in it follows from the source of chance. */
export function createWorld(random: Random): World {
  const users = Array.from(
    { length: USERS },
    (_, index): User => ({
      id: `user_${1000 + index}`,
      ip: documentationAddress(random),
      agent: random.pick(AGENTS),
      plan: random.weighted([
        [70, 'free'],
        [25, 'pro'],
        [5, 'enterprise'],
      ]),
    }),
  )
  const sessions = new Map<string, string>()
  const secret = random.hex(64)
  return {
    random,
    users,
    customers: CUSTOMERS.map(id => ({ id, key: random.hex(16) })),
    versions: new Map(SERVICES.map(service => [service, `2.${random.int(3, 18)}.${random.int(0, 9)}`])),
    troubled: new Map(),
    nextOrder: 40_000 + random.int(0, 9_999),
    // A few users do most of the work, as everywhere: the cube of a uniform number leans to the first of them.
    request(user = users[Math.floor(random.next() ** 3 * users.length)]!) {
      let session = sessions.get(user.id)
      if (session === undefined || random.chance(0.08)) {
        session = `sess_${random.hex(12)}`
        sessions.set(user.id, session)
      }
      const fields = {
        environment: 'production',
        user_id: user.id,
        session_id: session,
        request_id: `req_${random.hex(16)}`,
        trace_id: random.hex(32),
        ip: user.ip,
        user_agent: user.agent,
      }
      return { user, fields }
    },
    span: () => random.hex(16),
    id: time => {
      const at = Math.round(time).toString(16).padStart(12, '0')
      const rest = random.hex(18)
      const variant = '89ab'[random.int(0, 3)]
      return `${at.slice(0, 8)}-${at.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(3, 6)}-${rest.slice(6)}`
    },
    hashOfInput: () => createHmac('sha256', secret).update(random.hex(32)).digest('hex'),
  }
}

/** So many decimals and no more. */
export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}
